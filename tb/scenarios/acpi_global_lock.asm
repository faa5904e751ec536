;! The global lock of the FACS: who finds it owned sets pending, and the owner's GBL_RLS or BIOS_RLS calls him.
;! until  ich9.post == 1       within 2 ms
; The firmware has given back what the OS waits for: an SCI by GBL_EN with SCI_EN = 0 too
;! expect pins.sci == 1
;! expect ev.bios_sts == 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.sci == 2
;! expect pins.sci == 0
;! expect ev.apm_sts == 5
;! expect ev.bios_sts == 1
;! expect ev.smi_low == 6
;! expect cpu0.ev.smm_enter == 6
; In SMM: 1 the firmware wants it, 2 gives it back
;! expect mem.0x600 == 0x12112
; The lock's dword: 1 pending, 2 owned. The OS has it, and gives it back to nobody
;! expect mem.0x640 == 2
;! expect mem.0x644 == 0
; The firmware has it; the OS wants it; the firmware gives it back with BIOS_RLS; the OS has it
;! expect mem.0x648 == 2
;! expect mem.0x64c == 3
;! expect mem.0x650 == 0
;! expect mem.0x654 == 2
; The firmware wants it; the OS gives it back with GBL_RLS and so the firmware has it; gives it back to nobody
;! expect mem.0x658 == 3
;! expect mem.0x65c == 2
;! expect mem.0x660 == 0
;! expect mem16.0x63e == 0x24
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
PENDING     equ 1 << 0                  ; the lock ...
OWNED       equ 1 << 1
GBL         equ 1 << 5                  ; PM1_STS, PM1_EN
WANT        equ 0x11                    ; commands to the firmware in B2h
GIVE_BACK   equ 0x22

; Tries to get the lock: ZF = 0 means that it is ours, ZF = 1 that somebody has it, who now sees pending. Changes ECX.
%macro acquire 0
%%try:
    mov eax, [facs + 16]
    mov ecx, eax
    and ecx, ~PENDING
    bts ecx, 1                          ; owned; CF: it was
    adc ecx, 0                          ; then pending too
    lock cmpxchg [facs + 16], ecx
    jnz %%try
    test cl, PENDING
    setz al
    test al, al
%endmacro
; Gives the lock back. ZF = 0 means that somebody waits for it. Changes ECX.
%macro release 0
%%try:
    mov eax, [facs + 16]
    mov ecx, eax
    and ecx, ~(PENDING | OWNED)
    lock cmpxchg [facs + 16], ecx
    jnz %%try
    test al, PENDING
%endmacro
%macro keep_lock 0
    mov eax, [facs + 16]
    keep
%endmacro

    begin
    install handler
    pm_block
    io_write16 PM1_EN, GBL
    smi_enable GBL_SMI_EN | APMC_EN | BIOS_EN | EOS

    acquire
    jz wrong
    keep_lock
    release
    jnz wrong
    keep_lock

    apm_write WANT
    keep_lock
    acquire
    jnz wrong
    keep_lock
    apm_write GIVE_BACK
    wait_io_set PM1_STS, GBL
    keep_lock
    cue 1
    io_write16 PM1_STS, GBL
    acquire
    jz wrong
    keep_lock

    apm_write WANT
    keep_lock
    release
    jz wrong
    io_write8 PM1_CNT, GBL_RLS
    keep_lock
    apm_write GIVE_BACK
    keep_lock
    apm_write 0
    done
wrong:
    post 0xee
    rest

; A wish of the firmware that could not be met is met when BIOS_STS says so.
handler:
    mov dx, SMI_STS
    in eax, dx
    out dx, eax
    test al, BIOS_STS
    jnz .want
    in al, APM_CNT_PORT
    cmp al, WANT
    je .want
    cmp al, GIVE_BACK
    jne .out
    note 2
    release
    jz .out
    io_write32 SMI_EN, GBL_SMI_EN | APMC_EN | BIOS_EN | BIOS_RLS
    jmp .out
.want:
    note 1
    acquire
.out:
    set_eos
    rsm
handler_end:

facs:
    db 'FACS'
    times 64 - ($ - facs) db 0          ; the lock is the dword at 16
