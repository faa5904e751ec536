;! Every event of PM1, enabled or not, with both values of SCI_EN, its status already set or not: row 17 of the table.
;! slow_clocks /50000
; Bit 22 of the PM timer falls each 47 us; 2.9 us are 0x80000 counts.
;! e1: on ev.post#1 +1 us set board.pm1_ev 0xc410 for 500 ns
;! b1: on ev.post#1 +1 us set board.pwrbtn_n 0 for 500 ns
;! e2: on ev.post#2 +1 us set board.pm1_ev 0xc410 for 500 ns
;! b2: on ev.post#2 +1 us set board.pwrbtn_n 0 for 500 ns
;! e3: on ev.post#3 +1 us set board.pm1_ev 0xc410 for 500 ns
;! b3: on ev.post#3 +1 us set board.pwrbtn_n 0 for 500 ns
;! e4: on ev.post#4 +1 us set board.pm1_ev 0xc410 for 500 ns
;! b4: on ev.post#4 +1 us set board.pwrbtn_n 0 for 500 ns
;! e5: on ev.post#5 +1 us set board.pm1_ev 0xc410 for 500 ns
;! b5: on ev.post#5 +1 us set board.pwrbtn_n 0 for 500 ns
;! e6: on ev.post#6 +1 us set board.pm1_ev 0xc410 for 500 ns
;! b6: on ev.post#6 +1 us set board.pwrbtn_n 0 for 500 ns
;! e7: on ev.post#7 +1 us set board.pm1_ev 0xc410 for 500 ns
;! b7: on ev.post#7 +1 us set board.pwrbtn_n 0 for 500 ns
;! e8: on ev.post#8 +1 us set board.pm1_ev 0xc410 for 500 ns
;! b8: on ev.post#8 +1 us set board.pwrbtn_n 0 for 500 ns
;! until  ich9.post == 0xd0    within 4 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 34
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
EVENTS      equ 0xc531                  ; WAK, PCIEXPWAK, RTC, PWRBTN, GBL, BM, TMROF
DUAL        equ 0x0501                  ; those that are SMI or SCI: RTC, PWRBTN, TMROF
ENABLES     equ 0x4521

%macro same_sts 1
    io_read16 PM1_STS
    movzx eax, ax
    same %1
%endmacro

; State CX: bit 0 the status is not cleared before, bit 1 enable, bit 2 SCI_EN.
    begin
    pm_block
    xor cx, cx
.state:
    mov ax, cx
    shr ax, 2
    mov dx, PM1_CNT
    out dx, ax
    mov ax, ENABLES
    test cl, 2
    jnz .enable
    xor ax, ax
.enable:
    mov dx, PM1_EN
    out dx, ax
    wait_io_clear PM1_TMR, 1 << 22
    wait_io_set PM1_TMR, 1 << 22
    test cl, 1
    jnz .events
    io_write16 PM1_STS, EVENTS
    out dx, ax
    same_sts 0
.events:
    cue cl
    pm_wait 0x80000
    smi_enable BIOS_RLS | EOS
    wait_io_clear PM1_TMR, 1 << 22
    same_sts EVENTS
    xor edi, edi
    mov al, cl
    and al, 6
    cmp al, 2
    jne .asks
    mov edi, PM1_STS_REG
.asks:
    io_read32 SMI_STS
    and eax, PM1_STS_REG
    same edi
    inc cx
    cmp cx, 8
    jb .state

; An event that stands changes over when SCI_EN does. Just after a fall of bit 22 the next is far.
%macro change 2
    io_write16 PM1_CNT, %1
    io_read32 SMI_STS
    and eax, PM1_STS_REG
    same %2
%endmacro
    change 1, 0
    change 0, PM1_STS_REG
    change 0, PM1_STS_REG
    change 1, 0
    io_write16 PM1_STS, EVENTS
    change 1, 0
    change 0, 0

; SLP_EN with SLP_SMI_EN is an SMI in place of the sleep; reads of both bits give 0.
%macro sleep 3
    smi_enable EOS | %1
    io_write16 PM1_CNT, (%2) | (%3)
    in ax, dx
    movzx eax, ax
    same %3
%endmacro
    sleep 0, 0, 0
    sleep 0, 0, SLP_TYP_S3
    sleep 0, SLP_EN, 0
    sleep 0, SLP_EN, SLP_TYP_S3
    sleep SLP_SMI_EN, 0, 0
    sleep SLP_SMI_EN, 0, SLP_TYP_S3
    sleep SLP_SMI_EN, SLP_EN, 0
    sleep SLP_SMI_EN, SLP_EN, SLP_TYP_S3
    done
