;! A bus master that asks between the halves of a locked access waits for its end: what it writes there is not lost.
;! m1: on ev.post#1 +2310 ns  master dmi write 0x710 0x10000
;! m2: on ev.post#1 +3620 ns  master dmi write 0x710 0x20000
;! m3: on ev.post#1 +4930 ns  master dmi write 0x710 0x30000
;! m4: on ev.post#1 +6240 ns  master dmi write 0x710 0x40000
;! m5: on ev.post#1 +7550 ns  master dmi write 0x710 0x50000
;! m6: on ev.post#1 +8860 ns  master dmi write 0x710 0x60000
;! m7: on ev.post#1 +10170 ns  master dmi write 0x710 0x70000
;! m8: on ev.post#1 +11480 ns  master dmi write 0x710 0x80000
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.master == 8
; Each of the eight values was seen above the count, which began with 0
;! expect mem.0x718 == 0x1ff
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    cue 1
.next:
    lock inc dword [0x710]
    mov ax, [0x712]
    bts [0x718], ax
    cmp word [0x718], 0x1ff
    jne .next
    done
