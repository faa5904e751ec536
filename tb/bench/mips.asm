;! For speed: loads, stores and calls in 32-bit flat protected mode, no SMI, without end.
;! watchdog 1000 s
;! never ev.smi_low
;! never ev.shutdown
;! never ev.exception
;! never ev.unknown_opcode
org 0x8000
%include "../scenarios/lib/smm.inc"

TABLE       equ 0x20000                 ; 4096 dwords
TURNS       equ 4095

%macro place 0
    mov edi, TABLE
%endmacro

    begin
%include "mips_loop.inc"
