;! A remote read takes 39 cycles on the serial APIC bus.
;! part   pentium
;! cpus   2
;! modes  cycle  cycles of the bus are looked at
;! until  apic.mode == REMOTE_READ   within 10 ms
;! until  apic.cycle == 39      within 2100 ns
;! until  apic.cycle == 0       within 90 ns
;! until  ich9.post == 0xd0     within 10 ms
;! expect mem.0x640 == 0x5a
;! never  shutdown
org 0x8000
%include "lib/apic_remote_read.inc"
