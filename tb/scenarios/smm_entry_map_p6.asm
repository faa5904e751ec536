;! An SMI that leaves the shutdown of a handler saves what that handler was entered with, on a part of class p6.
;! part   p6
;! param  shutdown_smi_leaves 1
;! one: on cpu0.ev.halt#1 +1 us      set board.ext_smi_n 0 for 300 ns
;! two: on cpu0.ev.shutdown#1 +1 us  set board.ext_smi_n 0 for 300 ns
;! until  cpu0.shutdown == 1   within 2 ms
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 0
;! expect mem.0x600 == 0x12
; The shutdown was at the RSM; CR0: PE, EM, TS cleared, the rest kept; CR3 kept; CR4 0
;! expect mem.0x604 == 0
;! expect mem.0x17ffc == 0x60010032
;! expect mem.0x17ff8 == 0x00abc000
;! expect mem.0x17f14 == 0
; EFLAGS; EDI ESI EBP ESP EBX EDX ECX EAX kept
;! expect mem.0x17ff4 == 2
;! expect mem.0x17fec == 0xd1d2d3d4
;! expect mem.0x17fe8 == 0x51525354
;! expect mem.0x17fe4 == 0xe0e1e2e3
;! expect mem.0x17fe0 == 0x7000
;! expect mem.0x17fdc == 0xb0b1b2b3
;! expect mem.0x17fd8 == 0xd0d1d2d3
;! expect mem.0x17fd4 == 0xc0c1c2c3
;! expect mem.0x17fd0 == 0xa0a1a2a3
; DR6 kept, DR7
;! expect mem.0x17fcc == 0xffff4ff1
;! expect mem.0x17fc8 == 0x400
; Selectors TR LDTR, kept; GS FS DS SS CS ES
;! expect mem16.0x17fc4 == 0x30
;! expect mem16.0x17fc0 == 0x28
;! expect mem16.0x17fbc == 0
;! expect mem16.0x17fb8 == 0
;! expect mem16.0x17fb4 == 0
;! expect mem16.0x17fb0 == 0
;! expect mem16.0x17fac == 0x3000
;! expect mem16.0x17fa8 == 0
; The word at 7F02h: the first handler was not halted
;! expect mem16.0x17f02 == 0
;! expect mem.0x17ef8 == 0x30000
; Descriptor caches: access rights, limit, base. G is set (8093h) and the limits are 4 GB; LDTR and TR are kept
; CS
;! expect mem.0x17f90 == 0x80933000
;! expect mem.0x17f94 == 0xffffffff
;! expect mem.0x17f98 == 0x30000
; SS
;! expect mem.0x17f9c == 0x80930000
;! expect mem.0x17fa0 == 0xffffffff
;! expect mem.0x17fa4 == 0x0
; DS
;! expect mem.0x17f2c == 0x80930000
;! expect mem.0x17f30 == 0xffffffff
;! expect mem.0x17f34 == 0x0
; ES
;! expect mem.0x17f84 == 0x80930000
;! expect mem.0x17f88 == 0xffffffff
;! expect mem.0x17f8c == 0x0
; FS
;! expect mem.0x17f38 == 0x80930000
;! expect mem.0x17f3c == 0xffffffff
;! expect mem.0x17f40 == 0x0
; GS
;! expect mem.0x17f44 == 0x80930000
;! expect mem.0x17f48 == 0xffffffff
;! expect mem.0x17f4c == 0x0
; LDTR
;! expect mem.0x17f78 == 0x00820028
;! expect mem.0x17f7c == 0x27
;! expect mem.0x17f80 == 0x3000
; TR
;! expect mem.0x17f5c == 0x008b0030
;! expect mem.0x17f60 == 0x67
;! expect mem.0x17f64 == 0x3100
; GDTR limit, IDTR limit and base, kept
;! expect mem.0x17f70 == 0x37
;! expect mem.0x17f54 == 0x1ff
;! expect mem.0x17f58 == 0x4000
; CPL:shutdown: the SMI came in a shutdown
;! expect mem.0x17f20 == 0x01000000
org 0x8000
%include "lib/entry_map.inc"
