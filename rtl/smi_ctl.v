// smi_ctl: decides when the ICH9 pulls SMI#.
//
// SMI_EN (PMBASE + 30h), SMI_STS (+ 34h), the APM ports B2h and B3h, SMI_LOCK (GEN_PMCON_1 bit 4), ICH9 data sheet
// 316972. A request pulls SMI# and clears EOS; SMI# stays low until software sets EOS and is then high for 4 PCICLK
// (82801AA data sheet, 5-49). A set wins over a clear in the same clock (82378ZB data sheet, p. 53).
// Left out: EL_SMI_EN and EL_SMI_STS (bit 25, Quick Resume: not known on an ICH9).
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

    // locks
    input  wire        lock_set_i,      // a 1 is written to SMI_LOCK
    input  wire        tco_lock_i,      // level: TCO_EN does not change

    // events, one clock each
    input  wire        gbl_rls_i,       // PM1_CNT.GBL_RLS := 1
    input  wire        slp_en_i,        // PM1_CNT.SLP_EN := 1
    input  wire        sw_set_i,        // the SW SMI timer expired
    input  wire        per_set_i,       // the periodic timer expired
    input  wire        mc_hit_i,        // access to 62h or 66h

    // levels
    input  wire        smbus_i,
    input  wire        smb_host_i,      // has no status bit here
    input  wire        tco_i,
    input  wire        nmi_smi_i,       // TCO1_STS.NMI2SMI
    input  wire        usb1_i,
    input  wire        usb2_i,
    input  wire        usb2_intel_i,
    input  wire        pm1_i,
    input  wire        gpe0_i,
    input  wire        gpi_sts_i,
    input  wire        devmon_i,
    input  wire        serirq_i,
    input  wire        pcie_i,
    input  wire        trap_i,
    input  wire        spi_i,

    // straps
    input  wire        sts_needs_en_i,  // APM_STS is set only while APMC_EN is 1
    input  wire        first_smi_i,     // the first SMI after reset needs no EOS
    input  wire        eos_reset_i,     // EOS is 1 after reset, from the first edge on
    input  wire        tco_sticky_i,    // TCO_STS is sticky, else live
    input  wire        nmi_bypass_i,    // NMI2SMI needs no TCO_EN

    output wire        smi_n_o,         // to every CPU

    // registers
    output wire [31:0] smi_en_o,
    output wire [31:0] smi_sts_o,
    output wire [ 7:0] apm_cnt_o,
    output wire [ 7:0] apm_sts_o,
    output wire        smi_lock_o,
    output wire        bios_rls_o,      // one clock: software wrote BIOS_RLS = 1
    output wire [ 1:0] state_o
);

  localparam [1:0] SMI_HIGH = 2'd0;
  localparam [1:0] SMI_LOW = 2'd1;
  localparam [1:0] SMI_GAP = 2'd2;

  // SMI_EN and SMI_STS: a cause has the same bit in both
  localparam integer GBL_SMI_EN = 0;
  localparam integer EOS = 1;
  localparam integer BIOS = 2;
  localparam integer LEGACY_USB = 3;
  localparam integer SLP_SMI = 4;
  localparam integer APM = 5;
  localparam integer SWSMI_TMR = 6;
  localparam integer BIOS_RLS = 7;
  localparam integer PM1 = 8;
  localparam integer GPE0 = 9;
  localparam integer GPI = 10;
  localparam integer MCSMI = 11;
  localparam integer DEVMON = 12;
  localparam integer TCO = 13;
  localparam integer PERIODIC = 14;
  localparam integer SERIRQ_SMI = 15;
  localparam integer SMBUS_SMI = 16;
  localparam integer LEGACY_USB2 = 17;
  localparam integer INTEL_USB2 = 18;
  localparam integer PCI_EXP_SMI = 20;
  localparam integer MONITOR = 21;
  localparam integer SPI = 26;
  localparam [18:0] EN_RW = 19'h6687D;       // EOS has its own register
  localparam [18:0] EN_CAUSES = 19'h6687C;   // enable a status bit here
  localparam [26:0] FREE_CAUSES = 27'h4319700;  // their enables are elsewhere
  localparam [26:0] STICKY = 27'h0014874;    // and TCO by strap

  localparam [1:0] GAP_LAST = 2'd3;  // 4 PCICLK, counted from 0

  reg [18:0] en_q;        // SMI_EN without EOS
  reg        eos_q;
  reg [26:0] sts_q;       // SMI_STS
  reg [ 7:0] apm_cnt_q;
  reg [ 7:0] apm_sts_q;
  reg        lock_q;
  reg        bios_rls_q;
  reg        smb_host_q;  // of the last edge
  reg        nmi_smi_q;   // of the last edge
  reg        first_q;     // no edge since reset
  reg        fresh_q;     // no SMI and no EOS write since reset
  reg [ 1:0] state_q;
  reg [ 1:0] gap_q;       // edges spent in SMI_GAP

  reg [18:0] en_d;
  reg        eos_d;
  reg [26:0] sts_d;
  reg [ 7:0] apm_cnt_d;
  reg [ 7:0] apm_sts_d;
  reg        lock_d;
  reg        bios_rls_d;
  reg        fresh_d;
  reg [ 1:0] state_d;
  reg [ 1:0] gap_d;

  reg [31:0] lanes;
  reg        wr_smi_en;
  reg        wr_smi_sts;
  reg        wr_apm_cnt;
  reg        sets_eos;
  reg [26:0] sets;    // events and levels of this edge
  reg [26:0] sticky;
  reg [26:0] clears;
  reg        request;

  always @* begin
    lanes      = {{8{be_i[3]}}, {8{be_i[2]}}, {8{be_i[1]}}, {8{be_i[0]}}};
    wr_smi_en  = wr_en_i && !addr_i;
    wr_smi_sts = wr_en_i && addr_i;
    wr_apm_cnt = apm_wr_i && !apm_addr_i;
    sets_eos   = wr_smi_en && lanes[EOS] && wdata_i[EOS];

    request = en_q[GBL_SMI_EN] && (|(sts_q[18:0] & en_q & EN_CAUSES) || |(sts_q & FREE_CAUSES) || smb_host_q ||
                                   (nmi_bypass_i && nmi_smi_q));

    // SMI_EN
    en_d = en_q;
    if (wr_smi_en) en_d = ((en_q & ~lanes[18:0]) | (wdata_i[18:0] & lanes[18:0])) & EN_RW;
    if (lock_q) en_d[GBL_SMI_EN] = en_q[GBL_SMI_EN];
    if (tco_lock_i) en_d[TCO] = en_q[TCO];
    lock_d     = lock_q || lock_set_i;
    bios_rls_d = wr_smi_en && lanes[BIOS_RLS] && wdata_i[BIOS_RLS];

    // SMI_STS
    sets              = 27'd0;
    sets[BIOS]        = gbl_rls_i;
    sets[LEGACY_USB]  = usb1_i;
    sets[SLP_SMI]     = slp_en_i && en_q[SLP_SMI];
    sets[APM]         = wr_apm_cnt && (en_q[APM] || !sts_needs_en_i);
    sets[SWSMI_TMR]   = sw_set_i && en_q[SWSMI_TMR];
    sets[PM1]         = pm1_i;
    sets[GPE0]        = gpe0_i;
    sets[GPI]         = gpi_sts_i;
    sets[MCSMI]       = mc_hit_i && en_q[MCSMI];
    sets[DEVMON]      = devmon_i;
    sets[TCO]         = tco_i;
    sets[PERIODIC]    = per_set_i && en_q[PERIODIC];
    sets[SERIRQ_SMI]  = serirq_i;
    sets[SMBUS_SMI]   = smbus_i;
    sets[LEGACY_USB2] = usb2_i;
    sets[INTEL_USB2]  = usb2_intel_i;
    sets[PCI_EXP_SMI] = pcie_i;
    sets[MONITOR]     = trap_i;
    sets[SPI]         = spi_i;

    sticky      = STICKY;
    sticky[TCO] = tco_sticky_i;
    clears      = wr_smi_sts ? wdata_i[26:0] & lanes[26:0] : 27'd0;
    sts_d       = (sts_q & sticky & ~clears) | sets;  // a set wins over a clear

    apm_cnt_d = wr_apm_cnt ? apm_data_i : apm_cnt_q;
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
      en_q       <= 19'd0;
      eos_q      <= 1'b0;
      sts_q      <= 27'd0;
      apm_cnt_q  <= 8'd0;
      apm_sts_q  <= 8'd0;
      lock_q     <= 1'b0;
      bios_rls_q <= 1'b0;
      smb_host_q <= 1'b0;
      nmi_smi_q  <= 1'b0;
      first_q    <= 1'b1;
      fresh_q    <= 1'b1;
      state_q    <= SMI_HIGH;
      gap_q      <= 2'd0;
    end else begin
      en_q       <= en_d;
      eos_q      <= eos_d;
      sts_q      <= sts_d;
      apm_cnt_q  <= apm_cnt_d;
      apm_sts_q  <= apm_sts_d;
      lock_q     <= lock_d;
      bios_rls_q <= bios_rls_d;
      smb_host_q <= smb_host_i;
      nmi_smi_q  <= nmi_smi_i;
      first_q    <= 1'b0;
      fresh_q    <= fresh_d;
      state_q    <= state_d;
      gap_q      <= gap_d;
    end
  end

  assign smi_n_o    = (state_q != SMI_LOW);
  assign smi_en_o   = {13'd0, en_q[18:2], eos_q, en_q[0]};
  assign smi_sts_o  = {5'd0, sts_q};
  assign apm_cnt_o  = apm_cnt_q;
  assign apm_sts_o  = apm_sts_q;
  assign smi_lock_o = lock_q;
  assign bios_rls_o = bios_rls_q;
  assign state_o    = state_q;

  wire unused = &{1'b0, lanes[31:27], wdata_i[31:27], en_q[1]};  // nothing is built there; EOS has its own register

endmodule
