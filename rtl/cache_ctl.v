// cache_ctl: tags, states and replacement of one set of a cache with four ways.
//
// States and their changes: SDM 11.4, tables 11-4 and 11-5; CD = NW = 1: table 11-5 and 11.5.1; a store into a code
// cache: SDM 11.6. Replacement: a tree of three bits.
// Left out: data, parity, WB/WT# of the Pentium.
`default_nettype none

module cache_ctl (
    input  wire        clk_i,         // BCLK
    input  wire        rst_ni,

    // an operation
    input  wire [ 3:0] op_i,
    input  wire [23:0] tag_i,
    input  wire [ 2:0] type_i,        // memory type
    input  wire        cacheable_i,
    input  wire [ 1:0] fill_state_i,
    input  wire        cd_i,          // CR0.CD
    input  wire        nw_i,          // CR0.NW

    // straps
    input  wire        wr_alloc_i,    // a write miss allocates
    input  wire        code_only_i,   // a code cache
    input  wire        p5_nosnoop_i,  // no snoops with CD = NW = 1
    input  wire        p6_cd_nw_i,    // CD = NW = 1 is not as CD alone

    // its answer, one clock later
    output wire        hit_o,
    output wire        hitm_o,
    output wire [ 1:0] way_o,         // of the line that was found
    output wire        fill_o,        // a miss that wants its line
    output wire [ 1:0] victim_way_o,
    output wire        dirty_o,       // wb_way has to be written back
    output wire        wb_o,          // WBINVD: so has this one
    output wire [ 1:0] wb_way_o,
    output wire [23:0] wb_tag_o,
    output wire        own_o,         // a store needs ownership
    output wire        through_o,     // a store goes to the bus
    output wire        done_o,        // WBINVD is over

    // the set
    output wire [ 7:0] states_o,
    output wire [ 2:0] lru_o
);

  localparam [1:0] I = 2'd0;
  localparam [1:0] S = 2'd1;
  localparam [1:0] E = 2'd2;
  localparam [1:0] M = 2'd3;

  localparam [3:0] READ = 4'd1;
  localparam [3:0] FETCH = 4'd2;
  localparam [3:0] WRITE = 4'd3;
  localparam [3:0] FILL = 4'd4;
  localparam [3:0] OWN = 4'd5;
  localparam [3:0] SNOOP_READ = 4'd6;
  localparam [3:0] SNOOP_INV = 4'd7;
  localparam [3:0] FLUSH_LINE = 4'd8;
  localparam [3:0] INVD = 4'd9;
  localparam [3:0] WBINVD = 4'd10;

  localparam [2:0] WP = 3'd5;
  localparam [2:0] WB = 3'd6;

  // the set
  reg  [ 7:0] states_q;     // two bits a way
  reg  [95:0] tags_q;
  reg  [ 2:0] lru_q;        // see touch()
  reg  [ 1:0] victim_way_q;

  reg  [ 7:0] states_d;
  reg  [95:0] tags_d;
  reg  [ 2:0] lru_d;
  reg  [ 1:0] victim_way_d;

  // the answer
  reg         hit_q;
  reg         hitm_q;
  reg  [ 1:0] way_q;
  reg         fill_q;
  reg         dirty_q;
  reg         wb_q;
  reg  [ 1:0] wb_way_q;
  reg  [23:0] wb_tag_q;
  reg         own_q;
  reg         through_q;
  reg         done_q;

  reg         hit_d;
  reg         hitm_d;
  reg  [ 1:0] way_d;
  reg         fill_d;
  reg         dirty_d;
  reg         wb_d;
  reg  [ 1:0] wb_way_d;
  reg  [23:0] wb_tag_d;
  reg         own_d;
  reg         through_d;
  reg         done_d;

  reg  [ 3:0] is_i;         // ways by state
  reg  [ 3:0] is_m;
  reg  [ 3:0] match;        // the way that holds the tag
  reg         found;
  reg  [ 1:0] way;
  reg  [ 1:0] state;
  reg         no_fill;
  reg         lone;         // the cache is alone: no bus cycles, no invalidation by others
  reg         snooped;
  reg  [ 1:0] choice;       // who makes room
  reg         drop;         // the line found goes to I
  reg         use_it;       // counts for replacement
  reg  [ 1:0] use_way;

  // the lowest of some ways; without the first three it is the last
  function [1:0] lowest(input [2:0] ways);
    lowest = ways[0] ? 2'd0 : ways[1] ? 2'd1 : ways[2] ? 2'd2 : 2'd3;
  endfunction

  // replacement after a use: bit 0 last was way 0 or 1; bit 1 of those last was 0; bit 2 of the others last was 2
  function [2:0] touch(input [2:1] lru, input [1:0] used);
    case (used)
      2'd0: touch = {lru[2], 2'b11};
      2'd1: touch = {lru[2], 2'b01};
      2'd2: touch = {1'b1, lru[1], 1'b0};
      default: touch = {1'b0, lru[1], 1'b0};
    endcase
  endfunction

  always @* begin
    is_i[0]  = (states_q[1:0] == I);
    is_i[1]  = (states_q[3:2] == I);
    is_i[2]  = (states_q[5:4] == I);
    is_i[3]  = (states_q[7:6] == I);
    is_m[0]  = (states_q[1:0] == M);
    is_m[1]  = (states_q[3:2] == M);
    is_m[2]  = (states_q[5:4] == M);
    is_m[3]  = (states_q[7:6] == M);
    match[0] = !is_i[0] && (tags_q[23:0] == tag_i);
    match[1] = !is_i[1] && (tags_q[47:24] == tag_i);
    match[2] = !is_i[2] && (tags_q[71:48] == tag_i);
    match[3] = !is_i[3] && (tags_q[95:72] == tag_i);
    found    = (match != 4'd0);
    way      = lowest(match[2:0]);
    state    = states_q[{way, 1'b0} +: 2];

    no_fill  = cd_i || !cacheable_i;
    lone     = cd_i && nw_i && p6_cd_nw_i;
    snooped  = found && !(cd_i && nw_i && p5_nosnoop_i);
    if (is_i != 4'd0) choice = lowest(is_i[2:0]);
    else if (!lru_q[0]) choice = {1'b0, lru_q[1]};
    else choice = {1'b1, lru_q[2]};

    states_d     = states_q;
    tags_d       = tags_q;
    lru_d        = lru_q;
    victim_way_d = victim_way_q;
    hit_d        = 1'b0;
    hitm_d       = 1'b0;
    fill_d       = 1'b0;
    wb_d         = 1'b0;
    own_d        = 1'b0;
    through_d    = 1'b0;
    done_d       = 1'b0;
    drop         = 1'b0;
    use_it       = 1'b0;
    use_way      = way;

    case (op_i)
      READ, FETCH: begin
        hit_d  = found;
        use_it = found;
        fill_d = !found && !no_fill;
      end
      WRITE: begin
        hit_d  = found;
        use_it = found;
        if (!found) begin
          fill_d    = (type_i == WB) && !no_fill && wr_alloc_i && !code_only_i;
          through_d = !fill_d;
        end else if (code_only_i || (type_i == WP && !lone)) begin
          through_d = 1'b1;
          drop      = 1'b1;
        end else if (lone || type_i == WB) begin
          own_d = (state == S) && !lone;
          if (state == E) states_d[{way, 1'b0} +: 2] = M;
        end else begin
          through_d = 1'b1;
        end
      end
      FILL: begin
        use_it  = 1'b1;
        use_way = found ? way : victim_way_q;
        tags_d[{5'd0, use_way} * 7'd24 +: 24] = tag_i;
        states_d[{use_way, 1'b0} +: 2] = (code_only_i && fill_state_i != I) ? S : fill_state_i;
      end
      OWN:
      if (found && state == S) begin
        hit_d = 1'b1;
        states_d[{way, 1'b0} +: 2] = M;
      end
      SNOOP_READ:
      if (snooped) begin
        hit_d  = (state != M);
        hitm_d = (state == M);
        states_d[{way, 1'b0} +: 2] = S;
      end
      SNOOP_INV:
      if (snooped) begin
        hitm_d = (state == M);
        if (!lone) states_d[{way, 1'b0} +: 2] = I;
      end
      FLUSH_LINE: begin
        hit_d = found;
        drop  = found;
      end
      INVD: states_d = {4{I}};
      WBINVD: begin
        wb_d   = (is_m != 4'd0);
        done_d = !wb_d;
        if (done_d) states_d = {4{I}};
      end
      default: ;
    endcase

    if (fill_d) victim_way_d = choice;
    if (use_it) lru_d = touch(lru_q[2:1], use_way);

    // who leaves, and what has to be written back
    wb_way_d = fill_d ? choice : wb_d ? lowest(is_m[2:0]) : way;
    dirty_d  = (fill_d || drop) && is_m[wb_way_d];
    if (fill_d || drop || wb_d) states_d[{wb_way_d, 1'b0} +: 2] = I;
    wb_tag_d = tags_q[{5'd0, wb_way_d} * 7'd24 +: 24];
    if (!dirty_d && !wb_d) begin
      wb_way_d = 2'd0;
      wb_tag_d = 24'd0;
    end
    way_d = (hit_d || hitm_d) ? way : 2'd0;
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      states_q     <= {4{I}};
      tags_q       <= 96'd0;
      lru_q        <= 3'd0;
      victim_way_q <= 2'd0;
      hit_q        <= 1'b0;
      hitm_q       <= 1'b0;
      way_q        <= 2'd0;
      fill_q       <= 1'b0;
      dirty_q      <= 1'b0;
      wb_q         <= 1'b0;
      wb_way_q     <= 2'd0;
      wb_tag_q     <= 24'd0;
      own_q        <= 1'b0;
      through_q    <= 1'b0;
      done_q       <= 1'b0;
    end else begin
      states_q     <= states_d;
      tags_q       <= tags_d;
      lru_q        <= lru_d;
      victim_way_q <= victim_way_d;
      hit_q        <= hit_d;
      hitm_q       <= hitm_d;
      way_q        <= way_d;
      fill_q       <= fill_d;
      dirty_q      <= dirty_d;
      wb_q         <= wb_d;
      wb_way_q     <= wb_way_d;
      wb_tag_q     <= wb_tag_d;
      own_q        <= own_d;
      through_q    <= through_d;
      done_q       <= done_d;
    end
  end

  assign hit_o        = hit_q;
  assign hitm_o       = hitm_q;
  assign way_o        = way_q;
  assign fill_o       = fill_q;
  assign victim_way_o = victim_way_q;
  assign dirty_o      = dirty_q;
  assign wb_o         = wb_q;
  assign wb_way_o     = wb_way_q;
  assign wb_tag_o     = wb_tag_q;
  assign own_o        = own_q;
  assign through_o    = through_q;
  assign done_o       = done_q;
  assign states_o     = states_q;
  assign lru_o        = lru_q;

endmodule
