// smram_dec: the MCH's SMRAM registers and the decode of every memory access (Q35 D0:F0).
//
// SMRAM (9Dh), ESMRAMC (9Eh), TSEGMB (ACh) and TOLUD (B0h) as in the 3-series MCH data sheet 316966; open and closed
// ranges as in 82925X tables 9-5 and 9-6, write-back rule 82925X 9.4.6, IGD redirection G35 data sheet.
// Left out: PAM, remap, GBSM/BGSM, memory above 4 GB, TSEG_SZ 11b as QEMU's extended size.
`default_nettype none

module smram_dec (
    input  wire        clk_i,        // BCLK
    input  wire        rst_ni,

    // an access
    input  wire        req_i,
    input  wire [ 1:0] initiator_i,
    input  wire [35:0] addr_i,
    input  wire        write_i,
    input  wire        fetch_i,
    input  wire        wb_i,
    input  wire        smm_i,        // from smm_track

    // its answer, one clock later
    output wire        rsp_o,
    output wire [ 2:0] target_o,
    output wire [35:0] maddr_o,
    output wire [ 1:0] range_o,

    // configuration writes to D0:F0
    input  wire        cfg_wr_i,
    input  wire [ 7:0] cfg_off_i,    // of the dword
    input  wire [ 3:0] cfg_be_i,
    input  wire [31:0] cfg_wdata_i,

    // straps
    input  wire        cls_all_i,    // D_CLS also closes H and T to data
    input  wire        lck_g_i,      // D_LCK freezes G_SMRAME
    input  wire        lck_map_i,    // D_LCK freezes TSEGMB and TOLUD

    // registers
    output wire [ 7:0] smram_o,
    output wire [ 7:0] esmramc_o,
    output wire [31:0] tsegmb_o,
    output wire [15:0] tolud_o
);

  localparam [1:0] INIT_CPU = 2'd0;
  localparam [1:0] INIT_IGD = 2'd3;

  localparam [2:0] TGT_DRAM = 3'd0;
  localparam [2:0] TGT_VIDEO = 3'd1;
  localparam [2:0] TGT_DMI = 3'd2;
  localparam [2:0] TGT_INVALID = 3'd3;
  localparam [2:0] TGT_C0000 = 3'd4;

  localparam [1:0] RANGE_NONE = 2'd0;
  localparam [1:0] RANGE_C = 2'd1;
  localparam [1:0] RANGE_H = 2'd2;
  localparam [1:0] RANGE_T = 2'd3;

  localparam [7:0] OFF_SMRAM = 8'h9C;
  localparam [7:0] OFF_TSEGMB = 8'hAC;
  localparam [7:0] OFF_TOLUD = 8'hB0;

  localparam [18:0] C_TAG = 19'h00005;  // address[35:17] of A0000-BFFFF
  localparam [18:0] H_TAG = 19'h07F6D;  // address[35:17] of FEDA0000-FEDBFFFF
  localparam [19:0] C0000_TAG = 20'h0000C;  // address[35:16] of C0000-CFFFF

  localparam [2:0] C_BASE_SEG = 3'b010;
  localparam [2:0] SM_CACHE_L1_L2 = 3'b111;
  localparam [11:0] TOLUD_RESET = 12'h001;

  // registers, one bit or field each
  reg         d_open_q;
  reg         d_cls_q;
  reg         d_lck_q;
  reg         g_smrame_q;
  reg         h_smrame_q;
  reg         e_smerr_q;
  reg  [ 1:0] tseg_sz_q;
  reg         t_en_q;
  reg  [11:0] tsegmb_q;    // [31:20]
  reg  [11:0] tolud_q;     // [15:4]

  reg         d_open_d;
  reg         d_cls_d;
  reg         d_lck_d;
  reg         g_smrame_d;
  reg         h_smrame_d;
  reg         e_smerr_d;
  reg  [ 1:0] tseg_sz_d;
  reg         t_en_d;
  reg  [11:0] tsegmb_d;
  reg  [11:0] tolud_d;

  // the answer
  reg         rsp_q;
  reg  [ 2:0] target_q;
  reg  [35:0] maddr_q;
  reg  [ 1:0] range_q;

  reg         rsp_d;
  reg  [ 2:0] target_d;
  reg  [35:0] maddr_d;
  reg  [ 1:0] range_d;

  reg  [15:0] t_offset;    // MB above the base of TSEG; wraps to a large number below it
  reg  [15:0] t_size;      // MB
  reg         in_c;
  reg         in_h;
  reg         in_t;
  reg  [ 1:0] range;
  reg  [ 2:0] target;
  reg         d_cls_here;  // D_CLS reaches this range
  reg         smerr;

  // decode, from the registers as they stand
  always @* begin
    case (tseg_sz_q)
      2'b00:   t_size = 16'd1;
      2'b01:   t_size = 16'd2;
      2'b10:   t_size = 16'd8;
      default: t_size = 16'd0;  // reserved
    endcase
    t_offset = addr_i[35:20] - {4'd0, tsegmb_q};

    in_c = g_smrame_q && !h_smrame_q && (addr_i[35:17] == C_TAG);
    in_h = g_smrame_q && h_smrame_q && (addr_i[35:17] == H_TAG);
    in_t = g_smrame_q && t_en_q && (t_offset < t_size);

    if (in_t) range = RANGE_T;
    else if (in_c) range = RANGE_C;
    else if (in_h) range = RANGE_H;
    else range = RANGE_NONE;

    d_cls_here = d_cls_q && (cls_all_i || (range == RANGE_C));
    smerr      = 1'b0;

    if (range == RANGE_NONE) begin
      if (addr_i[35:17] == C_TAG) target = TGT_VIDEO;
      else if (addr_i[35:20] < {4'd0, tolud_q}) target = TGT_DRAM;
      else target = TGT_DMI;
    end else if (initiator_i == INIT_IGD) begin
      target = TGT_C0000;
    end else begin
      target = (range == RANGE_C) ? TGT_VIDEO : TGT_INVALID;  // closed, unless the CPU may
      if (initiator_i == INIT_CPU) begin
        if (wb_i && write_i) target = TGT_DRAM;  // a dirty line goes home in any mode
        else if (smm_i || d_open_q) begin
          if (fetch_i || !d_cls_here) target = TGT_DRAM;
        end else begin
          smerr = (range != RANGE_C);
        end
      end
    end

    rsp_d    = req_i;
    target_d = target_q;
    maddr_d  = maddr_q;
    range_d  = range_q;
    if (req_i) begin
      target_d = target;
      range_d  = range;
      if (target == TGT_C0000) maddr_d = {C0000_TAG, addr_i[15:0]};
      else if (range == RANGE_H) maddr_d = {C_TAG, addr_i[16:0]};
      else maddr_d = addr_i;
    end
  end

  reg         g_frozen;
  reg         map_frozen;

  // register writes
  always @* begin
    g_frozen   = d_lck_q && lck_g_i;
    map_frozen = d_lck_q && lck_map_i;

    d_open_d   = d_open_q;
    d_cls_d    = d_cls_q;
    d_lck_d    = d_lck_q;
    g_smrame_d = g_smrame_q;
    h_smrame_d = h_smrame_q;
    e_smerr_d  = e_smerr_q;
    tseg_sz_d  = tseg_sz_q;
    t_en_d     = t_en_q;
    tsegmb_d   = tsegmb_q;
    tolud_d    = tolud_q;

    if (cfg_wr_i && cfg_off_i == OFF_SMRAM) begin
      if (cfg_be_i[1]) d_cls_d = cfg_wdata_i[13];
      if (cfg_be_i[1] && !g_frozen) g_smrame_d = cfg_wdata_i[11];
      if (cfg_be_i[2] && cfg_wdata_i[22]) e_smerr_d = 1'b0;
    end

    if (cfg_wr_i && cfg_off_i == OFF_SMRAM && !d_lck_q) begin
      if (cfg_be_i[1]) begin
        d_open_d = cfg_wdata_i[14] && !cfg_wdata_i[12];  // locking closes in the same write
        d_lck_d  = cfg_wdata_i[12];
      end
      if (cfg_be_i[2]) begin
        h_smrame_d = cfg_wdata_i[23];
        tseg_sz_d  = cfg_wdata_i[18:17];
        t_en_d     = cfg_wdata_i[16];
      end
    end

    if (cfg_wr_i && !map_frozen) begin
      case (cfg_off_i)
        OFF_TSEGMB: begin
          if (cfg_be_i[3]) tsegmb_d[11:4] = cfg_wdata_i[31:24];
          if (cfg_be_i[2]) tsegmb_d[3:0] = cfg_wdata_i[23:20];
        end
        OFF_TOLUD: begin
          if (cfg_be_i[1]) tolud_d[11:4] = cfg_wdata_i[15:8];
          if (cfg_be_i[0]) tolud_d[3:0] = cfg_wdata_i[7:4];
        end
        default: ;
      endcase
    end

    if (req_i && smerr) e_smerr_d = 1'b1;  // the touch wins over a clear in the same clock
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      d_open_q   <= 1'b0;
      d_cls_q    <= 1'b0;
      d_lck_q    <= 1'b0;
      g_smrame_q <= 1'b0;
      h_smrame_q <= 1'b0;
      e_smerr_q  <= 1'b0;
      tseg_sz_q  <= 2'b00;
      t_en_q     <= 1'b0;
      tsegmb_q   <= 12'd0;
      tolud_q    <= TOLUD_RESET;
      rsp_q      <= 1'b0;
      target_q   <= TGT_DRAM;
      maddr_q    <= 36'd0;
      range_q    <= RANGE_NONE;
    end else begin
      d_open_q   <= d_open_d;
      d_cls_q    <= d_cls_d;
      d_lck_q    <= d_lck_d;
      g_smrame_q <= g_smrame_d;
      h_smrame_q <= h_smrame_d;
      e_smerr_q  <= e_smerr_d;
      tseg_sz_q  <= tseg_sz_d;
      t_en_q     <= t_en_d;
      tsegmb_q   <= tsegmb_d;
      tolud_q    <= tolud_d;
      rsp_q      <= rsp_d;
      target_q   <= target_d;
      maddr_q    <= maddr_d;
      range_q    <= range_d;
    end
  end

  assign rsp_o     = rsp_q;
  assign target_o  = target_q;
  assign maddr_o   = maddr_q;
  assign range_o   = range_q;
  assign smram_o   = {1'b0, d_open_q, d_cls_q, d_lck_q, g_smrame_q, C_BASE_SEG};
  assign esmramc_o = {h_smrame_q, e_smerr_q, SM_CACHE_L1_L2, tseg_sz_q, t_en_q};
  assign tsegmb_o  = {tsegmb_q, 20'd0};
  assign tolud_o   = {tolud_q, 4'd0};

  wire unused = &{1'b0, cfg_wdata_i[19], cfg_wdata_i[3:0]};  // no register has a writable bit here

endmodule
