// lpc: the host side of the LPC bus of the ICH9, one byte a cycle: I/O, memory and firmware memory, read and write.
//
// LFRAME# and LAD[3:0], PCICLK. START, type or IDSEL, address from the most significant nibble, data from the least
// significant one, two clocks to turn the bus around, then the device answers with SYNC. What is no SYNC, or none in
// four clocks, ends in an abort: LFRAME# low for four clocks, LAD = 1111 in the last.
// Left out: DMA and bus-master cycles, cycles of more than one byte, LPCPD#, CLKRUN#.
`default_nettype none

module lpc (
    input  wire        clk_i,        // PCICLK
    input  wire        rst_ni,

    // what is asked for, taken in IDLE
    input  wire        req_i,
    input  wire [ 2:0] kind_i,       // bit 0 write; 0 I/O, 2 memory, 4 firmware
    input  wire [31:0] addr_i,
    input  wire [ 7:0] wdata_i,
    input  wire [ 3:0] idsel_i,      // of a firmware cycle

    // the bus
    input  wire [ 3:0] lad_i,
    output wire        lframe_n_o,
    output wire [ 3:0] lad_o_o,
    output wire        lad_oe_o,

    // strap
    input  wire [ 3:0] short_max_i,  // short waits in a row; 0: no limit

    output wire        done_o,       // one clock
    output wire        error_o,
    output wire        aborted_o,
    output wire [ 7:0] rdata_o,
    output wire [ 3:0] state_o
);

  localparam [3:0] IDLE = 4'd0;
  localparam [3:0] START = 4'd1;
  localparam [3:0] TYPE = 4'd2;
  localparam [3:0] ADDR = 4'd3;
  localparam [3:0] WDATA = 4'd4;
  localparam [3:0] TAR = 4'd5;
  localparam [3:0] SYNC = 4'd6;
  localparam [3:0] RDATA = 4'd7;
  localparam [3:0] TAR2 = 4'd8;
  localparam [3:0] ABORT = 4'd9;

  localparam [3:0] START_TARGET = 4'b0000;
  localparam [3:0] START_FW_READ = 4'b1101;
  localparam [3:0] START_FW_WRITE = 4'b1110;
  localparam [3:0] SYNC_READY = 4'b0000;
  localparam [3:0] SYNC_SHORT = 4'b0101;
  localparam [3:0] SYNC_LONG = 4'b0110;
  localparam [3:0] SYNC_ERROR = 4'b1010;
  localparam [3:0] SYNC_NONE = 4'b1111;

  localparam [4:0] SHORTS_FULL = 5'd16;  // more than any short_max

  reg [ 3:0] state_q;
  reg [ 2:0] clk_q;      // clocks spent in the state; in SYNC while no wait was seen
  reg        write_q;
  reg        mem_q;
  reg        fw_q;
  reg [ 3:0] idsel_q;
  reg [31:0] addr_q;     // the nibble to send is the topmost
  reg [ 7:0] wdata_q;
  reg [ 7:0] rdata_q;
  reg [ 4:0] shorts_q;   // short waits in a row
  reg        waited_q;   // a wait was seen in SYNC
  reg        done_q;
  reg        error_q;
  reg        aborted_q;

  reg [ 3:0] state_d;
  reg [ 2:0] clk_d;
  reg        write_d;
  reg        mem_d;
  reg        fw_d;
  reg [ 3:0] idsel_d;
  reg [31:0] addr_d;
  reg [ 7:0] wdata_d;
  reg [ 7:0] rdata_d;
  reg [ 4:0] shorts_d;
  reg        waited_d;
  reg        done_d;
  reg        error_d;
  reg        aborted_d;

  reg        ready;
  reg        illegal;
  reg        too_many;

  always @* begin
    shorts_d  = 5'd0;
    waited_d  = waited_q;
    state_d   = state_q;
    clk_d     = clk_q + 3'd1;
    write_d   = write_q;
    mem_d     = mem_q;
    fw_d      = fw_q;
    idsel_d   = idsel_q;
    addr_d    = addr_q;
    wdata_d   = wdata_q;
    rdata_d   = rdata_q;
    done_d    = 1'b0;
    error_d   = error_q;
    aborted_d = aborted_q;

    // SYNC: what LAD says
    ready    = 1'b0;
    illegal  = 1'b0;
    too_many = 1'b0;
    if (state_q == SYNC) begin
      case (lad_i)
        SYNC_READY: ready = 1'b1;
        SYNC_ERROR: begin
          ready   = 1'b1;
          error_d = 1'b1;
        end
        SYNC_SHORT: begin
          waited_d = 1'b1;
          shorts_d = (shorts_q == SHORTS_FULL) ? SHORTS_FULL : shorts_q + 5'd1;
          too_many = (short_max_i != 4'd0) && (shorts_d > {1'b0, short_max_i});
        end
        SYNC_LONG: waited_d = 1'b1;
        SYNC_NONE: illegal = waited_q || (clk_q == 3'd3);
        default: illegal = 1'b1;
      endcase
    end

    case (state_q)
      IDLE: begin
        clk_d = 3'd0;
        if (req_i) begin
          state_d   = START;
          fw_d      = (kind_i[2:1] == 2'b10);
          mem_d     = (kind_i[2:1] == 2'b01);
          write_d   = kind_i[0] && (kind_i[2:1] != 2'b11);
          idsel_d   = idsel_i;
          addr_d    = fw_d ? {addr_i[27:0], 4'b0000} : mem_d ? addr_i : {addr_i[15:0], 16'd0};  // 0000: MSIZE, one byte
          wdata_d   = wdata_i;
          rdata_d   = 8'hFF;
          waited_d  = 1'b0;
          error_d   = 1'b0;
          aborted_d = 1'b0;
        end
      end
      START: state_d = TYPE;
      TYPE:  state_d = ADDR;
      ADDR: begin
        addr_d = {addr_q[27:0], 4'b0000};
        if (clk_q == ((fw_q || mem_q) ? 3'd7 : 3'd3)) state_d = write_q ? WDATA : TAR;
      end
      WDATA: begin
        wdata_d = {4'b0000, wdata_q[7:4]};
        if (clk_q == 3'd1) state_d = TAR;
      end
      TAR: if (clk_q == 3'd1) state_d = SYNC;
      SYNC:
      if (illegal || too_many) state_d = ABORT;
      else if (ready) state_d = write_q ? TAR2 : RDATA;
      else if (waited_d) clk_d = 3'd0;
      RDATA:
      if (clk_q == 3'd0) rdata_d[3:0] = lad_i;
      else begin
        rdata_d[7:4] = lad_i;
        state_d      = TAR2;
      end
      TAR2:
      if (clk_q == 3'd1) begin
        state_d = IDLE;
        done_d  = 1'b1;
      end
      default:  // ABORT
      if (clk_q == 3'd3) begin
        state_d   = IDLE;
        done_d    = 1'b1;
        aborted_d = 1'b1;
      end
    endcase
    if (state_d != state_q) clk_d = 3'd0;
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q   <= IDLE;
      clk_q     <= 3'd0;
      write_q   <= 1'b0;
      mem_q     <= 1'b0;
      fw_q      <= 1'b0;
      idsel_q   <= 4'd0;
      addr_q    <= 32'd0;
      wdata_q   <= 8'd0;
      rdata_q   <= 8'hFF;
      shorts_q  <= 5'd0;
      waited_q  <= 1'b0;
      done_q    <= 1'b0;
      error_q   <= 1'b0;
      aborted_q <= 1'b0;
    end else begin
      state_q   <= state_d;
      clk_q     <= clk_d;
      write_q   <= write_d;
      mem_q     <= mem_d;
      fw_q      <= fw_d;
      idsel_q   <= idsel_d;
      addr_q    <= addr_d;
      wdata_q   <= wdata_d;
      rdata_q   <= rdata_d;
      shorts_q  <= shorts_d;
      waited_q  <= waited_d;
      done_q    <= done_d;
      error_q   <= error_d;
      aborted_q <= aborted_d;
    end
  end

  reg [3:0] lad;  // what the host drives
  reg       oe;

  always @* begin
    oe = 1'b1;
    case (state_q)
      START: lad = !fw_q ? START_TARGET : write_q ? START_FW_WRITE : START_FW_READ;
      TYPE:  lad = fw_q ? idsel_q : {1'b0, mem_q, write_q, 1'b0};
      ADDR:  lad = addr_q[31:28];
      WDATA: lad = wdata_q[3:0];
      TAR: begin
        lad = 4'hF;
        oe  = (clk_q == 3'd0);
      end
      ABORT: begin
        lad = 4'hF;
        oe  = (clk_q == 3'd3);
      end
      default: begin
        lad = 4'hF;
        oe  = 1'b0;
      end
    endcase
  end

  assign lframe_n_o = (state_q != START) && (state_q != ABORT);
  assign lad_o_o    = lad;
  assign lad_oe_o   = oe;
  assign done_o     = done_q;
  assign error_o    = error_q;
  assign aborted_o  = aborted_q;
  assign rdata_o    = rdata_q;
  assign state_o    = state_q;

endmodule
