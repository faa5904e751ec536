;! D_CLS in SMM: the handler's code is still fetched from SMRAM, its data accesses go to the video range instead.
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 2
;! expect cpu0.smbase == 0xa0000
;! expect ev.d_cls == 2
; Read with D_CLS 0, 1, 0; the write with D_CLS 1 was lost
;! expect mem.0x604 == 0x5ec2e7da
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x60c == 0x5ec2e7da
; Program 1, relocation 2, handler in SMRAM 3 (before D_CLS), 4 (with it), 5 (after it), program 6
;! expect mem.0x600 == 0x123456
;! never  ev.shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install relocate
    smram_write G_SMRAME | D_OPEN
    install handler, 0xa8000
    mov bx, 0xa000
    mov es, bx
    mov dword [es:0], 0x5ec2e7da
    smram_write G_SMRAME
    smi_setup
    note 1
    apm_write 1
    apm_write 2
    note 6
    done

relocate:
    note 2
    mov dword [slot(MAP_SMBASE)], 0xa0000
    smi_ack
    rsm
relocate_end:

handler:
    note 3
    mov eax, [cs:0]
    mov [0x604], eax
    smram_write G_SMRAME | D_CLS
    note 4
    mov eax, [cs:0]
    mov [0x608], eax
    mov dword [cs:0], 0x0badbad0
    smram_write G_SMRAME
    note 5
    mov eax, [cs:0]
    mov [0x60c], eax
    smi_ack
    rsm
handler_end:
