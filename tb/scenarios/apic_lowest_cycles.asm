;! A lowest-priority message without a focus processor takes 34 cycles on the serial APIC bus.
;! part   p6
;! cpus   4
;! modes  cycle  cycles of the bus are looked at
;! until  apic.mode == LOWEST   within 10 ms
;! until  apic.cycle == 34      within 2100 ns
;! until  apic.cycle == 0       within 90 ns
;! until  ich9.post == 0xd0     within 10 ms
;! expect mem.0x600 == 3
;! never  shutdown
org 0x8000
%macro send 0
    tprs 0x30204050
    lowest
%endmacro
%include "lib/apic_lowest.inc"
