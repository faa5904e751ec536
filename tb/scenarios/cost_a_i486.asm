;! What an SMI costs an Enhanced Am486 with its handler in segment A, under the conditions of its data sheet: no wait states.
;! part   i486
;! param  dram_clks 0
;! modes  cycle     the figures are clocks of the bus
;! until  cpu0.halted == 1     within 10 ms
;! expect ev.smm_exit == 3
;! expect ev.resumed == 3
;! expect mem.0x604 == 136
;! expect mem.0x000a8140 == 2
;! expect mem.0x000a817c == 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BASE SEGMENT_A
%include "lib/cost.inc"
