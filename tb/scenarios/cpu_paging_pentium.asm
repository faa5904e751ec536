;! cpu_paging on a Pentium: 32-bit paging with the P5 save map.
;! part   pentium
;! until  ich9.post == 0xd0    within 5 ms
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.smm_exit == 1
;! never  ev.exception
;! never  ev.unknown_opcode
; Program 1 and 4, handler 2 and 3
;! expect mem.0x600 == 0x1234
; The handler: CR0, CR0 and CR3 of the map, EIP of the map in the page at C0000000h, CR4
;! expect mem.0x630 == 0x60010010
;! expect mem.0x634 == 0xe0010011
;! expect mem.0x638 == 0x00010000
;! expect mem16.0x63e == 0xc000
;! expect mem.0x640 == 0
; Its 15000h and 16000h are physical: the program's store to 15000h is at 16000h
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0x1111
; The program after RSM: its 15000h, and at 17000h what the handler stored at 15000h; CR0, CR2, CR3, CR4; still at C0000000h
;! expect mem.0x610 == 0x1111
;! expect mem.0x614 == 0x2222
;! expect mem.0x618 == 0xe0010011
;! expect mem.0x61c == 0x12345678
;! expect mem.0x620 == 0x00010000
;! expect mem.0x624 == 0x10
;! expect mem.0x628 == 0xc0000000
; A and D of the pages that were used: 4 MB of code, 15000h stored, 17000h read
;! expect mem.0x10c00 == 0xa3
;! expect mem.0x11054 == 0x16063
;! expect mem.0x1105c == 0x15023
org 0x8000
%include "lib/smm.inc"
%include "lib/paging.inc"
%include "lib/paging_smi.inc"
