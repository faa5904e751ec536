;! Each divisor of the timer, 1 to 128: how long 100 counts take.
;! part   p6
;! until  ich9.post == 0xd0    within 10 ms
; Core clocks more than 400 times the divisor, for divisors 2, 4, 8, 16, 32, 64, 128 and 1
;! expect mem.0x640 <= 400
;! expect mem.0x644 <= 400
;! expect mem.0x648 <= 400
;! expect mem.0x64c <= 400
;! expect mem.0x650 <= 400
;! expect mem.0x654 <= 400
;! expect mem.0x658 <= 400
;! expect mem.0x65c <= 400
; The divide register reads as written
;! expect mem.0x660 == 0xb
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    apic_enable
    xor edi, edi
.next:
    mov eax, edi
    and eax, 3
    mov ecx, edi
    and ecx, 4
    shl ecx, 1
    or eax, ecx                         ; bits 3, 1, 0
    mov [dword APIC_TIMER_DIV], eax
    rdtsc
    mov esi, eax
    apic_write APIC_TIMER_INIT, 100
.wait:
    cmp dword [dword APIC_TIMER_NOW], 0
    jne .wait
    rdtsc
    sub eax, esi
    mov ecx, edi
    inc ecx
    and ecx, 7                          ; log 2 of the divisor
    mov edx, 400
    shl edx, cl
    sub eax, edx
    keep
    inc edi
    cmp edi, 8
    jne .next
    keep_apic APIC_TIMER_DIV
    done
