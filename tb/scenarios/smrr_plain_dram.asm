;! SMRR by itself, over DRAM that the chipset does not close: outside SMM ones are read and stores are lost, in every mode.
;! part   core2
;! show   post#1 to post#2
;! until  cpu0.halted == 1       within 5 ms
; Before SMRR is set
;! expect mem.0x604 == 0x11112222
; After: first and last dword, and the neighbours below and above
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x60c == 0xffffffff
;! expect mem.0x610 == 0x33334444
;! expect mem.0x614 == 0x55556666
; Stores are lost, and the handler sees what is in memory
;! expect mem.0x00200000 == 0x11112222
;! expect mem.0x00201ffc == 0
;! expect mem.0x618 == 0x11112222
; In a loop too, which fast mode runs without the bus
;! expect mem.0x61c == 0xffffffff
; The handler's store lands
;! expect mem.0x00200800 == 0x77778888
;! expect ev.smm_exit == 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
PLAIN       equ 0x200000
PLAIN_SIZE  equ 0x2000

    begin
    install handler
    flat
    smi_setup
    cfg_write16 MCH, TOLUD, 0x0400
    wrmsr32 FEATURE_CONTROL, FEATURE_ON
    mov dword [dword PLAIN], 0x11112222
    mov dword [dword PLAIN - 4], 0x33334444
    mov dword [dword PLAIN + PLAIN_SIZE], 0x55556666
    mov eax, [dword PLAIN]
    mov [0x604], eax
    apm_write 1
    cue 1
    mov eax, [dword PLAIN]
    mov [0x608], eax
    mov eax, [dword PLAIN + PLAIN_SIZE - 4]
    mov [0x60c], eax
    mov eax, [dword PLAIN - 4]
    mov [0x610], eax
    mov eax, [dword PLAIN + PLAIN_SIZE]
    mov [0x614], eax
    mov dword [dword PLAIN], 0
    mov dword [dword PLAIN + PLAIN_SIZE - 4], 0x99999999
    mov ecx, 100
    xor eax, eax
    dec eax
.again:
    and eax, [dword PLAIN]
    mov [dword PLAIN], ecx
    loop .again
    mov [0x61c], eax
    cue 2
    apm_write 2
    done

handler:
    smrr_on PLAIN, PLAIN_SIZE
    mov eax, [dword PLAIN]
    mov [0x618], eax
    mov dword [dword PLAIN + 0x800], 0x77778888
    smi_ack
    rsm
handler_end:
