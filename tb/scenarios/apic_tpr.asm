;! TPR holds back interrupts of its class and below; PPR is the higher of TPR and the vector in service.
;! part   p6
;! until  ich9.post == 0xd0    within 5 ms
; With TPR 4Fh of vectors 31h, 4Fh, 51h only the last comes; with 3Fh the next; with 0 the last
;! expect mem.0x600 == 0x1a2b3c
; PPR with nothing in service and TPR 4Fh; in the routine of 51h; in that of 4Fh with TPR 3Fh
;! expect mem.0x640 == 0x4f
;! expect mem.0x644 == 0x50
;! expect mem.0x648 == 0x40
; 31h with TPR 0, and TPR 3Ah written in it: the same class, so all of TPR
;! expect mem.0x64c == 0x30
;! expect mem.0x650 == 0x3a
; IRR while all three wait
;! expect mem.0x654 == 0x28000
;! expect mem.0x658 == 0x20000
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    vector 0x31, low_one
    vector 0x4f, middle
    vector 0x51, high_one
    apic_enable
    apic_write APIC_TPR, 0x4f
    ipi ICR_SELF | 0x31
    ipi ICR_SELF | 0x4f
    ipi ICR_SELF | 0x51
    apic_read dword_of(APIC_IRR, 0x31)
    mov [0x658], eax
    apic_read dword_of(APIC_IRR, 0x4f)
    mov [0x654], eax
    keep_apic APIC_PPR
    sti
    settle
    note 0xa
    apic_write APIC_TPR, 0x3f
    settle
    note 0xb
    apic_write APIC_TPR, 0
    settle
    note 0xc
    done

high_one:
    note 1
    pushad
    keep_apic APIC_PPR
    popad
    eoi
    iret
middle:
    note 2
    pushad
    keep_apic APIC_PPR
    popad
    eoi
    iret
low_one:
    note 3
    pushad
    keep_apic APIC_PPR
    apic_write APIC_TPR, 0x3a
    keep_apic APIC_PPR
    popad
    eoi
    iret
