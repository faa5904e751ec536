;! SLP_STR_POL_LOCK freezes SLP_S4_ASE and _MAW from the write after its own on; a reset by CF9h clears it, not them.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.plat_reset == 1
; The dword at A4h: 28h written and read; 38h and the lock in one write; 0 in all lanes; C0h in the first byte
;! expect mem.0x640 == 0x28
;! expect mem.0x644 == 0x40038
;! expect mem.0x648 == 0x40038
;! expect mem.0x64c == 0x400f8
; After the reset: GEN_RST_STS, the policy as it was, no lock; 8 written
;! expect mem.0x650 == 0x2f8
;! expect mem.0x654 == 0x208
;! expect mem16.0x63e == 0x18
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
LOCKED equ 1 << 18                      ; SLP_STR_POL_LOCK in the dword at A4h

%macro write_and_keep 1
    cfg_write32 LPC, GEN_PMCON_3, %1
    cfg_read32 LPC, GEN_PMCON_3
    keep
%endmacro

    begin
    cmp dword [0x600], 0
    jne second_life
    write_and_keep 0x28
    write_and_keep LOCKED | 0x38
    write_and_keep 0
    cfg_write8 LPC, GEN_PMCON_3, 0xc0
    cfg_read32 LPC, GEN_PMCON_3
    keep
    note 1
    cf9_reset

second_life:
    cfg_read32 LPC, GEN_PMCON_3
    keep
    write_and_keep 8
    note 2
    done
