/* mch_regs: the host bridge's register tables. */
#ifndef MCH_MCH_REGS_H
#define MCH_MCH_REGS_H

#include "regs.h"

extern const reg_row_t smram_dec_regs[]; /* dwords 50h, 90h to ACh, B0h of D0:F0 */

#endif
