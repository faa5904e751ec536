;! The save map of CPU 0 is modified in its cache; CPU 1 reads it by HITM# although TSEG is closed, and gets ones elsewhere.
;! part   p6
;! cpus   2
;! start  cpu1 at 0x9000
;! modes  cycle     caches are there only in cycle mode
;! show   smerr#1 -200 ns to smerr#1 +250 ns
;! until  ich9.post == 1         within 5 ms
;! expect cpu0.smm == 0
;! expect mch.smram == 0x1a
; Memory has no save map yet
;! expect mem.0x03f0fef8 == 0
;! until  bus.hitm_n == 0        within 1 ms
;! expect cpu0.snoop.hitm_n == 0
;! expect bus.agent == 1
; The MCH has decoded the read, as that of a closed range, before it knows that a cache answers
;! expect ev.smerr == 1
;! until  bus.rs == IMPLICIT_WB  within 1 us
;! until  cpu1.halted == 1       within 1 ms
; SMBASE, out of CPU 0's cache; the owner's line is in SMRAM now
;! expect mem.0x604 == 0x03f00000
;! expect mem.0x03f0fef8 == 0x03f00000
; No cache has it: refused
;! expect mem.0x608 == 0xffffffff
;! expect cpu1.ev.smm_enter == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/cache.inc"
%define BY_IPI
%include "lib/cache_tseg.inc"

program:
    tseg_firmware
    tseg_type MT_WB
    raise_smi 2
    cue 1
    mov byte [0x700], 1
    rest

handler:
    smi_over
    rsm
handler_end:

; CPU 1, without caches.
    times 0x1000 - ($ - $$) db 0x90
    begin
    mov esp, STACK - 0x100
    flat
    wait_flag 0x700
    mov eax, [dword ENTRY + MAP_SMBASE]
    mov [0x604], eax
    mov eax, [dword TSEG + 0x40000]
    mov [0x608], eax
    rest
