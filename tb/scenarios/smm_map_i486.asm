;! An Enhanced Am486 saves as a Pentium does, without CR4, and CR2 and DR0 to DR3 below SMBASE's slot; RSM takes all back.
;! part   i486
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.smm_exit == 1
; CR2 DR0 DR1 DR2 DR3 as they were, then as the handler left them in the map and RSM took them
;! expect mem.0x3fef4 == 0x0badcafe
;! expect mem.0x3fef0 == 0x11112222
;! expect mem.0x640 == 0xcafe0000
;! expect mem.0x644 == 0xd0d0d0d0
;! expect mem.0x648 == 0xd1d1d1d1
;! expect mem.0x64c == 0xd2d2d2d2
;! expect mem.0x650 == 0xd3d3d3d3
;! expect mem.0x654 == 0x0badcafe
;! expect mem.0x658 == 0x11112222
; TR access to ES limit lie as on a Pentium: GDTR and IDTR bases, CS base
;! expect mem.0x3ff88 == 0x1234
;! expect mem.0x3ff94 == 0
;! expect mem.0x3ff40 == 0
; no CR4
;! expect mem.0x3ff28 == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    mov dword [0x500], 0x12340017
    mov word [0x504], 0
    lgdt [0x500]
    mov eax, 0xcafe0000
    mov cr2, eax
    mov eax, 0xd0d0d0d0
    mov dr0, eax
    mov eax, 0xd1d1d1d1
    mov dr1, eax
    mov eax, 0xd2d2d2d2
    mov dr2, eax
    mov eax, 0xd3d3d3d3
    mov dr3, eax
    apm_write 1
    mov eax, cr2
    keep
    mov eax, dr0
    keep
    rest

handler:
    mov eax, [slot(0x7ef4)]
    keep
    mov eax, [slot(0x7ef0)]
    keep
    mov eax, [slot(0x7eec)]
    keep
    mov eax, [slot(0x7ee8)]
    keep
    mov eax, [slot(0x7ee4)]
    keep
    mov dword [slot(0x7ef4)], 0x0badcafe
    mov dword [slot(0x7ef0)], 0x11112222
    smi_ack
    rsm
handler_end:
