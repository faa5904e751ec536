;! A line of the boot flash, cached write-protected: eight bytes at a time over DMI and LPC, then hits; a store drops the line.
;! modes  cycle     caches are there only in cycle mode
;! until  ich9.post == 1          within 5 ms
;! expect mch.dmi_seq == 7
;! until  ich9.post == 2          within 1 ms
; Only the write of POST 2
;! expect mch.dmi_seq == 8
;! until  cpu0.halted == 1        within 1 ms
; FFFFFFF0h: the far jump to 0:8000h, uncached, then cached
;! expect mem.0x604 == 0x008000ea
;! expect mem.0x608 == 0x008000ea
;! expect mem.0x60c == 0xffffff00
; A store of a write-protected line goes to the bus and the line is gone: the next read asks DMI again
;! expect mch.dmi_seq >= 14
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    begin
    flat
    mov eax, [dword 0xfffffff0]
    mov [0x604], eax
    mtrr_range 0, 0xffff0000, 0x10000, 5
    caches_on
    mov eax, [dword 0xfffffff0]
    mov [0x608], eax
    cue 1
    mov eax, [dword 0xfffffff4]
    mov [0x60c], eax
    cue 2
    mov dword [dword 0xfffffff8], 0
    cpuid                       ; the store is out of the store buffer
    mov eax, [dword 0xfffffff8]
    done
