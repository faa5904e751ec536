;! SMI_STS is write-1-to-clear: a 1 never sets a bit, a 0 clears none, GPI_STS cannot be written at all.
;! until  cpu0.halted == 1     within 2 ms
; SMI_STS after FFFFFFFFh was written to a clear register (with 1000h added), after an APM write, after a write of
; everything but APM_STS, and after APM_STS (with 2000h added)
;! expect mem.0x604 == 0x1000
;! expect mem.0x608 == 0x20
;! expect mem.0x60c == 0x20
;! expect mem.0x610 == 0x2000
;! expect ev.apm_sts == 1
;! never  ev.smi_low
org 0x8000
%include "lib/smm.inc"

    begin
    pm_block
    smi_enable EOS
    mov dx, SMI_STS
    mov eax, 0xffffffff
    out dx, eax
    in eax, dx
    add eax, 0x1000
    mov [0x604], eax
    apm_write 1
    in eax, dx
    mov [0x608], eax
    mov eax, ~APM_STS
    out dx, eax
    in eax, dx
    mov [0x60c], eax
    mov eax, APM_STS
    out dx, eax
    in eax, dx
    add eax, 0x2000
    mov [0x610], eax
    done
