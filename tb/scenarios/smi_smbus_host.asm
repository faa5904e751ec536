;! The SMBus host's SMI has no bit in SMI_STS and none in SMI_EN; it ends at the controller: row 13 of the source table.
;! on:  on ev.post#1 +2 us  set board.smb_host 1
;! go:  on ev.post#1 +22 us master dmi write 0x700 1
;! off: on ev.post#2 +2 us  set board.smb_host 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect ev.master before ev.smi_low
;! expect mem.0x600 == 0x123
; SMI_STS with GBL_SMI_EN = 0, and in the SMI
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0
;! expect mem16.0x63e == 8
;! never  smbus_sts
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable EOS
    cue 1
    wait_flag 0x700
    keep_io32 SMI_STS
    note 1
    smi_enable GBL_SMI_EN
    note 3
    done

; The source is seen with 64 kHz, so that EOS has to wait 15.63 us behind its end.
handler:
    note 2
    keep_io32 SMI_STS
    cue 2
    pm_wait 72
    set_eos
    rsm
handler_end:
