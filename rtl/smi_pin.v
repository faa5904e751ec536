// smi_pin: the SMI# pin of one CPU: synchroniser, falling-edge detector and a one-deep latch.
//
// SMI# is asynchronous and edge-triggered; a fall counts only after the pin was high long enough (486 family: 4 BCLK,
// Intel Quark X1000 core manual 8.3.1), and exactly one SMI is kept while the CPU cannot take it (SDM vol 3, 34.3.1).
// An SMI message of the local APIC sets the same latch (SDM vol 3, 34.2).
// Left out: setup and hold times.
`default_nettype none

module smi_pin (
    input  wire       clk_i,         // BCLK
    input  wire       rst_ni,

    // the pin
    input  wire       smi_n_i,       // asynchronous
    output wire       sync_n_o,      // after the second flip-flop
    input  wire [3:0] rearm_clks_i,  // strap: BCLKs high before a fall counts; 0 acts as 1
    output wire       armed_o,       // a fall counts now

    // the local APIC
    input  wire       msg_i,         // one BCLK: an SMI message

    // the core
    output wire       pending_o,     // one SMI waits
    input  wire       take_i         // toggles when the core's SMI is acknowledged
);

  localparam [3:0] HIGH_MAX = 4'd15;

  reg       sync1_q;
  reg       sync2_q;
  reg [2:0] live_q;  // edges since reset, one bit each: the count holds a sample of the pin, not the reset value
  reg [3:0] high_q;  // BCLKs sync2_q has been high in a row, stops at HIGH_MAX
  reg       armed_q;
  reg       take_seen_q;
  reg       pending_q;

  reg       sync1_d;
  reg       sync2_d;
  reg [2:0] live_d;
  reg [3:0] high_d;
  reg       armed_d;
  reg       take_seen_d;
  reg       pending_d;

  reg [3:0] need;
  reg       fall;

  always @* begin
    need = (rearm_clks_i == 4'd0) ? 4'd1 : rearm_clks_i;

    sync1_d = smi_n_i;
    sync2_d = sync1_q;
    live_d  = {live_q[1:0], 1'b1};

    // only the second flip-flop is looked at; the first may be metastable
    if (!sync2_q) high_d = 4'd0;
    else if (high_q == HIGH_MAX) high_d = HIGH_MAX;
    else high_d = high_q + 4'd1;

    // Out of reset the flip-flops show a high that the pin may never have had: a pin low since reset must not count.
    armed_d = live_d[2] && (high_d >= need);
    fall    = !sync2_q && live_q[2] && (high_q >= need);

    take_seen_d = take_i;
    pending_d   = pending_q;
    if (take_i != take_seen_q) pending_d = 1'b0;
    if (fall || msg_i) pending_d = 1'b1;  // a new SMI is not lost to the take of the one before
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sync1_q     <= 1'b1;
      sync2_q     <= 1'b1;
      live_q      <= 3'b000;
      high_q      <= 4'd0;
      armed_q     <= 1'b0;
      take_seen_q <= 1'b0;
      pending_q   <= 1'b0;
    end else begin
      sync1_q     <= sync1_d;
      sync2_q     <= sync2_d;
      live_q      <= live_d;
      high_q      <= high_d;
      armed_q     <= armed_d;
      take_seen_q <= take_seen_d;
      pending_q   <= pending_d;
    end
  end

  assign sync_n_o  = sync2_q;
  assign armed_o   = armed_q;
  assign pending_o = pending_q;

endmodule
