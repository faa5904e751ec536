;! An APM write pulls SMI#, the CPU enters SMM right after the OUT, and RSM resumes behind it.
;! cpus   1
;! until  bus.smi_n == 0       within 20000 bclk
;! expect cpu0.smm == 0
;! until  cpu0.smm == 1        within 20000 bclk
;! expect ich9.apm_cnt == 0x5a
;! until  cpu0.halted == 1     within 20000 bclk
;! expect cpu0.smm == 0
;! expect bus.smi_n == 1
;! expect ev.apm_write == 1
;! expect ev.smi_low == 1
;! expect ev.smm_enter == 1
;! expect ev.smm_exit == 1
; The way of the SMI, from the port to the handler and back:
;! expect ev.apm_write before ev.smi_low
;! expect ev.smi_low before cpu0.ev.smi_latched
;! expect cpu0.ev.smi_latched before cpu0.ev.smi_taken
;! expect cpu0.ev.smi_taken before cpu0.ev.smm_ack
;! expect cpu0.ev.smm_ack before cpu0.ev.smm_enter
;! expect cpu0.ev.smm_enter before cpu0.ev.smm_fetch
;! expect cpu0.ev.smm_fetch before ev.smi_high
;! expect ev.smi_high before cpu0.ev.rsm
;! expect cpu0.ev.rsm before cpu0.ev.smm_unack
;! expect cpu0.ev.smm_unack before cpu0.ev.smm_exit
; Program 1, handler 2, program 3:
;! expect mem.0x600 == 0x123
; The handler saw the command, SMI_STS.APM_STS alone, and a saved EIP two bytes (one OUT) behind the OUT:
;! expect mem.0x604 == 0x5a
;! expect mem.0x608 == 0x20
;! expect mem.0x60c == 2
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 0x5a, the_out
    note 3
    done

handler:
    note 2
    xor eax, eax
    in al, APM_CNT_PORT
    mov [0x604], eax
    mov dx, SMI_STS
    in eax, dx
    mov [0x608], eax
    mov eax, [slot(MAP_EIP)]
    sub eax, the_out
    mov [0x60c], eax
    smi_ack
    rsm
handler_end:
