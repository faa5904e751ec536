;! A power button held for 4 s sets PRBTNOR, clears PWRBTN; that outlives CF9h and is an SCI as soon as SCI_EN is 1.
;! slow_clocks /50000
; 4 s are 80 us.
;! hold:  on ev.post#1 +2 us   set board.pwrbtn_n 0 for 90 us
;! early: on ev.post#1 +70 us  master dmi write 0x700 1
;! until  ich9.post == 2       within 2 ms
;! expect pins.sci == 0
;! until  ich9.post == 3       within 2 ms
;! expect pins.sci == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect pins.sci == 0
;! expect ev.sci == 2
;! expect ev.plat_reset == 1
; 68 us after the button was pressed: PM1_STS; its level in GEN_PMCON_1; AFTERG3_EN
;! expect mem.0x640 == 0x100
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0
; when it has been held 4 s: PM1_STS; AFTERG3_EN
;! expect mem.0x64c == 0x800
;! expect mem.0x650 == 1
; PM1_STS after the reset, and after W1C
;! expect mem.0x654 == 0x800
;! expect mem.0x658 == 0
;! expect mem16.0x63e == 0x1c
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
PRBTNOR     equ 1 << 11                 ; PM1_STS

; Without TMROF: with these clocks the PM timer overflows every 47 us.
%macro keep_pm1_sts 0
    xor eax, eax
    io_read16 PM1_STS
    and al, 0xfe
    keep
%endmacro

%macro keep_afterg3 0
    cfg_read16 LPC, GEN_PMCON_3
    and eax, 1
    keep
%endmacro

    begin
    pm_block
    cmp word [LIST - 2], 0
    jne second_life
    smi_enable GBL_SMI_EN | EOS
    cue 1
    wait_flag 0x700
    keep_pm1_sts
    cfg_read16 LPC, GEN_PMCON_1
    and eax, 1 << 9
    keep
    keep_afterg3
    wait_io_set PM1_STS, PRBTNOR
    keep_pm1_sts
    keep_afterg3
    cf9_reset

second_life:
    keep_pm1_sts
    cue 2
    io_write16 PM1_CNT, SCI_EN
    cue 3
    io_write16 PM1_STS, PRBTNOR
    keep_pm1_sts
    done
