;! A handler that leaves APM_STS set and writes EOS is called again after each RSM: the program gets nowhere.
;! storm  50 smis under 2 insns
;! ends   storm
;! expect cpu0.ev.smm_enter >= 49
;! expect ev.apm_write == 1
; Nothing behind the OUT was done but one instruction now and then:
;! expect mem.0x600 == 1
;! expect ich9.smi_sts == 0x20
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 1
    times 200 nop
    note 2
    done

handler:
    set_eos
    rsm
handler_end:
