// Wrong: nobody counts expiries of the watchdog, so the first one already reboots.
//
// TCO registers, watchdog and SMI sources of the south bridge. With FIXED defined the mistake is mended.
`default_nettype none

module tco (
    input  wire        clk_i,
    input  wire        rst_ni,
    input  wire [39:0] now_i,
    input  wire        wr_en_i,
    input  wire [ 2:0] addr_i,
    input  wire [ 3:0] be_i,
    input  wire [31:0] wdata_i,
    input  wire        dmi_smi_i,
    input  wire        dmi_sci_i,
    input  wire        dmi_serr_i,
    input  wire        bioswr_i,
    input  wire        newcentury_i,
    input  wire        smlink_i,
    input  wire [ 2:0] well_sts_i,
    input  wire        nmi_src_i,
    input  wire        nmi_off_i,
    input  wire        gbl_en_i,
    input  wire        no_reboot_i,
    input  wire [24:0] tick_i,
    input  wire [ 9:0] tmr_min_i,
    input  wire        run_reset_i,
    output wire        smi_o,
    output wire        nmi_smi_o,
    output wire        nmi_o,
    output wire        sci_o,
    output wire        tco_int_o,
    output wire        tco_lock_o,
    output reg         second_to_o,
    output reg         reboot_o,
    output wire        run_o,
    output reg  [39:0] tick_at_o,
    output wire [31:0] regs0_o,
    output wire [31:0] regs1_o,
    output wire [31:0] regs2_o,
    output wire [31:0] regs3_o,
    output wire [31:0] regs4_o
);

  // Byte strobes: wr[n] writes the byte at 60h + n.
  reg [19:0] wr;

  always @* begin
    wr = 20'd0;
    case ({wr_en_i, addr_i})
      4'b1_000: wr[3:0] = be_i;
      4'b1_001: wr[7:4] = be_i;
      4'b1_010: wr[11:8] = be_i;
      4'b1_011: wr[15:12] = be_i;
      4'b1_100: wr[19:16] = be_i;
      default: ;
    endcase
  end

  wire [7:0] byte0 = wdata_i[7:0];
  wire [7:0] byte1 = wdata_i[15:8];
  wire [7:0] byte2 = wdata_i[23:16];
  wire [7:0] byte3 = wdata_i[31:24];

  // ------------------------------------------------------------- 62h, 63h, 6Ch to 6Eh, 70h, 72h: plain registers

  reg [7:0] dat_in, dat_out, msg1, msg2, wdcnt;
  reg [1:0] irq_gen;
  reg [9:0] tmr;

  wire [9:0] tmr_wish = {wr[19] ? byte3[1:0] : tmr[9:8], wr[18] ? byte2 : tmr[7:0]};

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      dat_in  <= 8'h00;
      dat_out <= 8'h00;
      msg1    <= 8'h00;
      msg2    <= 8'h00;
      wdcnt   <= 8'h00;
      irq_gen <= 2'b11;
      tmr     <= 10'd4;
    end else begin
      if (wr[2]) dat_in <= byte2;
      if (wr[3]) dat_out <= byte3;
      if (wr[12]) msg1 <= byte0;
      if (wr[13]) msg2 <= byte1;
      if (wr[14]) wdcnt <= byte2;
      if (wr[16]) irq_gen <= byte0[1:0];
      if ((wr[18] || wr[19]) && tmr_wish >= tmr_min_i) tmr <= tmr_wish;
    end
  end

  // ------------------------------------------------------------- 68h: TCO1_CNT, 6Ah: TCO2_CNT

  reg       lock, halt, nmi2smi_en, nmi_now;
  reg [4:0] cnt2;

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      lock       <= 1'b0;
      halt       <= 1'b0;
      nmi2smi_en <= 1'b0;
      nmi_now    <= 1'b0;
      cnt2       <= 5'b00100;
    end else begin
      if (wr[9]) begin
        lock       <= lock | byte1[4];
        halt       <= byte1[3];
        nmi2smi_en <= byte1[1];
        nmi_now    <= nmi_now ^ byte1[0];
      end
      if (wr[10]) cnt2 <= byte2[5:1];
    end
  end

  // ------------------------------------------------------------- watchdog

  localparam WD_OFF = 2'd0, WD_COUNTS = 2'd1, WD_HALTED = 2'd2;

  reg [1:0] wd;
  reg [9:0] count;
  reg       awake;  // 0 only in the first clock after reset

  wire feed   = wr[0] | wr[1] | (run_reset_i & ~awake);
  wire tick   = (wd == WD_COUNTS) & ~halt & ~feed & (now_i == tick_at_o);
  wire expire = tick & (count[9:1] == 9'd0);

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wd        <= WD_OFF;
      count     <= 10'd0;
      tick_at_o <= 40'd0;
      awake     <= 1'b0;
    end else begin
      awake <= 1'b1;
      if (feed || wd != WD_OFF) wd <= halt ? WD_HALTED : WD_COUNTS;

      if (feed || expire) count <= tmr;
      else if (tick) count <= count - 10'd1;

      if (feed || tick || (wd == WD_HALTED && !halt)) tick_at_o <= now_i + {15'd0, tick_i};
    end
  end

`ifdef FIXED
  reg expired_once;

  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) expired_once <= 1'b0;
    else if (feed) expired_once <= 1'b0;
    else if (expire) expired_once <= ~expired_once;

  wire timeout = expire & ~expired_once;
  wire bite    = expire & expired_once;
`else
  wire timeout = expire;
  wire bite    = expire;
`endif

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      second_to_o <= 1'b0;
      reboot_o    <= 1'b0;
    end else begin
      second_to_o <= bite;
      reboot_o    <= bite & ~no_reboot_i;
    end
  end

  // ------------------------------------------------------------- 64h: TCO1_STS, 66h: TCO2_STS

  reg       dmiserr, dmismi, dmisci, bioswr, newcentury, timeout_sts, tco_int, sw_smi, smlink_smi, nmi_smi;
  reg [2:0] wells;
  reg       nmi_src, nmi_off;

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      {dmiserr, dmismi, dmisci, bioswr, newcentury, timeout_sts, tco_int, sw_smi, smlink_smi, nmi_smi} <= 10'd0;
      wells   <= 3'd0;
      nmi_src <= 1'b0;
      nmi_off <= 1'b0;
    end else begin
      // software first, so that an event of the same clock stays
      if (wr[4]) begin
        if (byte0[7]) newcentury <= 1'b0;
        if (byte0[3]) timeout_sts <= 1'b0;
        if (byte0[2]) tco_int <= 1'b0;
        if (byte0[1]) sw_smi <= 1'b0;
      end
      if (wr[5]) begin
        if (byte1[4]) dmiserr <= 1'b0;
        if (byte1[2]) dmismi <= 1'b0;
        if (byte1[1]) dmisci <= 1'b0;
        if (byte1[0]) bioswr <= 1'b0;
      end
      if (wr[6] && byte2[4]) smlink_smi <= 1'b0;

      if (newcentury_i) newcentury <= 1'b1;
      if (timeout) timeout_sts <= 1'b1;
      if (wr[3]) tco_int <= 1'b1;
      if (wr[2]) sw_smi <= 1'b1;
      if (dmi_serr_i) dmiserr <= 1'b1;
      if (dmi_smi_i) dmismi <= 1'b1;
      if (dmi_sci_i) dmisci <= 1'b1;
      if (bioswr_i) bioswr <= 1'b1;
      if (smlink_i) smlink_smi <= 1'b1;

      nmi_smi <= nmi2smi_en & (nmi_src_i | nmi_now) & ~nmi_off_i & gbl_en_i;
      wells   <= well_sts_i;
      nmi_src <= nmi_src_i;
      nmi_off <= nmi_off_i;
    end
  end

  // ------------------------------------------------------------- outputs

  assign regs0_o = {dat_out, dat_in, 6'd0, count};
  assign regs1_o = {11'd0, smlink_smi, 1'b0, wells, 3'd0, dmiserr, 1'b0, dmismi, dmisci, bioswr,
                    newcentury, 3'd0, timeout_sts, tco_int, sw_smi, nmi_smi};
  assign regs2_o = {10'd0, cnt2, 1'b0, 3'd0, lock, halt, 1'b0, nmi2smi_en, nmi_now, 8'd0};
  assign regs3_o = {8'd0, wdcnt, msg2, msg1};
  assign regs4_o = {6'd0, tmr, 14'd0, irq_gen};

  assign smi_o = dmismi | bioswr | newcentury | timeout_sts | sw_smi | nmi_smi | smlink_smi |
                 (wells[0] & (cnt2[1:0] == 2'b10));
  assign nmi_smi_o  = nmi_smi;
  assign nmi_o      = (nmi_src | nmi_now) & ~nmi_off & ~nmi2smi_en;
  assign sci_o      = dmisci;
  assign tco_int_o  = tco_int;
  assign tco_lock_o = lock;
  assign run_o      = (wd == WD_COUNTS) & ~halt;

  wire unused = &{1'b0, wr[7], wr[8], wr[11], wr[15], wr[17]};  // nothing is built at these bytes

endmodule
