;! An SMI message passes by IRR, ISR, PPR and TPR: it comes with IF = 0, TPR FFh and a routine of the highest class running.
;! part   p6
;! cpus   2
;! until  ich9.post == 0xd0    within 5 ms
; CPU 1 in its handler: all of IRR; ISR E0h to FFh; PPR; the same behind the handler, with no EOI written
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0x2
;! expect mem.0x648 == 0xff
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0x2
;! expect mem.0x654 == 0xff
;! expect cpu1.ev.smi_msg == 2
;! expect cpu1.ev.smm_enter == 2
;! expect cpu1.ev.intr == 1
; No EOI message, no acknowledge of an interrupt
;! never  cpu1.ev.apic_msg
;! never  smi_low
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"
%include "lib/apic_test.inc"

%macro keep_all 0
    xor eax, eax
%assign i 0
%rep 8
    or eax, [dword APIC_IRR + i * 0x10]
%assign i i + 1
%endrep
    keep
    keep_apic APIC_ISR + 0x70
    keep_apic APIC_PPR
%endmacro

bsp:
    vector 0xe1, routine
    start_others
    relocate_all
    mov dword [0x710], 1
    ipi ICR_FIXED | 0xe1, 1
    wait_dword 0x714, 1
    ipi ICR_SMI, 1
    wait_dword 0x714, 2
    done

ap:
    cmp dword [0x710], 1
    jne ap
    sti
.wait:
    jmp .wait

routine:
    apic_write APIC_TPR, 0xff
    mov dword [0x714], 1
.wait:
    cmp byte [0x718], 1
    jne .wait
    keep_all
    mov dword [0x714], 2
    rest

handler:
    keep_all
    mov byte [0x718], 1
    rsm
handler_end:
