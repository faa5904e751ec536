;! Another bus master reads what only a cache has, and what it writes is seen by the processor that had the line.
;! modes  cycle     caches are there only in cycle mode
;! show   master#1 -300 ns to master#1 +100 ns
;! rd: on ev.post#1 +1 us  master dmi read 0x00010000 4
;! wr: on ev.post#1 +3 us  master dmi write 0x00010004 0x55556666
;! until  ich9.post == 1         within 2 ms
;! expect mem.0x00010000 == 0
;! until  mch.mst_ack == 1       within 4 us
;! expect mch.mst_rdata == 0x11112222
;! expect mem.0x00010000 == 0x11112222
;! until  mch.mst_ack == 2       within 4 us
;! until  cpu0.halted == 1       within 2 ms
;! expect mem.0x604 == 0x55556666
;! expect mem.0x00010004 == 0x55556666
;! expect mem.0x00010000 == 0x11112223
;! expect cpu0.snoop.seq == 1
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    begin
    mtrr_range 0, 0x10000, 0x10000, MT_WB
    caches_on
    mov ax, 0x1000
    mov es, ax
    mov dword [es:0], 0x11112222
    cue 1
.wait:
    mov eax, [es:4]
    test eax, eax
    jz .wait
    mov [0x604], eax
    inc dword [es:0]
    wbinvd
    done
