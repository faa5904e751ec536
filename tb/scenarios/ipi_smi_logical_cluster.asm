;! SMI messages in the cluster model: one to members of one cluster, one to a member of each.
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0x4a00
; INIT, Start-Up and four SMIs for relocation come before
;! expect cpu0.ev.apic_msg == 8
;! expect cpu0.ev.smi_msg == 2
;! expect cpu1.ev.smi_msg == 1
;! expect cpu2.ev.smi_msg == 3
;! expect cpu3.ev.smi_msg == 2
;! expect ev.smm_enter == 8
;! expect ev.smm_exit == 8
;! expect mem.0x700 == 0x01020001
;! never  smi_low
;! never  shutdown
org 0x8000
%define CPUS 4
%macro prepare 0
    mov eax, esi                        ; CPU 0: 01h, 1: 02h, 2: 11h, 3: 12h
    mov ecx, esi
    and ecx, 1
    inc ecx
    shr eax, 1
    shl eax, 4
    or eax, ecx
    shl eax, 24
    apic_write APIC_DFR, 0x0fffffff
    mov [dword APIC_LDR], eax
%endmacro
%macro send 0
    ipi ICR_SMI | ICR_LOGICAL, 0x13     ; both of cluster 1
    wait_flag 0x702
    wait_flag 0x703
    wait_clks 100000                    ; until both are out again
    ipi ICR_SMI | ICR_LOGICAL, 0xf1     ; member 0 of each
%endmacro
%include "lib/ipi_smi.inc"
