// smi_timers: the SW SMI timer and the periodic SMI timer of the ICH9 (SMI_EN bits 6 and 14).
//
// A timer that runs keeps the number of the PCICLK edge at which it expires and compares it with now_i, a free-running
// number of the edges. SW SMI: one shot from its enable, the rate is latched there; periodic: again and again.
// Left out: the RTC clock that drives these timers on silicon and its jitter.
`default_nettype none

module smi_timers (
    input  wire        clk_i,       // PCICLK
    input  wire        rst_ni,

    input  wire [39:0] now_i,       // number of this edge
    input  wire        sw_en_i,     // SMI_EN.SWSMI_TMR_EN
    input  wire        per_en_i,    // SMI_EN.PERIODIC_EN
    input  wire [ 1:0] sw_rate_i,   // SWSMI_RATE_SEL: 1.5, 16, 32, 64 ms
    input  wire [ 1:0] per_sel_i,   // PER_SMI_SEL: 64, 32, 16, 8 s

    // straps
    input  wire        repeats_i,   // the SW SMI timer runs again while enabled
    input  wire [15:0] sw_short_i,  // PCICLKs of 1.5 ms
    input  wire [19:0] sw_long_i,   // of 16 ms
    input  wire [27:0] per_base_i,  // of 8 s

    output wire        sw_set_o,    // one clock: expired
    output wire        per_set_o,
    output wire        sw_run_o,
    output wire        per_run_o,
    output wire [39:0] sw_at_o,     // number of the edge of expiry
    output wire [39:0] per_at_o
);

  reg        sw_was_q;   // the enable at the last edge
  reg        sw_run_q;
  reg        sw_set_q;
  reg [ 1:0] sw_rate_q;  // latched at the start
  reg [39:0] sw_at_q;
  reg        per_run_q;
  reg        per_set_q;
  reg [39:0] per_at_q;

  reg        sw_run_d;
  reg        sw_set_d;
  reg [ 1:0] sw_rate_d;
  reg [39:0] sw_at_d;
  reg        per_set_d;
  reg [39:0] per_at_d;

  reg        sw_start;
  reg [39:0] sw_clks;
  reg [39:0] per_clks;

  always @* begin
    sw_start  = sw_en_i && !sw_was_q;
    sw_rate_d = sw_start ? sw_rate_i : sw_rate_q;
    case (sw_rate_d)
      2'd0: sw_clks = {24'd0, sw_short_i};
      2'd1: sw_clks = {20'd0, sw_long_i};
      2'd2: sw_clks = {19'd0, sw_long_i, 1'b0};
      default: sw_clks = {18'd0, sw_long_i, 2'b00};
    endcase
    sw_set_d = sw_en_i && sw_run_q && (now_i == sw_at_q);
    sw_run_d = sw_en_i && (sw_start || (sw_run_q && (!sw_set_d || repeats_i)));
    sw_at_d  = (sw_start || (sw_set_d && repeats_i)) ? now_i + sw_clks : sw_at_q;

    case (per_sel_i)
      2'd0: per_clks = {9'd0, per_base_i, 3'b000};
      2'd1: per_clks = {10'd0, per_base_i, 2'b00};
      2'd2: per_clks = {11'd0, per_base_i, 1'b0};
      default: per_clks = {12'd0, per_base_i};
    endcase
    per_set_d = per_en_i && per_run_q && (now_i == per_at_q);
    per_at_d  = (per_en_i && (!per_run_q || per_set_d)) ? now_i + per_clks : per_at_q;
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sw_was_q  <= 1'b0;
      sw_run_q  <= 1'b0;
      sw_set_q  <= 1'b0;
      sw_rate_q <= 2'd0;
      sw_at_q   <= 40'd0;
      per_run_q <= 1'b0;
      per_set_q <= 1'b0;
      per_at_q  <= 40'd0;
    end else begin
      sw_was_q  <= sw_en_i;
      sw_run_q  <= sw_run_d;
      sw_set_q  <= sw_set_d;
      sw_rate_q <= sw_rate_d;
      sw_at_q   <= sw_at_d;
      per_run_q <= per_en_i;
      per_set_q <= per_set_d;
      per_at_q  <= per_at_d;
    end
  end

  assign sw_set_o  = sw_set_q;
  assign per_set_o = per_set_q;
  assign sw_run_o  = sw_run_q;
  assign per_run_o = per_run_q;
  assign sw_at_o   = sw_at_q;
  assign per_at_o  = per_at_q;

endmodule
