;! Every register at the first handler instruction is what the manual says, on a part of class p6.
;! part   p6
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x1234
; EFLAGS, the place of the first instruction (so EIP was 8000h):
;! expect mem.0x604 == 2
;! expect mem16.0x614 == 0x8000
; CS selector: SMBASE >> 4; the data selectors are 0
;! expect mem16.0x608 == 0x5000
;! expect mem16.0x60a == 0
;! expect mem16.0x60c == 0
;! expect mem16.0x60e == 0
;! expect mem16.0x610 == 0
;! expect mem16.0x612 == 0
; CR0: PE, EM, TS cleared, the rest kept; CR2 and CR3 kept; CR4 0; DR7
;! expect mem.0x618 == 0x60050032
;! expect mem.0x61c == 0xcafe0000
;! expect mem.0x620 == 0x00abc000
;! expect mem.0x624 == 0
;! expect mem.0x628 == 0x400
; DR6 kept, LDTR and TR kept, EAX ECX EDX EBX ESP EBP ESI EDI kept:
;! expect mem.0x654 == 0xffff4ff1
;! expect mem16.0x658 == 0x28
;! expect mem16.0x65a == 0x30
;! expect mem.0x660 == 0xa0a1a2a3
;! expect mem.0x664 == 0xc0c1c2c3
;! expect mem.0x668 == 0xd0d1d2d3
;! expect mem.0x66c == 0xb0b1b2b3
;! expect mem.0x670 == 0x7000
;! expect mem.0x674 == 0xe0e1e2e3
;! expect mem.0x678 == 0x51525354
;! expect mem.0x67c == 0xd1d2d3d4
; GDTR and IDTR kept:
;! expect mem16.0x630 == 0x37
;! expect mem.0x650 == 0x100
;! expect mem16.0x638 == 0x3f7
;! expect mem.0x63a == 0
; Bases 0 and limits 4 GB: the far jump of the reset vector seen through DS, ES, FS, GS, SS and, from SMBASE on, CS
;! expect mem.0x640 == 0xeaeaeaea
;! expect mem16.0x644 == 0xeaea
; CS is writable and its base is SMBASE:
;! expect mem.0x57000 == 0x12345678
; The program's EFLAGS are back after RSM:
;! expect mem.0x64c == 0x3ed7
org 0x8000
%include "lib/entry_state.inc"
