// smiact: how a CPU tells the chipset that it is in SMM, with the phases of entry and exit in BCLKs.
//
// Pentium and before: the SMIACT# pin (SDM vol 3, 34.13). P6 and later: an SMI-acknowledge transaction on entry and on
// exit and SMMEM# in every request in between (SDM vol 3, 34.3.1, 34.3.2). Phases A, B, F, G as in the Am486DE2 data
// sheet, figure 7.
// Left out: HOLD, the dual-processor sharing of one SMIACT# pin.
`default_nettype none

module smiact (
    input  wire       clk_i,         // BCLK
    input  wire       rst_ni,

    // the core
    input  wire       want_smm_i,    // level: be in SMM
    output wire       in_smm_o,      // the hand-over is complete

    // the bus unit
    input  wire       bus_idle_i,    // nothing under way or queued
    output wire       ack_req_o,     // run an SMI-acknowledge transaction
    input  wire       ack_done_i,    // one clock: it is out

    // the bus
    output wire       smiact_n_o,    // stays 1 when by_txn
    output wire       smmem_n_o,     // stays 1 when not by_txn

    // straps
    input  wire       by_txn_i,      // 1 transaction and SMMEM#, 0 SMIACT#
    input  wire       entry_smmem_i, // SMMEM# is already low in the entry acknowledge
    input  wire       exit_smmem_i,  // SMMEM# is still low in the exit acknowledge
    input  wire [7:0] clk_a_i,       // last RDY -> sign on entry
    input  wire [7:0] clk_b_i,       // sign -> first save
    input  wire [7:0] clk_f_i,       // last RDY -> sign on exit
    input  wire [7:0] clk_g_i,       // sign -> first access of the interrupted program

    output wire [2:0] state_o
);

  localparam [2:0] OUTSIDE = 3'd0;
  localparam [2:0] ENTER_WAIT = 3'd1;
  localparam [2:0] ENTER_ACK = 3'd2;
  localparam [2:0] ENTER_GAP = 3'd3;
  localparam [2:0] INSIDE = 3'd4;
  localparam [2:0] LEAVE_WAIT = 3'd5;
  localparam [2:0] LEAVE_ACK = 3'd6;
  localparam [2:0] LEAVE_GAP = 3'd7;

  reg [2:0] state_q;
  reg [7:0] count_q;  // clocks counted in this state so far
  reg       smiact_n_q;
  reg       smmem_n_q;
  reg       in_smm_q;

  reg [2:0] state_d;
  reg [7:0] count_d;
  reg       smiact_n_d;
  reg       smmem_n_d;
  reg       in_smm_d;

  reg [7:0] limit;
  reg       counts;   // this clock counts
  reg       last;     // and is the last one of the state

  always @* begin
    case (state_q)
      ENTER_WAIT: limit = clk_a_i;
      ENTER_GAP:  limit = clk_b_i;
      LEAVE_WAIT: limit = clk_f_i;
      default:    limit = clk_g_i;
    endcase

    case (state_q)
      ENTER_WAIT, LEAVE_WAIT: counts = bus_idle_i;
      ENTER_GAP, LEAVE_GAP:   counts = 1'b1;
      default:                counts = 1'b0;
    endcase

    last = counts && ({1'b0, count_q} + 9'd1 >= {1'b0, limit});  // a limit of 0 acts as 1

    state_d    = state_q;
    count_d    = (counts && !last) ? count_q + 8'd1 : 8'd0;
    smiact_n_d = smiact_n_q;
    smmem_n_d  = smmem_n_q;
    in_smm_d   = in_smm_q;

    case (state_q)
      OUTSIDE: if (want_smm_i) state_d = ENTER_WAIT;

      ENTER_WAIT:
      if (last) begin
        if (by_txn_i) begin
          smmem_n_d = !entry_smmem_i;
          state_d   = ENTER_ACK;
        end else begin
          smiact_n_d = 1'b0;
          state_d    = ENTER_GAP;
        end
      end

      ENTER_ACK:
      if (ack_done_i) begin
        smmem_n_d = 1'b0;
        state_d   = ENTER_GAP;
      end

      ENTER_GAP:
      if (last) begin
        in_smm_d = 1'b1;
        state_d  = INSIDE;
      end

      INSIDE: if (!want_smm_i) state_d = LEAVE_WAIT;

      LEAVE_WAIT:
      if (last) begin
        if (by_txn_i) begin
          smmem_n_d = !exit_smmem_i;
          state_d   = LEAVE_ACK;
        end else begin
          smiact_n_d = 1'b1;
          state_d    = LEAVE_GAP;
        end
      end

      LEAVE_ACK:
      if (ack_done_i) begin
        smmem_n_d = 1'b1;
        state_d   = LEAVE_GAP;
      end

      default:  // LEAVE_GAP
      if (last) begin
        in_smm_d = 1'b0;
        state_d  = OUTSIDE;
      end
    endcase
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q    <= OUTSIDE;
      count_q    <= 8'd0;
      smiact_n_q <= 1'b1;
      smmem_n_q  <= 1'b1;
      in_smm_q   <= 1'b0;
    end else begin
      state_q    <= state_d;
      count_q    <= count_d;
      smiact_n_q <= smiact_n_d;
      smmem_n_q  <= smmem_n_d;
      in_smm_q   <= in_smm_d;
    end
  end

  assign smiact_n_o = smiact_n_q;
  assign smmem_n_o  = smmem_n_q;
  assign ack_req_o  = (state_q == ENTER_ACK) || (state_q == LEAVE_ACK);
  assign in_smm_o   = in_smm_q;
  assign state_o    = state_q;

endmodule
