;! A lowest-priority message that the focus processor takes is over after 21 cycles.
;! part   p6
;! cpus   4
;! modes  cycle  cycles of the bus are looked at
;! until  apic.mode == LOWEST   within 10 ms
;! until  apic.cycle == 21      within 2100 ns
;! until  apic.cycle == 0       within 90 ns
;! until  ich9.post == 0xd0     within 10 ms
;! expect mem.0x600 == 0x4434
;! never  shutdown
org 0x8000
%include "lib/apic_lowest_focus.inc"
