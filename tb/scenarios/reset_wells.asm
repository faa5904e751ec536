;! Each status that outlives CF9h, all 1 and all 0, before CF9h, RSMRST# and RTCRST#; GEN_RST_STS tells plain resets.
;! slow_clocks /50000
; 4 s are 80 us, a TCO tick is 12 us.
;! rtc:    on ev.post#1 +1 us  set board.rtcrst_n 0 for 500 ns
;! res_1:  on ev.post#2 +1 us  set board.rsmrst_n 0 for 500 ns
;! open_1: on ev.post#3 +1 us  set board.intruder_n 0 for 500 ns
;! open_2: on ev.post#3 +2 us  set board.intruder_n 0 for 500 ns
;! hold_1: on ev.post#3 +3 us  set board.pwrbtn_n 0 for 90 us
;! res_2:  on ev.post#4 +1 us  set board.rsmrst_n 0 for 500 ns
;! open_3: on ev.post#5 +1 us  set board.intruder_n 0 for 500 ns
;! hold_2: on ev.post#5 +3 us  set board.pwrbtn_n 0 for 90 us
;! res_3:  on ev.post#6 +1 us  set board.rsmrst_n 0 for 500 ns
;! hold_3: on ev.post#7 +3 us  set board.pwrbtn_n 0 for 90 us
;! rtc_2:  on ev.post#8 +1 us  set board.rtcrst_n 0 for 500 ns
;! asleep: on ev.post#9 +1 us  set board.reset_n 0 for 1 us
;! down_1: on ev.post#10 +1 us  set board.reset_n 0 for 1 us
;! down_2: on ev.post#10 +1 us  set board.rsmrst_n 0 for 500 ns
;! down_3: on ev.post#11 +1 us  set board.reset_n 0 for 1 us
;! down_4: on ev.post#11 +1 us  set board.rsmrst_n 0 for 500 ns
;! until  ich9.post == 0xd0    within 4 ms
;! expect cpu0.ev.reset == 7
; Comparisons, and the first that failed
;! expect mem.0x610 == 65
;! expect mem.0x614 == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
LIFE        equ 0x620
PMCON2_RW   equ 0xe0                    ; GEN_PMCON_2: DRAM_INIT, CPU_PLL_LOCK
PMCON3_RW   equ 0xfd                    ; GEN_PMCON_3: SWSMI_RATE_SEL, SLP_S4_MAW, SLP_S4_ASE, RTC_PWR_STS, AFTERG3_EN
PWR_FLR     equ 2
RTC_PWR_STS equ 4
GEN_RST_STS equ 0x200
INTRD_DET   equ 1                       ; TCO2_STS
PRBTNOR     equ 1 << 11                 ; PM1_STS

; same_all GEN_PMCON_2, GEN_PMCON_3, TCO2_STS, PRBTNOR
%macro same_all 4
    cfg_read8 LPC, 0xa2
    movzx eax, al
    same %1
    cfg_read16 LPC, GEN_PMCON_3
    movzx eax, ax
    same %2
    io_read16 TCO2_STS
    and eax, 7
    same %3
    io_read16 PM1_STS
    and eax, PRBTNOR
    same %4
%endmacro

; set_all CUE: what software writes, INTRUDER#, the power button for 4 s, both expiries of the TCO timer.
%macro set_all 1
    rcba_open
    mov dword [dword GCS], NO_REBOOT
    cfg_write8 LPC, 0xa2, PMCON2_RW
    cfg_write16 LPC, GEN_PMCON_3, PMCON3_RW
    cue %1
    io_write16 TCO1_CNT, 0
    io_write16 TCO_RLD, 1
    wait_io_set TCO1_STS, SECOND_TO << 16
    io_write16 TCO1_CNT, TMR_HLT
    wait_io_set PM1_STS, PRBTNOR
    pm_wait 0x300000                    ; 17 us: until the button is up
%endmacro
%macro tco2_write 2
    io_write16 TCO2_STS, %1
    in ax, dx
    and eax, 7
    same %2
%endmacro
%macro pmcon3_write 2
    cfg_write16 LPC, GEN_PMCON_3, %1
    in ax, dx
    movzx eax, ax
    same %2
%endmacro
; wait_pmcon3 MASK: until one of these bits is 1, and the pulse behind it is over
%macro wait_pmcon3 1
    cfg_at LPC, GEN_PMCON_3
%%wait:
    in ax, dx
    test ax, %1
    jz %%wait
    pm_wait 0x40000
%endmacro
; A reset from outside comes.
%macro outside 1
    cue %1
    jmp $
%endmacro

    begin
    flat
    pm_block
    inc byte [LIFE]
%assign N 2
%rep 6
    cmp byte [LIFE], N
    je near life_ %+ N
%assign N N + 1
%endrep

; Nothing is 1: RTCRST#, then RSMRST#; all is cleared, 1 or 0.
    same_all 0, 0, 0, 0
    cue 1
    wait_pmcon3 RTC_PWR_STS
    pmcon3_write 0, 0                   ; RTC_PWR_STS goes by writing 0
    cue 2
    wait_pmcon3 PWR_FLR
    pmcon3_write PWR_FLR | GEN_RST_STS, 0
    pmcon3_write PWR_FLR | GEN_RST_STS, 0
    tco2_write INTRD_DET | SECOND_TO | BOOT, 0
    io_write16 PM1_STS, PRBTNOR
    same_all 0, 0, 0, 0
    cf9_reset

; CF9h is a plain reset. Everything is set, then cleared by software, BOOT not before SECOND_TO.
life_2:
    same_all 0, GEN_RST_STS, 0, 0
    pmcon3_write GEN_RST_STS, 0
    set_all 3
    same_all PMCON2_RW, PMCON3_RW, 7, PRBTNOR
    tco2_write INTRD_DET, SECOND_TO | BOOT
    tco2_write 0, SECOND_TO | BOOT
    tco2_write BOOT, SECOND_TO | BOOT
    tco2_write SECOND_TO, BOOT
    tco2_write 0, BOOT
    tco2_write SECOND_TO, BOOT
    tco2_write SECOND_TO | BOOT, 0
    io_write16 PM1_STS, PRBTNOR
    same_all PMCON2_RW, PMCON3_RW, 0, 0
    cue 4
    wait_pmcon3 PWR_FLR
    same_all 0, PMCON3_RW | PWR_FLR, 0, 0
    set_all 5
    cf9_reset

; CF9h keeps all of it.
life_3:
    same_all PMCON2_RW, PMCON3_RW | PWR_FLR | GEN_RST_STS, 7, PRBTNOR
    cf9_reset

; RSMRST# and RTCRST# clear their own wells. Then sleep: a reset out of it, and resets with RSMRST#, are no plain ones.
life_4:
    same_all PMCON2_RW, PMCON3_RW | PWR_FLR | GEN_RST_STS, 7, PRBTNOR
    cue 6
    wait_io_clear TCO1_STS, SECOND_TO << 16
    pm_wait 0x40000
    same_all 0, PMCON3_RW | PWR_FLR | GEN_RST_STS, INTRD_DET, PRBTNOR
    set_all 7
    cue 8
    wait_io_clear PM1_STS, PRBTNOR
    pm_wait 0x40000
    same_all PMCON2_RW, RTC_PWR_STS, SECOND_TO | BOOT, 0
    io_write16 PM1_CNT, SLP_EN | SLP_TYP_S3
    outside 9

life_5:
    same_all PMCON2_RW, RTC_PWR_STS, SECOND_TO | BOOT, 0
    io_write16 PM1_CNT, SLP_EN | SLP_TYP_S3
    outside 10

life_6:
    same_all 0, RTC_PWR_STS | PWR_FLR, 0, 0
    pmcon3_write PWR_FLR, 0
    outside 11

life_7:
    same_all 0, PWR_FLR, 0, 0
    done
