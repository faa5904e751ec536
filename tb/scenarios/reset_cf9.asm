;! Port CF9h: bit 2 going to 1 resets the machine with bit 1 = 1, gives INIT# alone with bit 1 = 0; SMBASE shows which.
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.init == 1
;! expect ev.plat_reset == 1
;! expect cpu0.ev.reset == 2
;! expect ev.smi_low == 3
;! expect cpu0.ev.smm_enter == 3
;! expect cpu0.ev.smbase == 1
;! expect mem.0x600 == 0x1a2b3a
; CF9h as read back; SMRAM and SMI_EN after INIT# and after the reset
;! expect mem.0x640 == 2
;! expect mem.0x644 == 0x0a
;! expect mem.0x648 == 0x23
;! expect mem.0x64c == 0x02
;! expect mem.0x650 == 0
;! expect mem16.0x63e == 0x14
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
NEW_SMBASE  equ 0x40000

%macro keep_smram 0
    cfg_read8 MCH, SMRAM
    movzx eax, al
    keep
%endmacro
%macro cf9 1
    mov dx, 0xcf9
    mov al, %1
    out dx, al
%endmacro

    begin
    cmp dword [0x600], 0x1a
    je after_init
    ja after_reset
    install handler_a
    install handler_b, NEW_SMBASE + HANDLER
    smram_write G_SMRAME
    smi_setup
    note 1
    apm_write 1
    cf9 2
    in al, dx
    movzx eax, al
    keep
    cf9 4                               ; the write of bit 2 alone decides
    jmp $

after_init:
    note 2
    keep_smram
    keep_io32 SMI_EN
    apm_write 2
    cf9 0
    cf9 6
    jmp $

after_reset:
    note 3
    keep_smram
    pm_block
    keep_io32 SMI_EN
    smi_enable
    apm_write 3
    done

; Where SMBASE points after RESET#, which it leaves for NEW_SMBASE in the first SMI.
handler_a:
    note 10
    mov eax, NEW_SMBASE
    cmp dword [0x600], 0x1a
    jne .out
    mov [slot(MAP_SMBASE)], eax
.out:
    smi_ack
    rsm
handler_a_end:

handler_b:
    note 11
    smi_ack
    rsm
handler_b_end:
