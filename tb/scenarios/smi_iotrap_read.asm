;! An I/O trap on reads: the port still answers, and the handler may put another value in EAX: row 16.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.trap_sts == 2
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x12324
; SMI_STS after a write of F04h:
;! expect mem.0x640 == 0
; IN F04h, where nobody is: TRSR of trap 3; TRCR: a read, lane 0; TWDR; EAX in the save map, then what the program read
;! expect mem.0x644 == 8
;! expect mem.0x648 == 0x01010f04
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0xff
;! expect mem.0x654 == 0x77
; IN 61h: TRSR of trap 2, lane 1; the port's own answer, left as it is
;! expect mem.0x658 == 4
;! expect mem.0x65c == 0x01020060
;! expect mem.0x660 == 0
;! expect mem.0x664 == 0x0c
;! expect mem.0x668 == 0x0c
;! expect mem16.0x63e == 0x2c
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    rcba_open
    flat
    smi_enable GBL_SMI_EN | EOS
    mov al, 0x0c
    out 0x61, al
    mov dword [dword IOTR0 + 8 * 3 + 4], 1 << 16 | 1
    mov dword [dword IOTR0 + 8 * 3], 0xf04 | 1
    mov dword [dword IOTR0 + 8 * 2 + 4], 1 << 16 | 2
    mov dword [dword IOTR0 + 8 * 2], 0x60 | 1
    io_write8 0xf04, 0x5a
    keep_io32 SMI_STS
    note 1
    xor eax, eax
    io_read8 0xf04
    keep
    note 3
    xor eax, eax
    in al, 0x61
    keep
    note 4
    done

handler:
    note 2
    mov eax, [dword TRSR]
    mov ecx, eax
    keep
    mov eax, [dword TRCR]
    keep
    mov eax, [dword TWDR]
    keep
    mov eax, [slot(MAP_EAX)]
    keep
    test cl, 8
    jz .own
    mov byte [slot(MAP_EAX)], 0x77
.own:
    mov [dword TRSR], cl
    set_eos
    rsm
handler_end:
