;! For speed: the loop of caches_on.asm with CR0.CD = 1, loads, stores and calls without end, no SMI.
;! modes cycle     caches are there only in cycle mode
;! watchdog 1000 s
;! never ev.smi_low
;! never ev.shutdown
;! never ev.exception
;! never ev.unknown_opcode
org 0x8000
%define CACHES_ON 0
%include "caches.inc"
