;! Configuration accesses to functions that are not there, and with bit 31 of CF8h 0, read all ones, in SMM too.
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.smm_enter == 1
; Comparisons, and the first that failed
;! expect mem.0x610 == 12
;! expect mem.0x614 == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

; CF8h: written to DCh there, all ones come back
%macro nobody 1
    cfg_write32 %1, BIOS_CNTL, 0
    in eax, dx
    same 0xffffffff
%endmacro
%macro all 0
    nobody 0x80000800                   ; D1:F0
    nobody 0x8000f900                   ; D31:F1
    nobody 0x8001f800                   ; D31:F0 of bus 1
    nobody LPC & 0x7fffffff
    nobody MCH & 0x7fffffff
    cfg_read32 LPC, 0
    same 0x29188086
%endmacro

    begin
    install handler
    smi_setup
    all
    apm_write 1
    done

handler:
    all
    smi_ack
    rsm
handler_end:
