;! A second expiry of the TCO timer resets the machine; SECOND_TO and BOOT outlive that and BOOT is cleared last.
;! slow_clocks /50000
;! until  ev.plat_reset == 1   within 2 ms
; The handler had cleared TIMEOUT and not reloaded.
;! expect ev.smi_low == 1
;! expect mem.0x600 == 0x12
;! until  cpu0.ev.reset == 2   within 10 us
;! expect ich9.smi_en == 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.plat_reset == 1
;! expect ev.smi_low == 1
;! expect mem.0x600 == 0x123
; The second life finds TCO1_STS; TCO2_STS; GEN_RST_STS in GEN_PMCON_3
;! expect mem.0x640 == 0
;! expect mem.0x644 == 6
;! expect mem.0x648 == 0x200
; TCO2_STS after W1C of BOOT alone, of SECOND_TO, of BOOT
;! expect mem.0x64c == 6
;! expect mem.0x650 == 4
;! expect mem.0x654 == 0
;! expect mem16.0x63e == 0x18
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    cmp dword [0x600], 0
    jne second_life
    install handler
    pm_block
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    io_write16 TCO_RLD, 1
    note 1
.wait:
    jmp .wait

second_life:
    pm_block
    keep_io16 TCO1_STS
    keep_io16 TCO2_STS
    cfg_read16 LPC, GEN_PMCON_3
    movzx eax, ax
    keep
    io_write16 TCO2_STS, BOOT
    keep_io16 TCO2_STS
    io_write16 TCO2_STS, SECOND_TO
    keep_io16 TCO2_STS
    io_write16 TCO2_STS, BOOT
    keep_io16 TCO2_STS
    note 3
    done

handler:
    note 2
    io_write16 TCO1_STS, TIMEOUT
    set_eos
    rsm
handler_end:
