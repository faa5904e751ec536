;! BIOS_CNTL from each state by each write: BLE stays until reset; BIOSWE 0 to 1 under BLE sets BIOSWR (row 26).
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.plat_reset == 1
; Comparisons, and the first that failed
;! expect mem.0x610 == 26
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

; written, read back, BIOSWR comes
%macro bios_cntl 3
    cfg_write8 LPC, BIOS_CNTL, %1
    in al, dx
    movzx eax, al
    same %2
    io_read16 TCO1_STS
    movzx eax, ax
    same (%3) * BIOSWR
    io_write16 TCO1_STS, BIOSWR
%endmacro

    begin
    pm_block
    cmp dword [0x610], 0
    jne .second_life
    bios_cntl 0, 0, 0
    bios_cntl BIOSWE, BIOSWE, 0
    bios_cntl BIOSWE, BIOSWE, 0
    bios_cntl 0, 0, 0
    bios_cntl BLE | BIOSWE, BLE | BIOSWE, 0
    bios_cntl 0, BLE, 0
    bios_cntl BLE, BLE, 0
    bios_cntl BIOSWE, BLE | BIOSWE, 1
    bios_cntl BIOSWE, BLE | BIOSWE, 0
    bios_cntl 0, BLE, 0
    bios_cntl BLE | BIOSWE, BLE | BIOSWE, 1
    cf9_reset

.second_life:
    bios_cntl BIOSWE, BIOSWE, 0
    bios_cntl BLE | BIOSWE, BLE | BIOSWE, 0
    done
