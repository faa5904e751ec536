// smi_ctl: decides when the ICH9 pulls SMI#.
//
// SMI_EN (PMBASE + 30h), SMI_STS (+ 34h), the APM ports B2h and B3h, SMI_LOCK (GEN_PMCON_1 bit 4), ICH9 data sheet
// 316972. A request pulls SMI# and clears EOS; SMI# stays low until software sets EOS and is then high for 4 PCICLK
// (82801AA data sheet, 5-49). A set wins over a clear in the same clock (82378ZB data sheet, p. 53).
// Left out: every other SMI source; the enable bits of those keep what is written and gate nothing yet.
`default_nettype none

module smi_ctl (
    input  wire        clk_i,           // PCICLK
    input  wire        rst_ni,

    // SMI_EN and SMI_STS writes
    input  wire        wr_en_i,
    input  wire        addr_i,          // 0 SMI_EN, 1 SMI_STS
    input  wire [ 3:0] be_i,
    input  wire [31:0] wdata_i,

    // APM port writes
    input  wire        apm_wr_i,
    input  wire        apm_addr_i,      // 0 APM_CNT (B2h), 1 APM_STS (B3h)
    input  wire [ 7:0] apm_data_i,

    input  wire        lock_set_i,      // a 1 is written to SMI_LOCK
    input  wire        gpi_sts_i,       // level
    input  wire        sw_set_i,        // one clock: the SW SMI timer expired
    input  wire        per_set_i,       // one clock: the periodic timer expired

    // straps
    input  wire        sts_needs_en_i,  // APM_STS is set only while APMC_EN is 1
    input  wire        first_smi_i,     // the first SMI after reset needs no EOS
    input  wire        eos_reset_i,     // EOS is 1 after reset, from the first edge on

    output wire        smi_n_o,         // to every CPU

    // registers
    output wire [31:0] smi_en_o,
    output wire [31:0] smi_sts_o,
    output wire [ 7:0] apm_cnt_o,
    output wire [ 7:0] apm_sts_o,
    output wire        smi_lock_o,
    output wire [ 1:0] state_o
);

  localparam [1:0] SMI_HIGH = 2'd0;
  localparam [1:0] SMI_LOW = 2'd1;
  localparam [1:0] SMI_GAP = 2'd2;

  // SMI_EN and SMI_STS share bits 23:0; nothing above is built
  localparam [23:0] EN_RW = 24'h06687D;
  localparam integer GBL_SMI_EN = 0;
  localparam integer EOS = 1;
  localparam integer APMC_EN = 5;
  localparam integer SWSMI_TMR_EN = 6;
  localparam integer PERIODIC_EN = 14;
  localparam integer APM_STS = 5;
  localparam integer SWSMI_TMR_STS = 6;
  localparam integer PERIODIC_STS = 14;

  localparam [1:0] GAP_LAST = 2'd3;  // 4 PCICLK, counted from 0

  reg [23:0] en_q;       // SMI_EN without EOS
  reg        eos_q;
  reg        apm_q;      // SMI_STS.APM_STS
  reg        sw_q;       // SMI_STS.SWSMI_TMR_STS
  reg        per_q;      // SMI_STS.PERIODIC_STS
  reg        gpi_q;      // SMI_STS.GPI_STS
  reg [ 7:0] apm_cnt_q;
  reg [ 7:0] apm_sts_q;
  reg        lock_q;
  reg        first_q;    // no edge since reset
  reg        fresh_q;    // no SMI and no EOS write since reset
  reg [ 1:0] state_q;
  reg [ 1:0] gap_q;      // edges spent in SMI_GAP

  reg [23:0] en_d;
  reg        eos_d;
  reg        apm_d;
  reg        sw_d;
  reg        per_d;
  reg        gpi_d;
  reg [ 7:0] apm_cnt_d;
  reg [ 7:0] apm_sts_d;
  reg        lock_d;
  reg        fresh_d;
  reg [ 1:0] state_d;
  reg [ 1:0] gap_d;

  reg [23:0] lanes;
  reg        wr_smi_en;
  reg        sets_eos;
  reg        request;

  always @* begin
    lanes     = {{8{be_i[2]}}, {8{be_i[1]}}, {8{be_i[0]}}};
    wr_smi_en = wr_en_i && !addr_i;
    sets_eos  = wr_smi_en && lanes[EOS] && wdata_i[EOS];
    request   = en_q[GBL_SMI_EN] && ((apm_q && en_q[APMC_EN]) || (sw_q && en_q[SWSMI_TMR_EN]) ||
                                     (per_q && en_q[PERIODIC_EN]) || gpi_q);

    // registers
    en_d = en_q;
    if (wr_smi_en) en_d = ((en_q & ~lanes) | (wdata_i[23:0] & lanes)) & EN_RW;
    if (lock_q) en_d[GBL_SMI_EN] = en_q[GBL_SMI_EN];
    lock_d = lock_q || lock_set_i;

    apm_d = apm_q;
    if (wr_en_i && addr_i && lanes[APM_STS] && wdata_i[APM_STS]) apm_d = 1'b0;
    if (apm_wr_i && !apm_addr_i && (en_q[APMC_EN] || !sts_needs_en_i)) apm_d = 1'b1;
    sw_d = sw_q;
    if (wr_en_i && addr_i && lanes[SWSMI_TMR_STS] && wdata_i[SWSMI_TMR_STS]) sw_d = 1'b0;
    if (sw_set_i && en_q[SWSMI_TMR_EN]) sw_d = 1'b1;
    per_d = per_q;
    if (wr_en_i && addr_i && lanes[PERIODIC_STS] && wdata_i[PERIODIC_STS]) per_d = 1'b0;
    if (per_set_i && en_q[PERIODIC_EN]) per_d = 1'b1;
    gpi_d = gpi_sts_i;

    apm_cnt_d = (apm_wr_i && !apm_addr_i) ? apm_data_i : apm_cnt_q;
    apm_sts_d = (apm_wr_i && apm_addr_i) ? apm_data_i : apm_sts_q;

    // SMI# and EOS
    state_d = state_q;
    gap_d   = 2'd0;
    eos_d   = eos_q || sets_eos || (first_q && eos_reset_i);
    fresh_d = fresh_q && !sets_eos;
    case (state_q)
      SMI_HIGH:
      if (request && (eos_q || (first_smi_i && fresh_q))) begin
        state_d = SMI_LOW;
        eos_d   = 1'b0;
        fresh_d = 1'b0;
      end
      SMI_LOW: if (sets_eos) state_d = SMI_GAP;
      SMI_GAP:
      if (gap_q == GAP_LAST) begin
        if (request) begin
          state_d = SMI_LOW;
          eos_d   = 1'b0;
        end else state_d = SMI_HIGH;
      end else gap_d = gap_q + 2'd1;
      default: state_d = SMI_HIGH;
    endcase
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      en_q      <= 24'd0;
      eos_q     <= 1'b0;
      apm_q     <= 1'b0;
      sw_q      <= 1'b0;
      per_q     <= 1'b0;
      gpi_q     <= 1'b0;
      apm_cnt_q <= 8'd0;
      apm_sts_q <= 8'd0;
      lock_q    <= 1'b0;
      first_q   <= 1'b1;
      fresh_q   <= 1'b1;
      state_q   <= SMI_HIGH;
      gap_q     <= 2'd0;
    end else begin
      en_q      <= en_d;
      eos_q     <= eos_d;
      apm_q     <= apm_d;
      sw_q      <= sw_d;
      per_q     <= per_d;
      gpi_q     <= gpi_d;
      apm_cnt_q <= apm_cnt_d;
      apm_sts_q <= apm_sts_d;
      lock_q    <= lock_d;
      first_q   <= 1'b0;
      fresh_q   <= fresh_d;
      state_q   <= state_d;
      gap_q     <= gap_d;
    end
  end

  assign smi_n_o    = (state_q != SMI_LOW);
  assign smi_en_o   = {8'd0, en_q[23:2], eos_q, en_q[0]};
  assign smi_sts_o  = {17'd0, per_q, 3'd0, gpi_q, 3'd0, sw_q, apm_q, 5'd0};
  assign apm_cnt_o  = apm_cnt_q;
  assign apm_sts_o  = apm_sts_q;
  assign smi_lock_o = lock_q;
  assign state_o    = state_q;

  wire unused = &{1'b0, be_i[3], wdata_i[31:24], en_q[1]};  // nothing is built in byte 3; EOS has its own register

endmodule
