;! A Pentium reads a register of another CPU's local APIC over the serial bus: data, or a status that says there are none.
;! part   pentium
;! cpus   2
;! until  ich9.post == 0xd0    within 10 ms
; CPU 1's TPR, version and ID; each: RRD, status in ICR 17:16 (2: valid)
;! expect mem.0x640 == 0x5a
;! expect mem.0x644 == 0x20000
;! expect mem.0x648 == 0x00030010
;! expect mem.0x64c == 0x20000
;! expect mem.0x650 == 0x01000000
;! expect mem.0x654 == 0x20000
; A register that is none, and a CPU that is none: not valid, RRD as before, and no retry
;! expect mem.0x658 == 0x01000000
;! expect mem.0x65c == 0
;! expect mem.0x660 == 0x01000000
;! expect mem.0x664 == 0
; One message each, beside INIT and Start-Up
;! expect cpu0.ev.apic_msg == 7
;! never  cpu1.ev.apic_msg
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"
%include "lib/apic_test.inc"
ICR_REMOTE_READ equ 3 << 8

; remote_read offset, CPU
%macro remote_read 2
    ipi ICR_REMOTE_READ | ((%1) >> 4), %2
%%wait:
    apic_read APIC_ICR
    and eax, 3 << 16
    cmp eax, 1 << 16                    ; in progress
    je %%wait
    mov edi, eax
    keep_apic APIC_RRD
    mov eax, edi
    keep
%endmacro

bsp:
    start_others
    wait_dword 0x710, 1
    remote_read 0x080, 1
    remote_read 0x030, 1
    remote_read 0x020, 1
    remote_read 0x010, 1
    remote_read 0x080, 7
    done

ap:
    apic_write APIC_TPR, 0x5a
    mov dword [0x710], 1
    rest

handler:
    rsm
handler_end:
