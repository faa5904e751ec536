// smram_dec: the MCH's decode of every memory access and the registers that steer it (Q35 D0:F0).
//
// Registers as in the 3-series MCH data sheet 316966 and the 4-series one; open and closed ranges as in 82925X tables
// 9-5 and 9-6, write-back rule 82925X 9.4.6, IGD redirection and legacy owner of A0000-BFFFF G35 data sheet.
// Left out: PCIEXBAR, DEVEN, TSEG_SZ 11b as QEMU's extended size.
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
    output wire [ 2:0] range_o,

    // configuration writes to D0:F0
    input  wire        cfg_wr_i,
    input  wire [ 7:0] cfg_off_i,    // of the dword
    input  wire [ 3:0] cfg_be_i,
    input  wire [31:0] cfg_wdata_i,

    // straps
    input  wire        cls_all_i,    // D_CLS also closes H and T to data
    input  wire        lck_g_i,      // D_LCK freezes G_SMRAME
    input  wire        lck_map_i,    // D_LCK freezes GGC, TOM, TOUUD, GBSM, BGSM, TSEGMB, TOLUD
    input  wire        lck_remap_i,  // D_LCK freezes REMAPBASE, REMAPLIMIT
    input  wire        peg_vga_i,    // the PCI Express port is VGA enabled
    input  wire        stolen_cpu_i, // a CPU reaches stolen graphics memory

    // registers
    output wire [ 7:0] smram_o,
    output wire [ 7:0] esmramc_o,
    output wire [31:0] tsegmb_o,
    output wire [15:0] tolud_o,
    output wire [55:0] pam_o,        // byte n is PAMn
    output wire [ 7:0] lac_o,
    output wire [15:0] ggc_o,
    output wire [15:0] remapbase_o,
    output wire [15:0] remaplimit_o,
    output wire [15:0] tom_o,
    output wire [15:0] touud_o,
    output wire [31:0] gbsm_o,
    output wire [31:0] bgsm_o
);

  localparam [1:0] INIT_CPU = 2'd0;
  localparam [1:0] INIT_IGD = 2'd3;

  localparam [2:0] TGT_DRAM = 3'd0;
  localparam [2:0] TGT_VIDEO = 3'd1;
  localparam [2:0] TGT_DMI = 3'd2;
  localparam [2:0] TGT_INVALID = 3'd3;
  localparam [2:0] TGT_C0000 = 3'd4;
  localparam [2:0] TGT_PEG = 3'd5;

  localparam [2:0] RANGE_NONE = 3'd0;
  localparam [2:0] RANGE_C = 3'd1;
  localparam [2:0] RANGE_H = 3'd2;
  localparam [2:0] RANGE_T = 3'd3;
  localparam [2:0] RANGE_PAM = 3'd4;
  localparam [2:0] RANGE_STOLEN = 3'd5;
  localparam [2:0] RANGE_REMAP = 3'd6;

  localparam [7:0] OFF_GGC = 8'h50;
  localparam [7:0] OFF_PAM0 = 8'h90;
  localparam [7:0] OFF_PAM4 = 8'h94;
  localparam [7:0] OFF_REMAP = 8'h98;
  localparam [7:0] OFF_SMRAM = 8'h9C;
  localparam [7:0] OFF_TOM = 8'hA0;
  localparam [7:0] OFF_GBSM = 8'hA4;
  localparam [7:0] OFF_BGSM = 8'hA8;
  localparam [7:0] OFF_TSEGMB = 8'hAC;
  localparam [7:0] OFF_TOLUD = 8'hB0;

  localparam [18:0] C_TAG = 19'h00005;  // address[35:17] of A0000-BFFFF
  localparam [18:0] H_TAG = 19'h07F6D;  // address[35:17] of FEDA0000-FEDBFFFF
  localparam [20:0] MDA_TAG = 21'h000016;  // address[35:15] of B0000-B7FFF
  localparam [17:0] PAM_TAG = 18'h00003;  // address[35:18] of C0000-FFFFF
  localparam [15:0] HOLE_MB = 16'h000F;  // F00000-FFFFFF
  localparam [15:0] FIXED_FIRST_MB = 16'h0FEC;  // FEC00000 to 4 GB: APICs, H, boot ROM
  localparam [15:0] FIXED_LAST_MB = 16'h0FFF;
  localparam [19:0] C0000_TAG = 20'h0000C;  // address[35:16] of C0000-CFFFF

  localparam [2:0] C_BASE_SEG = 3'b010;
  localparam [2:0] SM_CACHE_L1_L2 = 3'b111;
  localparam [11:0] TOLUD_RESET = 12'h001;
  localparam [9:0] REMAPBASE_RESET = 10'h3FF;
  localparam [9:0] TOM_RESET = 10'h001;
  localparam [3:0] GMS_RESET = 4'h3;

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
  reg  [27:2] pam_q;       // PAMn is 4n+3:4n, write and read enable of the high and of the low segment
  reg         mdap_q;
  reg         hen_q;
  reg         ivd_q;
  reg  [ 3:0] gms_q;
  reg  [ 3:0] ggms_q;
  reg  [ 9:0] remapbase_q;
  reg  [ 9:0] remaplimit_q;
  reg  [ 9:0] tom_q;
  reg  [15:0] touud_q;
  reg  [11:0] gbsm_q;      // [31:20]
  reg  [11:0] bgsm_q;      // [31:20]

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
  reg  [27:2] pam_d;
  reg         mdap_d;
  reg         hen_d;
  reg         ivd_d;
  reg  [ 3:0] gms_d;
  reg  [ 3:0] ggms_d;
  reg  [ 9:0] remapbase_d;
  reg  [ 9:0] remaplimit_d;
  reg  [ 9:0] tom_d;
  reg  [15:0] touud_d;
  reg  [11:0] gbsm_d;      // [31:20]
  reg  [11:0] bgsm_d;      // [31:20]

  // the answer
  reg         rsp_q;
  reg  [ 2:0] target_q;
  reg  [35:0] maddr_q;
  reg  [ 2:0] range_q;

  reg         rsp_d;
  reg  [ 2:0] target_d;
  reg  [35:0] maddr_d;
  reg  [ 2:0] range_d;

  reg  [15:0] t_offset;    // MB above the base of TSEG; wraps to a large number below it
  reg  [15:0] t_size;      // MB
  reg         in_c;
  reg         in_h;
  reg         in_t;
  reg  [ 2:0] range;
  reg  [ 2:0] target;
  reg  [35:0] maddr;
  reg  [ 2:0] legacy;      // who owns A0000-BFFFF
  reg  [ 1:0] segment;     // write and read enable of the PAM segment
  reg  [15:0] mb;          // the address in MB
  reg         in_graphics; // stolen memory
  reg         in_gtt;
  reg         in_remap;
  reg  [35:0] remap_maddr;
  reg         d_cls_here;  // D_CLS reaches this range
  reg         smerr;

  // a PAM register as it reads, from its four enables
  function [7:0] pam_byte(input [3:0] enables);
    pam_byte = {2'b00, enables[3:2], 2'b00, enables[1:0]};
  endfunction

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

    if (mdap_q && (addr_i[35:15] == MDA_TAG)) legacy = TGT_DMI;
    else if (!ivd_q) legacy = TGT_VIDEO;
    else if (peg_vga_i) legacy = TGT_PEG;
    else legacy = TGT_DMI;

    // C0000-EFFFF in 16 KB segments: PAM1 low is bits 5:4 of pam_q; F0000-FFFFF as one
    if (addr_i[17:16] == 2'b11) segment = pam_q[3:2];
    else segment = pam_q[{addr_i[17:14], 1'b0} + 5'd4 +: 2];

    mb          = addr_i[35:20];
    in_graphics = (gms_q != 4'd0) && (gbsm_q != 12'd0) && (mb >= {4'd0, gbsm_q}) && (mb < {4'd0, tolud_q});
    in_gtt      = (ggms_q != 4'd0) && (bgsm_q != 12'd0) && (mb >= {4'd0, bgsm_q}) && (mb < {4'd0, gbsm_q});
    in_remap    = (addr_i[35:26] >= remapbase_q) && (addr_i[35:26] <= remaplimit_q);
    remap_maddr = addr_i - {remapbase_q, 26'd0} + {4'd0, tolud_q, 20'd0};

    d_cls_here = d_cls_q && (cls_all_i || (in_c && !in_t));
    smerr      = 1'b0;
    range      = RANGE_NONE;
    target     = TGT_DMI;
    maddr      = addr_i;

    if (in_t || in_c || in_h) begin
      range = in_t ? RANGE_T : in_c ? RANGE_C : RANGE_H;
      if (range == RANGE_H) maddr = {C_TAG, addr_i[16:0]};
      if (initiator_i == INIT_IGD) begin
        target = TGT_C0000;
        maddr  = {C0000_TAG, addr_i[15:0]};
      end else begin
        target = (range == RANGE_C) ? legacy : TGT_INVALID;  // closed, unless the CPU may
        if (initiator_i == INIT_CPU) begin
          if (wb_i && write_i) target = TGT_DRAM;  // a dirty line goes home in any mode
          else if (smm_i || d_open_q) begin
            if (fetch_i || !d_cls_here) target = TGT_DRAM;
          end else begin
            smerr = (range != RANGE_C);
          end
        end
      end
    end else if (addr_i[35:17] == C_TAG) begin
      target = legacy;
    end else if (addr_i[35:18] == PAM_TAG) begin
      range = RANGE_PAM;
      if (write_i ? segment[1] : segment[0]) target = TGT_DRAM;
    end else if (hen_q && (mb == HOLE_MB)) begin
      target = TGT_DMI;
    end else if ((mb >= FIXED_FIRST_MB) && (mb <= FIXED_LAST_MB)) begin
      target = TGT_DMI;
    end else if (in_graphics || in_gtt) begin
      range = RANGE_STOLEN;
      if (initiator_i == INIT_IGD || (initiator_i == INIT_CPU && stolen_cpu_i)) target = TGT_DRAM;
      else target = TGT_INVALID;
    end else if (mb < {4'd0, tolud_q}) begin
      target = TGT_DRAM;
    end else if ((addr_i[35:32] != 4'd0) && (mb < touud_q)) begin
      target = TGT_DRAM;
      if (in_remap) begin
        range = RANGE_REMAP;
        maddr = remap_maddr;
      end
    end

    rsp_d    = req_i;
    target_d = target_q;
    maddr_d  = maddr_q;
    range_d  = range_q;
    if (req_i) begin
      target_d = target;
      range_d  = range;
      maddr_d  = maddr;
    end
  end

  reg         g_frozen;
  reg         map_frozen;
  reg         remap_frozen;

  // register writes
  always @* begin
    g_frozen     = d_lck_q && lck_g_i;
    map_frozen   = d_lck_q && lck_map_i;
    remap_frozen = d_lck_q && lck_remap_i;

    d_open_d     = d_open_q;
    d_cls_d      = d_cls_q;
    d_lck_d      = d_lck_q;
    g_smrame_d   = g_smrame_q;
    h_smrame_d   = h_smrame_q;
    e_smerr_d    = e_smerr_q;
    tseg_sz_d    = tseg_sz_q;
    t_en_d       = t_en_q;
    tsegmb_d     = tsegmb_q;
    tolud_d      = tolud_q;
    pam_d        = pam_q;
    mdap_d       = mdap_q;
    hen_d        = hen_q;
    ivd_d        = ivd_q;
    gms_d        = gms_q;
    ggms_d       = ggms_q;
    remapbase_d  = remapbase_q;
    remaplimit_d = remaplimit_q;
    tom_d        = tom_q;
    touud_d      = touud_q;
    gbsm_d       = gbsm_q;
    bgsm_d       = bgsm_q;

    // two enables of each segment: PAMn[1:0] and PAMn[5:4]; PAM0[1:0] is reserved
    if (cfg_wr_i && cfg_off_i == OFF_PAM0) begin
      if (cfg_be_i[0]) pam_d[3:2] = cfg_wdata_i[5:4];
      if (cfg_be_i[1]) pam_d[7:4] = {cfg_wdata_i[13:12], cfg_wdata_i[9:8]};
      if (cfg_be_i[2]) pam_d[11:8] = {cfg_wdata_i[21:20], cfg_wdata_i[17:16]};
      if (cfg_be_i[3]) pam_d[15:12] = {cfg_wdata_i[29:28], cfg_wdata_i[25:24]};
    end
    if (cfg_wr_i && cfg_off_i == OFF_PAM4) begin
      if (cfg_be_i[0]) pam_d[19:16] = {cfg_wdata_i[5:4], cfg_wdata_i[1:0]};
      if (cfg_be_i[1]) pam_d[23:20] = {cfg_wdata_i[13:12], cfg_wdata_i[9:8]};
      if (cfg_be_i[2]) pam_d[27:24] = {cfg_wdata_i[21:20], cfg_wdata_i[17:16]};
      if (cfg_be_i[3]) {hen_d, mdap_d} = {cfg_wdata_i[31], cfg_wdata_i[24]};
    end
    if (cfg_wr_i && cfg_off_i == OFF_REMAP && !remap_frozen) begin
      if (cfg_be_i[0]) remapbase_d[7:0] = cfg_wdata_i[7:0];
      if (cfg_be_i[1]) remapbase_d[9:8] = cfg_wdata_i[9:8];
      if (cfg_be_i[2]) remaplimit_d[7:0] = cfg_wdata_i[23:16];
      if (cfg_be_i[3]) remaplimit_d[9:8] = cfg_wdata_i[25:24];
    end

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
        OFF_GGC: begin
          if (cfg_be_i[2]) {gms_d, ivd_d} = {cfg_wdata_i[23:20], cfg_wdata_i[17]};
          if (cfg_be_i[3]) ggms_d = cfg_wdata_i[27:24];
        end
        OFF_TOM: begin
          if (cfg_be_i[0]) tom_d[7:0] = cfg_wdata_i[7:0];
          if (cfg_be_i[1]) tom_d[9:8] = cfg_wdata_i[9:8];
          if (cfg_be_i[2]) touud_d[7:0] = cfg_wdata_i[23:16];
          if (cfg_be_i[3]) touud_d[15:8] = cfg_wdata_i[31:24];
        end
        OFF_GBSM: begin
          if (cfg_be_i[3]) gbsm_d[11:4] = cfg_wdata_i[31:24];
          if (cfg_be_i[2]) gbsm_d[3:0] = cfg_wdata_i[23:20];
        end
        OFF_BGSM: begin
          if (cfg_be_i[3]) bgsm_d[11:4] = cfg_wdata_i[31:24];
          if (cfg_be_i[2]) bgsm_d[3:0] = cfg_wdata_i[23:20];
        end
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
      d_open_q     <= 1'b0;
      d_cls_q      <= 1'b0;
      d_lck_q      <= 1'b0;
      g_smrame_q   <= 1'b0;
      h_smrame_q   <= 1'b0;
      e_smerr_q    <= 1'b0;
      tseg_sz_q    <= 2'b00;
      t_en_q       <= 1'b0;
      tsegmb_q     <= 12'd0;
      tolud_q      <= TOLUD_RESET;
      pam_q        <= 26'd0;
      mdap_q       <= 1'b0;
      hen_q        <= 1'b0;
      ivd_q        <= 1'b0;
      gms_q        <= GMS_RESET;
      ggms_q       <= 4'd0;
      remapbase_q  <= REMAPBASE_RESET;
      remaplimit_q <= 10'd0;
      tom_q        <= TOM_RESET;
      touud_q      <= 16'd0;
      gbsm_q       <= 12'd0;
      bgsm_q       <= 12'd0;
      rsp_q        <= 1'b0;
      target_q     <= TGT_DRAM;
      maddr_q      <= 36'd0;
      range_q      <= RANGE_NONE;
    end else begin
      d_open_q     <= d_open_d;
      d_cls_q      <= d_cls_d;
      d_lck_q      <= d_lck_d;
      g_smrame_q   <= g_smrame_d;
      h_smrame_q   <= h_smrame_d;
      e_smerr_q    <= e_smerr_d;
      tseg_sz_q    <= tseg_sz_d;
      t_en_q       <= t_en_d;
      tsegmb_q     <= tsegmb_d;
      tolud_q      <= tolud_d;
      pam_q        <= pam_d;
      mdap_q       <= mdap_d;
      hen_q        <= hen_d;
      ivd_q        <= ivd_d;
      gms_q        <= gms_d;
      ggms_q       <= ggms_d;
      remapbase_q  <= remapbase_d;
      remaplimit_q <= remaplimit_d;
      tom_q        <= tom_d;
      touud_q      <= touud_d;
      gbsm_q       <= gbsm_d;
      bgsm_q       <= bgsm_d;
      rsp_q        <= rsp_d;
      target_q     <= target_d;
      maddr_q      <= maddr_d;
      range_q      <= range_d;
    end
  end

  assign rsp_o        = rsp_q;
  assign target_o     = target_q;
  assign maddr_o      = maddr_q;
  assign range_o      = range_q;
  assign smram_o      = {1'b0, d_open_q, d_cls_q, d_lck_q, g_smrame_q, C_BASE_SEG};
  assign esmramc_o    = {h_smrame_q, e_smerr_q, SM_CACHE_L1_L2, tseg_sz_q, t_en_q};
  assign tsegmb_o     = {tsegmb_q, 20'd0};
  assign tolud_o      = {tolud_q, 4'd0};

  assign pam_o        = {pam_byte(pam_q[27:24]), pam_byte(pam_q[23:20]), pam_byte(pam_q[19:16]), pam_byte(pam_q[15:12]),
                         pam_byte(pam_q[11:8]), pam_byte(pam_q[7:4]), pam_byte({pam_q[3:2], 2'b00})};
  assign lac_o        = {hen_q, 6'd0, mdap_q};
  assign ggc_o        = {4'd0, ggms_q, gms_q, 2'd0, ivd_q, 1'b0};
  assign remapbase_o  = {6'd0, remapbase_q};
  assign remaplimit_o = {6'd0, remaplimit_q};
  assign tom_o        = {6'd0, tom_q};
  assign touud_o      = touud_q;
  assign gbsm_o       = {gbsm_q, 20'd0};
  assign bgsm_o       = {bgsm_q, 20'd0};

endmodule
