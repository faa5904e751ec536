;! The bus clocks that DRAM adds to an access are those of dram_clks: a program that reads memory takes longer.
;! part   p6
;! param  dram_clks 31
;! modes  cycle only there do accesses take their bus clocks
;! until  cpu0.halted == 1     within 10 ms
; 100 reads of 31 bus clocks, 4 core clocks each, or more, but not twice as many
;! expect mem.0x604 >= 12400
;! expect mem.0x604 <= 24800
;! expect mem.0x608 == 0x5a5a5a5a
org 0x8000
%include "lib/smm.inc"

    begin
    mov dword [0x610], 0x5a5a5a5a
    rdtsc
    mov ebx, eax
    mov si, 0x610
    mov di, si
    mov cx, 100
    cld
    rep lodsb
    rdtsc
    sub eax, ebx
    mov [0x604], eax
    mov eax, [0x610]
    mov [0x608], eax
    done
