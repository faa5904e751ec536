// tco: the TCO block of the ICH9 at PMBASE + 60h: watchdog timer, TCO SMIs, NMI2SMI, TCO_LOCK.
//
// The timer keeps the number of the PCICLK edge of its next tick and compares it with now_i, a free-running number of
// the edges. It counts TCO_TMR ticks down; the first expiry sets TIMEOUT, the one after it asks for a reboot (82801DB data
// sheet, TCO registers). A set wins over a clear in the same clock.
// Left out: SEND_NOW and the messages' way to SMLINK; what OS_POLICY, SMBALERT_DISABLE and SW_IRQ_GEN act on.
`default_nettype none

module tco (
    input  wire        clk_i,        // PCICLK
    input  wire        rst_ni,

    input  wire [39:0] now_i,        // number of this edge

    // register writes
    input  wire        wr_en_i,
    input  wire [ 2:0] addr_i,       // dword: 0 at 60h to 4 at 70h
    input  wire [ 3:0] be_i,
    input  wire [31:0] wdata_i,

    // events, one clock each
    input  wire        dmi_smi_i,
    input  wire        dmi_sci_i,
    input  wire        dmi_serr_i,
    input  wire        bioswr_i,
    input  wire        newcentury_i,
    input  wire        smlink_i,

    // levels
    input  wire [ 2:0] well_sts_i,   // BOOT, SECOND_TO, INTRD_DET
    input  wire        nmi_src_i,
    input  wire        nmi_off_i,    // port 70h bit 7
    input  wire        gbl_en_i,     // SMI_EN.GBL_SMI_EN

    // straps
    input  wire        no_reboot_i,
    input  wire [24:0] tick_i,       // PCICLKs of 0.6 s
    input  wire [ 9:0] tmr_min_i,    // least TCO_TMR
    input  wire        run_reset_i,  // the timer runs out of reset

    output wire        smi_o,
    output wire        nmi_smi_o,
    output wire        nmi_o,
    output wire        sci_o,
    output wire        tco_int_o,
    output wire        tco_lock_o,
    output wire        second_to_o,  // one clock
    output wire        reboot_o,     // one clock

    // the timer
    output wire        run_o,
    output wire [39:0] tick_at_o,

    // registers
    output wire [31:0] regs0_o,
    output wire [31:0] regs1_o,
    output wire [31:0] regs2_o,
    output wire [31:0] regs3_o,
    output wire [31:0] regs4_o
);

  // dwords
  localparam [2:0] RLD_DAT = 3'd0;
  localparam [2:0] STS = 3'd1;
  localparam [2:0] CNT = 3'd2;
  localparam [2:0] MSG = 3'd3;
  localparam [2:0] TMR_IRQ = 3'd4;

  // TCO1_STS and TCO2_STS as one dword
  localparam integer NMI2SMI = 0;
  localparam integer SW_TCO_SMI = 1;
  localparam integer TCO_INT = 2;
  localparam integer TIMEOUT = 3;
  localparam integer NEWCENTURY = 7;
  localparam integer BIOSWR = 8;
  localparam integer DMISCI = 9;
  localparam integer DMISMI = 10;
  localparam integer DMISERR = 12;
  localparam integer INTRD_DET = 16;
  localparam integer SMLINK_SLV_SMI = 20;
  localparam [20:0] STS_STICKY = 21'h10178E;
  localparam [20:0] STS_SMI = 21'h10058B;  // DMISMI, BIOSWR, NEWCENTURY, TIMEOUT, SW_TCO_SMI, NMI2SMI, SMLINK_SLV_SMI

  // TCO1_CNT and TCO2_CNT as one dword
  localparam integer NMI_NOW = 8;
  localparam integer NMI2SMI_EN = 9;
  localparam integer TMR_HLT = 11;
  localparam integer TCO_LOCK = 12;
  localparam [21:0] CNT_RW = 22'h3E0A00;
  localparam [21:0] CNT_RESET = 22'h080000;
  localparam [1:0] INTRD_SMI = 2'b10;

  reg [ 9:0] count_q;
  reg [ 7:0] dat_in_q;
  reg [ 7:0] dat_out_q;
  reg [20:0] sts_q;
  reg [21:0] cnt_q;
  reg [23:0] msg_q;
  reg [ 1:0] irq_q;       // SW_IRQ_GEN
  reg [ 9:0] tmr_q;       // TCO_TMR
  reg        started_q;
  reg        halted_q;    // the last edge found TMR_HLT 1
  reg        once_q;      // one expiry since the reload
  reg        first_q;     // no edge since reset
  reg [39:0] tick_at_q;
  reg        second_to_q;
  reg        reboot_q;
  reg        nmi_in_q;    // NMI source of the last edge
  reg        nmi_off_q;   // of the last edge

  reg [ 9:0] count_d;
  reg [ 7:0] dat_in_d;
  reg [ 7:0] dat_out_d;
  reg [20:0] sts_d;
  reg [21:0] cnt_d;
  reg [23:0] msg_d;
  reg [ 1:0] irq_d;
  reg [ 9:0] tmr_d;
  reg        started_d;
  reg        once_d;
  reg [39:0] tick_at_d;
  reg        second_to_d;
  reg        reboot_d;

  reg [31:0] lanes;
  reg        wr_rld_dat;
  reg        wr_sts;
  reg        wr_cnt;
  reg        wr_msg;
  reg        wr_tmr_irq;
  reg        reload;
  reg        halted;
  reg        resumes;  // the first edge after a halt of a started timer
  reg        ticks;
  reg        expires;
  reg [20:0] sets;
  reg [ 9:0] tmr_new;

  always @* begin
    lanes      = {{8{be_i[3]}}, {8{be_i[2]}}, {8{be_i[1]}}, {8{be_i[0]}}};
    wr_rld_dat = wr_en_i && (addr_i == RLD_DAT);
    wr_sts     = wr_en_i && (addr_i == STS);
    wr_cnt     = wr_en_i && (addr_i == CNT);
    wr_msg     = wr_en_i && (addr_i == MSG);
    wr_tmr_irq = wr_en_i && (addr_i == TMR_IRQ);

    // the timer
    reload  = (wr_rld_dat && (be_i[0] || be_i[1])) || (first_q && run_reset_i);
    halted  = cnt_q[TMR_HLT];
    resumes = started_q && halted_q && !halted;
    ticks   = started_q && !halted && !resumes && !reload && (now_i == tick_at_q);
    expires = ticks && (count_q <= 10'd1);

    started_d = started_q || reload;
    tick_at_d = (reload || resumes || ticks) ? now_i + {15'd0, tick_i} : tick_at_q;
    count_d   = (reload || expires) ? tmr_q : ticks ? count_q - 10'd1 : count_q;
    once_d    = reload ? 1'b0 : expires ? !once_q : once_q;

    second_to_d = expires && once_q;
    reboot_d    = second_to_d && !no_reboot_i;

    // registers
    dat_in_d  = (wr_rld_dat && be_i[2]) ? wdata_i[23:16] : dat_in_q;
    dat_out_d = (wr_rld_dat && be_i[3]) ? wdata_i[31:24] : dat_out_q;

    sets                 = 21'd0;
    sets[NMI2SMI]        = cnt_q[NMI2SMI_EN] && (nmi_src_i || cnt_q[NMI_NOW]) && !nmi_off_i && gbl_en_i;
    sets[SW_TCO_SMI]     = wr_rld_dat && be_i[2];
    sets[TCO_INT]        = wr_rld_dat && be_i[3];
    sets[TIMEOUT]        = expires && !once_q;
    sets[NEWCENTURY]     = newcentury_i;
    sets[BIOSWR]         = bioswr_i;
    sets[DMISCI]         = dmi_sci_i;
    sets[DMISMI]         = dmi_smi_i;
    sets[DMISERR]        = dmi_serr_i;
    sets[INTRD_DET+:3]   = well_sts_i;
    sets[SMLINK_SLV_SMI] = smlink_i;

    sts_d = sts_q & STS_STICKY;
    if (wr_sts) sts_d = sts_d & ~(wdata_i[20:0] & lanes[20:0]);
    sts_d = sts_d | sets;

    cnt_d = cnt_q;
    if (wr_cnt) begin
      cnt_d = (cnt_q & ~(CNT_RW & lanes[21:0])) | (wdata_i[21:0] & CNT_RW & lanes[21:0]);
      if (be_i[1] && wdata_i[TCO_LOCK]) cnt_d[TCO_LOCK] = 1'b1;
      if (be_i[1] && wdata_i[NMI_NOW]) cnt_d[NMI_NOW] = !cnt_q[NMI_NOW];
    end

    msg_d = wr_msg ? (msg_q & ~lanes[23:0]) | (wdata_i[23:0] & lanes[23:0]) : msg_q;

    irq_d   = (wr_tmr_irq && be_i[0]) ? wdata_i[1:0] : irq_q;
    tmr_new = (tmr_q & ~lanes[25:16]) | (wdata_i[25:16] & lanes[25:16]);
    tmr_d   = (wr_tmr_irq && (tmr_new >= tmr_min_i)) ? tmr_new : tmr_q;
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      count_q     <= 10'd0;
      dat_in_q    <= 8'd0;
      dat_out_q   <= 8'd0;
      sts_q       <= 21'd0;
      cnt_q       <= CNT_RESET;
      msg_q       <= 24'd0;
      irq_q       <= 2'd3;
      tmr_q       <= 10'd4;
      started_q   <= 1'b0;
      halted_q    <= 1'b0;
      once_q      <= 1'b0;
      first_q     <= 1'b1;
      tick_at_q   <= 40'd0;
      second_to_q <= 1'b0;
      reboot_q    <= 1'b0;
      nmi_in_q    <= 1'b0;
      nmi_off_q   <= 1'b0;
    end else begin
      count_q     <= count_d;
      dat_in_q    <= dat_in_d;
      dat_out_q   <= dat_out_d;
      sts_q       <= sts_d;
      cnt_q       <= cnt_d;
      msg_q       <= msg_d;
      irq_q       <= irq_d;
      tmr_q       <= tmr_d;
      started_q   <= started_d;
      halted_q    <= halted;
      once_q      <= once_d;
      first_q     <= 1'b0;
      tick_at_q   <= tick_at_d;
      second_to_q <= second_to_d;
      reboot_q    <= reboot_d;
      nmi_in_q    <= nmi_src_i;
      nmi_off_q   <= nmi_off_i;
    end
  end

  assign smi_o       = |(sts_q & STS_SMI) || (sts_q[INTRD_DET] && (cnt_q[18:17] == INTRD_SMI));
  assign nmi_smi_o   = sts_q[NMI2SMI];
  assign nmi_o       = (nmi_in_q || cnt_q[NMI_NOW]) && !nmi_off_q && !cnt_q[NMI2SMI_EN];
  assign sci_o       = sts_q[DMISCI];
  assign tco_int_o   = sts_q[TCO_INT];
  assign tco_lock_o  = cnt_q[TCO_LOCK];
  assign second_to_o = second_to_q;
  assign reboot_o    = reboot_q;
  assign run_o       = started_q && !halted_q && !cnt_q[TMR_HLT];
  assign tick_at_o   = tick_at_q;
  assign regs0_o     = {dat_out_q, dat_in_q, 6'd0, count_q};
  assign regs1_o     = {11'd0, sts_q};
  assign regs2_o     = {10'd0, cnt_q};
  assign regs3_o     = {8'd0, msg_q};
  assign regs4_o     = {6'd0, tmr_q, 14'd0, irq_q};

  wire unused = &{1'b0, lanes[31:26]};  // no register is built there

endmodule
