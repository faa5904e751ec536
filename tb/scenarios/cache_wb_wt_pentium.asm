;! WB/WT# low: a Pentium caches memory write-through, so that memory is never behind and no line is dirty.
;! part   pentium
;! param  ken_dram 1
;! param  wb_wt 0
;! pull: on ev.post#2 +2 us  set board.flush_n 0 for 100 ns
;! until  ich9.post == 1         within 2 ms
; The line is there, shared (state S), and a store that hits goes to memory too
;! expect mem.0x10000 == 0x11111111
;! until  ich9.post == 2         within 2 ms
;! expect mem.0x10000 == 0x22222222
;! until  cpu0.ev.special == 1   within 20 us
; FLUSH# has nothing to write back
;! expect bus.be == 0x10
;! expect mem.0x604 == 0x22222222
;! until  cpu0.halted == 1       within 2 ms
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    begin
    caches_on_ken
    mov ax, 0x1000
    mov es, ax
    mov eax, [es:0]
    mov dword [es:0], 0x11111111
    cue 1
    mov dword [es:0], 0x22222222
    mov eax, [es:0]
    mov [0x604], eax
    cue 2
    mov ecx, 400
.wait:
    a32 loop .wait
    done
