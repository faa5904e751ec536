// Wrong: SMMEM# is not looked at, so every request of a processor that is in SMM counts as made in SMM.
//
// Follows each bus agent into SMM and out of it, one state machine an agent. With FIXED defined the mistake is mended.
`default_nettype none

module agent_in_smm (
    input  wire logic clk,
    input  wire logic rst_n,
    input  wire logic by_pin,   // SMIACT# says it
    input  wire logic request,  // this agent's ADS#
    input  wire logic smiact,
    input  wire logic ack,      // it is an SMI acknowledge
    output logic      in_smm
);
  typedef enum logic {
    OUT,
    IN
  } where_e;
  where_e where;

  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) where <= OUT;
    else if (request && by_pin) where <= smiact ? IN : OUT;
    else if (request && ack)
      case (where)
        OUT: where <= IN;
        IN:  where <= OUT;
      endcase

  assign in_smm = (where == IN);
endmodule

module smm_track (
    input  wire logic        clk_i, rst_ni,
    input  wire logic        ads_n_i,
    input  wire logic [5:0]  agent_i,
    input  wire logic [4:0]  req_a_i, req_b_i,
    input  wire logic [7:0]  be_i,
    input  wire logic        smmem_n_i, smiact_n_i,
    input  wire logic        by_txn_i,
    input  wire logic [7:0]  ack_code_i,
    output logic [63:0]      in_smm_o,
    output logic             txn_smm_o
);
  wire is_special = req_a_i == 5'b01000 && req_b_i[2:0] == 3'b001;
  wire is_ack     = by_txn_i && is_special && be_i == ack_code_i;

  for (genvar n = 0; n < 64; n++) begin : g_agent
    agent_in_smm u_agent (
        .clk(clk_i), .rst_n(rst_ni), .by_pin(!by_txn_i), .request(!ads_n_i && agent_i == 6'(n)),
        .smiact(!smiact_n_i), .ack(is_ack), .in_smm(in_smm_o[n])
    );
  end

`ifdef FIXED
  wire by_agent = in_smm_o[agent_i] && !smmem_n_i;
`else
  wire by_agent = in_smm_o[agent_i];
`endif

  always_ff @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) txn_smm_o <= 1'b0;
    else if (!ads_n_i) txn_smm_o <= by_txn_i ? by_agent && !is_ack : !smiact_n_i;

  wire unused = &{1'b0, req_b_i[4:3]};  // of a special transaction only the low three bits count
endmodule
