;! A lowest-priority message to a cluster goes to the CPU of lowest TPR in that cluster, one to all clusters likewise.
;! part   core2
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; Logical IDs 11h, 12h, 21h, 22h, TPRs 50h, 10h, 40h, 30h; destinations 2Fh, F1h, 1Fh; CPU numbers + 1
;! expect mem.0x600 == 0x432
;! expect mem.0x730 == 3
;! never  shutdown
org 0x8000
%macro each 0
    mov al, [0x73c + esi]
    shl eax, 24
    mov [dword APIC_LDR], eax
    apic_write APIC_DFR, 0x0fffffff
%endmacro
%macro to 2
    ipi ICR_LOGICAL | ICR_LOWEST | 0x61, %1
    wait_dword 0x730, %2
%endmacro
%macro send 0
    apic_write APIC_LDR, 0x11 << 24
    apic_write APIC_DFR, 0x0fffffff
    mov dword [0x73c], 0x22211211
    tprs 0x30401050
    to 0x2f, 1
    to 0xf1, 2
    to 0x1f, 3
%endmacro
%include "lib/apic_lowest.inc"
