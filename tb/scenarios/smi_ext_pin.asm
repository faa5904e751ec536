;! Something outside pulls SMI# low: the CPU takes an SMI of which the ICH9 knows nothing.
;! pull: on cpu0.ev.halt#1 +1 us  set board.ext_smi_n 0 for 300 ns
;! until  bus.smi_n == 0       within 2 ms
;! expect ich9.smi_n == 1
;! until  bus.smi_n == 1       within 2 us
;! until  ich9.post == 0xd0    within 2 ms
;! until  cpu0.halted == 1     within 20 us
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x123
; SMI_STS, with a bit added to show that it was read:
;! expect mem.0x604 == 0x1000
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    note 1
    hlt
    note 3
    done

handler:
    note 2
    mov dx, SMI_STS
    in eax, dx
    add eax, 0x1000
    mov [0x604], eax
    mov word [slot(MAP_HALT)], 0
    rsm
handler_end:
