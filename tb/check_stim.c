#include "check_stim.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "apic/apic_agent.h"
#include "cpu/cache_ctl.h"
#include "cpu/mem_type.h"
#include "cpu/smi_pin.h"
#include "cpu/smiact.h"
#include "ich9/ich9_top.h"
#include "ich9/lpc.h"
#include "ich9/serirq.h"
#include "ich9/smi_ctl.h"
#include "ich9/smi_timers.h"
#include "ich9/tco.h"
#include "mch/smm_track.h"
#include "mch/smram_dec.h"

#define POOL(p) (p), sizeof(p) / sizeof *(p)
#define STRAP(wire) {wire, STIM_STRAP, 0, 0, NULL, 0}
#define STRAP_OF(wire, pool) {wire, STIM_STRAP, 0, 0, POOL(pool)}
#define PULSE(wire, one_in) {wire, STIM_PULSE, one_in, 0, NULL, 0}
#define PULSE_N(wire, one_in) {wire, STIM_PULSE, one_in, 1, NULL, 0}
#define TOGGLE(wire, one_in) {wire, STIM_TOGGLE, one_in, 0, NULL, 0}
#define VALUE(wire, pool) {wire, STIM_VALUE, 0, 0, POOL(pool)}
#define FREE(wire) {wire, STIM_FREE, 0, 0, NULL, 0}
#define COUNT_FROM(wire, pool) {wire, STIM_COUNT, 0, 0, POOL(pool)}
#define OTHERS(wire) {wire, STIM_OTHERS, 0, 0, NULL, 0}
#define END {NULL, STIM_FREE, 0, 0, NULL, 0}

/* --- smi_pin ----------------------------------------------------------------------------------------------------- */

static const uint64_t rearms[] = {0, 1, 2, 4, 4, 8, 15};
static const stim_row_t smi_pin_rows[] = {TOGGLE("smi_n", 4), TOGGLE("take", 7), PULSE("msg", 16),
                                          STRAP_OF("rearm_clks", rearms), END};
static const char *const smi_pin_moves[] = {
    "smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=0;smi_n=0;smi_n=0;take=1;take=0", /* a fall, taken */
    "smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=0;smi_n=1;smi_n=0;smi_n=1;smi_n=0",       /* too short a high */
    "smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=0;smi_n=0 take=1;take=0;take=1", /* fall and take in one clock */
    "msg=1;msg=0 take=1;msg=1 take=0;msg=1 take=1;msg=0;take=0", /* messages before, with and after a take */
    "smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=0;smi_n=0;msg=1;msg=0 take=1;take=0", /* message with a fall */
    NULL};

/* --- smiact ------------------------------------------------------------------------------------------------------ */

static const uint64_t clocks[] = {0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 0x7f, 0x80, 0xff, 0xff, 0xff};
static const stim_row_t smiact_rows[] = {
    TOGGLE("want_smm", 8), PULSE_N("bus_idle", 16), PULSE("ack_done", 4), STRAP("by_txn"), STRAP("entry_smmem"),
    STRAP("exit_smmem"), STRAP_OF("clk_a", clocks), STRAP_OF("clk_b", clocks), STRAP_OF("clk_f", clocks),
    STRAP_OF("clk_g", clocks), END};
static const char *const smiact_moves[] = {
    "want_smm=1 bus_idle=1;bus_idle=1;bus_idle=1;bus_idle=0;bus_idle=1;bus_idle=1;bus_idle=1 ack_done=1;bus_idle=1",
    "want_smm=1 bus_idle=1;want_smm=0 bus_idle=1;want_smm=0 bus_idle=1 ack_done=1;want_smm=1 ack_done=1", /* changes its mind */
    "want_smm=0 bus_idle=1 ack_done=1;want_smm=0 bus_idle=1 ack_done=1;want_smm=0 ack_done=1", NULL};

/* --- smm_track --------------------------------------------------------------------------------------------------- */

static const uint64_t requests_a[] = {8, 8, 8, 0, 4};
static const uint64_t requests_b[] = {1, 1, 1, 9, 0x11, 0x19};
static const uint64_t codes[] = {6, 7, 7, 7, 8, 0x58, 0xf7, 0};
static const stim_row_t smm_track_rows[] = {
    PULSE_N("ads_n", 2), FREE("agent"), VALUE("req_a", requests_a), VALUE("req_b", requests_b),
    VALUE("be", codes), FREE("smmem_n"), FREE("smiact_n"), STRAP("by_txn"), STRAP_OF("ack_code", codes), END};
static const char *const smm_track_moves[] = {
    "ads_n=0 req_a=8 req_b=1 be=7 agent=1 smmem_n=0;ads_n=0 req_a=4 req_b=0 agent=1 smmem_n=0;"
    "ads_n=0 req_a=4 req_b=0 agent=1 smmem_n=1;ads_n=0 req_a=8 req_b=1 be=7 agent=1;"
    "ads_n=0 req_a=4 req_b=0 agent=1 smmem_n=0",                                    /* in, an access, out, an access */
    "ads_n=0 req_a=8 req_b=1 be=7 agent=3f;ads_n=1 agent=3f smmem_n=0;ads_n=0 req_a=4 agent=1f smmem_n=0",
    "ads_n=0 agent=2 smiact_n=0;ads_n=0 agent=2 smiact_n=0 smmem_n=0;ads_n=1 agent=2 smiact_n=1;ads_n=0 agent=2 smiact_n=1",
    NULL};

/* --- smram_dec --------------------------------------------------------------------------------------------------- */

static const uint64_t addresses[] = {
    0, 0x9ffff, 0xa0000, 0xaffff, 0xb0000, 0xb7fff, 0xb8000, 0xbffff, 0xc0000, 0xc3fff, 0xc4000, 0xc8000, 0xcffff,
    0xd0000, 0xd7fff, 0xd8000, 0xdc000, 0xe0000, 0xe4000, 0xe8000, 0xebfff, 0xec000, 0xeffff, 0xf0000, 0xfffff,
    0x100000, 0x1fffff, 0x200000, 0x2fffff, 0x300000, 0x8fffff, 0x900000, 0xefffff, 0xf00000, 0xffffff, 0x1000000,
    0x7eefffff, 0x7ef00000, 0x7effffff, 0x7f000000, 0x7f6fffff, 0x7f700000, 0x7f7fffff, 0x7f800000, 0x7f8fffff,
    0x7f900000, 0x7f9fffff, 0x7fa00000, 0x7fefffff, 0x7ff00000, 0x7fffffff, 0x80000000, 0xfebfffff, 0xfec00000,
    0xfed9ffff, 0xfeda0000, 0xfedaffff, 0xfedb0000, 0xfedbffff, 0xfedc0000, 0xfedfffff, 0xfee00000, 0xffefffff,
    0xfff00000, 0xffffffff, 0x100000000, 0x1000a0000, 0x1000bffff, 0x100100000, 0x100700000, 0x103ffffff, 0x104000000,
    0x107ffffff, 0x108000000, 0x10bffffff, 0x10c000000, 0x10fffffff, 0x110000000, 0x1104000000, 0xfffffffff};
static const uint64_t offsets[] = {0x9c, 0x9c, 0x9c, 0x9c, 0xac, 0xb0, 0xa8, 0x98, 0x50, 0x90, 0x90, 0x94, 0x94, 0xa0, 0xa4,
                                   0x54, 0x8c, 0xb4};
static const uint64_t lanes[] = {15, 15, 15, 6, 2, 4, 12, 3, 1, 8};
static const uint64_t writes[] = {
    0x00010800, 0x00030800, 0x00050800, 0x00070800, 0x00810800, 0x00814800, 0x00012800, 0x00016800, 0x00810000, 0x00411a00,
    0x00400800, 0x00004800, 0x00000000, 0x00100000, 0x7f800000, 0x7f700000, 0xfed00000, 0xfff00000, 0x00000010, 0x00007f80,
    0x00008000, 0x0000fff0,
    0x33333333, 0x11111111, 0x22222222, 0x80123321, 0x01300012, 0xffffffff, /* PAM, LAC */
    0x00420041, 0x00400041, 0x03ff0000, 0x11000010, 0x00320000, 0x01320000, 0x01000000, 0x7f000000, 0x7ef00000};
static const stim_row_t smram_dec_rows[] = {
    PULSE_N("req", 5), FREE("initiator"), VALUE("addr", addresses), FREE("write"), FREE("fetch"), PULSE("wb", 3),
    FREE("smm"), PULSE("cfg_wr", 8), VALUE("cfg_off", offsets), VALUE("cfg_be", lanes), VALUE("cfg_wdata", writes),
    STRAP("cls_all"), STRAP("lck_g"), STRAP("lck_map"), STRAP("lck_remap"), STRAP("peg_vga"), STRAP("stolen_cpu"), END};
/* A CPU reads data and code from a range, outside SMM and in it; then D_CLS goes and it does so again. */
#define READS_AT(first, last)                                      \
    "cfg_wr=0 req=1 initiator=0 wb=0 smm=0 fetch=0 addr=" first ";" \
    "cfg_wr=0 req=1 initiator=0 smm=0 fetch=1 addr=" last ";"       \
    "cfg_wr=0 req=1 initiator=0 wb=0 smm=1 fetch=0 addr=" last ";"  \
    "cfg_wr=0 req=1 initiator=0 smm=1 fetch=1 addr=" first ";"
#define OPEN_AT(first, last, open) \
    READS_AT(first, last) "cfg_wr=1 cfg_off=9c cfg_be=6 cfg_wdata=" open ";" READS_AT(first, last)
/* Every PAM segment with the same bits. */
#define PAM_AT(at) "cfg_wr=0 req=1 addr=" at ";"
#define PAM_ALL(bits)                                                                                                \
    "cfg_wr=1 cfg_off=90 cfg_be=f cfg_wdata=" bits ";cfg_wr=1 cfg_off=94 cfg_be=7 cfg_wdata=" bits ";"               \
    PAM_AT("c0000") PAM_AT("c4000") PAM_AT("c8000") PAM_AT("cc000") PAM_AT("d0000") PAM_AT("d4000") PAM_AT("d8000")  \
    PAM_AT("dc000") PAM_AT("e0000") PAM_AT("e4000") PAM_AT("e8000") PAM_AT("ec000") PAM_AT("f0000")
/* TSEG of each size, and an access where it begins. */
#define TSEG_AT(at)                                                                                                  \
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=" at ";cfg_wr=1 cfg_off=9c cfg_be=6 cfg_wdata=00010800;"                 \
    "cfg_wr=0 req=1 addr=" at ";cfg_wr=1 cfg_off=9c cfg_be=4 cfg_wdata=00030000;cfg_wr=0 req=1 addr=" at ";"         \
    "cfg_wr=1 cfg_off=9c cfg_be=4 cfg_wdata=00050000;cfg_wr=0 req=1 addr=" at ";"                                    \
    "cfg_wr=1 cfg_off=9c cfg_be=4 cfg_wdata=00070000;cfg_wr=0 req=1 addr=" at
#define TWICE(off, data) \
    "cfg_wr=1 cfg_off=" off " cfg_be=f cfg_wdata=" data ";cfg_wr=1 cfg_off=" off " cfg_be=f cfg_wdata=" data ";"
static const char *const smram_dec_moves[] = {
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00010800", /* G_SMRAME, TSEG of 1 MB */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00030800", /* 2 MB */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00054800", /* 8 MB, D_OPEN */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00070800", /* reserved */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00810800", /* H_SMRAME */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00812800;req=1 initiator=0 smm=1 fetch=0 addr=feda0010;req=1 initiator=0 smm=1 fetch=1",
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=7f800000;cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00010800;req=1 addr=7f8fffff;"
    "req=1 addr=7f900000;req=1 addr=7f7fffff;req=1 addr=7f800000",
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=00000000;cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00012800;req=1 initiator=0 smm=1 "
    "fetch=0 wb=0 addr=a0000;req=1 initiator=0 smm=1 fetch=0 wb=0 addr=c0000", /* TSEG over A0000, D_CLS */
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=00100000;req=1 addr=100000;req=1 addr=8fffff;req=1 addr=900000",
    "cfg_wr=1 cfg_off=b0 cfg_be=f cfg_wdata=00007f80;req=1 addr=7f7fffff;req=1 addr=7f800000;req=1 addr=7f8fffff",
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00810800;req=1 initiator=0 smm=0 wb=0 addr=fedb1234;"
    "cfg_wr=1 cfg_off=9c cfg_be=4 cfg_wdata=00400000;req=1 initiator=0 smm=0 wb=0 addr=feda0000 cfg_wr=1 cfg_off=9c cfg_be=4 "
    "cfg_wdata=00c10000", /* E_SMERR: set, cleared, set and cleared in one clock */
    "cfg_wr=1 cfg_off=9c cfg_be=6 cfg_wdata=00815a00;cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00044000;"
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=fff00000;cfg_wr=1 cfg_off=b0 cfg_be=f cfg_wdata=00008000;"
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00002000", /* lock, then write everything */
    "cfg_wr=1 cfg_off=9c cfg_be=2 cfg_wdata=00004800;req=1 initiator=0 smm=0 addr=a0000;cfg_wr=1 cfg_off=9c cfg_be=2 "
    "cfg_wdata=00005800;req=1 initiator=0 smm=0 addr=a0000", /* open, lock */
    "cfg_wr=1 cfg_off=9c cfg_be=6 cfg_wdata=00006800;" OPEN_AT("a0000", "bffff", "00004800"), /* C */
    "cfg_wr=1 cfg_off=9c cfg_be=6 cfg_wdata=00806800;" OPEN_AT("feda0000", "fedbffff", "00804800"), /* H */
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=00100000;cfg_wr=1 cfg_off=9c cfg_be=6 cfg_wdata=00016800;"
    OPEN_AT("100000", "1fffff", "00014800"), /* T */
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=fed00000;cfg_wr=1 cfg_off=9c cfg_be=6 cfg_wdata=00830800;"
    "cfg_wr=0 req=1 addr=feda0000;"
    "cfg_wr=1 cfg_off=9c cfg_be=4 cfg_wdata=00850000;cfg_wr=0 req=1 addr=feda0000;cfg_wr=1 cfg_off=9c cfg_be=4 "
    "cfg_wdata=00870000;cfg_wr=0 req=1 addr=feda0000", /* TSEG over H, each size */
    "cfg_wr=1 cfg_off=90 cfg_be=f cfg_wdata=13210020;req=1 write=1 addr=f0000;req=1 write=0 addr=f0000;req=1 write=0 "
    "addr=c3fff;req=1 write=1 addr=c8000;req=1 write=0 addr=ccfff;req=1 write=0 addr=d7fff;req=1 write=1 addr=d3fff", /* PAM */
    "cfg_wr=1 cfg_off=94 cfg_be=7 cfg_wdata=00123312;req=1 write=1 addr=d8000;req=1 write=0 addr=dffff;req=1 addr=e4000;"
    "req=1 write=1 addr=e8000;req=1 write=0 addr=effff",
    "cfg_wr=1 cfg_off=b0 cfg_be=f cfg_wdata=00008000;cfg_wr=1 cfg_off=94 cfg_be=8 cfg_wdata=81000000;req=1 addr=f00000;"
    "req=1 addr=ffffff;req=1 addr=1000000;req=1 addr=b0000;req=1 addr=b8000", /* the hole, MDA */
    "cfg_wr=1 cfg_off=50 cfg_be=c cfg_wdata=01320000;req=1 addr=a0000;req=1 addr=bffff", /* no internal VGA */
    "cfg_wr=1 cfg_off=a4 cfg_be=f cfg_wdata=7f000000;cfg_wr=1 cfg_off=a8 cfg_be=f cfg_wdata=7ef00000;cfg_wr=1 cfg_off=b0 "
    "cfg_be=f cfg_wdata=00008000;cfg_wr=1 cfg_off=50 cfg_be=c cfg_wdata=01300000;req=1 addr=7ef00000;req=1 addr=7f000000;"
    "req=1 addr=7fffffff;req=1 addr=7eefffff", /* stolen memory */
    "cfg_wr=1 cfg_off=a0 cfg_be=f cfg_wdata=11000010;cfg_wr=1 cfg_off=98 cfg_be=f cfg_wdata=00420041;req=1 addr=104000000;"
    "req=1 addr=10bffffff;req=1 addr=103ffffff;req=1 addr=10c000000;req=1 addr=110000000", /* the remap window */
    "cfg_wr=1 cfg_off=9c cfg_be=2 cfg_wdata=00001800;cfg_wr=1 cfg_off=98 cfg_be=f cfg_wdata=00420041;cfg_wr=1 cfg_off=a0 "
    "cfg_be=f cfg_wdata=11000010;cfg_wr=1 cfg_off=50 cfg_be=f cfg_wdata=01320000;cfg_wr=1 cfg_off=a4 cfg_be=f "
    "cfg_wdata=01000000;cfg_wr=1 cfg_off=90 cfg_be=f cfg_wdata=33333333", /* lock, then move the map */
    PAM_ALL("11111111"), PAM_ALL("22222222"),
    "cfg_wr=1 cfg_off=94 cfg_be=8 cfg_wdata=80000000;" TSEG_AT("00f00000"), /* TSEG over the hole, over stolen memory */
    "cfg_wr=1 cfg_off=a4 cfg_be=f cfg_wdata=7f000000;cfg_wr=1 cfg_off=b0 cfg_be=f cfg_wdata=00008000;"
    "cfg_wr=1 cfg_off=50 cfg_be=c cfg_wdata=01300000;" TSEG_AT("7f800000"),
    TWICE("98", "00420041") TWICE("a0", "11000010") TWICE("a4", "7f000000") TWICE("a8", "7ef00000")
    TWICE("ac", "7f800000") TWICE("b0", "00008000") TWICE("90", "13210020") TWICE("94", "80123321")
    TWICE("50", "01320000"), /* nothing new */
    "cfg_wr=1 cfg_off=9c cfg_be=6 cfg_wdata=00810800;cfg_wr=0 req=1 initiator=0 smm=0 wb=0 addr=feda0000;"
    "cfg_wr=1 cfg_off=9c cfg_be=4 cfg_wdata=00c10000 req=1 initiator=0 smm=0 wb=0 addr=fedbffff", /* set and cleared again */
    NULL};

/* --- smi_ctl ----------------------------------------------------------------------------------------------------- */

static const uint64_t bytes[] = {15, 15, 15, 1, 2};
static const uint64_t datas[] = {0x23, 0x23, 0x21, 0x22, 0x20, 0x03, 0x02, 0x01, 0, 0x20, 0x400, 0xffffffff, 0xffffffdf, 0x0006687d};
static const stim_row_t smi_ctl_rows[] = {
    PULSE("wr_en", 3), FREE("addr"), VALUE("be", bytes), VALUE("wdata", datas), PULSE("apm_wr", 3), PULSE("apm_addr", 4),
    FREE("apm_data"), PULSE("lock_set", 150), TOGGLE("tco_lock", 40), PULSE("gbl_rls", 40), PULSE("slp_en", 40),
    PULSE("sw_set", 20), PULSE("per_set", 20), PULSE("mc_hit", 40), PULSE("smbus", 60), PULSE("smb_host", 60), TOGGLE("tco", 60),
    TOGGLE("nmi_smi", 40), PULSE("usb1", 60), PULSE("usb2", 60), PULSE("usb2_intel", 60), PULSE("pm1", 60), PULSE("gpe0", 60),
    TOGGLE("gpi_sts", 12), PULSE("devmon", 60), PULSE("serirq", 60), PULSE("pcie", 60), PULSE("trap", 60), PULSE("spi", 60),
    STRAP("sts_needs_en"), STRAP("first_smi"), STRAP("eos_reset"), STRAP("tco_sticky"), STRAP("nmi_bypass"), END};
/* One source and no other asks, after all status bits were cleared and EOS was set; at the end its bit is cleared. */
#define NOBODY                                                                                                       \
    "apm_wr=0 gbl_rls=0 slp_en=0 sw_set=0 per_set=0 mc_hit=0 smbus=0 smb_host=0 tco=0 nmi_smi=0 usb1=0 usb2=0 "      \
    "usb2_intel=0 pm1=0 gpe0=0 gpi_sts=0 devmon=0 serirq=0 pcie=0 trap=0 spi=0 "
#define ALONE(source)                                                                                                \
    "wr_en=1 addr=1 be=f wdata=ffffffff " NOBODY ";wr_en=1 addr=0 be=f wdata=6687f " NOBODY ";wr_en=0 " NOBODY source\
    ";wr_en=0 " NOBODY source ";wr_en=0 " NOBODY source ";wr_en=0 " NOBODY source ";wr_en=0 " NOBODY source          \
    ";wr_en=1 addr=1 be=f wdata=ffffffff " NOBODY source
/* All of them, before software sets EOS after a reset, and when it does. */
#define ALL                                                                                                          \
    "apm_wr=1 apm_addr=0 gbl_rls=1 slp_en=1 sw_set=1 per_set=1 mc_hit=1 smbus=1 smb_host=1 tco=1 nmi_smi=1 usb1=1 "  \
    "usb2=1 usb2_intel=1 pm1=1 gpe0=1 gpi_sts=1 devmon=1 serirq=1 pcie=1 trap=1 spi=1 "
#define EARLY                                                                                                        \
    "wr_en=1 addr=0 be=f wdata=6687d;wr_en=0 " ALL ";wr_en=0 " ALL ";wr_en=1 addr=0 be=f wdata=6687f " ALL           \
    ";wr_en=0 " ALL
static const char *const smi_ctl_moves[] = {
    "wr_en=1 addr=0 be=f wdata=23 apm_wr=0;wr_en=0 apm_wr=1 apm_addr=0;wr_en=0 apm_wr=0;wr_en=0 apm_wr=0;"
    "wr_en=1 addr=1 be=f wdata=20 apm_wr=0;wr_en=1 addr=0 be=f wdata=23 apm_wr=0;wr_en=0;wr_en=0;wr_en=0;wr_en=0", /* one SMI */
    "wr_en=1 addr=0 be=f wdata=23 apm_wr=1 apm_addr=0;wr_en=0;wr_en=0;wr_en=1 addr=0 be=1 wdata=23;wr_en=0;wr_en=0;wr_en=0;"
    "wr_en=1 addr=0 be=1 wdata=23;wr_en=0", /* EOS with the cause still there, EOS again at the end of the gap */
    "wr_en=1 addr=1 be=f wdata=20 apm_wr=1 apm_addr=0;wr_en=0 apm_wr=0", /* set and clear in one clock */
    "wr_en=1 addr=0 be=f wdata=20 apm_wr=1 apm_addr=0;wr_en=1 addr=0 be=f wdata=0 apm_wr=1 apm_addr=0",
    "lock_set=1 wr_en=1 addr=0 be=f wdata=21;wr_en=1 addr=0 be=1 wdata=0;wr_en=1 addr=0 be=f wdata=6687c", /* lock, then write */
    "wr_en=1 addr=0 be=f wdata=4061;wr_en=0 apm_wr=1 apm_addr=0 sw_set=1 per_set=1;wr_en=0;wr_en=0", /* before EOS */
    "lock_set=1 wr_en=1 addr=0 be=f wdata=20;lock_set=0 wr_en=1 addr=0 be=f wdata=23",
    "wr_en=1 addr=0 be=f wdata=3 gpi_sts=1;wr_en=0 gpi_sts=0;wr_en=0 gpi_sts=0;wr_en=1 addr=0 be=f wdata=0",
    "wr_en=1 addr=0 be=f wdata=6687d;gbl_rls=1 slp_en=1 mc_hit=1 sw_set=1 per_set=1 wr_en=0;wr_en=1 addr=1 be=f wdata=ffffffff "
    "gbl_rls=1 slp_en=1 mc_hit=1;wr_en=1 addr=1 be=f wdata=ffffffff gbl_rls=0 slp_en=0 mc_hit=0", /* sets, and with a clear */
    "wr_en=1 addr=0 be=f wdata=3 tco=0 gpi_sts=0;smb_host=1 wr_en=0;smb_host=0 wr_en=0;wr_en=0", /* no status bit */
    "wr_en=1 addr=0 be=f wdata=3 tco=0 gpi_sts=0 nmi_smi=1;nmi_smi=0 wr_en=0;wr_en=0", /* around TCO_EN */
    "wr_en=1 addr=0 be=f wdata=2003 tco=1 tco_lock=0;tco=1 wr_en=0;tco_lock=1 tco=0 wr_en=1 addr=0 be=2 wdata=0;"
    "tco_lock=1 wr_en=1 addr=1 be=2 wdata=2000;tco_lock=0 wr_en=1 addr=0 be=2 wdata=0", /* TCO_EN, locked and not */
    "wr_en=1 addr=0 be=1 wdata=81;wr_en=0;wr_en=1 addr=0 be=2 wdata=80", /* BIOS_RLS */
    EARLY, EARLY, EARLY, EARLY,
    ALONE("usb1=1"), ALONE("usb2=1"), ALONE("usb2_intel=1"), ALONE("pm1=1"), ALONE("gpe0=1"), ALONE("devmon=1"),
    ALONE("serirq=1"), ALONE("pcie=1"), ALONE("trap=1"), ALONE("spi=1"), ALONE("smbus=1"), ALONE("smb_host=1"),
    ALONE("slp_en=1"), ALONE("mc_hit=1"), ALONE("sw_set=1"), ALONE("per_set=1"), ALONE("gbl_rls=1"),
    NULL};

/* --- smi_timers -------------------------------------------------------------------------------------------------- */

static const uint64_t shorts[] = {1, 1, 2, 3, 7, 50};
static const uint64_t longs[] = {1, 2, 5, 20, 533, 16000};
static const uint64_t bases[] = {1, 1, 2, 5, 20, 533, 16000};
static const uint64_t nows[] = {0, 0xfffffffff8, 0xfffffffff0, 0xffffffffe0, 0xffffffffc0, 0xffffffff80};
static const stim_row_t smi_timers_rows[] = {
    COUNT_FROM("now", nows), TOGGLE("sw_en", 40), TOGGLE("per_en", 60), TOGGLE("sw_rate", 30), TOGGLE("per_sel", 30),
    STRAP("repeats"), STRAP_OF("sw_short", shorts), STRAP_OF("sw_long", longs), STRAP_OF("per_base", bases), END};
static const char *const smi_timers_moves[] = {
    "sw_en=0;sw_en=1 sw_rate=0;sw_en=1;sw_en=1;sw_en=1",                /* starts and expires at a short period */
    "sw_en=0;sw_en=1 sw_rate=0;sw_en=1 sw_rate=3;sw_en=1;sw_en=1",      /* the rate changes while it runs */
    "sw_en=0;sw_en=1 sw_rate=0;sw_en=0;sw_en=1",                        /* stopped before, or at, its expiry */
    "per_en=0;per_en=1 per_sel=3;per_en=1 per_sel=0;per_en=1;per_en=0;per_en=1",
    "per_en=1 per_sel=3;per_en=1 per_sel=3;per_en=1 per_sel=3;per_en=1 per_sel=3;per_en=1 per_sel=3",
    NULL};

/* --- tco --------------------------------------------------------------------------------------------------------- */

static const uint64_t tco_dwords[] = {0, 0, 1, 1, 2, 2, 3, 4, 4};
static const uint64_t tco_lanes[] = {15, 15, 15, 1, 2, 3, 4, 8, 12};
static const uint64_t tco_datas[] = {
    0, 0, 0xffffffff, 0x100, 0x200, 0x300, 0x200, 0x800, 0x1000, 0x40000, 0x20000, 0x60000, 0x40100, 0x50000, 0x70001, 0x30000,
    0x20000, 0x1000000, 0x8, 0x10178e, 0xfff7ffff};
static const uint64_t tco_ticks[] = {1, 1, 1, 2, 3, 5, 20, 0x1ffffff};
static const uint64_t tco_minima[] = {4, 4, 4, 2, 0, 0, 5, 0x3ff};
static const uint64_t tco_starts[] = {0, NOW_MASK - 5, NOW_MASK - 50, NOW_MASK - 200, 0x7ffffffff0};
static const stim_row_t tco_rows[] = {
    COUNT_FROM("now", tco_starts), PULSE("wr_en", 5), VALUE("addr", tco_dwords), VALUE("be", tco_lanes), VALUE("wdata", tco_datas),
    PULSE("dmi_smi", 20), PULSE("dmi_sci", 20), PULSE("dmi_serr", 20), PULSE("bioswr", 20), PULSE("newcentury", 20),
    PULSE("smlink", 20), FREE("well_sts"), TOGGLE("nmi_src", 9), TOGGLE("nmi_off", 15), TOGGLE("gbl_en", 15),
    TOGGLE("no_reboot", 40), STRAP_OF("tick", tco_ticks), STRAP_OF("tmr_min", tco_minima), STRAP("run_reset"), END};
static const char *const tco_moves[] = {
    "wr_en=1 addr=2 be=f wdata=0;wr_en=1 addr=0 be=3;wr_en=0;wr_en=0;wr_en=0;wr_en=0;wr_en=0;wr_en=0;wr_en=0;wr_en=0;wr_en=0;"
    "wr_en=0", /* a reload and, at a short tick, both expiries */
    "wr_en=1 addr=4 be=f wdata=10003;wr_en=1 addr=0 be=1;wr_en=1 addr=1 be=f wdata=8;wr_en=1 addr=1 be=f wdata=8;wr_en=1 addr=1 "
    "be=f wdata=8", /* TIMEOUT: set and cleared in one clock */
    "wr_en=1 addr=2 be=2 wdata=0;wr_en=1 addr=0 be=2;wr_en=1 addr=0 be=1;wr_en=1 addr=0 be=3", /* reloads in the clocks of ticks */
    "wr_en=1 addr=2 be=2 wdata=800;wr_en=0;wr_en=1 addr=2 be=2 wdata=0;wr_en=0;wr_en=0",       /* a short halt */
    "wr_en=1 addr=2 be=2 wdata=800;wr_en=1 addr=0 be=3;wr_en=0;wr_en=1 addr=2 be=2 wdata=0;wr_en=0;wr_en=0;wr_en=0;wr_en=0",
    "wr_en=1 addr=4 be=4 wdata=0;wr_en=1 addr=4 be=8 wdata=1000000;wr_en=1 addr=4 be=4 wdata=30000;wr_en=1 addr=4 be=8 wdata=0",
    "wr_en=1 addr=2 be=2 wdata=100;wr_en=1 addr=2 be=2 wdata=100;wr_en=1 addr=2 be=2 wdata=300", /* NMI_NOW */
    "gbl_en=1 nmi_off=0 nmi_src=1 wr_en=1 addr=2 be=2 wdata=200;gbl_en=1 nmi_off=0 nmi_src=1 wr_en=0;gbl_en=1 nmi_off=1 nmi_src=1;"
    "gbl_en=0 nmi_off=0 nmi_src=1;gbl_en=1 nmi_off=0 nmi_src=0", /* NMI2SMI */
    "wr_en=1 addr=1 be=f wdata=ffffffff dmi_smi=1 dmi_sci=1 dmi_serr=1 bioswr=1 newcentury=1 smlink=1", /* set and clear */
    "wr_en=1 addr=1 be=f wdata=ffffffff dmi_smi=0 dmi_sci=0 dmi_serr=0 bioswr=0 newcentury=0 smlink=0 nmi_src=0;"
    "wr_en=1 addr=2 be=4 wdata=40000 well_sts=1;wr_en=0 well_sts=1;wr_en=1 addr=2 be=4 wdata=60000 well_sts=1", /* INTRUDER# */
    NULL};

/* --- serirq ------------------------------------------------------------------------------------------------------ */

static const uint64_t frame_counts[] = {4, 4, 4, 4, 0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
static const stim_row_t serirq_rows[] = {TOGGLE("en", 60),    TOGGLE("cont", 50), FREE("start_sel"), VALUE("frames", frame_counts),
                                         PULSE_N("pin", 3), END};
static const char *const serirq_moves[] = {
    "en=1 cont=1;en=1;en=1;en=1",                                            /* a cycle begins */
    "en=1 cont=0 pin=1;en=1 cont=0 pin=1;en=1 cont=0 pin=0;pin=0;pin=1",     /* a device asks for one */
    "pin=0;pin=1;pin=1;pin=0;pin=1;pin=1;pin=0;pin=1;pin=1;pin=0;pin=1;pin=1", /* frames that are low */
    "pin=1;pin=0;pin=0;pin=1;pin=0;pin=0;pin=1;pin=0;pin=0",
    "en=0;en=0;en=0",
    "en=0 cont=0;en=1 cont=1;en=0 cont=0;en=1 cont=0 pin=0", NULL};

/* --- lpc --------------------------------------------------------------------------------------------------------- */

static const uint64_t answers[] = {0, 0, 0, 5, 5, 5, 6, 0xa, 0xf, 0xf, 0xf};
static const uint64_t short_bounds[] = {0, 0, 1, 2, 8, 15};
static const stim_row_t lpc_rows[] = {PULSE("req", 3), FREE("kind"), FREE("addr"), FREE("wdata"), FREE("idsel"),
                                      VALUE("lad", answers), STRAP_OF("short_max", short_bounds), END};
/* The steps without a wire are START, TYPE, ADDR, data, TAR. */
static const char *const lpc_moves[] = {
    "req=1 kind=0;;;;;;;;;lad=0;lad=5;lad=a",                                       /* I/O read: ready at once */
    "req=1 kind=1;;;;;;;;;;;lad=f;lad=f;lad=0",                                     /* I/O write: late */
    "req=1 kind=2;;;;;;;;;;;;;lad=f;lad=f;lad=f;lad=f;;;;req=1",                    /* memory read: nobody */
    "req=1 kind=3;;;;;;;;;;;;;;;lad=6;lad=6;lad=a",                                 /* memory write: long waits, an error */
    "req=1 kind=4;;;;;;;;;;;;;lad=5;lad=5;lad=6;lad=5;lad=5;lad=0;lad=3;lad=c",     /* firmware read: short waits */
    "req=1 kind=5;;;;;;;;;;;;;;;lad=5;lad=f;;;;req=1",                              /* firmware write: gone after a wait */
    "req=1 kind=0;;;;;;;;;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=5;lad=0",
    "req=1 kind=1;;;;;;;;;;;lad=f;lad=f;lad=f;lad=f;;;;req=1",                      /* nobody answers a write */
    "req=1 kind=3;;;;;;;;;;;;;;;lad=f;lad=f;lad=f;lad=f;;;;req=1",
    "req=1 kind=4;;;;;;;;;;;;;lad=f;lad=f;lad=f;lad=f;;;;req=1",                    /* nor a firmware cycle */
    "req=1 kind=5;;;;;;;;;;;;;;;lad=f;lad=f;lad=f;lad=f;;;;req=1",
    "req=1 kind=7;;;;;;;;;lad=9;;;;req=1 kind=6;;;;;;;;;lad=0", NULL};

/* --- ich9_top ---------------------------------------------------------------------------------------------------- */

static const uint64_t top_spaces[] = {0, 1, 1, 1, 1, 2, 2, 3};
static const uint64_t top_offs[] = {
    0x30, 0x30, 0x34, 0xb2, 0xb2, 0xb3, 0xa0, 0x60, 0x64, 0x68, 0x6c, 0x70, 0x30, 0x30, 0x34, 0xb2, 0xb2, 0xb3, 0xa0, 0x60,
    0x64, 0x68, 0x6c, 0x70, 0x2c, 0x38, 0x5c, 0x74, 0x9c, 0xa4, 0xb4}; /* the last ones: beside registers */
static const uint64_t top_datas[] = {0, 0xffffffff, 0x23, 0x2023, 0x4863, 0x6687f, 0x20, 0x10, 0x800, 0x200, 0x1000, 0x40000, 0x62};
static const uint64_t top_ports[] = {0x60, 0x64, 0x60, 0x64, 0x68, 0x5c};
static const uint64_t top_sirq[] = {0xd0, 0xd1, 0xd2, 0xd3, 0x90, 0x91, 0x92, 0x93, 0x10};
static const uint64_t top_lads[] = {0, 0, 0xf, 5, 6, 0xa, 9};
static const uint64_t top_lpc_addrs[] = {0x2e, 0x62, 0xfffffff0, 0xffc00000, 0x12345678};
static const stim_row_t ich9_top_rows[] = {
    COUNT_FROM("now", tco_starts), PULSE("reg_wr", 3), VALUE("reg_space", top_spaces), VALUE("reg_off", top_offs),
    VALUE("wr_be", tco_lanes), VALUE("wr_data", top_datas), PULSE("io_seen", 8), VALUE("io_addr", top_ports), FREE("io_be"),
    PULSE("gbl_rls", 30), PULSE("slp_en", 30), PULSE("smbus", 40), PULSE("smb_host", 60), PULSE("usb1", 60), PULSE("usb2", 60),
    PULSE("usb2_intel", 60), PULSE("pm1", 60), PULSE("gpe0", 60), PULSE("gpi_sts", 60), PULSE("devmon", 60),
    PULSE("pcie", 60), PULSE("trap", 60), PULSE("spi", 60), TOGGLE("sw_rate", 30), TOGGLE("per_sel", 30),
    PULSE("dmi_smi", 40), PULSE("dmi_sci", 40), PULSE("dmi_serr", 40), PULSE("bioswr", 40), PULSE("newcentury", 40),
    PULSE("smlink", 40), FREE("well_sts"), TOGGLE("nmi_src", 30), TOGGLE("nmi_off", 30), TOGGLE("no_reboot", 40),
    STRAP_OF("serirq_cntl", top_sirq), PULSE_N("sirq_pin", 4), PULSE("lpc_req", 10), FREE("lpc_kind"),
    VALUE("lpc_addr", top_lpc_addrs), FREE("lpc_wdata"), FREE("lpc_idsel"), VALUE("lpc_lad", top_lads),
    STRAP("sts_needs_en"), STRAP("first_smi"), STRAP("eos_reset"), STRAP("tco_sticky"), STRAP("nmi_bypass"),
    STRAP("repeats"), STRAP_OF("sw_short", shorts), STRAP_OF("sw_long", longs), STRAP_OF("per_base", longs),
    STRAP_OF("tick", tco_ticks), STRAP_OF("tmr_min", tco_minima), STRAP("run_reset"), STRAP("short_max"), END};
#define TOP_NOBODY \
    "gbl_rls=0 slp_en=0 smbus=0 smb_host=0 usb1=0 usb2=0 usb2_intel=0 pm1=0 gpe0=0 gpi_sts=0 devmon=0 pcie=0 trap=0 " \
    "spi=0 "
#define TOP_STILL "reg_wr=0 nmi_src=1 nmi_off=0 sirq_pin=1 " TOP_NOBODY
static const char *const ich9_top_moves[] = {
    "reg_wr=1 reg_space=1 reg_off=30 wr_be=f wr_data=6687d;reg_wr=1 reg_space=2 reg_off=b2 wr_be=1;reg_wr=0;reg_wr=0;reg_wr=0;"
    "reg_wr=1 reg_space=1 reg_off=34 wr_be=f wr_data=ffffffff;reg_wr=1 reg_space=1 reg_off=30 wr_be=f wr_data=6687f",
    "reg_wr=1 reg_space=1 reg_off=30 wr_be=f wr_data=2003;reg_wr=1 reg_space=1 reg_off=60 wr_be=4;reg_wr=0;reg_wr=0;reg_wr=0",
    "reg_wr=1 reg_space=1 reg_off=68 wr_be=f wr_data=1000;reg_wr=1 reg_space=1 reg_off=30 wr_be=f wr_data=3;"
    "reg_wr=1 reg_space=1 reg_off=30 wr_be=f wr_data=2003", /* TCO_LOCK, then TCO_EN */
    "reg_wr=1 reg_space=1 reg_off=68 wr_be=f wr_data=200 nmi_src=0;"
    "reg_wr=1 reg_space=1 reg_off=34 wr_be=f wr_data=ffffffff "
    TOP_NOBODY ";reg_wr=1 reg_space=1 reg_off=30 wr_be=f wr_data=3 nmi_src=0 " TOP_NOBODY ";" TOP_STILL ";" TOP_STILL
    ";" TOP_STILL ";" TOP_STILL ";" TOP_STILL ";" TOP_STILL ";" TOP_STILL, /* NMI2SMI around TCO_EN */
    "reg_wr=1 reg_space=1 reg_off=30 wr_be=f wr_data=3;reg_wr=1 reg_space=1 reg_off=34 wr_be=f wr_data=ffffffff;"
    "reg_wr=1 reg_space=1 reg_off=30 wr_be=f wr_data=4003;reg_wr=0;reg_wr=0;reg_wr=0;reg_wr=0;reg_wr=0", /* one timer */
    "reg_wr=1 reg_space=0 reg_off=a0 wr_be=1 wr_data=10;reg_wr=1 reg_space=1 reg_off=30 wr_be=f wr_data=3", /* SMI_LOCK */
    "lpc_req=1 lpc_kind=4 lpc_lad=f;lpc_lad=f;lpc_lad=f;lpc_lad=f;lpc_lad=f;lpc_lad=f;lpc_lad=f;lpc_lad=f;lpc_lad=f;lpc_lad=f;"
    "lpc_lad=f;lpc_lad=f;lpc_lad=0;lpc_lad=5;lpc_lad=a;lpc_lad=f;lpc_lad=f", NULL};

/* --- apic_agent -------------------------------------------------------------------------------------------------- */

static const uint64_t mostly[] = {1, 1, 1, 0};
static const stim_row_t apic_agent_rows[] = {
    OTHERS("picd"), OTHERS("en"), TOGGLE("id", 60), OTHERS("tx_seq"), OTHERS("tx_eoi"), OTHERS("tx_dm"),
    OTHERS("tx_mode"), OTHERS("tx_level"), OTHERS("tx_trig"), OTHERS("tx_vector"), OTHERS("tx_dest"), OTHERS("match"),
    OTHERS("accept"), OTHERS("focus"), OTHERS("prio"), OTHERS("rr_data"), OTHERS("rr_ok"),
    STRAP_OF("remote_read", mostly), STRAP("focus_34"), STRAP("lp_by_aa"), STRAP("sipi_retry"), END};
static const char *const apic_agent_moves[] = {
    "match=1 accept=1 focus=0;;;;;;;;;;;;;;;;;;;;;", /* answers that stand for a message */
    "match=1 accept=1 focus=0;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;",
    "match=1 accept=0 focus=0;;;;;;;;;;;;;;;;;;;;;", "match=0;;;;;;;;;;;;;;;;;;;;;",
    "match=1 accept=1 focus=1;;;;;;;;;;;;;;;;;;;;;", "match=1 accept=1;accept=0;accept=1 match=0;match=1 focus=1",
    NULL};

/* --- mem_type ----------------------------------------------------------------------------------------------------- */

#define ENDS(first, size) (first), (first) + (size)-1
#define EIGHT_ENDS(base, size)                                                                                  \
    ENDS(base, size), ENDS((base) + (size), size), ENDS((base) + 2 * (size), size), ENDS((base) + 3 * (size), size), \
        ENDS((base) + 4 * (size), size), ENDS((base) + 5 * (size), size), ENDS((base) + 6 * (size), size),       \
        ENDS((base) + 7 * (size), size)
static const uint64_t typed_addresses[] = {
    EIGHT_ENDS(0x00000, 0x10000), EIGHT_ENDS(0x80000, 0x4000), EIGHT_ENDS(0xa0000, 0x4000), /* the fixed ranges */
    EIGHT_ENDS(0xc0000, 0x1000), EIGHT_ENDS(0xc8000, 0x1000), EIGHT_ENDS(0xd0000, 0x1000), EIGHT_ENDS(0xd8000, 0x1000),
    EIGHT_ENDS(0xe0000, 0x1000), EIGHT_ENDS(0xe8000, 0x1000), EIGHT_ENDS(0xf0000, 0x1000), EIGHT_ENDS(0xf8000, 0x1000),
    0, 0xfffff, 0x100000, 0x100000, 0x1fffff, 0x200000, 0x3fffffff, 0x40000000, 0x401fffff, 0x40200000, 0x7f7fffff,
    0x7f800000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x17f800000, 0x800000000, 0x87f800000, 0xfffffffff};
/* DEF_TYPE more often, SMRR and PAT too; f is none. */
static const uint64_t type_msrs[] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xa, 0xb, 0xb, 0xb, 0xb, 0xb, 0xb, 0xc, 0xc, 0xc, 0xc, 0xd, 0xd, 0xe, 0xf,
    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f};
static const uint64_t type_data[] = {
    0xc00, 0xc01, 0xc04, 0xc05, 0xc06, 0x800, 0x801, 0x804, 0x805, 0x806, 0xc06, 0x806, 0x406, 0, /* DEF_TYPE */
    0x0606060606060606, 0x0505050505050505, 0x0404040404040404, 0x0101010101010101, 0x0106050400060504,
    0x0405060006010504, 0x0600010504060001, 0x0501040606000405, /* fixed */
    0x0706050403020100, 0x0007060504030201, 0x0100070605040302, 0x0201000706050403, /* PAT: each type in each place */
    0x0302010007060504, 0x0403020100070605, 0x0504030201000706, 0x0605040302010007,
    0x7f800000, 0x7f800001, 0x7f800004, 0x7f800005, 0x7f800006, 0x40000001, 0x40000004, 0x40000005, 0x40000006,
    0x000a0006, 0x000a0000, 0x800000006, 0x2, 0x3, 0x7, 0xe, 0x10, 0xff, /* bases */
    0xfff800800, 0xfffe00800, 0xfc0000800, 0x800000800, 0xff800800, 0xfffe0800, 0xff800000, 0xfffffffff}; /* masks */
static const uint64_t smrr_straps[] = {0, 1, 1, 2, 2, 2, 2, 3};
static const stim_row_t mem_type_rows[] = {
    PULSE("msr_wr", 4), VALUE("msr_at", type_msrs), VALUE("msr_data", type_data), PULSE_N("req", 5),
    VALUE("addr", typed_addresses), FREE("smm"), TOGGLE("paged", 6), FREE("pat_i"), PULSE("cd", 4), STRAP("pat"),
    STRAP_OF("smrr", smrr_straps), TOGGLE("smrr_en", 40), STRAP("pcd_uc"), END};
/* Data that are not named come from the pool: any type. */
#define TYPE_WR(at, data) "msr_wr=1 msr_at=" at " msr_data=" data ";"
#define TYPE_ANY(at) "msr_wr=1 msr_at=" at ";"
#define TYPE_AT(addr) "msr_wr=0 req=1 addr=" addr ";"
#define TYPE_ENDS(below, first, last, above) TYPE_AT(below) TYPE_AT(first) TYPE_AT(last) TYPE_AT(above)
/* One variable range, with the bytes around it; for 64 GB what is below and above it is inside too. */
#define RANGE_AT(base_at, mask_at, first, mask, below, last, above) \
    TYPE_WR(base_at, first) TYPE_WR(mask_at, mask) TYPE_ENDS(below, first, last, above) TYPE_WR(mask_at, "0") "msr_wr=0"
/* SMRR, first with V, then without. */
#define SMRR_AT(first, mask, mask_off, below, last, above, high) \
    TYPE_WR("d", first) TYPE_WR("e", mask) TYPE_ENDS(below, first, last, above) TYPE_AT(high)                    \
    TYPE_ENDS(below, first, last, above) TYPE_WR("e", mask_off) TYPE_ENDS(below, first, last, above) TYPE_AT(high) \
    "msr_wr=0"
#define NO_SMRR TYPE_WR("e", "0")
/* The base of an SMRR over 4 GB, of any type. */
#define SMRR_TYPE(cd) TYPE_ANY("d") "paged=0 smm=1 cd=" cd " " TYPE_AT("5000")
#define SMRR_TYPES(cd) \
    TYPE_WR("e", "800") SMRR_TYPE(cd) SMRR_TYPE(cd) SMRR_TYPE(cd) SMRR_TYPE(cd) SMRR_TYPE(cd) NO_SMRR "msr_wr=0"
#define NO_RANGES                                                                                                 \
    TYPE_WR("11", "0") TYPE_WR("13", "0") TYPE_WR("15", "0") TYPE_WR("17", "0") TYPE_WR("19", "0") TYPE_WR("1b", "0") \
    TYPE_WR("1d", "0") TYPE_WR("1f", "0")
/* Both sides of 1 MB with each E and FE. */
#define LOW_ALL TYPE_AT("0") TYPE_AT("5000") TYPE_AT("fffff") TYPE_AT("100000") TYPE_AT("123456789")
#define E_FE_ALL                                                                                          \
    TYPE_WR("b", "0") LOW_ALL TYPE_WR("b", "406") LOW_ALL TYPE_WR("b", "804") LOW_ALL TYPE_WR("b", "c05") LOW_ALL
/* All over memory: as many ranges as named, each of any type, and other types again. */
#define OVER_ALL(masks, bases) \
    NO_SMRR TYPE_WR("b", "800") NO_RANGES masks bases TYPE_AT("5000") bases TYPE_AT("5000") bases TYPE_AT("5000") \
    bases TYPE_AT("5000") "msr_wr=0"
#define COVER_1 TYPE_WR("13", "800")
#define COVER_2 COVER_1 TYPE_WR("17", "800")
#define COVER_3 COVER_2 TYPE_WR("19", "800")
#define COVER_4 COVER_3 TYPE_WR("1f", "800")
#define COVER_5 COVER_4 TYPE_WR("11", "800")
#define COVER_6 COVER_5 TYPE_WR("15", "800")
#define BASES_1 TYPE_ANY("12")
#define BASES_2 BASES_1 TYPE_ANY("16")
#define BASES_3 BASES_2 TYPE_ANY("18")
#define BASES_4 BASES_3 TYPE_ANY("1e")
#define BASES_5 BASES_4 TYPE_ANY("10")
#define BASES_6 BASES_5 TYPE_ANY("14")
/* A default type under pages of any PAT, or of PCD and PWT. */
#define PAGES_AT "msr_wr=0 req=1 paged=1 addr=87654321;"
#define PAGES_8 PAGES_AT PAGES_AT PAGES_AT PAGES_AT PAGES_AT PAGES_AT PAGES_AT PAGES_AT
#define ANY_PAGES TYPE_ANY("c") PAGES_8
#define UNDER_PAGES(def_type) \
    NO_SMRR TYPE_WR("b", def_type) NO_RANGES ANY_PAGES ANY_PAGES ANY_PAGES "msr_wr=0"
/* At any address. */
#define LOOK_8 "msr_wr=0;msr_wr=0;msr_wr=0;msr_wr=0;msr_wr=0;msr_wr=0;msr_wr=0;msr_wr=0;"
static const char *const mem_type_moves[] = {
    RANGE_AT("10", "11", "2000", "ffffff800", "1fff", "2fff", "3000"),
    RANGE_AT("12", "13", "4000", "fffffe800", "3fff", "5fff", "6000"),
    RANGE_AT("14", "15", "8000", "fffffc800", "7fff", "bfff", "c000"),
    RANGE_AT("16", "17", "10000", "fffff8800", "ffff", "17fff", "18000"),
    RANGE_AT("18", "19", "20000", "fffff0800", "1ffff", "2ffff", "30000"),
    RANGE_AT("1a", "1b", "40000", "ffffe0800", "3ffff", "5ffff", "60000"),
    RANGE_AT("1c", "1d", "80000", "ffffc0800", "7ffff", "bffff", "c0000"),
    RANGE_AT("1e", "1f", "100000", "ffff80800", "fffff", "17ffff", "180000"),
    RANGE_AT("10", "11", "200000", "ffff00800", "1fffff", "2fffff", "300000"),
    RANGE_AT("12", "13", "400000", "fffe00800", "3fffff", "5fffff", "600000"),
    RANGE_AT("14", "15", "800000", "fffc00800", "7fffff", "bfffff", "c00000"),
    RANGE_AT("16", "17", "1000000", "fff800800", "ffffff", "17fffff", "1800000"),
    RANGE_AT("18", "19", "2000000", "fff000800", "1ffffff", "2ffffff", "3000000"),
    RANGE_AT("1a", "1b", "4000000", "ffe000800", "3ffffff", "5ffffff", "6000000"),
    RANGE_AT("1c", "1d", "8000000", "ffc000800", "7ffffff", "bffffff", "c000000"),
    RANGE_AT("1e", "1f", "10000000", "ff8000800", "fffffff", "17ffffff", "18000000"),
    RANGE_AT("10", "11", "20000000", "ff0000800", "1fffffff", "2fffffff", "30000000"),
    RANGE_AT("12", "13", "40000000", "fe0000800", "3fffffff", "5fffffff", "60000000"),
    RANGE_AT("14", "15", "80000000", "fc0000800", "7fffffff", "bfffffff", "c0000000"),
    RANGE_AT("16", "17", "100000000", "f80000800", "ffffffff", "17fffffff", "180000000"),
    RANGE_AT("18", "19", "200000000", "f00000800", "1ffffffff", "2ffffffff", "300000000"),
    RANGE_AT("1a", "1b", "400000000", "e00000800", "3ffffffff", "5ffffffff", "600000000"),
    RANGE_AT("1c", "1d", "400000000", "c00000800", "3ffffffff", "7ffffffff", "800000000"),
    RANGE_AT("1e", "1f", "0", "800000800", "fffffffff", "7ffffffff", "800000000"),
    RANGE_AT("1e", "1f", "800000000", "800000800", "7ffffffff", "fffffffff", "0"), /* and the upper half */
    RANGE_AT("10", "11", "0", "800", "fffffffff", "fffffffff", "0"),
    SMRR_AT("2000", "fffff800", "fffff000", "1fff", "2fff", "3000", "100002000"),
    SMRR_AT("4000", "ffffe800", "ffffe000", "3fff", "5fff", "6000", "100004000"),
    SMRR_AT("8000", "ffffc800", "ffffc000", "7fff", "bfff", "c000", "100008000"),
    SMRR_AT("10000", "ffff8800", "ffff8000", "ffff", "17fff", "18000", "100010000"),
    SMRR_AT("20000", "ffff0800", "ffff0000", "1ffff", "2ffff", "30000", "100020000"),
    SMRR_AT("40000", "fffe0800", "fffe0000", "3ffff", "5ffff", "60000", "100040000"),
    SMRR_AT("80000", "fffc0800", "fffc0000", "7ffff", "bffff", "c0000", "100080000"),
    SMRR_AT("100000", "fff80800", "fff80000", "fffff", "17ffff", "180000", "100100000"),
    SMRR_AT("200000", "fff00800", "fff00000", "1fffff", "2fffff", "300000", "100200000"),
    SMRR_AT("400000", "ffe00800", "ffe00000", "3fffff", "5fffff", "600000", "100400000"),
    SMRR_AT("800000", "ffc00800", "ffc00000", "7fffff", "bfffff", "c00000", "100800000"),
    SMRR_AT("1000000", "ff800800", "ff800000", "ffffff", "17fffff", "1800000", "101000000"),
    SMRR_AT("2000000", "ff000800", "ff000000", "1ffffff", "2ffffff", "3000000", "102000000"),
    SMRR_AT("4000000", "fe000800", "fe000000", "3ffffff", "5ffffff", "6000000", "104000000"),
    SMRR_AT("8000000", "fc000800", "fc000000", "7ffffff", "bffffff", "c000000", "108000000"),
    SMRR_AT("10000000", "f8000800", "f8000000", "fffffff", "17ffffff", "18000000", "110000000"),
    SMRR_AT("20000000", "f0000800", "f0000000", "1fffffff", "2fffffff", "30000000", "120000000"),
    SMRR_AT("40000000", "e0000800", "e0000000", "3fffffff", "5fffffff", "60000000", "140000000"),
    SMRR_AT("40000000", "c0000800", "c0000000", "3fffffff", "7fffffff", "80000000", "140000000"),
    SMRR_AT("0", "80000800", "80000000", "fffffffff", "7fffffff", "80000000", "100000000"),
    SMRR_AT("80000000", "80000800", "80000000", "7fffffff", "ffffffff", "100000000", "180000000"),
    SMRR_AT("0", "800", "0", "fffffffff", "ffffffff", "100000000", "100000000"),
    "smm=0 " TYPE_WR("d", "7f800006") "smm=0 " TYPE_WR("e", "ff800800") "smm=0 " TYPE_AT("7f800000") "smm=1 "
    TYPE_AT("7f800000") "smm=1 " TYPE_WR("e", "ff800000") "smm=0 " TYPE_AT("7f800000") "msr_wr=0", /* SMRR on and off */
    SMRR_TYPES("0"), SMRR_TYPES("1"),
    NO_SMRR NO_RANGES E_FE_ALL "msr_wr=0",
    NO_SMRR TYPE_WR("10", "6") TYPE_WR("11", "800") E_FE_ALL NO_RANGES "msr_wr=0",
    TYPE_WR("e", "800") E_FE_ALL NO_SMRR "msr_wr=0",
    OVER_ALL(COVER_1, BASES_1), OVER_ALL(COVER_2, BASES_2), OVER_ALL(COVER_3, BASES_3), OVER_ALL(COVER_4, BASES_4),
    OVER_ALL(COVER_5, BASES_5), OVER_ALL(COVER_6, BASES_6),
    UNDER_PAGES("800"), UNDER_PAGES("801"), UNDER_PAGES("804"), UNDER_PAGES("805"), UNDER_PAGES("806"),
    NO_SMRR TYPE_ANY("0") TYPE_ANY("1") TYPE_ANY("2") TYPE_ANY("3") TYPE_ANY("4") TYPE_ANY("5") TYPE_ANY("6")
    TYPE_ANY("7") TYPE_ANY("8") TYPE_ANY("9") TYPE_ANY("a") TYPE_WR("b", "c00") LOOK_8 LOOK_8 LOOK_8 "msr_wr=0",
    NULL};

/* --- cache_ctl ---------------------------------------------------------------------------------------------------- */

static const uint64_t cache_ops[] = {1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 6, 7, 8, 1, 3, 4};
static const uint64_t cache_tags[] = {1, 2, 3, 4, 5, 1, 2, 3, 4, 0x800001};
static const uint64_t cache_types[] = {6, 6, 6, 5, 4, 0, 1, 7};
static const stim_row_t cache_ctl_rows[] = {
    VALUE("op", cache_ops), VALUE("tag", cache_tags), VALUE("type", cache_types), PULSE_N("cacheable", 6),
    FREE("fill_state"), TOGGLE("cd", 40), TOGGLE("nw", 30), STRAP("wr_alloc"), STRAP("code_only"), STRAP("p5_nosnoop"),
    STRAP("p6_cd_nw"), END};
/* A line comes in; four lines in these states, I: that way stays free. */
#define CACHE_LINE(t, state) "op=1 cacheable=1 cd=0 tag=" t ";op=4 fill_state=" state " tag=" t ";"
#define CACHE_SET(s1, s2, s3, s4) \
    "op=9 cd=0;" CACHE_LINE("1", s1) CACHE_LINE("2", s2) CACHE_LINE("3", s3) CACHE_LINE("4", s4)
/* Any operation on each of them. */
#define CACHE_ANY "tag=1;tag=2;tag=3;tag=4;"
/* One operation on each of them. */
#define CACHE_EACH(op) "op=" op " tag=1;op=" op " tag=2;op=" op " tag=3;op=" op " tag=4;"
#define CACHE_LONE(op) "op=" op " tag=1 cd=1 nw=1;op=" op " tag=2 cd=1 nw=1;op=" op " tag=3 cd=1 nw=1;"
#define CACHE_CD(op) "op=" op " tag=1 cd=1 nw=0;op=" op " tag=2 cd=1 nw=0;op=" op " tag=3 cd=1 nw=0;"
#define CACHE_NW(op) "op=" op " tag=1 cd=0 nw=1;op=" op " tag=2 cd=0 nw=1;op=" op " tag=3 cd=0 nw=1;"
#define CACHE_MODES(op)                                                                                            \
    CACHE_SET("1", "2", "3", "2") CACHE_LONE(op) "op=0", CACHE_SET("1", "2", "3", "2") CACHE_CD(op) "op=0",          \
        CACHE_SET("1", "2", "3", "2") CACHE_NW(op) "op=0"
#define CACHE_WBINVD "op=a;op=a;op=a;op=a;op=a"
static const char *const cache_ctl_moves[] = {
    CACHE_SET("3", "2", "1", "3") "op=1 cacheable=1 cd=0 tag=5;op=4 tag=5 fill_state=2",
    CACHE_SET("3", "3", "3", "3") CACHE_ANY "op=1 cacheable=1 cd=0 tag=5;op=4 tag=5",
    CACHE_SET("3", "3", "3", "3") "op=1 tag=4;op=1 tag=1;op=1 cacheable=1 cd=0 tag=5;op=4 tag=5",
    CACHE_SET("3", "3", "3", "3") "op=1 tag=1;op=1 tag=4;op=1 cacheable=1 cd=0 tag=5;op=4 tag=5",
    CACHE_SET("2", "3", "2", "3") "op=1 tag=3;op=1 tag=1;op=1 cacheable=1 cd=0 tag=5;op=4 tag=5",
    CACHE_SET("2", "1", "2", "1") "op=1 tag=2;op=1 tag=3;op=3 type=6 cacheable=1 cd=0 tag=5;op=4 tag=5",
    CACHE_SET("2", "2", "2", "2") "op=1 tag=4;op=1 tag=2;op=2 cacheable=1 cd=0 tag=5;op=4 tag=5",
    CACHE_SET("1", "1", "1", "1") CACHE_EACH("3") CACHE_EACH("5") CACHE_ANY "op=0",
    CACHE_SET("2", "2", "2", "2") CACHE_EACH("3") "op=0", CACHE_SET("2", "3", "1", "2") CACHE_EACH("8") "op=0",
    CACHE_SET("3", "1", "2", "1") CACHE_EACH("8") "op=0", CACHE_SET("1", "2", "3", "3") CACHE_EACH("8") "op=0",
    CACHE_SET("1", "2", "3", "2") CACHE_EACH("3") "op=0",
    CACHE_SET("1", "2", "3", "2") CACHE_LONE("7") CACHE_LONE("7") CACHE_LONE("3") CACHE_LONE("7") "op=0",
    CACHE_MODES("1"), CACHE_MODES("2"), CACHE_MODES("3"), CACHE_MODES("6"), CACHE_MODES("7"),
    "op=9 cd=0;" CACHE_LINE("1", "1") "op=3 type=6 tag=1 nw=0;op=5 tag=1 cd=1 nw=0",
    "op=9 cd=0;" CACHE_LINE("1", "1") "op=3 type=6 tag=1 cd=1 nw=0;op=5 tag=1 cd=1 nw=1",
    "op=9 cd=0;" CACHE_LINE("1", "1") "op=3 type=6 tag=1 cd=1 nw=0;op=7 tag=1;op=5 tag=1",
    "op=9 cd=0;" CACHE_LINE("1", "1") "op=3 type=6 tag=1 cd=0;op=5 tag=2",
    CACHE_SET("3", "3", "3", "3") CACHE_WBINVD, CACHE_SET("2", "3", "1", "3") CACHE_WBINVD,
    CACHE_SET("2", "2", "1", "3") CACHE_WBINVD, CACHE_SET("3", "2", "3", "1") CACHE_WBINVD,
    CACHE_SET("3", "3", "2", "3") CACHE_WBINVD, CACHE_SET("3", "2", "1", "3") CACHE_WBINVD,
    CACHE_SET("2", "1", "1", "2") CACHE_WBINVD, CACHE_SET("1", "3", "3", "1") CACHE_WBINVD,
    "op=1 tag=1 fill_state=3;fill_state=3;fill_state=3;fill_state=3;fill_state=3;fill_state=3;op=9",
    CACHE_SET("3", "3", "3", "3") "op=9", CACHE_SET("3", "1", "3", "3") "op=9", CACHE_SET("1", "3", "3", "3") "op=9",
    CACHE_SET("3", "3", "1", "3") "op=9", CACHE_SET("1", "1", "3", "3") "op=9", CACHE_SET("3", "3", "2", "2") "op=9",
    CACHE_SET("1", "3", "1", "3") "op=9", CACHE_SET("3", "1", "3", "1") "op=9", CACHE_SET("3", "1", "1", "3") "op=9",
    CACHE_SET("2", "3", "3", "2") "op=9", CACHE_SET("3", "3", "3", "1") "op=9", CACHE_SET("1", "1", "1", "3") "op=9",
    NULL};

const stim_table_t stim_tables[] = {
    {&smi_pin_block, "cpu facts 1.2; model/cpu/smi_pin.h", smi_pin_rows, smi_pin_moves, NULL},
    {&smiact_block, "cpu facts 6, 7.1; model/cpu/smiact.h", smiact_rows, smiact_moves, NULL},
    {&smm_track_block, "SDM 34.3.1, 34.3.2, 34.13; model/mch/smm_track.h", smm_track_rows, smm_track_moves, NULL},
    {&smram_dec_block, "chipset facts 7.3, 7.4; model/mch/smram_dec.h", smram_dec_rows, smram_dec_moves, NULL},
    {&smi_ctl_block, "chipset facts 2.3, 2.4, 2.6, 2.7, 3.1; model/ich9/smi_ctl.h", smi_ctl_rows, smi_ctl_moves, NULL},
    {&smi_timers_block, "chipset facts 1.5, 1.6, 2.6 rows 5 and 6, 2.8; model/ich9/smi_timers.h", smi_timers_rows,
     smi_timers_moves, NULL},
    {&serirq_block, "chipset facts 1.3, 2.6 row 15, 6.3; model/ich9/serirq.h", serirq_rows, serirq_moves, NULL},
    {&lpc_block, "chipset facts 6.1, 6.2; model/ich9/lpc.h", lpc_rows, lpc_moves, NULL},
    {&tco_block, "chipset facts 2.6 rows 20 to 28, 4; model/ich9/tco.h", tco_rows, tco_moves, NULL},
    {&ich9_top_block, "chipset facts 2.6; model/ich9/ich9_top.h", ich9_top_rows, ich9_top_moves, NULL},
    {&apic_agent_block, "interconnect facts 1.1 to 1.6; model/apic/apic_agent.h", apic_agent_rows, apic_agent_moves,
     stim_apic_others},
    {&mem_type_block, "interconnect facts 4.1, 4.2, 4.4; model/cpu/mem_type.h", mem_type_rows, mem_type_moves, NULL},
    {&cache_ctl_block, "interconnect facts 4.2, 4.3; model/cpu/cache_ctl.h", cache_ctl_rows, cache_ctl_moves, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

const stim_table_t *stim_find(const char *block)
{
    for (const stim_table_t *t = stim_tables; t->block; t++)
        if (strcmp(t->block->name, block) == 0)
            return t;
    return NULL;
}

/* --- the run ----------------------------------------------------------------------------------------------------- */

/* xorshift64* */
uint64_t stim_draw(stim_t *s)
{
    s->rng ^= s->rng >> 12;
    s->rng ^= s->rng << 25;
    s->rng ^= s->rng >> 27;
    return s->rng * UINT64_C(0x2545f4914f6cdd1d);
}

unsigned stim_below(stim_t *s, unsigned n)
{
    return (unsigned)((stim_draw(s) >> 32) * n >> 32);
}

bool stim_one_in(stim_t *s, unsigned n)
{
    return stim_below(s, n) == 0;
}

void stim_open(stim_t *s, const stim_table_t *table, uint64_t seed)
{
    *s = (stim_t){.table = table, .phase = STIM_RESET, .left = 2};
    for (unsigned i = 0; table->rows[i].wire; i++) {
        assert(i < STIM_ROWS_MAX);
        s->wires[i] = sig_find(table->block->in_sigs, table->rows[i].wire);
        assert(s->wires[i]); /* a misspelt wire in a table */
        s->counts |= table->rows[i].kind == STIM_COUNT;
    }
    while (table->moves[s->move_count])
        s->move_count++;
    s->rng = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    s->rng = s->rng ? s->rng : 1; /* 0 would stay 0 */
    for (unsigned i = 0; i < 8; i++)
        stim_draw(s); /* neighbouring seeds part */
}

const char *const stim_phase_names[] = {"reset", "mix", "calm", "burst", "idle", NULL};

static uint64_t value(stim_t *s, const stim_row_t *r, const sig_t *w)
{
    uint64_t v = r->pool_count ? r->pool[stim_below(s, r->pool_count)] : stim_draw(s);
    switch (stim_below(s, 12)) {
    case 0: return stim_draw(s);
    case 1: return v ^ UINT64_C(1) << stim_below(s, w->width);
    case 2: return v - 1;
    case 3: return v + 1;
    default: return v;
    }
}

/* sig_set of a pulse, which is one bit nearly always. */
static void set_bit(void *in, const sig_t *w, uint64_t value)
{
    if (w->bytes == 1 && w->width == 1)
        ((uint8_t *)in)[w->offset] = (uint8_t)(value & 1);
    else
        sig_set(in, w, value);
}

/* Wires in a mix; `slow` makes what changes by chance rarer. */
static void mix(stim_t *s, void *in, unsigned slow)
{
    const sig_t *const *wire = s->wires;
    for (const stim_row_t *r = s->table->rows; r->wire; r++) {
        const sig_t *w = *wire++;
        switch (r->kind) {
        case STIM_STRAP:
        case STIM_COUNT:
        case STIM_OTHERS: break;
        case STIM_PULSE: set_bit(in, w, r->quiet ^ stim_one_in(s, r->one_in * slow)); break;
        case STIM_TOGGLE:
            if (stim_one_in(s, r->one_in * slow))
                sig_set(in, w, sig_get(in, w) ^ UINT64_C(1) << (w->width > 1 ? stim_below(s, w->width) : 0));
            break;
        case STIM_VALUE: sig_set(in, w, value(s, r, w)); break;
        case STIM_FREE: sig_set(in, w, stim_draw(s)); break;
        }
    }
}

static void set_straps(stim_t *s, void *in)
{
    const sig_t *const *wire = s->wires;
    for (const stim_row_t *r = s->table->rows; r->wire; r++, wire++)
        if (r->kind == STIM_COUNT && stim_one_in(s, 3))
            sig_set(in, *wire, 0 - (uint64_t)stim_below(s, 1000)); /* soon it wraps */
        else if (r->kind == STIM_STRAP || r->kind == STIM_COUNT)
            sig_set(in, *wire,
                    r->pool_count && !stim_one_in(s, 8) ? r->pool[stim_below(s, r->pool_count)] : stim_draw(s));
}

static void count_on(const stim_t *s, void *in)
{
    const sig_t *const *wire = s->wires;
    for (const stim_row_t *r = s->table->rows; r->wire; r++, wire++)
        if (r->kind == STIM_COUNT)
            sig_set(in, *wire, sig_get(in, *wire) + 1);
}

static void keep_quiet(const stim_t *s, void *in)
{
    const sig_t *const *wire = s->wires;
    for (const stim_row_t *r = s->table->rows; r->wire; r++, wire++)
        if (r->kind == STIM_PULSE)
            sig_set(in, *wire, r->quiet);
}

/* One assignment of a move, taken apart once: `ends` closes the step, `last` the move. A step may assign nothing. */
typedef struct stim_act {
    const sig_t *wire; /* NULL: nothing */
    uint64_t value;
    bool ends, last;
} stim_act_t;

/* "wire=HEX wire=HEX;..." into acts, at most one for each '=' and each ';' and the end. */
static stim_act_t *take_apart(const sig_t *sigs, const char *p)
{
    size_t room = 1, n = 0;
    for (const char *c = p; *c; c++)
        room += *c == '=' || *c == ';';
    stim_act_t *acts = calloc(room, sizeof *acts);
    if (!acts)
        abort();
    while (true) {
        if (*p && *p != ';') {
            char name[32], *end;
            size_t length = strcspn(p, "=");
            assert(length < sizeof name && p[length]);
            memcpy(name, p, length);
            name[length] = 0;
            acts[n].wire = sig_find(sigs, name);
            assert(acts[n].wire); /* a misspelt wire in a table */
            acts[n].value = strtoull(p + length + 1, &end, 16);
            assert(end > p + length + 1);
            p = end + (*end == ' ');
            if (*p && *p != ';') {
                n++;
                continue;
            }
        }
        acts[n].ends = true;
        acts[n].last = !*p;
        n++;
        if (!*p++)
            return acts;
    }
}

/* Move `k` of a table, taken apart when it is first asked for and kept for the life of the program. */
static const stim_act_t *move_of(const stim_table_t *table, unsigned k)
{
    enum { TABLES = 32, MOVES = 256 };
    static stim_act_t *kept[TABLES][MOVES];
    static const stim_table_t *whose[TABLES];
    unsigned t = 0;
    while (t < TABLES - 1 && whose[t] && whose[t] != table)
        t++;
    whose[t] = table;
    assert(k < MOVES);
    if (!kept[t][k])
        kept[t][k] = take_apart(table->block->in_sigs, table->moves[k]);
    return kept[t][k];
}

/* One step of the move under way. */
static void step(stim_t *s, void *in)
{
    const stim_act_t *a = s->move;
    for (;; a++) {
        if (a->wire)
            sig_set(in, a->wire, a->value);
        if (a->ends)
            break;
    }
    s->move = a->last ? NULL : a + 1;
    s->moves++;
}

static void next_phase(stim_t *s)
{
    unsigned k = stim_below(s, 64);
    if (s->phase != STIM_RESET && k < 24) {
        s->phase = STIM_RESET;
        s->left = 1 + stim_below(s, 3);
    } else if (k < 40) {
        s->phase = STIM_MIX;
        s->left = 10 + stim_below(s, 400);
    } else if (k < 50) {
        s->phase = STIM_CALM;
        s->left = 50 + stim_below(s, 400);
    } else if (k < 63) {
        s->phase = STIM_BURST;
        s->left = 5 + stim_below(s, 150);
    } else {
        s->phase = STIM_IDLE;
        s->left = 1000 + stim_below(s, 4000);
    }
    s->move = NULL;
}

void stim_next(stim_t *s, void *in, bool *rst_n)
{
    if (s->left == 0)
        next_phase(s);
    *rst_n = s->phase != STIM_RESET;
    if (s->phase == STIM_RESET && s->edges[STIM_RESET] % 2 == 0)
        set_straps(s, in); /* also in the middle of a long reset */
    if (s->counts)
        count_on(s, in);
    if (s->phase == STIM_IDLE)
        keep_quiet(s, in);
    else
        mix(s, in, s->phase == STIM_CALM ? 8 : 1);
    unsigned moves_in = s->phase == STIM_BURST ? 1 : s->phase == STIM_MIX ? 8 : 0;
    if (!s->move && moves_in && stim_one_in(s, moves_in))
        s->move = move_of(s->table, stim_below(s, s->move_count));
    if (s->move)
        step(s, in);
    if (s->table->others)
        s->table->others(s, in, *rst_n);
    s->edges[s->phase]++;
    s->left--;
}
