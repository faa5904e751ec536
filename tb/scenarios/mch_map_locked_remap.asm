;! With d_lck_remap 1 D_LCK freezes the remap window too.
;! param  d_lck_remap 1
;! until  cpu0.halted == 1     within 2 ms
; Before the lock they took what was written, byte by byte too
;! expect mem.0x604 == 0x10400001
;! expect mem16.0x608 == 0x0232
;! expect mem.0x60c == 0x03200000
;! expect mem.0x610 == 0x03100000
;! expect mem.0x614 == 0x00400040
; After it: GGC, TOM and TOUUD, GBSM, BGSM as they were
;! expect mch.ggc == 0x0232
;! expect mch.tom == 1
;! expect mch.touud == 0x1040
;! expect mch.gbsm == 0x03200000
;! expect mch.bgsm == 0x03100000
;! expect mem16.0x618 == 0x0232
; REMAPBASE, REMAPLIMIT; PAM, LAC
;! expect mem.0x61c == 0x00400040
;! expect mem.0x620 == 0x33333330
;! expect mem.0x624 == 0x81333333
org 0x8000
%include "lib/map_locked.inc"
