// serirq: the host side of the serial IRQ bus of the ICH9 (SERIRQ_CNTL, D31:F0 64h).
//
// One open-drain wire: a start frame low for 4, 6 or 8 PCICLKs, 17 or more data frames of three clocks, a stop frame low
// for 2 or 3 clocks that says who begins the next cycle. The line is read at the end of the first clock of each frame.
// Left out: sharing with a second host.
`default_nettype none

module serirq (
    input  wire        clk_i,        // PCICLK
    input  wire        rst_ni,

    // SERIRQ_CNTL
    input  wire        en_i,         // SIRQEN
    input  wire        cont_i,       // SIRQMD: continuous
    input  wire [ 1:0] start_sel_i,  // width of the start frame
    input  wire [ 3:0] frames_i,     // frames less 17

    // the wire
    input  wire        pin_i,
    output wire        oe_o,
    output wire        o_o,

    // levels as sampled
    output wire        smi_o,
    output wire [15:0] irq_o,
    output wire        iochk_o,
    output wire [ 3:0] pirq_o,

    output wire [ 5:0] frame_o,
    output wire [ 2:0] state_o
);

  localparam [2:0] IDLE = 3'd0;
  localparam [2:0] START = 3'd1;
  localparam [2:0] RECOVER = 3'd2;
  localparam [2:0] TURN = 3'd3;
  localparam [2:0] DATA = 3'd4;
  localparam [2:0] STOP = 3'd5;
  localparam [2:0] END_RECOVER = 3'd6;
  localparam [2:0] END_TURN = 3'd7;

  localparam [5:0] FRAME_IRQ1 = 6'd2;
  localparam [5:0] FRAME_SMI = 6'd3;
  localparam [5:0] FRAME_IRQ15 = 6'd16;
  localparam [5:0] FRAME_IOCHK = 6'd17;
  localparam [5:0] FRAME_INTA = 6'd18;
  localparam [5:0] FRAME_INTD = 6'd21;

  reg [ 2:0] state_q;
  reg [ 2:0] more_q;   // clocks still to come in START and STOP after the one that runs
  reg [ 1:0] third_q;  // clock within a frame: 0 sample, 1 recovery, 2 turnaround
  reg [ 5:0] frame_q;
  reg [ 5:0] last_q;   // number of the last frame
  reg        smi_q;
  reg [15:0] irq_q;
  reg        iochk_q;
  reg [ 3:0] pirq_q;

  reg [ 2:0] state_d;
  reg [ 2:0] more_d;
  reg [ 1:0] third_d;
  reg [ 5:0] frame_d;
  reg [ 5:0] last_d;
  reg        smi_d;
  reg [15:0] irq_d;
  reg        iochk_d;
  reg [ 3:0] pirq_d;

  reg [ 2:0] width_more;  // clocks of the start frame less one
  reg        sample;
  reg [ 3:0] irq_number;
  reg [ 1:0] pirq_number;

  always @* begin
    case (start_sel_i)
      2'd1: width_more = 3'd5;
      2'd2: width_more = 3'd7;
      default: width_more = 3'd3;
    endcase

    // the cycle
    state_d = state_q;
    more_d  = more_q;
    third_d = third_q;
    frame_d = frame_q;
    last_d  = last_q;
    case (state_q)
      IDLE:
      if (en_i && (cont_i || !pin_i)) begin
        state_d = START;
        more_d  = cont_i ? width_more : width_more - 3'd1;  // quiet: the device has driven the first clock
        last_d  = 6'd17 + {2'b00, frames_i};
      end
      START:
      if (more_q == 3'd0) state_d = RECOVER;
      else more_d = more_q - 3'd1;
      RECOVER: state_d = TURN;
      TURN: begin
        state_d = DATA;
        frame_d = 6'd1;
        third_d = 2'd0;
      end
      DATA:
      if (third_q != 2'd2) third_d = third_q + 2'd1;
      else begin
        third_d = 2'd0;
        if (frame_q != last_q) frame_d = frame_q + 6'd1;
        else begin
          state_d = STOP;
          frame_d = 6'd0;
          more_d  = cont_i ? 3'd2 : 3'd1;
        end
      end
      STOP:
      if (more_q == 3'd0) state_d = END_RECOVER;
      else more_d = more_q - 3'd1;
      END_RECOVER: state_d = END_TURN;
      default: state_d = IDLE;  // END_TURN
    endcase

    // what the frames say
    sample      = (state_q == DATA) && (third_q == 2'd0);
    irq_number  = frame_q[3:0] - 4'd1;  // frame 16: 15
    pirq_number = frame_q[1:0] - FRAME_INTA[1:0];
    smi_d       = smi_q;
    irq_d       = irq_q;
    iochk_d     = iochk_q;
    pirq_d      = pirq_q;
    if (state_q == IDLE && !en_i) begin
      smi_d   = 1'b0;
      irq_d   = 16'hFFFF;
      iochk_d = 1'b0;
      pirq_d  = 4'hF;
    end else if (sample) begin
      if (frame_q == FRAME_SMI) smi_d = !pin_i;
      if (frame_q <= FRAME_IRQ1 || (frame_q > FRAME_SMI && frame_q <= FRAME_IRQ15)) irq_d[irq_number] = pin_i;
      if (frame_q == FRAME_IOCHK) iochk_d = !pin_i;
      if (frame_q >= FRAME_INTA && frame_q <= FRAME_INTD) pirq_d[pirq_number] = pin_i;
    end
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= IDLE;
      more_q  <= 3'd0;
      third_q <= 2'd0;
      frame_q <= 6'd0;
      last_q  <= 6'd0;
      smi_q   <= 1'b0;
      irq_q   <= 16'hFFFF;
      iochk_q <= 1'b0;
      pirq_q  <= 4'hF;
    end else begin
      state_q <= state_d;
      more_q  <= more_d;
      third_q <= third_d;
      frame_q <= frame_d;
      last_q  <= last_d;
      smi_q   <= smi_d;
      irq_q   <= irq_d;
      iochk_q <= iochk_d;
      pirq_q  <= pirq_d;
    end
  end

  assign oe_o    = (state_q == START) || (state_q == RECOVER) || (state_q == STOP) || (state_q == END_RECOVER);
  assign o_o     = (state_q != START) && (state_q != STOP);
  assign smi_o   = smi_q;
  assign irq_o   = irq_q;
  assign iochk_o = iochk_q;
  assign pirq_o  = pirq_q;
  assign frame_o = frame_q;
  assign state_o = state_q;

endmodule
