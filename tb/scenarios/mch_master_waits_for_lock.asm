;! A bus master that asks between the halves of a locked access waits for its end; nothing is lost on either side.
;! m0: on ev.post#1 +1000 ns  master dmi write 0x50000 0x100
;! m1: on ev.post#1 +2310 ns  master dmi write 0x50004 0x101
;! m2: on ev.post#1 +3620 ns  master dmi write 0x50008 0x102
;! m3: on ev.post#1 +4930 ns  master dmi write 0x5000c 0x103
;! m4: on ev.post#1 +6240 ns  master dmi write 0x50010 0x104
;! m5: on ev.post#1 +7550 ns  master dmi write 0x50014 0x105
;! m6: on ev.post#1 +8860 ns  master dmi write 0x50018 0x106
;! m7: on ev.post#1 +10170 ns  master dmi write 0x5001c 0x107
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.master == 8
;! expect mem.0x50000 == 0x100
;! expect mem.0x50004 == 0x101
;! expect mem.0x50008 == 0x102
;! expect mem.0x5000c == 0x103
;! expect mem.0x50010 == 0x104
;! expect mem.0x50014 == 0x105
;! expect mem.0x50018 == 0x106
;! expect mem.0x5001c == 0x107
;! expect mem.0x710 == 200
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    pm_block
    cue 1
    mov cx, 200
.next:
    lock inc dword [0x710]
    loop .next
    pm_wait 50
    done
