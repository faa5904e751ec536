;! With bsp_election 1 P6 CPUs elect the first processor by messages: the highest arbitration ID wins, and starts the rest.
;! part   p6
;! cpus   4
;! param  bsp_election 1
;! until  ev.bsp == 1          within 1 ms
; Boot messages: one BIPI of each CPU, then the winner's FIPI, which all CPUs have seen
;! expect ev.apic_msg == 5
;! expect cpu3.ev.apic_msg == 2
;! expect cpu0.ev.apic_msg == 1
;! expect cpu3.wait_sipi == 0
;! expect cpu0.wait_sipi == 1
;! expect cpu2.wait_sipi == 1
;! until  ich9.post == 0xd0    within 1 ms
;! expect cpu3.ev.bsp == 1
;! expect cpu3.ev.apic_msg#1 before cpu2.ev.apic_msg#1
;! expect cpu2.ev.apic_msg#1 before cpu1.ev.apic_msg#1
;! expect cpu1.ev.apic_msg#1 before cpu0.ev.apic_msg#1
;! expect cpu0.ev.apic_msg#1 before cpu3.ev.apic_msg#2
;! expect cpu0.ev.start == 1
;! expect cpu3.ev.start == 0
; Number of the CPU that ran the first program; bit 8 of IA32_APIC_BASE, by CPU
;! expect mem.0x640 == 3
;! expect mem.0x700 == 0x01000000
;! expect mem.0x704 == 0x01010101
;! never  shutdown
org 0x8000
%define CPUS 4
%include "lib/mp.inc"

%macro keep_bsp_flag 0
    mov ecx, 0x1b
    rdmsr
    shr eax, 8
    and al, 1
    mov [0x700 + esi], al
    mov byte [0x704 + esi], 1
%endmacro

bsp:
    mov [0x640], esi
    keep_bsp_flag
    start_others
.all:
    cmp dword [0x704], 0x01010101
    jne .all
    done

ap:
    keep_bsp_flag
    rest

handler:
handler_end:
