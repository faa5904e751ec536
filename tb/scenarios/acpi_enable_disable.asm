;! The OS hands over by SMI_CMD as the FADT says: the handler sets and clears SCI_EN, and events are SCIs only between.
;! one: on ev.post#1 +2 us  set board.pwrbtn_n 0 for 1 us
;! two: on ev.post#2 +2 us  set board.pwrbtn_n 0 for 1 us
;! end: on ev.post#4 +2 us  set board.pwrbtn_n 0 for 1 us
;! until  ich9.post == 3       within 2 ms
; Before: an SMI. After ACPI_ENABLE: an SCI
;! expect ev.smi_low == 2
;! expect pins.sci == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.sci == 2
;! expect pins.sci == 0
; Two buttons, ACPI_ENABLE, S4BIOS_REQ, PSTATE_CNT, ACPI_DISABLE, a command nobody knows
;! expect ev.smi_low == 7
;! expect ev.apm_sts == 5
;! expect ev.pm1_sts == 2
;! expect cpu0.ev.smm_enter == 7
; Button B, enable E, S4BIOS 5, PSTATE C, disable D, unknown F
;! expect mem.0x600 == 0xbe5cdfb
; SCI_EN as the OS polled it: after ACPI_ENABLE, after ACPI_DISABLE; B3h: the handler's answer to the unknown command
;! expect mem.0x640 == 1
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0xff
;! expect mem16.0x63e == 0xc
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
PWRBTN      equ 1 << 8                  ; PM1_STS, PM1_EN

; The OS takes numbers out of the FADT.
%macro smi_cmd 1
    mov dx, [fadt + 48]
    mov al, [fadt + (%1)]
    out dx, al
%endmacro
FADT_ACPI_ENABLE equ 52
FADT_ACPI_DISABLE equ 53
FADT_S4BIOS_REQ equ 54
FADT_PSTATE_CNT equ 55

    begin
    install handler
    pm_block
    io_write16 PM1_EN, PWRBTN
    smi_enable
    cue 1
    wait_smis 1
    smi_cmd FADT_ACPI_ENABLE
.not_yet:
    io_read16 PM1_CNT
    test al, SCI_EN
    jz .not_yet
    movzx eax, ax
    keep
    cue 2
    wait_io_set PM1_STS, PWRBTN
    cue 3
    io_write16 PM1_STS, PWRBTN
    smi_cmd FADT_S4BIOS_REQ
    smi_cmd FADT_PSTATE_CNT
    smi_cmd FADT_ACPI_DISABLE
.still:
    io_read16 PM1_CNT
    test al, SCI_EN
    jnz .still
    movzx eax, ax
    keep
    apm_write 0x99
    in al, APM_STS_PORT
    movzx eax, al
    keep
    cue 4
    wait_smis 7
    done

handler:
    mov dx, SMI_STS
    in eax, dx
    test eax, APM_STS
    jz .not_apm
    in al, APM_CNT_PORT
    mov si, commands - handler + HANDLER
.next:
    cmp byte [cs:si], 0
    je .unknown
    cmp al, [cs:si]
    je .found
    add si, 3
    jmp .next
.found:
    call [cs:si + 1]
.done:
    io_write32 SMI_STS, APM_STS
.not_apm:
    io_read16 PM1_STS
    test ax, PWRBTN
    jz .out
    io_read16 PM1_CNT
    test al, SCI_EN
    jnz .out                            ; the OS's business
    note 0xb
    io_write16 PM1_STS, PWRBTN
.out:
    count_smi
    set_eos
    rsm
.unknown:
    note 0xf
    mov al, 0xff
    out APM_STS_PORT, al
    jmp .done

; A command and the offset of what does it.
commands:
    db 0xf1
    dw acpi_enable - handler + HANDLER
    db 0xf0
    dw acpi_disable - handler + HANDLER
    db 0xf2
    dw s4bios_req - handler + HANDLER
    db 0x80
    dw pstate_cnt - handler + HANDLER
    db 0

acpi_enable:
    note 0xe
    mov dx, PM1_CNT
    in ax, dx
    or al, SCI_EN
    out dx, ax
    ret
acpi_disable:
    note 0xd
    mov dx, PM1_CNT
    in ax, dx
    and al, ~SCI_EN & 0xff
    out dx, ax
    ret
s4bios_req:
    note 5
    ret
pstate_cnt:
    note 0xc
    ret
handler_end:

; Fixed ACPI description table: what is used here of it.
fadt:
    db 'FACP'
    times 46 - ($ - fadt) db 0
    dw 9                                ; SCI_INT
    dd APM_CNT_PORT                     ; SMI_CMD
    db 0xf1, 0xf0, 0xf2, 0x80           ; ACPI_ENABLE, ACPI_DISABLE, S4BIOS_REQ, PSTATE_CNT
