// ich9_top: the SMI path of the ICH9 as one: smi_ctl, smi_timers, tco, serirq and lpc, and the wires between them.
//
// Where a register lies: 82801 data sheets, PMBASE 30h, 34h (SMI_EN, SMI_STS), 60h to 70h (TCO), ports B2h and B3h,
// GEN_PMCON_1 (A0h). What goes from part to part: their tables of SMI causes.
// Left out: PM1 and GPE0, GPI, I/O traps, the RTC and resume wells, the decode of DMI.
`default_nettype none

module ich9_top (
    input  wire        clk_i,  // PCICLK
    input  wire        rst_ni,

    input  wire [39:0] now_i,
    input  wire        reg_wr_i,
    input  wire [ 1:0] reg_space_i,
    input  wire [15:0] reg_off_i,
    input  wire [ 3:0] wr_be_i,
    input  wire [31:0] wr_data_i,
    input  wire        io_seen_i,
    input  wire [15:0] io_addr_i,
    input  wire [ 3:0] io_be_i,
    input  wire        gbl_rls_i,
    input  wire        slp_en_i,
    input  wire        smbus_i,
    input  wire        smb_host_i,
    input  wire        usb1_i,
    input  wire        usb2_i,
    input  wire        usb2_intel_i,
    input  wire        pm1_i,
    input  wire        gpe0_i,
    input  wire        gpi_sts_i,
    input  wire        devmon_i,
    input  wire        pcie_i,
    input  wire        trap_i,
    input  wire        spi_i,
    input  wire [ 1:0] sw_rate_i,
    input  wire [ 1:0] per_sel_i,
    input  wire        dmi_smi_i,
    input  wire        dmi_sci_i,
    input  wire        dmi_serr_i,
    input  wire        bioswr_i,
    input  wire        newcentury_i,
    input  wire        smlink_i,
    input  wire [ 2:0] well_sts_i,
    input  wire        nmi_src_i,
    input  wire        nmi_off_i,
    input  wire        no_reboot_i,
    input  wire [ 7:0] serirq_cntl_i,
    input  wire        sirq_pin_i,
    input  wire        lpc_req_i,
    input  wire [ 2:0] lpc_kind_i,
    input  wire [31:0] lpc_addr_i,
    input  wire [ 7:0] lpc_wdata_i,
    input  wire [ 3:0] lpc_idsel_i,
    input  wire [ 3:0] lpc_lad_i,
    input  wire        sts_needs_en_i,
    input  wire        first_smi_i,
    input  wire        eos_reset_i,
    input  wire        tco_sticky_i,
    input  wire        nmi_bypass_i,
    input  wire        repeats_i,
    input  wire [15:0] sw_short_i,
    input  wire [19:0] sw_long_i,
    input  wire [27:0] per_base_i,
    input  wire [24:0] tick_i,
    input  wire [ 9:0] tmr_min_i,
    input  wire        run_reset_i,
    input  wire [ 3:0] short_max_i,

    output wire        smi_n_o,
    output wire [31:0] smi_en_o,
    output wire [31:0] smi_sts_o,
    output wire [ 7:0] apm_cnt_o,
    output wire [ 7:0] apm_sts_o,
    output wire        smi_lock_o,
    output wire        bios_rls_o,
    output wire        nmi_o,
    output wire        sci_o,
    output wire        tco_int_o,
    output wire        second_to_o,
    output wire        reboot_o,
    output wire [31:0] regs0_o,
    output wire [31:0] regs1_o,
    output wire [31:0] regs2_o,
    output wire [31:0] regs3_o,
    output wire [31:0] regs4_o,
    output wire        sirq_oe_o,
    output wire        sirq_o_o,
    output wire [15:0] irq_o,
    output wire        iochk_o,
    output wire [ 3:0] pirq_o,
    output wire        lframe_n_o,
    output wire [ 3:0] lad_o_o,
    output wire        lad_oe_o,
    output wire        lpc_done_o,
    output wire        lpc_error_o,
    output wire        lpc_aborted_o,
    output wire [ 7:0] lpc_rdata_o
);

  localparam [1:0] SPACE_CFG = 2'd0;
  localparam [1:0] SPACE_PM = 2'd1;
  localparam [1:0] SPACE_PORT = 2'd2;

  wire        pm_wr = reg_wr_i && (reg_space_i == SPACE_PM);
  wire        port_wr = reg_wr_i && (reg_space_i == SPACE_PORT);
  wire        tco_wr = pm_wr && (reg_off_i >= 16'h0060) && (reg_off_i <= 16'h0070);
  wire [15:0] tco_off = reg_off_i - 16'h0060;
  wire        lock_set = reg_wr_i && (reg_space_i == SPACE_CFG) && (reg_off_i == 16'h00A0) && wr_be_i[0] && wr_data_i[4];
  wire        mc_hit = io_seen_i && ((io_addr_i == 16'h0060) || (io_addr_i == 16'h0064)) && io_be_i[2];  // 62h, 66h

  // from part to part
  wire        sw_set;
  wire        per_set;
  wire        tco_smi;
  wire        nmi_smi;
  wire        tco_lock;
  wire        sirq_smi;

  // the parts' own
  wire [ 1:0] ctl_state;
  wire        sw_run;
  wire        per_run;
  wire [39:0] sw_at;
  wire [39:0] per_at;
  wire        tco_run;
  wire [39:0] tick_at;
  wire [ 5:0] sirq_frame;
  wire [ 2:0] sirq_state;
  wire [ 3:0] lpc_state;

  smi_ctl u_smi_ctl (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .wr_en_i(pm_wr && ((reg_off_i == 16'h0030) || (reg_off_i == 16'h0034))),
      .addr_i(reg_off_i == 16'h0034),
      .be_i(wr_be_i),
      .wdata_i(wr_data_i),
      .apm_wr_i(port_wr && ((reg_off_i == 16'h00B2) || (reg_off_i == 16'h00B3))),
      .apm_addr_i(reg_off_i == 16'h00B3),
      .apm_data_i(wr_data_i[7:0]),
      .lock_set_i(lock_set),
      .tco_lock_i(tco_lock),
      .sw_set_i(sw_set),
      .per_set_i(per_set),
      .mc_hit_i(mc_hit),
      .tco_i(tco_smi),
      .nmi_smi_i(nmi_smi),
      .serirq_i(sirq_smi),
      .gbl_rls_i(gbl_rls_i),
      .slp_en_i(slp_en_i),
      .smbus_i(smbus_i),
      .smb_host_i(smb_host_i),
      .usb1_i(usb1_i),
      .usb2_i(usb2_i),
      .usb2_intel_i(usb2_intel_i),
      .pm1_i(pm1_i),
      .gpe0_i(gpe0_i),
      .gpi_sts_i(gpi_sts_i),
      .devmon_i(devmon_i),
      .pcie_i(pcie_i),
      .trap_i(trap_i),
      .spi_i(spi_i),
      .sts_needs_en_i(sts_needs_en_i),
      .first_smi_i(first_smi_i),
      .eos_reset_i(eos_reset_i),
      .tco_sticky_i(tco_sticky_i),
      .nmi_bypass_i(nmi_bypass_i),
      .smi_n_o(smi_n_o),
      .smi_en_o(smi_en_o),
      .smi_sts_o(smi_sts_o),
      .apm_cnt_o(apm_cnt_o),
      .apm_sts_o(apm_sts_o),
      .smi_lock_o(smi_lock_o),
      .bios_rls_o(bios_rls_o),
      .state_o(ctl_state)
  );

  smi_timers u_smi_timers (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .now_i(now_i),
      .sw_en_i(smi_en_o[6]),
      .per_en_i(smi_en_o[14]),
      .sw_rate_i(sw_rate_i),
      .per_sel_i(per_sel_i),
      .repeats_i(repeats_i),
      .sw_short_i(sw_short_i),
      .sw_long_i(sw_long_i),
      .per_base_i(per_base_i),
      .sw_set_o(sw_set),
      .per_set_o(per_set),
      .sw_run_o(sw_run),
      .per_run_o(per_run),
      .sw_at_o(sw_at),
      .per_at_o(per_at)
  );

  tco u_tco (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .now_i(now_i),
      .wr_en_i(tco_wr),
      .addr_i(tco_off[4:2]),
      .be_i(wr_be_i),
      .wdata_i(wr_data_i),
      .gbl_en_i(smi_en_o[0]),
      .dmi_smi_i(dmi_smi_i),
      .dmi_sci_i(dmi_sci_i),
      .dmi_serr_i(dmi_serr_i),
      .bioswr_i(bioswr_i),
      .newcentury_i(newcentury_i),
      .smlink_i(smlink_i),
      .well_sts_i(well_sts_i),
      .nmi_src_i(nmi_src_i),
      .nmi_off_i(nmi_off_i),
      .no_reboot_i(no_reboot_i),
      .tick_i(tick_i),
      .tmr_min_i(tmr_min_i),
      .run_reset_i(run_reset_i),
      .smi_o(tco_smi),
      .nmi_smi_o(nmi_smi),
      .tco_lock_o(tco_lock),
      .run_o(tco_run),
      .tick_at_o(tick_at),
      .nmi_o(nmi_o),
      .sci_o(sci_o),
      .tco_int_o(tco_int_o),
      .second_to_o(second_to_o),
      .reboot_o(reboot_o),
      .regs0_o(regs0_o),
      .regs1_o(regs1_o),
      .regs2_o(regs2_o),
      .regs3_o(regs3_o),
      .regs4_o(regs4_o)
  );

  serirq u_serirq (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .en_i(serirq_cntl_i[7]),
      .cont_i(serirq_cntl_i[6]),
      .start_sel_i(serirq_cntl_i[1:0]),
      .frames_i(serirq_cntl_i[5:2]),
      .pin_i(sirq_pin_i),
      .oe_o(sirq_oe_o),
      .o_o(sirq_o_o),
      .smi_o(sirq_smi),
      .irq_o(irq_o),
      .iochk_o(iochk_o),
      .pirq_o(pirq_o),
      .frame_o(sirq_frame),
      .state_o(sirq_state)
  );

  lpc u_lpc (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .req_i(lpc_req_i),
      .kind_i(lpc_kind_i),
      .addr_i(lpc_addr_i),
      .wdata_i(lpc_wdata_i),
      .idsel_i(lpc_idsel_i),
      .lad_i(lpc_lad_i),
      .lframe_n_o(lframe_n_o),
      .lad_o_o(lad_o_o),
      .lad_oe_o(lad_oe_o),
      .short_max_i(short_max_i),
      .done_o(lpc_done_o),
      .error_o(lpc_error_o),
      .aborted_o(lpc_aborted_o),
      .rdata_o(lpc_rdata_o),
      .state_o(lpc_state)
  );

  wire unused = &{1'b0, io_be_i[3], io_be_i[1:0], tco_off[15:5], tco_off[1:0], ctl_state, sw_run, per_run, sw_at, per_at, tco_run, tick_at, sirq_frame,
                  sirq_state, lpc_state};  // seen on the parts, not here

endmodule
