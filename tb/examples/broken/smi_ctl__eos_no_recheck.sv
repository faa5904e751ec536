// Wrong: SMI# is pulled only when a request rises, so EOS does not look again at a cause that still waits.
//
// SMI generation of the south bridge. With FIXED defined the mistake is mended.
`default_nettype none

module smi_ctl (
    input  wire logic        clk_i,
    input  wire logic        rst_ni,
    input  wire logic        wr_en_i,
    input  wire logic        addr_i,
    input  wire logic [3:0]  be_i,
    input  wire logic [31:0] wdata_i,
    input  wire logic        apm_wr_i,
    input  wire logic        apm_addr_i,
    input  wire logic [7:0]  apm_data_i,
    input  wire logic        lock_set_i,
    input  wire logic        tco_lock_i,
    input  wire logic        gbl_rls_i,
    input  wire logic        slp_en_i,
    input  wire logic        sw_set_i,
    input  wire logic        per_set_i,
    input  wire logic        mc_hit_i,
    input  wire logic        smbus_i,
    input  wire logic        smb_host_i,
    input  wire logic        tco_i,
    input  wire logic        nmi_smi_i,
    input  wire logic        usb1_i,
    input  wire logic        usb2_i,
    input  wire logic        usb2_intel_i,
    input  wire logic        pm1_i,
    input  wire logic        gpe0_i,
    input  wire logic        gpi_sts_i,
    input  wire logic        devmon_i,
    input  wire logic        serirq_i,
    input  wire logic        pcie_i,
    input  wire logic        trap_i,
    input  wire logic        spi_i,
    input  wire logic        sts_needs_en_i,
    input  wire logic        first_smi_i,
    input  wire logic        eos_reset_i,
    input  wire logic        tco_sticky_i,
    input  wire logic        nmi_bypass_i,
    output logic             smi_n_o,
    output logic [31:0]      smi_en_o,
    output logic [31:0]      smi_sts_o,
    output logic [7:0]       apm_cnt_o,
    output logic [7:0]       apm_sts_o,
    output logic             smi_lock_o,
    output logic             bios_rls_o,
    output logic [1:0]       state_o
);

  // SMI_EN and SMI_STS have the same layout, one cause a bit.
  typedef struct packed {
    logic [4:0] rsvd31_27;
    logic       spi;
    logic [3:0] rsvd25_22;
    logic       trap, pcie, rsvd19, usb2_intel, usb2, smbus, serirq, periodic, tco, devmon, mcsmi, gpi, gpe0, pm1;
    logic       bios_rls, swsmi, apm, slp, usb1, bios, eos, gbl;
  } smi_reg_t;

  typedef enum logic [1:0] {
    IDLE,
    ASSERTED,
    RECOVER
  } pin_e;

  localparam smi_reg_t WRITABLE = smi_reg_t'(32'h0006_687D);
  localparam smi_reg_t ENABLES = smi_reg_t'(32'h0006_687C);  // gate the status of the same bit
  localparam smi_reg_t UNGATED = smi_reg_t'(32'h0431_9700);  // gated at their sources
  localparam smi_reg_t HELD = smi_reg_t'(32'h0001_4874);     // until software clears them

  smi_reg_t en, sts, wmask, wbits, held, event_set;
  pin_e pin;
  logic [2:0] high_clks;  // PCICLKs SMI# is high since EOS
  logic eos, smb_host, nmi_smi, out_of_reset, untouched;
  logic en_we, sts_we, eos_we;

  always_comb begin
    wmask = smi_reg_t'({{8{be_i[3]}}, {8{be_i[2]}}, {8{be_i[1]}}, {8{be_i[0]}}});
    wbits = smi_reg_t'(wdata_i & wmask);
    en_we = wr_en_i && !addr_i;
    sts_we = wr_en_i && addr_i;
    eos_we = en_we && wbits.eos;

    held = HELD;
    held.tco = tco_sticky_i;

    event_set = '0;
    event_set.bios = gbl_rls_i;
    event_set.usb1 = usb1_i;
    event_set.slp = slp_en_i && en.slp;
    event_set.apm = apm_wr_i && !apm_addr_i && (en.apm || !sts_needs_en_i);
    event_set.swsmi = sw_set_i && en.swsmi;
    event_set.pm1 = pm1_i;
    event_set.gpe0 = gpe0_i;
    event_set.gpi = gpi_sts_i;
    event_set.mcsmi = mc_hit_i && en.mcsmi;
    event_set.devmon = devmon_i;
    event_set.tco = tco_i;
    event_set.periodic = per_set_i && en.periodic;
    event_set.serirq = serirq_i;
    event_set.smbus = smbus_i;
    event_set.usb2 = usb2_i;
    event_set.usb2_intel = usb2_intel_i;
    event_set.pcie = pcie_i;
    event_set.trap = trap_i;
    event_set.spi = spi_i;
  end

  // ---------------------------------------------------------------- registers

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      en <= '0;
      sts <= '0;
      apm_cnt_o <= '0;
      apm_sts_o <= '0;
      smi_lock_o <= '0;
      bios_rls_o <= '0;
      smb_host <= '0;
      nmi_smi <= '0;
    end else begin
      if (en_we) begin
        en <= WRITABLE & ((en & ~wmask) | wbits);
        if (smi_lock_o) en.gbl <= en.gbl;
        if (tco_lock_i) en.tco <= en.tco;
      end
      sts <= (sts & held & ~(sts_we ? wbits : '0)) | event_set;
      if (apm_wr_i && !apm_addr_i) apm_cnt_o <= apm_data_i;
      if (apm_wr_i && apm_addr_i) apm_sts_o <= apm_data_i;
      smi_lock_o <= smi_lock_o || lock_set_i;
      bios_rls_o <= en_we && wbits.bios_rls;
      smb_host <= smb_host_i;
      nmi_smi <= nmi_smi_i;
    end
  end

  // ---------------------------------------------------------------- SMI#

  logic request, go, may_fall;

  always_comb begin
    request = en.gbl && (|(sts & en & ENABLES) || |(sts & UNGATED) || smb_host || (nmi_bypass_i && nmi_smi));
    may_fall = eos || (first_smi_i && untouched);
  end

`ifdef FIXED
  assign go = request;
`else
  logic request_was;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) request_was <= 1'b0;
    else if (pin != IDLE || may_fall) request_was <= request;  // keep it while it may not be served
  end

  assign go = request && !request_was;
`endif

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pin <= IDLE;
      high_clks <= '0;
      eos <= 1'b0;
      out_of_reset <= 1'b0;
      untouched <= 1'b1;
    end else begin
      out_of_reset <= 1'b1;
      if (eos_we) untouched <= 1'b0;
      if (eos_we || (eos_reset_i && !out_of_reset)) eos <= 1'b1;

      unique case (pin)
        IDLE:
        if (go && may_fall) begin
          pin <= ASSERTED;
          eos <= 1'b0;
          untouched <= 1'b0;
        end
        ASSERTED:
        if (eos_we) begin
          pin <= RECOVER;
          high_clks <= 3'd1;
        end
        RECOVER:
        if (high_clks != 3'd4) high_clks <= high_clks + 3'd1;
        else if (go) begin
          pin <= ASSERTED;
          eos <= 1'b0;
        end else pin <= IDLE;
        default: pin <= IDLE;
      endcase
    end
  end

  always_comb begin
    smi_n_o = (pin != ASSERTED);
    state_o = pin;
    smi_sts_o = sts;
    smi_en_o = en;
    smi_en_o[1] = eos;
  end

endmodule
