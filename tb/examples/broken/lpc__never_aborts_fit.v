// Joins lpc_master to the port names of the block lpc: --top lpc_fit.
`default_nettype none

module lpc_fit (
    input  wire        clk_i,
    input  wire        rst_ni,
    input  wire        req_i,
    input  wire [ 2:0] kind_i,
    input  wire [31:0] addr_i,
    input  wire [ 7:0] wdata_i,
    input  wire [ 3:0] idsel_i,
    input  wire [ 3:0] lad_i,
    output wire        lframe_n_o,
    output wire [ 3:0] lad_o_o,
    output wire        lad_oe_o,
    input  wire [ 3:0] short_max_i,
    output wire        done_o,
    output wire        error_o,
    output wire        aborted_o,
    output wire [ 7:0] rdata_o,
    output reg  [ 3:0] state_o
);

  wire       spare = (kind_i[2:1] == 2'b11);  // taken as an I/O read
  wire [3:0] phase;

  lpc_master u_master (
      .pclk(clk_i), .reset(!rst_ni),
      .start(req_i), .space(spare ? 2'd0 : kind_i[2:1]), .we(kind_i[0] && !spare),
      .adr(addr_i), .dat_w(wdata_i), .fwh_sel(idsel_i),
      .dat_r(rdata_o), .finished(done_o), .sync_error(error_o), .no_device(aborted_o),
      .lad_from_pad(lad_i), .lad_to_pad(lad_o_o), .lad_enable(lad_oe_o), .lframe_b(lframe_n_o),
      .short_limit(short_max_i), .phase_code(phase)
  );

  // The block shows its states as IDLE 0, START 1, ... TAR2 8, ABORT 9; the master has KILL second.
  always @*
    case (phase)
      4'd0: state_o = 4'd0;
      4'd1: state_o = 4'd9;
      default: state_o = phase - 4'd1;
    endcase
endmodule
