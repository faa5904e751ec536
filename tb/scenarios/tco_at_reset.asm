;! After reset the TCO timer stands still until TCO_RLD is written.
;! slow_clocks /50000
;! param  no_reboot_strap 1
;! param  tco_runs_at_reset 0
;! go:    on ev.post#1 +160 us  master dmi write 0x700 1
;! until  ich9.post == 0xd0    within 2 ms
; TCO_RLD at once; TCO1_STS and TCO2_STS later: no expiry, or three and more
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0
;! expect mem16.0x63e == 8
;! never  plat_reset
org 0x8000
%include "lib/tco_at_reset.inc"
