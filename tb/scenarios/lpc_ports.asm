;! Ports of LPC reach it by their bits of LPC_EN alone; with MCSMI_EN 62h and 66h do not reach it.
;! until  ich9.post == 0xd0    within 4 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 36
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

; An access that goes on to LPC takes longer: EDI is the time of a write and a read of port DX.
%macro access 1
    rdtsc
    mov edi, eax
    mov dx, %1
    mov al, 0x5a
    out dx, al
    in al, dx
    mov bl, al
    rdtsc
    sub eax, edi
    mov edi, eax
    movzx eax, bl
%endmacro
; port N, bit of LPC_EN, 1 when a controller is there: with all other enables, then with its own, where it takes at least
; 24 PCICLK, 288 core clocks, more.
%macro port 3
    cfg_write16 LPC, LPC_EN, 0x3f00 & ~(1 << (%2))
    access %1
    same 0xff
    mov esi, edi
    cfg_write16 LPC, LPC_EN, 1 << (%2)
    access %1
    cmp al, 0xff
    setne al
    movzx eax, al
    same %3
    mov eax, edi
    sub eax, esi
    cmp eax, 288
    setg al
    movzx eax, al
    same 1
%endmacro
; mc N: MCSMI_EN = 1: the port is not passed on, its enable or not; MCSMI_STS
%macro mc 1
    cfg_write16 LPC, LPC_EN, 0
    access %1
    mov esi, edi
    io_read32 SMI_STS
    same MCSMI_STS
    io_write32 SMI_STS, MCSMI_STS
    cfg_write16 LPC, LPC_EN, 0x3f00
    access %1
    sub edi, esi
    cmp edi, 288
    setl al
    movzx eax, al
    same 1
    io_write32 SMI_STS, MCSMI_STS
%endmacro

    begin
    pm_block
    smi_enable EOS
    port 0x200, 8, 0
    port 0x20f, 9, 0
    port 0x60, 10, 1
    port 0x64, 10, 1
    port 0x62, 11, 1
    port 0x66, 11, 1
    port 0x2e, 12, 0
    port 0x4f, 13, 0
    smi_enable EOS | MCSMI_EN
    mc 0x62
    mc 0x66

; The bridge's own ports are never passed on: 70h reads all ones, 74h shows it and cannot be written, 80h reads back.
    mov al, 0xa5
    out 0x70, al
    in al, 0x70
    movzx eax, al
    same 0xff
    mov al, 0
    out 0x74, al
    in al, 0x74
    movzx eax, al
    same 0xa5
    cue 0x3c
    in al, 0x80
    movzx eax, al
    same 0x3c

; What is switched off is not there.
    flat
    cfg_write32 LPC, 0xf0, RCBA
    mov dword [dword GCS], NO_REBOOT
    mov eax, [dword GCS]
    same 0xffffffff
    rcba_open
    mov eax, [dword GCS]
    same 0
    cfg_write8 LPC, ACPI_CNTL, 0
    io_write32 SMI_EN, 0
    in eax, dx
    same 0xffffffff
    cfg_write8 LPC, ACPI_CNTL, 0x80
    io_read32 SMI_EN
    same EOS | MCSMI_EN
; The flash at F0000h is written on LPC too; the command is not one.
    cfg_write8 LPC, BIOS_CNTL, BIOSWE
    pam_write 0, 0
    mov al, [dword 0xf0000]
    movzx ecx, al
    mov byte [dword 0xf0000], 0xff
    mov al, [dword 0xf0000]
    movzx eax, al
    same ecx
    done
