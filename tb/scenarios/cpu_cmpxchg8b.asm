;! CMPXCHG8B, which CPUID shows: exchanges when EDX:EAX agrees, else loads it.
;! until  ich9.post == 0xd0    within 2 ms
;! never  exception
;! expect mem.0x608 == 0x100
;! expect mem.0x710 == 0x11112222
;! expect mem.0x714 == 0x33334444
;! expect mem.0x618 == 0x11112222
org 0x8000
%include "lib/smm.inc"

    begin
    mov eax, 1
    cpuid
    and edx, 1 << 8
    mov [0x608], edx
    xor eax, eax
    xor edx, edx
    mov ebx, 0x11112222
    mov ecx, 0x33334444
    lock cmpxchg8b [0x710]
    mov eax, 5
    lock cmpxchg8b [0x710]
    mov [0x618], eax
    done
