// Wrong: a status flip-flop looks at its clear first, so an event in the clock of a clear is lost.
//
// SMI block of the south bridge, one cell a status bit. With FIXED defined the mistake is mended.
`default_nettype none

// One bit of SMI_STS: set by hardware, cleared by a 1 from software.
module sts_cell (
    input  wire clk, rst_n,
    input  wire set, clr,
    output reg  q
);
  always @(posedge clk or negedge rst_n)
    if (!rst_n)   q <= 1'b0;
`ifdef FIXED
    else if (set) q <= 1'b1;
    else if (clr) q <= 1'b0;
`else
    else if (clr) q <= 1'b0;
    else if (set) q <= 1'b1;
`endif
endmodule

module smi_ctl (
    input  wire        clk_i, rst_ni,
    input  wire        wr_en_i, addr_i,
    input  wire [3:0]  be_i,
    input  wire [31:0] wdata_i,
    input  wire        apm_wr_i, apm_addr_i,
    input  wire [7:0]  apm_data_i,
    input  wire        lock_set_i, tco_lock_i,
    input  wire        gbl_rls_i, slp_en_i, sw_set_i, per_set_i, mc_hit_i,
    input  wire        smbus_i, smb_host_i, tco_i, nmi_smi_i, usb1_i, usb2_i, usb2_intel_i, pm1_i, gpe0_i,
    input  wire        gpi_sts_i, devmon_i, serirq_i, pcie_i, trap_i, spi_i,
    input  wire        sts_needs_en_i, first_smi_i, eos_reset_i, tco_sticky_i, nmi_bypass_i,
    output wire        smi_n_o,
    output wire [31:0] smi_en_o, smi_sts_o,
    output reg  [7:0]  apm_cnt_o, apm_sts_o,
    output reg         smi_lock_o, bios_rls_o,
    output reg  [1:0]  state_o
);

  // ---- decode ----
  wire en_b0  = wr_en_i & ~addr_i & be_i[0];
  wire en_b1  = wr_en_i & ~addr_i & be_i[1];
  wire en_b2  = wr_en_i & ~addr_i & be_i[2];
  wire sts_wr = wr_en_i & addr_i;
  wire b2_wr  = apm_wr_i & ~apm_addr_i;
  wire b3_wr  = apm_wr_i & apm_addr_i;
  wire eos_wr = en_b0 & wdata_i[1];

  // ---- SMI_EN ----
  reg       gbl_en, bios_en, usb_en, slp_en, apmc_en, swtmr_en, mc_en, tco_en, per_en, usb2_en, usb2i_en, eos;

  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) begin
      {gbl_en, bios_en, usb_en, slp_en, apmc_en, swtmr_en} <= 6'd0;
      {mc_en, tco_en, per_en, usb2_en, usb2i_en}           <= 5'd0;
    end else begin
      if (en_b0) {swtmr_en, apmc_en, slp_en, usb_en, bios_en} <= wdata_i[6:2];
      if (en_b0 & ~smi_lock_o) gbl_en <= wdata_i[0];
      if (en_b1) {per_en, mc_en} <= {wdata_i[14], wdata_i[11]};
      if (en_b1 & ~tco_lock_i) tco_en <= wdata_i[13];
      if (en_b2) {usb2i_en, usb2_en} <= wdata_i[18:17];
    end

  assign smi_en_o = {13'd0, usb2i_en, usb2_en, 2'd0, per_en, tco_en, 1'b0, mc_en, 4'd0, swtmr_en, apmc_en, slp_en,
                     usb_en, bios_en, eos, gbl_en};

  // ---- APM ports, lock, BIOS_RLS ----
  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) begin
      apm_cnt_o  <= 8'h00;
      apm_sts_o  <= 8'h00;
      smi_lock_o <= 1'b0;
      bios_rls_o <= 1'b0;
    end else begin
      if (b2_wr) apm_cnt_o <= apm_data_i;
      if (b3_wr) apm_sts_o <= apm_data_i;
      if (lock_set_i) smi_lock_o <= 1'b1;
      bios_rls_o <= en_b0 & wdata_i[7];
    end

  // ---- SMI_STS ----
  wire s_bios, s_slp, s_apm, s_swtmr, s_mc, s_tco, s_per, s_smbus;

  sts_cell u_bios  (.clk(clk_i), .rst_n(rst_ni), .q(s_bios), .set(gbl_rls_i),
                    .clr(sts_wr & be_i[0] & wdata_i[2]));
  sts_cell u_slp   (.clk(clk_i), .rst_n(rst_ni), .q(s_slp), .set(slp_en_i & slp_en),
                    .clr(sts_wr & be_i[0] & wdata_i[4]));
  sts_cell u_apm   (.clk(clk_i), .rst_n(rst_ni), .q(s_apm), .set(b2_wr & (apmc_en | ~sts_needs_en_i)),
                    .clr(sts_wr & be_i[0] & wdata_i[5]));
  sts_cell u_swtmr (.clk(clk_i), .rst_n(rst_ni), .q(s_swtmr), .set(sw_set_i & swtmr_en),
                    .clr(sts_wr & be_i[0] & wdata_i[6]));
  sts_cell u_mc    (.clk(clk_i), .rst_n(rst_ni), .q(s_mc), .set(mc_hit_i & mc_en),
                    .clr(sts_wr & be_i[1] & wdata_i[11]));
  sts_cell u_per   (.clk(clk_i), .rst_n(rst_ni), .q(s_per), .set(per_set_i & per_en),
                    .clr(sts_wr & be_i[1] & wdata_i[14]));
  sts_cell u_smbus (.clk(clk_i), .rst_n(rst_ni), .q(s_smbus), .set(smbus_i),
                    .clr(sts_wr & be_i[2] & wdata_i[16]));
  // TCO_STS follows its source unless it is strapped sticky
  sts_cell u_tco   (.clk(clk_i), .rst_n(rst_ni), .q(s_tco), .set(tco_i),
                    .clr(tco_sticky_i ? sts_wr & be_i[1] & wdata_i[13] : ~tco_i));

  // the rest are levels, sampled
  reg l_usb, l_pm1, l_gpe0, l_gpi, l_devmon, l_serirq, l_usb2, l_usb2i, l_pcie, l_trap, l_spi, l_smbh, l_nmi;

  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni)
      {l_usb, l_pm1, l_gpe0, l_gpi, l_devmon, l_serirq, l_usb2, l_usb2i, l_pcie, l_trap, l_spi, l_smbh, l_nmi} <= 13'd0;
    else
      {l_usb, l_pm1, l_gpe0, l_gpi, l_devmon, l_serirq, l_usb2, l_usb2i, l_pcie, l_trap, l_spi, l_smbh, l_nmi} <=
          {usb1_i, pm1_i, gpe0_i, gpi_sts_i, devmon_i, serirq_i, usb2_i, usb2_intel_i, pcie_i, trap_i, spi_i,
           smb_host_i, nmi_smi_i};

  assign smi_sts_o = {5'd0, l_spi, 4'd0, l_trap, l_pcie, 1'b0, l_usb2i, l_usb2, s_smbus, l_serirq, s_per, s_tco,
                      l_devmon, s_mc, l_gpi, l_gpe0, l_pm1, 1'b0, s_swtmr, s_apm, s_slp, l_usb, s_bios, 2'd0};

  // ---- request ----
  wire by_en = (s_bios & bios_en) | (l_usb & usb_en) | (s_slp & slp_en) | (s_apm & apmc_en) | (s_swtmr & swtmr_en) |
               (s_mc & mc_en) | (s_tco & tco_en) | (s_per & per_en) | (l_usb2 & usb2_en) | (l_usb2i & usb2i_en);
  wire always_en = l_pm1 | l_gpe0 | l_gpi | l_devmon | l_serirq | s_smbus | l_pcie | l_trap | l_spi | l_smbh;
  wire req = gbl_en & (by_en | always_en | (nmi_bypass_i & l_nmi));

  // ---- SMI# ----
  localparam [1:0] S_HIGH = 2'd0, S_LOW = 2'd1, S_GAP = 2'd2;

  reg [1:0] gap_cnt;  // counts down
  reg       virgin;   // neither an SMI nor an EOS write since reset
  reg       booted;   // one clock after reset

  wire fall = ((state_o == S_HIGH) & req & (eos | (first_smi_i & virgin))) |
              ((state_o == S_GAP) & (gap_cnt == 2'd0) & req);

  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) begin
      state_o <= S_HIGH;
      gap_cnt <= 2'd3;
      virgin  <= 1'b1;
      booted  <= 1'b0;
      eos     <= 1'b0;
    end else begin
      booted <= 1'b1;
      if (fall | eos_wr) virgin <= 1'b0;

      if (fall) eos <= 1'b0;
      else if (eos_wr | (eos_reset_i & ~booted)) eos <= 1'b1;

      gap_cnt <= (state_o == S_GAP) ? gap_cnt - 2'd1 : 2'd3;
      if (fall) state_o <= S_LOW;
      else if ((state_o == S_LOW) & eos_wr) state_o <= S_GAP;
      else if ((state_o == S_GAP) & (gap_cnt == 2'd0)) state_o <= S_HIGH;
    end

  assign smi_n_o = (state_o != S_LOW);

  wire unused = &{1'b0, wdata_i[31:19], wdata_i[15], wdata_i[12], wdata_i[10:8], be_i[3]};
endmodule
