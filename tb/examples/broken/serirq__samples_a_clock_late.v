// Wrong: a slot is read at the end of its second clock, when its device already drives the line high again.
//
// Host of the serial IRQ bus: a one-hot sequencer and one flip-flop a slot. With FIXED defined the mistake is mended.
`default_nettype none

module serirq (
    input  wire        clk_i,
    input  wire        rst_ni,
    input  wire        en_i,
    input  wire        cont_i,
    input  wire [ 1:0] start_sel_i,
    input  wire [ 3:0] frames_i,
    input  wire        pin_i,
    output wire        oe_o,
    output wire        o_o,
    output wire        smi_o,
    output wire [15:0] irq_o,
    output wire        iochk_o,
    output wire [ 3:0] pirq_o,
    output wire [ 5:0] frame_o,
    output reg  [ 2:0] state_o
);

  // ---- sequencer, one bit a state ----
  localparam IDLE = 0, START = 1, RECOVER = 2, TURN = 3, SLOTS = 4, STOP = 5, END_RECOVER = 6, END_TURN = 7;

  reg [7:0] seq;
  reg [7:0] low;    // thermometer: as many ones as clocks of START or STOP are left
  reg [2:0] third;  // ring: clock within a slot
  reg [5:0] slot;   // 1 to 32, 0 outside the slots
  reg [5:0] last;

  wire       begins    = seq[IDLE] & en_i & (cont_i | ~pin_i);
  wire       low_ends  = ~low[1];
  wire       slots_end = seq[SLOTS] & third[2] & (slot == last);
  wire [7:0] width     = (start_sel_i == 2'd1) ? 8'h3F : (start_sel_i == 2'd2) ? 8'hFF : 8'h0F;

  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) begin
      seq   <= 8'b1 << IDLE;
      low   <= 8'h00;
      third <= 3'b001;
      slot  <= 6'd0;
      last  <= 6'd0;
    end else begin
      seq[IDLE]        <= (seq[IDLE] & ~begins) | seq[END_TURN];
      seq[START]       <= begins | (seq[START] & ~low_ends);
      seq[RECOVER]     <= seq[START] & low_ends;
      seq[TURN]        <= seq[RECOVER];
      seq[SLOTS]       <= seq[TURN] | (seq[SLOTS] & ~slots_end);
      seq[STOP]        <= slots_end | (seq[STOP] & ~low_ends);
      seq[END_RECOVER] <= seq[STOP] & low_ends;
      seq[END_TURN]    <= seq[END_RECOVER];

      // in quiet mode a device has pulled low for a clock before us
      if (begins) low <= cont_i ? width : width >> 1;
      else if (slots_end) low <= cont_i ? 8'h07 : 8'h03;
      else low <= low >> 1;

      if (begins) last <= 6'd17 + {2'b00, frames_i};

      third <= seq[SLOTS] ? {third[1:0], third[2]} : 3'b001;
      if (seq[TURN]) slot <= 6'd1;
      else if (slots_end) slot <= 6'd0;
      else if (seq[SLOTS] & third[2]) slot <= slot + 6'd1;
    end

  // ---- one flip-flop a slot, 1: high ----
  reg [21:1] line;

`ifdef FIXED
  wire sample = seq[SLOTS] & third[0];
`else
  wire sample = seq[SLOTS] & third[1];
`endif
  wire quiet = seq[IDLE] & ~en_i;

  wire [21:1] here = 21'b1 << (slot - 6'd1);  // none outside the slots and from slot 22 on

  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) line <= {21{1'b1}};
    else if (quiet) line <= {21{1'b1}};
    else if (sample) line <= (line & ~here) | ({21{pin_i}} & here);

  // ---- outputs ----
  always @*
    case (1'b1)
      seq[START]: state_o = 3'd1;
      seq[RECOVER]: state_o = 3'd2;
      seq[TURN]: state_o = 3'd3;
      seq[SLOTS]: state_o = 3'd4;
      seq[STOP]: state_o = 3'd5;
      seq[END_RECOVER]: state_o = 3'd6;
      seq[END_TURN]: state_o = 3'd7;
      default: state_o = 3'd0;
    endcase

  assign oe_o    = seq[START] | seq[RECOVER] | seq[STOP] | seq[END_RECOVER];
  assign o_o     = ~(seq[START] | seq[STOP]);
  assign frame_o = slot;
  assign smi_o   = ~line[3];
  assign irq_o   = {line[16:4], 1'b1, line[2:1]};  // there is no IRQ2
  assign iochk_o = ~line[17];
  assign pirq_o  = line[21:18];
endmodule
