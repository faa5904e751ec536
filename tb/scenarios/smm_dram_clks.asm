;! With a DRAM of 31 bus clocks an SMI saves, runs and restores the same, only later.
;! part   p6
;! param  dram_clks 31
;! until  ich9.post == 0xd0    within 10 ms
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.smm_exit == 1
;! expect mem.0x600 == 0x123
;! expect mem.0x604 == 0xb0b1b2b3
;! expect mem.0x608 == 0xb0b1b2b3
;! expect cpu0.smbase == 0x30000
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    mov ebx, 0xb0b1b2b3
    note 1
    apm_write 1
    mov [0x608], ebx
    note 3
    done

handler:
    note 2
    mov eax, [slot(MAP_EBX)]
    mov [0x604], eax
    xor ebx, ebx
    smi_ack
    rsm
handler_end:
