;! With OIC.AEN = 0, as after reset, nothing answers at FEC00000h and nothing is written; with 1 the I/O APIC does.
;! part   p6
;! until  ich9.post == 0xd0    within 5 ms
; Out of reset: a read; a write of entry 5 by way of both registers
;! expect mem.0x640 == 0xffffffff
; AEN = 1: IOREGSEL as reset left it, entry 5 masked, version 20h with 24 entries, ID after a write
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0x10000
;! expect mem.0x64c == 0x170020
;! expect mem.0x650 == 0x0a000000
; AEN = 0 again; 1 again: all is kept
;! expect mem.0x654 == 0xffffffff
;! expect mem.0x658 == 0x0a000000
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    mov eax, [dword IOAPIC + 0x10]
    keep
    rte 5, 0x41, 0
    ioapic_open
    mov eax, [dword IOAPIC]
    keep
    keep_rte 5
    ioapic_read 1
    keep
    ioapic_write 0, 0xffffffff
    ioapic_write 0, 0x0a000000
    ioapic_read 0
    keep
    mov byte [dword OIC], 0
    mov eax, [dword IOAPIC + 0x10]
    keep
    mov byte [dword OIC], 1
    ioapic_read 0
    keep
    done
