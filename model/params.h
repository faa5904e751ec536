/* params: named parameters: what the manuals leave open, dispute or give per part, each with its source.
 *
 * A part sets the defaults (part.c), a scenario changes one with ";! param NAME VALUE". */
#ifndef PARAMS_H
#define PARAMS_H

#include <stdbool.h>
#include <stdint.h>

/* X(name, least value, greatest value, default before the part's own, meaning, source) */
#define PARAMS(X)                                                                                                       \
    X(sync_smi, 0, 1, 1, "an I/O write that raises SMI# completes only after SMI# was low 3 BCLK at the CPU",           \
      "no ICH9 text found; coreboot assumes it; 3 clocks: Am486 I/O-trap figure (chipset facts 5.2)")                   \
    X(apm_sts_needs_en, 0, 1, 0, "APM_STS is set only while APMC_EN = 1",                                               \
      "source tables of ICH2/PCH6 show no gate, ICH9 text by way of EDK2 gates it (chipset facts 3.1)")                 \
    X(first_smi_without_eos, 0, 1, 1, "the first SMI after reset needs no EOS write",                                   \
      "Intel text recalled, not found (chipset facts 2.7 E6, section 10 row 12)")                                       \
    X(smi_en_eos_reset, 0, 1, 0, "SMI_EN.EOS is 1 after reset, SMI_EN reads 0000_0002h, not 0000_0000h",                \
      "0 or 2: not verified; QEMU 0 (chipset facts 2.3, section 10 row 12)")                                            \
    X(pm_byte_access, 0, 1, 1, "SMI_EN and SMI_STS can be written by bytes and words, not only dwords",                 \
      "ICH9 datasheet from memory; QEMU takes only dwords (chipset facts section 10 row 28)")                           \
    X(uprwc_sts_bit, 17, 18, 18, "SMI_STS and SMI_EN bit through which a USB port write enable (UPRWC) makes an SMI",   \
      "6-series PCH says USB2, not which of bits 17 and 18; 18 from memory (chipset facts 2.6 row 19)")                 \
    X(trap_any_lane, 0, 1, 0, "an I/O trap needs one byte lane enabled in TBE or BEM, not all unmasked lanes as in TBE",\
      "BEM is known as \"lane ignored\"; what the other lanes must be is not stated (chipset facts 5.3)")               \
    X(no_reboot_strap, 0, 1, 0, "the SPKR strap: GCS.NO_REBOOT reads 1 and a second TCO expiry resets nothing",         \
      "a board's choice; QEMU's default was 1, later 0 (chipset facts section 10 row 27)")                              \
    X(swsmi_repeats, 0, 1, 0, "the SW SMI timer runs again after its SMI while SWSMI_TMR_EN stays 1",                   \
      "Intel text: one shot, re-enable to repeat; QEMU re-arms (chipset facts 2.8, section 10 row 32)")                 \
    X(tco_tmr_min, 0, 1023, 4, "least value that TCO_TMR takes; a smaller one is not written",                          \
      "Intel text and Linux: 4; QEMU: 2 (chipset facts 4.4, section 10 row 24)")                                        \
    X(tco_runs_at_reset, 0, 1, 0, "the TCO timer runs out of reset, not only after a write of TCO_RLD",                 \
      "not stated (chipset facts 4.1)")                                                                                 \
    X(tco_sts_sticky, 0, 1, 0, "SMI_STS.TCO_STS stays until software clears it, not only while a TCO status stands",    \
      "coreboot clears it as if sticky, later Intel text reads like an OR (chipset facts 4.2)")                         \
    X(nmi2smi_bypass, 0, 1, 0, "an SMI made of an NMI needs no TCO_EN",                                                 \
      "Intel text recalled: needs none; PCH6 table: TCO_EN (chipset facts 2.6 row 24)")                                 \
    X(lpc_short_waits, 0, 15, 0, "short waits in a row that the LPC host takes before it aborts; 0: any number",       \
      "manuals of LPC devices: at most 8; that an ICH goes on waiting: memory (chipset facts 6.2)")                    \
    X(lpc_dev_waits, 0, 255, 0, "SYNC waits in each answer of the devices on LPC: short up to 8, long above",            \
      "a board's choice (chipset facts 6.1)")                                                                           \
    X(flash_busy_clks, 0, 65535, 660, "PCICLKs the boot flash is busy after a byte program or an erase",                \
      "the model's choice; real parts: 14 us a byte, 18 ms an erase (chipset facts 6.4)")                               \
    X(d_cls_all, 0, 1, 1, "D_CLS closes HSEG and TSEG to data too, not only the A/B segment",                           \
      "82925X and X3430: all of SMM space; 915, 845, 5000X: compatible range (chipset facts section 10 row 14)")        \
    X(d_lck_g_smrame, 0, 1, 1, "D_LCK freezes G_SMRAME too",                                                            \
      "5000X lists it; on Q35 from the access type; some lists omit it (chipset facts section 10 row 15)")              \
    X(d_lck_map, 0, 1, 1, "D_LCK freezes GGC, TOM, TOUUD, GBSM, BGSM, TSEGMB and TOLUD too",                            \
      "inferred from the access type in the 4-series data sheet (chipset facts 7.1, 7.3)")                              \
    X(d_lck_remap, 0, 1, 0, "D_LCK freezes REMAPBASE and REMAPLIMIT too",                                               \
      "no text found; the register list gives RW without a lock (chipset facts 7.1, 7.3)")                              \
    X(peg_vga, 0, 1, 0, "the PCI Express port is VGA enabled: it has A0000-BFFFF when GGC.IVD is 1",                    \
      "of the board and of the port's own bridge control, which is not here; G35 (chipset facts 7.5)")                  \
    X(stolen_cpu, 0, 1, 1, "a CPU reaches stolen graphics memory as DRAM; 0: refused",                                  \
      "G35 p.52 lists that memory as R/W, but not to whom; it lies below TOLUD (chipset facts 7.4)")                    \
    X(closed_read, 0, 255, 255, "byte that reads of a closed TSEG or HSEG or of refused stolen memory return",          \
      "not specified; QEMU all ones (chipset facts section 10 row 13)")                                                 \
    X(igd_writes, 0, 1, 0, "graphics writes redirected from SMRAM reach C0000h; 0: they vanish",                        \
      "B940 text: byte enables off; 82925X says only redirected (chipset facts 7.4, interconnect facts 3.5)")           \
    X(init_ends_smm, 0, 1, 1, "INIT# out of a shutdown in SMM ends SMM; 0: the CPU starts over still in SMM",           \
      "no text says which; SDM 34.3.2 lists INIT# as a way out of that shutdown (CPU facts 5.3)")                       \
    X(shutdown_init, 0, 255, 0, "PCICLKs of INIT# with which the chipset answers a shutdown special cycle; 0: none",     \
      "ICH9 wording and width not verified; 16 from memory (chipset facts 5.2)")                                        \
    X(init_before_smi, 0, 1, 0, "INIT is taken before an SMI that waits at the same boundary",                          \
      "SDM table 6-2: one class, order per implementation; QEMU takes INIT first (CPU facts 1.4, 11)")                  \
    X(init_clears_pending_smi, 0, 1, 0, "INIT drops an SMI that waits",                                                 \
      "QEMU and Bochs drop it, OVMF relies on it being kept (interconnect facts 2.2)")                                  \
    X(init_keeps_tlb, 0, 1, 0, "INIT leaves the translations of pages that the CPU keeps",                               \
      "SDM table 9-1: TLBs unchanged; SDM 9.1: invalidated (interconnect facts 2.1)")                                   \
    X(sipi_kept_in_smm, 0, 1, 0, "a Start-Up message that comes in SMM is kept until RSM; 0: lost",                     \
      "SDM and KVM: ignored; a boot hang in the field (edk2 issue 10293) shows it lost (interconnect facts 2.3)")       \
    X(self_ipi_any_mode, 0, 1, 0, "an IPI by shorthand self or all including self is delivered in modes other than fixed", \
      "SDM ICR tables: invalid; Linux' selftest for KVM uses self with SMI (interconnect facts 1.8)")                   \
    X(lint_when_off, 0, 1, 1, "LINT0 and LINT1 act as INTR and NMI while the local APIC is disabled by software",       \
      "stated for global disable only; firmware sets virtual wire mode, QEMU presets LVT LINT0 (SDM 10.4.3)")           \
    X(apic_init_keeps, 0, 1, 0, "INIT leaves the local APIC's registers as they are",                                   \
      "SDM 10.4.7.3: reset state but for ID; SDM table 9-1: unchanged (interconnect facts 1.8, 2.1)")                   \
    X(focus_34, 0, 1, 0, "a lowest-priority message taken by the focus processor still takes 34 cycles",                \
      "SDM 10.13.2.1: 21; SDM table 10-4: 34 (interconnect facts 1.4)")                                                 \
    X(lp_by_aa, 0, 1, 0, "a lowest-priority message goes on to cycles 21 to 34 by status AA = 00 alone",                \
      "SDM 10.13.2.2: AA alone; SDM table 10-4 and ICH4: also A1A1 = 11 (interconnect facts 1.4)")                      \
    X(sipi_retry, 0, 1, 0, "the sender retries a Start-Up message nobody accepted",                                     \
      "SDM table 10-4: yes; SDM 10.6.1: not automatically (interconnect facts 1.6)")                                    \
    X(ioapic_82093aa, 0, 1, 0, "the I/O APIC is an 82093AA with SMI delivery and SMIOUT#, not the ICH's",               \
      "82093AA 4.1 has it, ICH4 and ICH6 say not supported (interconnect facts 1.9)")                                  \
    X(bsp_election, 0, 1, 0, "the first processor is found by messages on the serial APIC bus; 0: it is CPU 0",         \
      "SDM 8.11.1 for P6; later parts by other means (interconnect facts 1.7)")                                         \
    X(fsb_eoi_code, 8, 255, 10, "special transaction code of an EOI on the front-side bus",                             \
      "from memory (interconnect facts 1.10)")                                                                          \
    X(fsb_xtpr_code, 8, 255, 8, "special transaction code of a task priority update on the front-side bus",             \
      "from memory (interconnect facts 1.10)")                                                                          \
    X(smi_rearm_clks, 1, 15, 4, "BCLKs SMI# must be high before a new fall counts",                                     \
      "486 data books; no AC figures found for Pentium and P6 (CPU facts 1.2)")                                         \
    X(smi_in_shadow, 0, 1, 0, "SMI is taken in the shadow of STI, MOV SS, POP SS",                                      \
      "SDM 34.2: may be held; implementation choice (CPU facts 1.3)")                                                   \
    X(nmi_block_kept, 0, 1, 1, "an NMI block from before the SMI is there again after RSM",                             \
      "SDM 34.8 says both; QEMU and KVM keep it (CPU facts 11)")                                                        \
    X(excp_unblocks_nmi, 0, 1, 0, "an exception delivered in SMM unblocks NMI", "SDM 34.8: Pentium only")               \
    X(shutdown_smi_leaves, 0, 1, 0, "SMI# leaves shutdown",                                                             \
      "SDM 34.3.2: Pentium recognises it (unsupported), 486 and P6 do not")                                             \
    X(shutdown_reset_only, 0, 1, 0, "a shutdown entered in SMM is left by RESET# only",                                 \
      "SDM 6.15; SDM 34.3.2 lists RESET#, INIT# and NMI# (CPU facts 11)")                                               \
    X(smm_revision, 0, 0x7fffffff, 0x30000, "SMM revision identifier at 7EFCh; bit 16: I/O restart, 17: SMBASE relocation", \
      "bits 16 and 17: SDM 34.9; the value of Pentium and P6 silicon was not found (CPU facts 4)")                      \
    X(dr7_at_entry, 0, 0x7fffffff, 0x400, "DR7 at the first handler instruction",                                       \
      "SDM table 34-4: 400h; SDM 34.6 prose and Quark: cleared (CPU facts 2)")                                          \
    X(dr6_cleared, 0, 1, 0, "DR6 becomes FFFF0FF0h at entry instead of being kept", "SDM: undefined; Quark: cleared")   \
    X(idtr_zeroed, 0, 1, 0, "IDTR base and limit are 0 at entry",                                                       \
      "not in the SDM; KVM zeroes it and calls it undocumented hardware behaviour (CPU facts 2)")                       \
    X(cs_selector_3000, 0, 1, 0, "CS selector is 3000h at entry whatever SMBASE is",                                    \
      "before P6: sandpile, AMD-K5 manual; SDM table 34-4: SMBASE >> 4")                                                \
    X(smbase_align, 1, 0x100000, 1, "RSM shuts down unless SMBASE is a multiple of this",                               \
      "SDM 34.11: 32 KB before P6, none later")                                                                         \
    X(ar_format, 0, 2, 0, "descriptor-cache access rights in the save map: 0 Pentium, 1 P6 (both as 86Box), 2 QEMU",    \
      "undocumented; models differ (CPU facts 3.2)")                                                                    \
    X(smi_ack_code, 7, 255, 7, "special transaction code of SMI acknowledge",                                           \
      "second-hand (CPU facts 6.2, interconnect facts 3.3)")                                                            \
    X(entry_ack_smmem, 0, 1, 1, "SMMEM# is already low in the SMI acknowledge of entry",                                \
      "from memory (interconnect facts 3.3)")                                                                           \
    X(exit_ack_smmem, 0, 1, 0, "SMMEM# is still low in the SMI acknowledge of RSM",                                     \
      "from memory (interconnect facts 3.3)")                                                                           \
    X(smm_clk_a, 0, 255, 2, "BCLKs from the last RDY to SMIACT# or SMI acknowledge on entry (phase A)",                 \
      "Am486DE2 figure 7; no figure for Pentium and P6 (CPU facts 7.1)")                                                \
    X(smm_clk_b, 0, 255, 20, "BCLKs from that sign to the first save (phase B, at least)", "as smm_clk_a")              \
    X(smm_clk_f, 0, 255, 2, "BCLKs from the last RDY of the restore to the sign of exit (phase F)", "as smm_clk_a")     \
    X(smm_clk_g, 0, 255, 20, "BCLKs from the sign of exit to the first normal access (phase G, at least)",              \
      "as smm_clk_a")                                                                                                   \
    X(request_clks, 1, 2, 1, "clocks of the request phase: address half and attribute half at once, or one after the other", \
      "P6: 2, two adjacent clocks; Pentium 4 and Core 2: 1, both halves in one BCLK (interconnect facts 3.1)")          \
    X(trdy_clks, 0, 31, 0, "BCLKs from ADS# to the earliest TRDY#; 0: write data shows with the request, no TRDY#",     \
      "P6: 3, from memory; Pentium class: no such wire (interconnect facts 3.1, 3.6)")                                  \
    X(snoop_clks, 1, 31, 1, "BCLKs from ADS# to the earliest snoop result (DEFER#)",                                    \
      "P6: 4, from memory (interconnect facts 3.1); Pentium-class: none")                                               \
    X(response_clks, 0, 31, 0, "BCLKs from the snoop result to the earliest response",                                  \
      "P6: 2, from memory (interconnect facts 3.1); Pentium-class: none")                                               \
    X(defer_dmi, 0, 8, 0, "accesses for the ICH9 that can be deferred at a time while others use the bus; 0: none",      \
      "the protocol: interconnect facts 3.4; which accesses Q35 defers is not known")                                   \
    X(cache_hit_clks, 0, 63, 2, "core clocks after which a hit in a level-1 cache is answered",                          \
      "from memory: 1 Pentium, 3 Pentium II and Core 2 (interconnect facts 5)")                                        \
    X(l2_hit_clks, 0, 63, 0, "core clocks after which a hit in a level-2 cache, or in the other core's, is answered",    \
      "Core 2 of 45 nm: 15, a review; P6: 7, from memory (interconnect facts 5); 0: the part has no level 2")          \
    X(store_buffer, 0, 20, 0, "stores that a CPU's store buffer holds; 0: none, and no write combining",                 \
      "SDM table 11-1: Pentium 2, P6 12, Core 2 20 (interconnect facts 4.8, 5)")                                       \
    X(wc_buffers, 1, 8, 1, "write-combining buffers of a CPU",                                                           \
      "SDM table 11-1: P6 4, Core 2 8 (interconnect facts 4.8, 5)")                                                    \
    X(snoop_masters, 0, 2, 1, "accesses of other bus masters are snooped in the CPUs' caches first; 2: not those to SMRAM; 0: none", \
      "0 as of a master that asks for no snoop; whether refused ones are snooped: no text found (interconnect facts 4.6)") \
    X(pcd_uc, 0, 1, 0, "on a part without PAT a page with PCD = 1 is UC over WC and WP too",                             \
      "SDM table 11-6: WC with PWT = 0; rule 2 under it: UC (interconnect facts 4.1)")                                  \
    X(ken_dram, 0, 2, 0, "KEN# lets a Pentium cache what memory is fitted, but for A0000h to FFFFFh; 2: nor TSEG",        \
      "a board's choice; here off, so that the part's caches hold nothing (interconnect facts 4.6)")                  \
    X(ken_smram, 0, 2, 0, "KEN# lets a Pentium cache SMRAM: 0 never, 1 in SMM, 2 the same addresses outside SMM too",     \
      "a chipset's choice: uncached, or with two flushes (interconnect facts 3.6, 4.5)")                              \
    X(ken_after_flush, 0, 1, 1, "the chipset holds KEN# high from a flush acknowledge until the first access in SMM",     \
      "SDM 34.4.2 asks for it on a Pentium (interconnect facts 4.5)")                                                 \
    X(wb_wt, 0, 1, 1, "WB/WT# of the lines a Pentium fills: 1 write-back, 0 write-through",                              \
      "a board's choice (interconnect facts 3.6)")                                                                    \
    X(flush_in_smm, 0, 1, 1, "FLUSH# is taken in SMM; 0: kept until RSM",                                                \
      "AMD-K5 manual p.5-65: sampled in SMM; none found for Intel (CPU facts 1.6)")                                   \
    X(flush_in_shutdown, 0, 1, 1, "FLUSH# is taken in shutdown; 0: kept",                                                \
      "AMD-K5 manual p.5-65: sampled in shutdown; none found for Intel (CPU facts 1.6)")                              \
    X(flush_parked, 0, 1, 1, "FLUSH# is taken by a processor that waits for its start; 0: kept",                         \
      "none found; its caches may hold lines, for INIT keeps them (CPU facts 1.6)")                                   \
    X(flush_prefetch, 0, 4, 0, "lines prefetched after the flush acknowledge, before the next boundary",                 \
      "SDM 34.4.2: a Pentium, at least one; 2 is the model's choice (interconnect facts 4.5)")                        \
    X(flush_with_smi, 0, 1, 0, "the board pulls FLUSH# when SMI# falls",                                                 \
      "SDM 34.4.2: for SMRAM that lies over cached memory (interconnect facts 4.5)")                                  \
    X(flush_skew, 0, 16383, 0, "BCLKs by which that FLUSH# comes later than a good board gives it",                      \
      "SDM 34.4.2: with SMI#, or a clock before it; later is wrong (interconnect facts 4.5)")                         \
    X(dram_clks, 0, 31, 2, "BCLKs DRAM adds to an access (wait states); 0 acts as 1 without open_page",                  \
      "from memory (interconnect facts 5)")                                                                             \
    X(bus_park, 0, 1, 0, "the agent that had the bus last drives ADS# without asking, while nobody else asks",           \
      "Pentium class: no arbitration among processors but DP (interconnect facts 3.6); P6 here: 0")                     \
    X(post_writes, 0, 1, 0, "a write to memory is done for the core when it is on the bus, and cycles follow without a pause", \
      "486: write buffers, cycles of T1 and T2 (interconnect facts 3.6)")                                               \
    X(open_page, 0, 1, 0, "DRAM in the page of the access before is answered without a new decode, 1 + dram_clks after ADS#", \
      "single transfer of 2 clocks: AMD-K6 6.3, 0-wait 486 cycles (interconnect facts 3.6); Pentium class only")

typedef struct params {
#define X(name, least, most, value, meaning, source) uint32_t name;
    PARAMS(X)
#undef X
} params_t;

typedef struct param_info {
    const char *name, *meaning, *source;
    uint32_t least, most, value;
    uint16_t offset;
} param_info_t;

extern const param_info_t param_list[]; /* ended by a row without a name */

const param_info_t *param_find(const char *name);
uint32_t param_get(const params_t *p, const param_info_t *i);

/* False when the value is outside least..most. */
bool param_set(params_t *p, const param_info_t *i, uint64_t value);

#endif
