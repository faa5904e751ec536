/* ich9_regs: the LPC bridge's register tables. */
#ifndef ICH9_ICH9_REGS_H
#define ICH9_ICH9_REGS_H

#include "regs.h"

extern const reg_row_t smi_ctl_regs[]; /* dwords SMI_EN, SMI_STS */
extern const reg_row_t tco_regs[];     /* dwords PMBASE + 60h to 70h */
extern const reg_row_t gpio_regs[];    /* dwords PMBASE + 38h, D31:F0 B8h */
extern const reg_row_t pm_regs[];      /* enum pm_dword */
extern const reg_row_t rcba_regs[];    /* enum rcba_dword */
extern const reg_row_t wells_regs[];   /* enum wells_dword; rows that platform reset does not reset */
extern const reg_row_t nmi_regs[];     /* ports 60h to 63h, 70h to 73h, 74h to 77h */
extern const reg_row_t ich9_regs[];    /* dwords of D31:F0 in the order of ich9_t.regs */

#endif
