// smm_track: the MCH's own idea of which bus agent is in SMM, learned from the bus wires alone.
//
// SMIACT# belongs to the agent that drives ADS# (SDM vol 3, 34.13). From P6 on an SMI-acknowledge transaction comes
// once on entry and once on exit and toggles the agent's state (SDM vol 3, 34.3.1, 34.3.2); request codes as in the
// 82815 GMCH data sheet, table 12.
// Left out: agents that leave the bus while in SMM.
`default_nettype none

module smm_track (
    input  wire        clk_i,       // BCLK
    input  wire        rst_ni,

    // request phase
    input  wire        ads_n_i,
    input  wire [ 5:0] agent_i,     // who drives ADS#
    input  wire [ 4:0] req_a_i,
    input  wire [ 4:0] req_b_i,
    input  wire [ 7:0] be_i,        // active high; the code of a special transaction
    input  wire        smmem_n_i,
    input  wire        smiact_n_i,

    // straps
    input  wire        by_txn_i,    // 1 SMI-acknowledge and SMMEM#, 0 SMIACT#
    input  wire [ 7:0] ack_code_i,

    output wire [63:0] in_smm_o,    // one bit an agent
    output wire        txn_smm_o    // the latest request was made in SMM
);

  localparam [4:0] REQ_A_SPECIAL = 5'b01000;
  localparam [2:0] REQ_B_SPECIAL = 3'b001;

  reg [63:0] in_smm_q;
  reg        txn_smm_q;

  reg [63:0] in_smm_d;
  reg        txn_smm_d;

  reg        smi_ack;

  always @* begin
    smi_ack = (req_a_i == REQ_A_SPECIAL) && (req_b_i[2:0] == REQ_B_SPECIAL) && (be_i == ack_code_i);

    in_smm_d  = in_smm_q;
    txn_smm_d = txn_smm_q;
    if (!ads_n_i) begin
      if (!by_txn_i) begin
        in_smm_d[agent_i] = !smiact_n_i;
        txn_smm_d         = !smiact_n_i;
      end else if (smi_ack) begin
        in_smm_d[agent_i] = !in_smm_q[agent_i];
        txn_smm_d         = 1'b0;
      end else begin
        txn_smm_d = in_smm_q[agent_i] && !smmem_n_i;
      end
    end
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      in_smm_q  <= 64'd0;
      txn_smm_q <= 1'b0;
    end else begin
      in_smm_q  <= in_smm_d;
      txn_smm_q <= txn_smm_d;
    end
  end

  assign in_smm_o  = in_smm_q;
  assign txn_smm_o = txn_smm_q;

  wire unused = &{1'b0, req_b_i[4:3]};  // xx in the request code of a special transaction

endmodule
