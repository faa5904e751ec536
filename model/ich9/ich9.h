/* ich9: the LPC bridge D31:F0 as a DMI target: decode of configuration space, PM I/O block, APM ports and boot ROM.
 *
 * Configuration registers (chipset facts 1): 00h id 8086h 2918h, 40h PMBASE, 44h ACPI_CNTL, A0h GEN_PMCON_1 (bits 9
 * PWRBTN_LVL and 8 are not here, SMI_LOCK lives in smi_ctl), A4h GEN_PMCON_3 (bits 0 and 7:3), B8h GPI_ROUT (gpio);
 * others read 0 and log nothing when written. The PM block is decoded at PMBASE while ACPI_EN = 1 and PMBASE is not 0:
 * 30h SMI_EN, 34h SMI_STS, 38h ALT_GP_SMI_EN/STS; other offsets read 0. B2h and B3h are always decoded.
 * FFFF0000-FFFFFFFF is the boot ROM, and F0000-FFFFF shows it again. Any other port or address: reads all ones, writes
 * are lost. With sync_smi a write is acknowledged ICH9_ACK_WAIT PCICLKs after its strobe, so that SMI# it causes is low
 * by then; without it, with the strobe.
 * Left out: every other register and port of the ICH9; of GEN_PMCON_3 the status bits PWR_FLR, RTC_PWR_STS and
 * GEN_RST_STS, which nothing here can set, and bits 13:10, which are doubtful on an ICH9. */
#ifndef ICH9_ICH9_H
#define ICH9_ICH9_H

#include "block.h"

enum { ICH9_ROM_SIZE = 0x10000, ICH9_ACK_WAIT = 4 };
enum ich9_state { ICH9_IDLE, ICH9_STROBE, ICH9_SETTLE };
extern const char *const ich9_state_names[];

#define ICH9_IN(X, T)                                                                    \
    X(T, uint8_t, dmi_seq, 8, IN, 0)                                                     \
    X(T, uint8_t, dmi_space, 3, IN, 0)                                                   \
    X(T, bool, dmi_write, 1, IN, 0)                                                      \
    X(T, uint64_t, dmi_addr, 36, IN, 0)                                                  \
    X(T, uint8_t, dmi_size, 4, IN, 0)                                                    \
    X(T, uint64_t, dmi_wdata, 64, IN, 0)                                                 \
    X(T, bool, smi_n, 1, IN, 0) /* smi_ctl ... */                                        \
    X(T, uint32_t, smi_en, 32, IN, 0)                                                    \
    X(T, uint32_t, smi_sts, 32, IN, 0)                                                   \
    X(T, uint8_t, apm_cnt, 8, IN, 0)                                                     \
    X(T, uint8_t, apm_sts, 8, IN, 0)                                                     \
    X(T, bool, smi_lock, 1, IN, 0)                                                       \
    X(T, uint16_t, alt_gp_smi_en, 16, IN, 0) /* gpio ... */                              \
    X(T, uint16_t, alt_gp_smi_sts, 16, IN, 0)                                            \
    X(T, uint32_t, gpi_rout, 32, IN, 0)                                                  \
    X(T, bool, pm_byte_access, 1, IN, 0) /* strap */                                     \
    X(T, uint8_t, shutdown_init, 8, IN, 0) /* strap: PCICLKs of INIT# after a shutdown */ \
    X(T, bool, sync_smi, 1, IN, 0)       /* strap */
#define ICH9_OUT(X, T)                                                                   \
    X(T, uint8_t, ack_seq, 8, EXACT, 0)                                                  \
    X(T, uint64_t, rdata, 64, EXACT, 0)                                                  \
    X(T, bool, raised_smi, 1, EXACT, 0) /* the write just acknowledged made SMI# fall */ \
    X(T, bool, smi_wr, 1, EXACT, 0)     /* one clock: write of SMI_EN or SMI_STS */      \
    X(T, bool, smi_addr, 1, EXACT, 0)                                                    \
    X(T, uint8_t, wr_be, 4, EXACT, 0)                                                    \
    X(T, uint32_t, wr_data, 32, EXACT, 0)                                                \
    X(T, bool, apm_wr, 1, EXACT, 0)                                                      \
    X(T, bool, apm_addr, 1, EXACT, 0)                                                    \
    X(T, bool, lock_set, 1, EXACT, 0)                                                    \
    X(T, bool, gpio_wr, 1, EXACT, 0)                                                     \
    X(T, bool, gpio_addr, 1, EXACT, 0) /* 0 ALT_GP_SMI_EN/STS, 1 GPI_ROUT */             \
    X(T, bool, init_n, 1, EXACT, 0)    /* INIT# to the CPUs, from shutdown_init */       \
    X(T, uint32_t, pmbase, 32, EXACT, 0)                                                 \
    X(T, uint8_t, acpi_cntl, 8, EXACT, 0)                                                \
    X(T, uint16_t, gen_pmcon_1, 16, EXACT, 0) /* SMI_LOCK included */                    \
    X(T, uint16_t, gen_pmcon_3, 16, EXACT, 0)                                            \
    X(T, uint8_t, post, 8, EXACT, 0)   /* last value written to port 80h */              \
    X(T, uint8_t, state, 2, EXACT, ich9_state_names)
SIG_STRUCT(ich9_in, ICH9_IN)
SIG_STRUCT(ich9_out, ICH9_OUT)

typedef struct ich9 {
    uint8_t state;   /* enum ich9_state */
    uint8_t seen;    /* last dmi_seq taken */
    uint8_t count;
    uint8_t init_left;
    bool smi_was_high;
    uint32_t regs[4]; /* rows in ich9_regs: dwords 40h, 44h, A0h, A4h */
    ich9_out_t o;
} ich9_t;

typedef struct ich9_wiring {
    const uint8_t *rom; /* ICH9_ROM_SIZE bytes */
} ich9_wiring_t;

void ich9_reset(ich9_t *s, ich9_out_t *out);

/* One PCICLK edge. */
void ich9_tick(ich9_t *s, const ich9_in_t *in, ich9_out_t *out, ich9_wiring_t *wiring);

extern const block_t ich9_block;
#endif
