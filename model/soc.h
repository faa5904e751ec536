/* soc: the board: which blocks there are, how they are wired, and when the next clock edge is due.
 *
 * One instant is one time at which one or more domains have an edge. The bench runs it in this order:
 *   soc_tick     due blocks tick, each from its own `in`, which is what soc_settle set after the last instant
 *   (twins)      the bench puts the same `in` onto the RTL, compares `out`, and may write the RTL's over it
 *   soc_settle   soc_wire() takes every `out` to the `in`s of the next instant; events are logged
 *   (rules, waves sample)
 * Left out: a second socket's bus; power states other than S0: SLP_EN shows as an event and the machine runs on. */
#ifndef SOC_H
#define SOC_H

#include "block.h"
#include "bus.h"
#include "cpu/cpu.h"
#include "cpu/lapic.h"
#include "cpu/part.h"
#include "ev.h"
#include "params.h"
#include "mch/smram_dec.h"
#include "regs.h"

typedef enum soc_mode { MODE_FAST, MODE_CYCLE, MODE_AUTO } soc_mode_t;
extern const char *const soc_mode_names[]; /* "fast", "cycle", "auto", NULL */

enum { SOC_MAX_CPUS = 64, SOC_SLOW_CLOCKS = 50000 /* 1.5 ms, the shortest slow period, is then one PCICLK */ };

/* Wires that a scenario (or a foreign SystemC module) may drive from outside. */
#define BOARD_OUT(X, T)                                                                            \
    X(T, bool, reset_n, 1, EXACT, 0)    /* platform reset of every block and CPU */               \
    X(T, bool, rsmrst_n, 1, EXACT, 0)   /* RSMRST#: reset of the resume well */                   \
    X(T, bool, rtcrst_n, 1, EXACT, 0)   /* RTCRST#: reset of the RTC well */                      \
    X(T, bool, init_n, 1, EXACT, 0)     /* INIT# to every CPU */                                  \
    X(T, bool, flush_n, 1, EXACT, 0)    /* FLUSH# to every CPU */                                 \
    X(T, bool, nmi, 1, EXACT, 0)        /* NMI to every CPU */                                    \
    X(T, bool, intr, 1, EXACT, 0)       /* INTR to CPU 0 */                                       \
    X(T, uint8_t, intr_vector, 8, EXACT, 0) /* answered to the interrupt acknowledge */           \
    X(T, bool, ext_smi_n, 1, EXACT, 0)  /* 0: something outside pulls SMI# low (open drain) */    \
    X(T, uint16_t, gpi, 16, EXACT, 0)   /* GPI pins of the ICH9 */                                \
    X(T, uint16_t, pm1_ev, 16, EXACT, 0) /* a bit that rises sets that bit of PM1_STS */           \
    X(T, bool, pwrbtn_n, 1, EXACT, 0)   /* PWRBTN# */                                             \
    X(T, uint64_t, gpe, 33, EXACT, 0)   /* levels that set bits of GPE0_STS */                    \
    X(T, uint8_t, pirq, 8, EXACT, 0)    /* PIRQA to H, 1 active; seen by DEVACT_STS only */       \
    X(T, uint32_t, serirq_lines, 32, EXACT, 0) /* bit n - 1: a device pulls SERIRQ low in frame n */ \
    X(T, bool, usb1, 1, EXACT, 0)       /* SMI levels of devices outside: UHCI legacy ... */      \
    X(T, bool, usb2, 1, EXACT, 0)       /* EHCI legacy */                                         \
    X(T, bool, usb2_intel, 1, EXACT, 0) /* EHCI Intel-specific */                                 \
    X(T, bool, smbus, 1, EXACT, 0)      /* SMBus slave SMI, host notify */                        \
    X(T, bool, smbalert_n, 1, EXACT, 0) /* SMBALERT#, off while TCO2_CNT.SMBALERT_DISABLE is 1 */ \
    X(T, bool, smb_host, 1, EXACT, 0)   /* SMBus host done */                                     \
    X(T, bool, devmon, 1, EXACT, 0)     /* device monitor */                                      \
    X(T, bool, pcie, 1, EXACT, 0)       /* PCI Express PME or hot plug */                         \
    X(T, bool, spi, 1, EXACT, 0)        /* SPI cycle done */                                      \
    X(T, bool, newcentury, 1, EXACT, 0) /* rises: the RTC's year goes from 99 to 00 */            \
    X(T, uint64_t, lint0, 64, EXACT, 0) /* bit n: LINT0 of CPU n, beside intr */                   \
    X(T, uint64_t, lint1, 64, EXACT, 0) /* bit n: LINT1 of CPU n, beside nmi */                    \
    X(T, uint64_t, therm, 64, EXACT, 0) /* bit n rises: thermal event in CPU n */                  \
    X(T, uint64_t, perf, 64, EXACT, 0)  /* bit n rises: performance counter overflow in CPU n */   \
    X(T, uint32_t, ioapic_pins, 24, EXACT, 0) /* inputs of the I/O APIC, electrical */             \
    X(T, bool, smlink, 1, EXACT, 0)     /* rises: SMLINK slave SMI command */                     \
    X(T, bool, dmi_smi, 1, EXACT, 0)    /* rises: SMI message from the MCH ... */                 \
    X(T, bool, dmi_sci, 1, EXACT, 0)    /* SCI message */                                         \
    X(T, bool, dmi_serr, 1, EXACT, 0)   /* SERR message */                                        \
    X(T, bool, serr, 1, EXACT, 0)       /* rises: SERR# */                                        \
    X(T, bool, intruder_n, 1, EXACT, 0) /* INTRUDER# */                                           \
    X(T, uint8_t, mst_seq, 8, EXACT, 0) /* changes: another bus master makes one access */        \
    X(T, uint8_t, mst_initiator, 2, EXACT, bus_initiator_names) /* enum bus_initiator */          \
    X(T, bool, mst_write, 1, EXACT, 0)                                                            \
    X(T, bool, mst_wb, 1, EXACT, 0)     /* a write-back of a dirty line (initiator CPU) */        \
    X(T, uint64_t, mst_addr, 36, EXACT, 0)                                                        \
    X(T, uint32_t, mst_data, 32, EXACT, 0)
SIG_STRUCT(board_out, BOARD_OUT)

/* The wires all agents share, resolved by soc_wire(). */
#define BUS_WIRES(X, T)                                                                            \
    X(T, bool, smi_n, 1, EXACT, 0)    /* SMI#: ICH9 and ext_smi_n, wired AND */                    \
    X(T, bool, smiact_n, 1, EXACT, 0) /* SMIACT# of the agent that owns the bus */                 \
    X(T, bool, breq_n, 1, EXACT, 0)   /* any CPU asks for the bus */                               \
    X(T, uint64_t, breq, 64, EXACT, 0) /* and which: a bit an agent, active high here */           \
    X(T, bool, bpri_n, 1, EXACT, 0)                                                                \
    X(T, bool, ads_n, 1, EXACT, 0)                                                                 \
    X(T, bool, reqb_n, 1, EXACT, 0)   /* the second half of the request shows */                   \
    X(T, uint8_t, agent, 6, EXACT, 0)                                                              \
    X(T, uint8_t, req_a, 5, EXACT, bus_req_names)                                                  \
    X(T, uint8_t, req_b, 5, EXACT, 0)                                                              \
    X(T, uint64_t, a, 36, EXACT, 0)                                                                \
    X(T, uint8_t, be, 8, EXACT, 0)                                                                 \
    X(T, uint8_t, attr, 8, EXACT, 0)                                                               \
    X(T, uint8_t, did, 8, EXACT, 0)   /* deferred ID */                                            \
    X(T, bool, den_n, 1, EXACT, 0)    /* 0: it may be deferred */                                  \
    X(T, bool, smmem_n, 1, EXACT, 0)                                                               \
    X(T, bool, lock_n, 1, EXACT, 0)                                                                \
    X(T, bool, defer_n, 1, EXACT, 0)                                                               \
    X(T, bool, hit_n, 1, EXACT, 0)                                                                 \
    X(T, bool, hitm_n, 1, EXACT, 0)                                                                \
    X(T, bool, flush_n, 1, EXACT, 0)  /* FLUSH#: the board's, and what goes with SMI# */            \
    X(T, bool, ken_n, 1, EXACT, 0)                                                                 \
    X(T, bool, wb_wt, 1, EXACT, 0)    /* WB/WT# */                                                 \
    X(T, bool, trdy_n, 1, EXACT, 0)                                                                \
    X(T, bool, drdy_n, 1, EXACT, 0)                                                                \
    X(T, bool, dbsy_n, 1, EXACT, 0)   /* 0: more data come after this clock's */                    \
    X(T, bool, brdy_n, 1, EXACT, 0)   /* response, Pentium-class family */                         \
    X(T, uint8_t, rs, 3, EXACT, bus_rs_names) /* response, P6 family */                            \
    X(T, uint64_t, d, 64, EXACT, 0)                                                                \
    X(T, uint8_t, ads_count, 4, EXACT, 0) /* how many agents drive ADS# in this clock */
SIG_STRUCT(bus_wires, BUS_WIRES)
extern const char *const bus_rs_names[];

/* The pins of the ICH9 that others see, resolved by soc_wire(). */
#define ICH9_PINS(X, T)                                                                            \
    X(T, bool, lframe_n, 1, EXACT, 0) /* LPC: LFRAME# */                                           \
    X(T, uint8_t, lad, 4, EXACT, 0)   /* LPC: LAD[3:0], pulled up */                               \
    X(T, bool, serirq, 1, EXACT, 0)   /* SERIRQ, pulled up */                                      \
    X(T, bool, sci, 1, EXACT, 0)      /* SCI, level */                                             \
    X(T, bool, nmi, 1, EXACT, 0)      /* NMI to every CPU */                                       \
    X(T, bool, init_n, 1, EXACT, 0)   /* INIT# to every CPU */
SIG_STRUCT(ich9_pins, ICH9_PINS)

/* The serial APIC bus, resolved by soc_wire(), and for people what is said on it; parts that have one. */
enum { APIC_SENDER_IO = 62, APIC_SENDER_NONE = 63 };
#define APIC_BUS(X, T)                                                                             \
    X(T, uint8_t, picd, 2, EXACT, 0)   /* PICD[1:0], electrical: 0 when any agent drives */        \
    X(T, uint8_t, bits, 2, EXACT, 0)   /* the same, logical */                                     \
    X(T, uint8_t, sender, 6, EXACT, 0) /* CPU, 62 the I/O APIC, 63 nobody (yet) */                 \
    X(T, uint8_t, cycle, 6, EXACT, 0)  /* of the sender's message */                               \
    X(T, bool, eoi, 1, EXACT, 0)       /* what the sender says ... */                              \
    X(T, uint8_t, mode, 3, EXACT, apic_mode_names)                                                 \
    X(T, bool, dm, 1, EXACT, 0)                                                                    \
    X(T, bool, level, 1, EXACT, 0)                                                                 \
    X(T, uint8_t, vector, 8, EXACT, 0)                                                             \
    X(T, uint8_t, dest, 8, EXACT, 0)                                                               \
    X(T, uint16_t, takers, 16, EXACT, 0) /* bit n: CPU n is addressed */
SIG_STRUCT(apic_bus, APIC_BUS)

/* One block on the board. */
typedef struct soc_inst {
    const block_t *block;
    char path[32];   /* name in waves and scenarios, e.g. "cpu0.smi_pin", "ich9.smi_ctl" */
    void *state, *in, *out, *wiring;
    void *last_in, *last_state, *last_out; /* of its last tick: what decides whether it is due */
    bool due;        /* has to tick at the next edge of its domain even in fast mode */
    bool ticked;     /* it ticked in this instant */
    bool rst_n;      /* reset level it was ticked with */
    uint64_t cycle;  /* its domain's edge number in this instant */
    bool rtl_drives; /* set by the bench: the RTL's outputs go to the board */
} soc_inst_t;

typedef struct soc_config {
    const part_t *part;
    params_t params;
    unsigned cpus; /* 1 to part->max_cpus and SOC_MAX_CPUS */
    uint32_t ram_bytes;
    soc_mode_t mode;
    uint32_t start[SOC_MAX_CPUS]; /* start address of each CPU; cpu 0 gets it as a far jump at the reset vector */
    bool starts[SOC_MAX_CPUS];    /* cpu n > 0: start it (as by SIPI) once reset is over */
    uint32_t slow_clocks; /* divides the periods of all slow timers, up to SOC_SLOW_CLOCKS; 0 as 1: not at all */
} soc_config_t;

typedef struct soc soc_t;

/* NULL and one line in err when the configuration cannot be (too many CPUs, no memory). The machine is in reset:
 * board.reset_n is 0 and rises by itself after 8 PCICLKs. */
soc_t *soc_open(const soc_config_t *config, char *err, unsigned err_size);
void soc_close(soc_t *s);

/* Time of the next instant, not later than `horizon` (a time at which the bench wants to change a board wire; the
 * instant at the horizon itself may have no edges). PS_NEVER when nothing is due before it. */
ps_t soc_next(soc_t *s, ps_t horizon);

/* Runs the instant at t; times must not go back. In fast mode the CPUs run ahead inside this call, up to `horizon`. */
void soc_tick(soc_t *s, ps_t t, ps_t horizon);
void soc_settle(soc_t *s);

ps_t soc_now(const soc_t *s);
bool soc_cycle_now(const soc_t *s); /* true: every edge is simulated (cycle mode, or auto mode while an SMI is near) */

/* Says that the RTL's outputs may drive: fast mode then takes no short cut around any block. */
void soc_rtl_drives(soc_t *s, bool any);

/* No edge of this domain is skipped from now on, in no mode: a user's RTL runs in it. */
void soc_every_edge(soc_t *s, domain_t d);

/* Something outside can change board wires at any time: CPUs do not run ahead of the next instant in fast mode. */
void soc_no_run_ahead(soc_t *s);

/* For the test that the order of ticks within an instant cannot matter: from now on blocks and CPUs tick in an order that
 * changes from instant to instant; 0 ends it. Cycle mode only: in fast mode each CPU runs ahead, and the order in which
 * CPUs do so is part of the result. */
void soc_shuffle(soc_t *s, uint64_t seed);

soc_inst_t *soc_insts(soc_t *s, unsigned *count); /* in wave order; the blocks with a tick */
cpu_t *soc_cpu(soc_t *s, unsigned n);
cpu_in_t *soc_cpu_in(soc_t *s, unsigned n);
cpu_out_t *soc_cpu_out(soc_t *s, unsigned n);
unsigned soc_cpus(const soc_t *s);
board_out_t *soc_board(soc_t *s);            /* may be changed between soc_settle and the next soc_next */
/* To be called after changing a board wire, at time `now` (not before the last instant): the wire is on the board at
 * once, and seen by the blocks at their next edges. */
void soc_board_changed(soc_t *s, ps_t now);
const bus_wires_t *soc_bus(const soc_t *s);
const ich9_pins_t *soc_pins(const soc_t *s);
const apic_bus_t *soc_apic(const soc_t *s);
ev_log_t *soc_events(soc_t *s);
ram_t *soc_ram(soc_t *s);
const soc_config_t *soc_config(const soc_t *s);
const domain_clock_t *soc_clock(const soc_t *s, domain_t d);

/* Every wire of the machine, by name. PATH.WIRE, where PATH may leave out trailing blocks as long as one output
 * only is meant: "ich9.smi_n" is ich9.smi_ctl's. Outputs are preferred to inputs of the same path. */
typedef struct soc_wire_ref {
    const char *path;   /* owner, e.g. "ich9.smi_ctl" */
    const sig_t *sig;
    void *base;         /* struct the wire is in */
    bool is_board;      /* may be set from outside */
} soc_wire_ref_t;
/* 1 found, 0 none, 2 several (the name is ambiguous). */
int soc_find_wire(soc_t *s, const char *name, soc_wire_ref_t *ref);

/* Calls f for every struct of wires: each CPU, bus, board, and each block's in and out. */
void soc_each_group(soc_t *s, void (*f)(void *self, const char *path, const sig_t *sigs, void *base, bool is_input),
                    void *self);

/* Every register table of the machine, ended by NULL. */
extern const reg_row_t *const soc_reg_tables[];

/* Numbers for the report. */
typedef struct soc_stats {
    uint64_t edges[DOMAIN_COUNT]; /* edges simulated */
    uint64_t insns;               /* instructions of all CPUs */
    uint64_t decodes;             /* accesses decoded by smram_dec */
    uint64_t cycle_switches, unforeseen; /* auto mode */
} soc_stats_t;
soc_stats_t soc_stats(const soc_t *s);

#endif
