;! An I/O trap on writes of 800h to 80Fh is an SMI at each, with address and data kept: row 16 of the source table.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.trap_sts == 2
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x1232345
; SMI_STS after a write with TRSE = 0, and after a read with TRSE = 1:
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0
; A byte to 804h: SMI_STS, not cleared by W1C there; TRSR; TRCR: lane 0, 804h; TWDR; SMI_STS after W1C of TRSR
;! expect mem.0x648 == 0x200000
;! expect mem.0x64c == 0x200000
;! expect mem.0x650 == 1
;! expect mem.0x654 == 0x00010804
;! expect mem.0x658 == 0x5a
;! expect mem.0x65c == 0
; A dword to 80Ch
;! expect mem.0x660 == 0x200000
;! expect mem.0x664 == 0x200000
;! expect mem.0x668 == 1
;! expect mem.0x66c == 0x000f080c
;! expect mem.0x670 == 0x11223344
;! expect mem.0x674 == 0
; A byte to 810h: SMI_STS
;! expect mem.0x678 == 0
;! expect mem16.0x63e == 0x3c
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    rcba_open
    flat
    smi_enable GBL_SMI_EN | EOS
    mov dword [dword IOTR0 + 4], 0xf0
    mov dword [dword IOTR0], 0x000c0800
    io_write8 0x804, 0x5a
    keep_io32 SMI_STS
    mov dword [dword IOTR0], 0x000c0801
    io_read8 0x804
    keep_io32 SMI_STS
    note 1
    note 2
    io_write8 0x804, 0x5a
    note 2
    io_write32 0x80c, 0x11223344
    note 4
    io_write8 0x810, 0x5a
    keep_io32 SMI_STS
    note 5
    done

handler:
    note 3
    keep_io32 SMI_STS
    io_write32 SMI_STS, MONITOR_STS
    keep_io32 SMI_STS
    mov eax, [dword TRSR]
    keep
    mov eax, [dword TRCR]
    keep
    mov eax, [dword TWDR]
    keep
    mov byte [dword TRSR], 1
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
