/* ich9_regs: the LPC bridge's register tables. */
#ifndef ICH9_ICH9_REGS_H
#define ICH9_ICH9_REGS_H

#include "regs.h"

extern const reg_row_t smi_ctl_regs[]; /* dwords SMI_EN, SMI_STS */
extern const reg_row_t tco_regs[];     /* dwords PMBASE + 60h to 70h */
extern const reg_row_t gpio_regs[];    /* dwords PMBASE + 38h, D31:F0 B8h */
extern const reg_row_t ich9_regs[];    /* dwords 40h, 44h, A0h, A4h of D31:F0 */

#endif
