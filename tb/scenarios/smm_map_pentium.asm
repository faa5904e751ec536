;! A Pentium saves every documented register, the descriptor caches and CR4 where the P5 map has them.
;! part   pentium
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 2
;! expect mem.0x600 == 0x12345
; EIP is behind the OUT; after RSM every register is as it was:
;! expect mem.0x604 == 2
;! expect mem.0x608 == 0xffffff
; A second SMI saves the same segments and CR4: RSM took all of them back
;! expect mem8.0x610 == 1
; CR0 CR3 EFLAGS
;! expect mem.0x17ffc == 0x60010033
;! expect mem.0x17ff8 == 0x00abc000
;! expect mem.0x17ff4 == 0x3ed7
; EDI ESI EBP ESP EBX EDX ECX EAX
;! expect mem.0x17fec == 0xd1d2d3d4
;! expect mem.0x17fe8 == 0x51525354
;! expect mem.0x17fe4 == 0xe0e1e2e3
;! expect mem.0x17fe0 == 0x5e50
;! expect mem.0x17fdc == 0xb0b1b2b3
;! expect mem.0x17fd8 == 0xd0d1d2d3
;! expect mem.0x17fd4 == 0xc0c1c2c3
;! expect mem.0x17fd0 == 0xa0a1a2a3
; DR6 DR7
;! expect mem.0x17fcc == 0xffff4ff1
;! expect mem.0x17fc8 == 0x700
; Selectors TR LDTR GS FS DS SS CS ES; the upper halves are reserved
;! expect mem16.0x17fc4 == 0x40
;! expect mem16.0x17fc0 == 0x38
;! expect mem16.0x17fbc == 0x28
;! expect mem16.0x17fb8 == 0x20
;! expect mem16.0x17fb4 == 0x10
;! expect mem16.0x17fb0 == 0x30
;! expect mem16.0x17fac == 0x08
;! expect mem16.0x17fa8 == 0x18
; auto-HALT restart, I/O restart, revision identifier (I/O restart and SMBASE relocation), SMBASE
;! expect mem16.0x17f02 == 0
;! expect mem16.0x17f00 == 0
;! expect mem.0x17efc == 0x30000
;! expect mem.0x17ef8 == 0x30000
; I/O restart copies of ESI, ECX, EDI
;! expect mem.0x17f0c == 0x51525354
;! expect mem.0x17f08 == 0xc0c1c2c3
;! expect mem.0x17f04 == 0xd1d2d3d4
; Descriptor caches: access rights (access byte in 15:8, flags in 23:16), base, limit
; SS
;! expect mem.0x17f50 == 0x00409300
;! expect mem.0x17f4c == 0x1000
;! expect mem.0x17f48 == 0xefff
; CS
;! expect mem.0x17f44 == 0x00c09b00
;! expect mem.0x17f40 == 0
;! expect mem.0x17f3c == 0x0fffffff
; ES
;! expect mem.0x17f38 == 0x00009300
;! expect mem.0x17f34 == 0x89abcde0
;! expect mem.0x17f30 == 0x1234
; DS
;! expect mem.0x17f5c == 0x00c09300
;! expect mem.0x17f58 == 0
;! expect mem.0x17f54 == 0x0fffffff
; FS
;! expect mem.0x17f68 == 0x00109100
;! expect mem.0x17f64 == 0x12340
;! expect mem.0x17f60 == 0x5678
; GS
;! expect mem.0x17f74 == 0x00c09300
;! expect mem.0x17f70 == 0x00100000
;! expect mem.0x17f6c == 0x000fffff
; LDTR
;! expect mem.0x17f80 == 0x00008200
;! expect mem.0x17f7c == 0x3000
;! expect mem.0x17f78 == 0x27
; TR, busy
;! expect mem.0x17fa4 == 0x00008b00
;! expect mem.0x17fa0 == 0x3100
;! expect mem.0x17f9c == 0x67
; GDTR, IDTR: base, limit
;! expect mem.0x17f88 == 0x2000
;! expect mem.0x17f84 == 0x47
;! expect mem.0x17f94 == 0x4000
;! expect mem.0x17f90 == 0x1ff
; CR4
;! expect mem.0x17f28 == 0x0c
org 0x8000
%include "lib/map_state.inc"
