// Wrong: a cycle that no device answers is never aborted: the host waits for a SYNC for ever.
//
// LPC master with port names of its own; lpc__never_aborts_fit.v joins it. With FIXED defined the mistake is mended.
`default_nettype none

module lpc_master (
    input  wire logic        pclk,
    input  wire logic        reset,       // active high
    // request
    input  wire logic        start,
    input  wire logic [1:0]  space,       // 0 I/O, 1 memory, 2 firmware hub
    input  wire logic        we,
    input  wire logic [31:0] adr,
    input  wire logic [7:0]  dat_w,
    input  wire logic [3:0]  fwh_sel,
    output logic [7:0]       dat_r,
    output logic             finished,    // one clock
    output logic             sync_error,
    output logic             no_device,
    // bus
    input  wire logic [3:0]  lad_from_pad,
    output logic [3:0]       lad_to_pad,
    output logic             lad_enable,
    output logic             lframe_b,
    // configuration, status
    input  wire logic [3:0]  short_limit, // 0: none
    output logic [3:0]       phase_code
);
  typedef enum logic [3:0] {
    PARKED, KILL, FRAME, CYCTYPE, ADDRESS, DATA_OUT, TURN_OUT, WAIT_SYNC, DATA_IN, TURN_IN
  } phase_t;

  localparam int NIBBLES = 13;

  phase_t               phase;
  logic [NIBBLES*4-1:0] tx;      // what is still to be sent, the next nibble on top
  logic [2:0]           left;    // clocks left in this phase
  logic                 writing;
  logic                 io;      // an I/O cycle: 4 nibbles of address, else 8
  logic                 patient; // a device said "wait"
  logic [4:0]           shorts;  // short waits in a row, 16 and more are one

  wire moves = left == '0;

  // What the device says in this SYNC clock.
  logic says_ready, says_wait, gives_up;

`ifdef FIXED
  logic [1:0] silent;

  always_ff @(posedge pclk or posedge reset)
    if (reset) silent <= '0;
    else silent <= phase == WAIT_SYNC ? silent + 2'd1 : '0;

  wire nobody = silent == 2'd3;
`else
  wire nobody = 1'b0;
`endif

  always_comb begin
    says_ready = 1'b0;
    says_wait  = 1'b0;
    gives_up   = 1'b0;
    unique case (lad_from_pad)
      4'b0000, 4'b1010: says_ready = 1'b1;
      4'b0101: begin
        says_wait = 1'b1;
        gives_up  = short_limit != '0 && shorts >= {1'b0, short_limit};
      end
      4'b0110: says_wait = 1'b1;
      4'b1111: gives_up = patient || nobody;
      default: gives_up = 1'b1;
    endcase
  end

  always_ff @(posedge pclk or posedge reset) begin
    if (reset) begin
      phase      <= PARKED;
      tx         <= '1;
      left       <= '0;
      writing    <= '0;
      io         <= '0;
      patient    <= '0;
      shorts     <= '0;
      dat_r      <= '1;
      finished   <= '0;
      sync_error <= '0;
      no_device  <= '0;
    end else begin
      finished <= 1'b0;
      tx       <= {tx[NIBBLES*4-5:0], 4'hF};
      if (!moves) left <= left - 3'd1;

      unique case (phase)
        PARKED:
        if (start) begin
          phase      <= FRAME;
          writing    <= we;
          io         <= space == 2'd0;
          patient    <= 1'b0;
          shorts     <= '0;
          dat_r      <= '1;
          sync_error <= 1'b0;
          no_device  <= 1'b0;
          left       <= '0;
          case (space)
            2'd1: tx <= {4'b0000, 2'b01, we, 1'b0, adr, we ? {dat_w[3:0], dat_w[7:4]} : 8'hFF, 4'hF};
            2'd2: tx <= {we ? 4'b1110 : 4'b1101, fwh_sel, adr[27:0], 4'b0000, we ? {dat_w[3:0], dat_w[7:4]} : 8'hFF,
                         4'hF};
            default: tx <= {4'b0000, 2'b00, we, 1'b0, adr[15:0], we ? {dat_w[3:0], dat_w[7:4]} : 8'hFF, 20'hFFFFF};
          endcase
        end

        FRAME: phase <= CYCTYPE;

        CYCTYPE: begin
          phase <= ADDRESS;
          left  <= io ? 3'd3 : 3'd7;
        end

        ADDRESS:
        if (moves) begin
          phase <= writing ? DATA_OUT : TURN_OUT;
          left  <= 3'd1;
        end

        DATA_OUT:
        if (moves) begin
          phase <= TURN_OUT;
          left  <= 3'd1;
        end

        TURN_OUT: if (moves) phase <= WAIT_SYNC;

        WAIT_SYNC: begin
          patient <= patient | says_wait;
          shorts  <= lad_from_pad != 4'b0101 ? '0 : shorts[4] ? shorts : shorts + 5'd1;
          if (lad_from_pad == 4'b1010) sync_error <= 1'b1;
          if (gives_up) begin
            phase <= KILL;
            left  <= 3'd3;
          end else if (says_ready) begin
            phase <= writing ? TURN_IN : DATA_IN;
            left  <= 3'd1;
          end
        end

        DATA_IN: begin
          if (moves) dat_r[7:4] <= lad_from_pad;
          else dat_r[3:0] <= lad_from_pad;
          if (moves) begin
            phase <= TURN_IN;
            left  <= 3'd1;
          end
        end

        TURN_IN:
        if (moves) begin
          phase    <= PARKED;
          finished <= 1'b1;
        end

        KILL:
        if (moves) begin
          phase     <= PARKED;
          finished  <= 1'b1;
          no_device <= 1'b1;
        end

        default: phase <= PARKED;
      endcase
    end
  end

  always_comb begin
    phase_code = phase;
    lframe_b   = phase != FRAME && phase != KILL;
    lad_enable = phase inside {FRAME, CYCTYPE, ADDRESS, DATA_OUT} || (phase == TURN_OUT && !moves) ||
                 (phase == KILL && moves);
    lad_to_pad = lad_enable && phase != KILL ? tx[NIBBLES*4-1-:4] : 4'hF;
  end
endmodule
