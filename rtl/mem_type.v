// mem_type: the memory type of an access, from MTRRs, PAT or PCD and PWT, CR0.CD and SMRR.
//
// Which register decides, and how ranges combine: SDM 11.11.4.1. What the page makes of it: SDM tables 11-6 and 11-7.
// SMRR before MTRRs: SDM 11.11.2.4. A reserved type counts as UC.
// Left out: addresses above 36 bits, accesses across a border, read-back of the registers.
`default_nettype none

module mem_type (
    input  wire        clk_i,       // BCLK
    input  wire        rst_ni,

    // WRMSR
    input  wire        msr_wr_i,
    input  wire [ 4:0] msr_at_i,
    input  wire [63:0] msr_data_i,

    // an access
    input  wire        req_i,
    input  wire [35:0] addr_i,
    input  wire        smm_i,       // the CPU is in SMM
    input  wire        paged_i,     // CR0.PG
    input  wire [ 2:0] pat_i_i,     // PAT, PCD, PWT of the page
    input  wire        cd_i,        // CR0.CD

    // straps
    input  wire        pat_i,       // the part has a PAT
    input  wire [ 1:0] smrr_i,      // which SMRR
    input  wire        smrr_en_i,   // FEATURE_CONTROL
    input  wire        pcd_uc_i,    // without PAT, PCD = 1 is UC

    // its type, one clock later
    output wire        rsp_o,
    output wire [ 2:0] type_o,
    output wire        cacheable_o,
    output wire        blocked_o,   // SMRR, touched from outside SMM
    output wire [ 2:0] source_o
);

  localparam [2:0] UC = 3'd0;
  localparam [2:0] WC = 3'd1;
  localparam [2:0] WT = 3'd4;
  localparam [2:0] WP = 3'd5;
  localparam [2:0] WB = 3'd6;
  localparam [2:0] UC_MINUS = 3'd7;

  localparam [2:0] BY_OFF = 3'd0;
  localparam [2:0] BY_FIXED = 3'd1;
  localparam [2:0] BY_VARIABLE = 3'd2;
  localparam [2:0] BY_DEFAULT = 3'd3;
  localparam [2:0] BY_SMRR = 3'd4;

  // msr_at_i; 0 to 10 are the fixed ranges, 16 to 31 base and mask of the variable ones
  localparam [4:0] AT_DEF_TYPE = 5'd11;
  localparam [4:0] AT_PAT = 5'd12;
  localparam [4:0] AT_SMRR_BASE = 5'd13;
  localparam [4:0] AT_SMRR_MASK = 5'd14;

  localparam [1:0] SMRR_CORE2 = 2'd1;  // has no type field
  localparam [1:0] SMRR_ARCH = 2'd2;

  localparam [23:0] PAT_RESET = {UC, UC_MINUS, WT, WB, UC, UC_MINUS, WT, WB};

  // registers; types are kept as they act
  reg [263:0] fixed_q;         // a type each sub-range, the lowest address low
  reg [  2:0] def_type_q;
  reg         def_fe_q;
  reg         def_e_q;
  reg [ 23:0] pat_q;
  reg [31:12] smrr_base_q;
  reg [  2:0] smrr_type_q;
  reg [31:12] smrr_mask_q;
  reg         smrr_v_q;
  reg [191:0] var_base_q;      // bits 35:12 of each
  reg [ 23:0] var_type_q;
  reg [191:0] var_mask_q;      // bits 35:12 of each
  reg [  7:0] var_v_q;

  reg [263:0] fixed_d;
  reg [  2:0] def_type_d;
  reg         def_fe_d;
  reg         def_e_d;
  reg [ 23:0] pat_d;
  reg [31:12] smrr_base_d;
  reg [  2:0] smrr_type_d;
  reg [31:12] smrr_mask_d;
  reg         smrr_v_d;
  reg [191:0] var_base_d;
  reg [ 23:0] var_type_d;
  reg [191:0] var_mask_d;
  reg [  7:0] var_v_d;

  // the answer
  reg         rsp_q;
  reg [  2:0] type_q;
  reg         cacheable_q;
  reg         blocked_q;
  reg [  2:0] source_q;

  reg         rsp_d;
  reg [  2:0] type_d;
  reg         cacheable_d;
  reg         blocked_d;
  reg [  2:0] source_d;

  reg         in_smrr;
  reg         blocked;
  reg [  3:0] fixed_at;        // register of the sub-range
  reg [  2:0] fixed_byte;
  reg [  7:0] match;           // variable ranges that the address is in
  reg         seen_uc;         // their types
  reg         seen_wc;
  reg         seen_wt;
  reg         seen_wp;
  reg         seen_wb;
  reg [  2:0] var_type;        // what they make together
  reg [  2:0] memory;          // the type without the page
  reg [  2:0] source;
  reg [  2:0] page;            // PAT's type of the page
  reg [  2:0] effective;

  integer     n;               // variable range, in the lookup
  integer     n_wr;            // and in register writes

  wire        unused = &{1'b0, addr_i[11:0]};  // no range is smaller

  // a type byte, as it acts
  function [2:0] type_of(input [7:0] field);
    case (field)
      {5'd0, WC}: type_of = WC;
      {5'd0, WT}: type_of = WT;
      {5'd0, WP}: type_of = WP;
      {5'd0, WB}: type_of = WB;
      default: type_of = UC;
    endcase
  endfunction

  // eight of them
  function [23:0] types_of(input [63:0] bytes);
    types_of = {
      type_of(bytes[63:56]), type_of(bytes[55:48]), type_of(bytes[47:40]), type_of(bytes[39:32]),
      type_of(bytes[31:24]), type_of(bytes[23:16]), type_of(bytes[15:8]), type_of(bytes[7:0])
    };
  endfunction

  // with the type that PAT gives the page
  function [2:0] with_pat(input [2:0] mtrr, input [2:0] pat);
    case (pat)
      UC_MINUS: with_pat = (mtrr == WC || mtrr == WP) ? WC : UC;
      WC: with_pat = WC;
      WT: with_pat = (mtrr == UC || mtrr == WC) ? UC : WT;
      WB: with_pat = mtrr;
      WP: with_pat = (mtrr == UC || mtrr == WC) ? UC : WP;
      default: with_pat = UC;
    endcase
  endfunction

  // with PCD and PWT of the page
  function [2:0] with_pcd(input [2:0] mtrr, input pcd, input pwt, input pcd_uc);
    case ({pcd, pwt})
      2'b00: with_pcd = mtrr;
      2'b01: with_pcd = (mtrr == WB) ? WT : mtrr;
      2'b10: with_pcd = ((mtrr == WC || mtrr == WP) && !pcd_uc) ? WC : UC;
      default: with_pcd = UC;
    endcase
  endfunction

  // lookup, from the registers as they stand
  always @* begin
    in_smrr = (smrr_i == SMRR_CORE2 || smrr_i == SMRR_ARCH) && smrr_en_i && smrr_v_q && (addr_i[35:32] == 4'd0)
        && (((addr_i[31:12] ^ smrr_base_q) & smrr_mask_q) == 20'd0);
    blocked = in_smrr && !smm_i;

    if (!addr_i[19]) begin  // 64 KB each
      fixed_at   = 4'd0;
      fixed_byte = addr_i[18:16];
    end else if (!addr_i[18]) begin  // 16 KB
      fixed_at   = 4'd1 + {3'd0, addr_i[17]};
      fixed_byte = addr_i[16:14];
    end else begin  // 4 KB
      fixed_at   = 4'd3 + {1'b0, addr_i[17:15]};
      fixed_byte = addr_i[14:12];
    end

    seen_uc = 1'b0;
    seen_wc = 1'b0;
    seen_wt = 1'b0;
    seen_wp = 1'b0;
    seen_wb = 1'b0;
    for (n = 0; n < 8; n = n + 1) begin
      match[n] = var_v_q[n] && (((addr_i[35:12] ^ var_base_q[24*n+:24]) & var_mask_q[24*n+:24]) == 24'd0);
      if (match[n]) begin
        case (var_type_q[3*n+:3])
          WC: seen_wc = 1'b1;
          WT: seen_wt = 1'b1;
          WP: seen_wp = 1'b1;
          WB: seen_wb = 1'b1;
          default: seen_uc = 1'b1;
        endcase
      end
    end
    case ({seen_uc, seen_wc, seen_wt, seen_wp, seen_wb})
      5'b01000: var_type = WC;
      5'b00100, 5'b00101: var_type = WT;  // WT wins over WB
      5'b00010: var_type = WP;
      5'b00001: var_type = WB;
      default: var_type = UC;
    endcase

    if (in_smrr && smm_i && smrr_i == SMRR_ARCH) begin
      source = BY_SMRR;
      memory = smrr_type_q;
    end else if (!def_e_q) begin
      source = BY_OFF;
      memory = UC;
    end else if (def_fe_q && (addr_i[35:20] == 16'd0)) begin
      source = BY_FIXED;
      memory = fixed_q[9'd3 * {2'd0, fixed_at, fixed_byte} +: 3];
    end else if (match != 8'd0) begin
      source = BY_VARIABLE;
      memory = var_type;
    end else begin
      source = BY_DEFAULT;
      memory = def_type_q;
    end

    page = pat_q[5'd3 * {2'd0, pat_i_i} +: 3];
    if (!paged_i) effective = memory;
    else if (pat_i) effective = with_pat(memory, page);
    else effective = with_pcd(memory, pat_i_i[1], pat_i_i[0], pcd_uc_i);
    if (blocked) effective = UC;

    rsp_d       = req_i;
    type_d      = type_q;
    cacheable_d = cacheable_q;
    blocked_d   = blocked_q;
    source_d    = source_q;
    if (req_i) begin
      type_d      = effective;
      cacheable_d = !cd_i && (effective != UC) && (effective != WC);
      blocked_d   = blocked;
      source_d    = blocked ? BY_SMRR : source;
    end
  end

  // register writes
  always @* begin
    fixed_d     = fixed_q;
    def_type_d  = def_type_q;
    def_fe_d    = def_fe_q;
    def_e_d     = def_e_q;
    pat_d       = pat_q;
    smrr_base_d = smrr_base_q;
    smrr_type_d = smrr_type_q;
    smrr_mask_d = smrr_mask_q;
    smrr_v_d    = smrr_v_q;
    var_base_d  = var_base_q;
    var_type_d  = var_type_q;
    var_mask_d  = var_mask_q;
    var_v_d     = var_v_q;

    if (msr_wr_i) begin
      case (msr_at_i)
        AT_DEF_TYPE: {def_e_d, def_fe_d, def_type_d} = {msr_data_i[11:10], type_of(msr_data_i[7:0])};
        AT_PAT: begin
          pat_d[11:0]  = {msr_data_i[26:24], msr_data_i[18:16], msr_data_i[10:8], msr_data_i[2:0]};
          pat_d[23:12] = {msr_data_i[58:56], msr_data_i[50:48], msr_data_i[42:40], msr_data_i[34:32]};
        end
        AT_SMRR_BASE: {smrr_base_d, smrr_type_d} = {msr_data_i[31:12], type_of(msr_data_i[7:0])};
        AT_SMRR_MASK: {smrr_mask_d, smrr_v_d} = msr_data_i[31:11];
        default: if (msr_at_i < AT_DEF_TYPE) fixed_d[9'd24 * {4'd0, msr_at_i} +: 24] = types_of(msr_data_i);
      endcase
    end

    for (n_wr = 0; n_wr < 8; n_wr = n_wr + 1) begin
      if (msr_wr_i && msr_at_i[4] && (msr_at_i[3:1] == n_wr[2:0])) begin
        if (msr_at_i[0]) begin
          var_mask_d[24*n_wr+:24] = msr_data_i[35:12];
          var_v_d[n_wr]           = msr_data_i[11];
        end else begin
          var_base_d[24*n_wr+:24] = msr_data_i[35:12];
          var_type_d[3*n_wr+:3]   = type_of(msr_data_i[7:0]);
        end
      end
    end
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      fixed_q     <= {88{UC}};
      def_type_q  <= UC;
      def_fe_q    <= 1'b0;
      def_e_q     <= 1'b0;
      pat_q       <= PAT_RESET;
      smrr_base_q <= 20'd0;
      smrr_type_q <= UC;
      smrr_mask_q <= 20'd0;
      smrr_v_q    <= 1'b0;
      var_base_q  <= 192'd0;
      var_type_q  <= {8{UC}};
      var_mask_q  <= 192'd0;
      var_v_q     <= 8'd0;
      rsp_q       <= 1'b0;
      type_q      <= UC;
      cacheable_q <= 1'b0;
      blocked_q   <= 1'b0;
      source_q    <= BY_OFF;
    end else begin
      fixed_q     <= fixed_d;
      def_type_q  <= def_type_d;
      def_fe_q    <= def_fe_d;
      def_e_q     <= def_e_d;
      pat_q       <= pat_d;
      smrr_base_q <= smrr_base_d;
      smrr_type_q <= smrr_type_d;
      smrr_mask_q <= smrr_mask_d;
      smrr_v_q    <= smrr_v_d;
      var_base_q  <= var_base_d;
      var_type_q  <= var_type_d;
      var_mask_q  <= var_mask_d;
      var_v_q     <= var_v_d;
      rsp_q       <= rsp_d;
      type_q      <= type_d;
      cacheable_q <= cacheable_d;
      blocked_q   <= blocked_d;
      source_q    <= source_d;
    end
  end

  assign rsp_o       = rsp_q;
  assign type_o      = type_q;
  assign cacheable_o = cacheable_q;
  assign blocked_o   = blocked_q;
  assign source_o    = source_q;

endmodule
