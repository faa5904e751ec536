;! SLP_STR_POL_LOCK lets the write that sets it through, changed or not, and no later one, changed or not.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.plat_reset == 2
; Comparisons, and the first that failed
;! expect mem.0x610 == 11
;! expect mem.0x614 == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
LOCKED      equ 1 << 18                 ; SLP_STR_POL_LOCK in the dword at A4h
POLICY      equ 0x38                    ; SLP_S4_MAW, SLP_S4_ASE

; written, what both are then
%macro policy 2
    cfg_write32 LPC, GEN_PMCON_3, %1
    in eax, dx
    and eax, LOCKED | POLICY
    same %2
%endmacro

    begin
    inc byte [0x620]
    cmp byte [0x620], 2
    je .life_2
    ja .life_3
    policy 0, 0
    policy LOCKED | POLICY, LOCKED | POLICY
    policy LOCKED | POLICY, LOCKED | POLICY
    policy 0, LOCKED | POLICY
    cf9_reset

.life_2:
    policy POLICY, POLICY
    policy POLICY, POLICY
    policy LOCKED | POLICY, LOCKED | POLICY
    policy 0, LOCKED | POLICY
    cf9_reset

.life_3:
    policy 0, 0
    policy LOCKED | 8, LOCKED | 8
    policy POLICY, LOCKED | 8
    done
