;! FLUSH# puts every dirty line into memory, acknowledges, and the program goes on with empty caches.
;! modes  cycle     caches are there only in cycle mode
;! pull: on ev.post#1 +2 us  set board.flush_n 0 for 100 ns
;! until  ich9.post == 1         within 2 ms
;! expect mem.0x10000 == 0
;! expect mem.0x10100 == 0
;! until  cpu0.ev.special == 1   within 20 us
;! expect cpu0.ev.flush == 1
; Special transaction 5, flush acknowledge: all is back by then
;! expect bus.be == 5
;! expect mem.0x10000 == 0x11111111
;! expect mem.0x10100 == 0x22222222
;! expect mem.0x103fc == 0x33333333
;! until  cpu0.halted == 1       within 2 ms
; A store that comes after it is in the cache again
;! expect mem.0x604 == 0x11111111
;! expect mem.0x10000 == 0x11111111
;! expect cpu0.ev.flush == 1
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    begin
    mtrr_range 0, 0x10000, 0x10000, MT_WB
    caches_on
    mov ax, 0x1000
    mov es, ax
    mov dword [es:0], 0x11111111
    mov dword [es:0x100], 0x22222222
    mov dword [es:0x3fc], 0x33333333
    cue 1
    mov ecx, 400
.wait:
    a32 loop .wait
    mov eax, [es:0]
    mov [0x604], eax
    mov dword [es:0], 0x44444444
    done
