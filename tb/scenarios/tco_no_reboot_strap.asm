;! With the strap no_reboot_strap NO_REBOOT reads 1 whatever is written, and no expiry resets the machine.
;! slow_clocks /50000
;! param  no_reboot_strap 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.reset == 1
; GCS
;! expect mem.0x640 == 0x20
; TCO1_STS and TCO2_STS after the first expiry, the second, the third (TIMEOUT was cleared between), after W1C of all
;! expect mem.0x644 == 8
;! expect mem.0x648 == 0x60000
;! expect mem.0x64c == 0x60008
;! expect mem.0x650 == 0
;! expect mem16.0x63e == 0x14
;! never  plat_reset
;! never  smi_low
;! never  shutdown
org 0x8000
%macro no_reboot 0
    mov dword [dword GCS], NO_REBOOT
    mov dword [dword GCS], 0
%endmacro
%include "lib/tco_no_reboot.inc"
