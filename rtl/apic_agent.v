// apic_agent: one agent on the serial APIC bus: arbitration, messages, checksum, status, retry, lowest priority, remote
// read.
//
// Two open-drain wires, Bit1 and Bit0 (SDM vol 3, 10.13). All values here are logical: 1 is a driven wire. Both wires
// are sampled at each edge; what is driven after it is sampled at the next. Every agent follows every message, so that
// all of them rotate their arbitration IDs together.
// Left out: APICEN, setup and hold times, an agent reset while others talk.
`default_nettype none

module apic_agent (
    input  wire        clk_i,          // PICCLK
    input  wire        rst_ni,

    // the wires
    input  wire [ 1:0] picd_i,         // electrical: 0 is driven
    output wire [ 1:0] oe_o,

    input  wire        en_i,           // APIC_BASE.EN; once 0 the agent is off until reset
    input  wire [ 3:0] id_i,           // APIC ID
    output wire [ 2:0] state_o,
    output wire [ 5:0] cycle_o,        // bus cycle that shows, 0: idle
    output wire [ 3:0] arb_id_o,

    // what is to be sent
    input  wire [ 7:0] tx_seq_i,       // not tx_done_o: a message waits
    input  wire        tx_eoi_i,
    input  wire        tx_dm_i,
    input  wire [ 2:0] tx_mode_i,
    input  wire        tx_level_i,
    input  wire        tx_trig_i,
    input  wire [ 7:0] tx_vector_i,
    input  wire [ 7:0] tx_dest_i,
    output wire [ 7:0] tx_done_o,
    output wire        tx_ok_o,

    // what is received; the APIC behind answers
    output wire        rx_query_o,
    output wire [ 7:0] rx_seq_o,       // one more: to be delivered
    output wire        rx_own_o,
    output wire        rx_eoi_o,
    output wire        rx_dm_o,
    output wire [ 2:0] rx_mode_o,
    output wire        rx_level_o,
    output wire        rx_trig_o,
    output wire [ 7:0] rx_vector_o,
    output wire [ 7:0] rx_dest_o,
    input  wire        match_i,
    input  wire        accept_i,
    input  wire        focus_i,
    input  wire [ 7:0] prio_i,         // APR

    // remote read: the answer given, the answer got
    input  wire [31:0] rr_data_i,
    input  wire        rr_ok_i,
    output wire [31:0] rr_rdata_o,
    output wire        rr_valid_o,

    output wire [ 3:0] err_o,          // 0 send checksum, 1 receive checksum, 2 send accept, 3 receive accept

    // straps
    input  wire        remote_read_i,
    input  wire        focus_34_i,
    input  wire        lp_by_aa_i,
    input  wire        sipi_retry_i
);

  localparam [2:0] IDLE = 3'd0;
  localparam [2:0] ARB = 3'd1;
  localparam [2:0] SEND = 3'd2;
  localparam [2:0] FOLLOW = 3'd3;
  localparam [2:0] OFF = 3'd4;

  localparam [2:0] LOWEST = 3'd1;
  localparam [2:0] REMOTE_READ = 3'd3;
  localparam [2:0] INIT = 3'd5;
  localparam [2:0] STARTUP = 3'd6;

  localparam [5:0] EOI_LAST = 6'd14;
  localparam [5:0] SHORT_LAST = 6'd21;
  localparam [5:0] LOWEST_LAST = 6'd34;
  localparam [5:0] READ_LAST = 6'd39;

  reg        off_q;
  reg        fresh_q;    // since reset the bus was idle: arb_id is a copy of id
  reg [ 5:0] cycle_q;
  reg [ 5:0] last_q;     // last cycle of the message; 0 while it is not known and when there is none
  reg [ 1:0] oe_q;
  reg        up_q;       // has started and has not lost
  reg [ 3:0] arb_id_q;
  reg [ 3:0] winner_q;   // ArbID of the winner as it was
  reg [ 1:0] sum_q;      // checksum of what is sampled
  reg        carry_q;
  reg [ 1:0] own_sum_q;  // checksum of what this agent drives
  reg        own_carry_q;
  reg        bad_q;      // the checksum sampled is not sum_q
  reg [ 1:0] aa_q;       // status 0
  reg        contest_q;  // lowest priority: cycles 21 to 33 find out who
  reg        read_q;     // remote read: cycles 21 to 38 carry data
  reg        part_q;     // is still in the contest; answers the read
  reg [31:0] data_q;     // of a remote read
  reg        valid_q;
  reg [ 7:0] tx_done_q;
  reg        tx_ok_q;
  reg        rx_query_q;
  reg [ 7:0] rx_seq_q;
  reg        rx_own_q;
  reg        rx_eoi_q;
  reg        rx_dm_q;
  reg [ 2:0] rx_mode_q;
  reg        rx_level_q;
  reg        rx_trig_q;
  reg [ 7:0] rx_vector_q;
  reg [ 7:0] rx_dest_q;
  reg [31:0] rr_rdata_q;
  reg        rr_valid_q;
  reg [ 3:0] err_q;

  reg        off_d;
  reg        fresh_d;
  reg [ 5:0] cycle_d;
  reg [ 5:0] last_d;
  reg [ 1:0] oe_d;
  reg        up_d;
  reg [ 3:0] arb_id_d;
  reg [ 3:0] winner_d;
  reg [ 1:0] sum_d;
  reg        carry_d;
  reg [ 1:0] own_sum_d;
  reg        own_carry_d;
  reg        bad_d;
  reg [ 1:0] aa_d;
  reg        contest_d;
  reg        read_d;
  reg        part_d;
  reg [31:0] data_d;
  reg        valid_d;
  reg [ 7:0] tx_done_d;
  reg        tx_ok_d;
  reg        rx_query_d;
  reg [ 7:0] rx_seq_d;
  reg        rx_own_d;
  reg        rx_eoi_d;
  reg        rx_dm_d;
  reg [ 2:0] rx_mode_d;
  reg        rx_level_d;
  reg        rx_trig_d;
  reg [ 7:0] rx_vector_d;
  reg [ 7:0] rx_dest_d;
  reg [31:0] rr_rdata_d;
  reg        rr_valid_d;
  reg [ 3:0] err_d;

  // what is sampled
  wire [1:0] bus = ~picd_i;
  wire       idle = (cycle_q == last_q);
  wire       starts = idle && (bus == 2'b00) && (tx_seq_i != tx_done_q);
  wire       heard = idle && bus[0];  // another has started
  wire       arbitrates = (cycle_q >= 6'd1) && (cycle_q <= 6'd5);
  wire       lost = arbitrates && (bus[1] != oe_q[1]);  // EOI beats normal

  // From cycle 6 on the cycles of an EOI message are numbered as the last ones of a short message: 13 to 21.
  wire [5:0] step = (rx_eoi_q && cycle_q >= 6'd6) ? cycle_q + 6'd7 : cycle_q;  // of the cycle sampled
  wire [5:0] row = (rx_eoi_q && cycle_q >= 6'd5) ? cycle_q + 6'd8 : cycle_q + 6'd1;  // of the cycle to drive

  wire [1:0] byte_pair = 2'd0 - step[1:0];  // of steps 9 to 12 and 13 to 16: 3 to 0

  wire       sum_starts = (cycle_q == 6'd5) || (step == 6'd20);
  wire       summed = (step >= 6'd6 && step <= 6'd16) || (read_q && step >= 6'd21 && step <= 6'd36);
  wire [2:0] total = {1'b0, sum_q} + {1'b0, bus} + {2'b00, carry_q};
  wire [2:0] own_total = {1'b0, own_sum_q} + {1'b0, oe_q} + {2'b00, own_carry_q};

  // status; mode is 000 in an EOI message
  wire       lowest = (rx_mode_q == LOWEST);
  wire       remote = (rx_mode_q == REMOTE_READ);
  wire       at_status = !idle && (step == 6'd20);
  wire       unhurt = (aa_q == 2'b00);
  wire       focused = lowest && (aa_q == 2'b10);
  wire       taken = unhurt && (bus == 2'b10) && !lowest && !remote;
  wire       contests = unhurt && (bus == 2'b11) && lowest;
  wire       reads = unhurt && (bus == 2'b10) && remote;
  wire       again = unhurt && (bus == (lowest ? 2'b10 : 2'b11));
  wire       sum_error = (aa_q == 2'b11);

  // the verdict
  wire       contest_ends = contest_q && (cycle_q == 6'd33);
  wire       read_ends = read_q && (cycle_q == 6'd38);
  wire       judged = (at_status && !contests && !reads) || contest_ends || read_ends;
  wire       good = at_status ? (taken || focused) : (read_ends || (bus == 2'b10));
  wire       hurt = at_status && sum_error;
  wire       refused = !good && !hurt && !(at_status && again);
  wire       gives_up = !tx_eoi_i && (tx_mode_i == REMOTE_READ || (tx_mode_i == STARTUP && !sipi_retry_i));

  // delivery
  wire       focus_takes = !idle && (step == 6'd19) && lowest && (bus == 2'b10) && (oe_q == 2'b10);
  wire       takes = at_status && taken && (oe_q == 2'b10);
  wire       wins = contest_ends && (bus == 2'b10) && (oe_q == 2'b10);

  always @* begin
    off_d       = off_q || !en_i;
    fresh_d     = fresh_q;
    cycle_d     = cycle_q + 6'd1;
    last_d      = last_q;
    up_d        = up_q && !lost;
    arb_id_d    = arb_id_q;
    winner_d    = winner_q;
    sum_d       = sum_starts ? 2'd0 : summed ? total[1:0] : sum_q;
    carry_d     = sum_starts ? 1'b0 : summed ? total[2] : carry_q;
    own_sum_d   = sum_starts ? 2'd0 : summed ? own_total[1:0] : own_sum_q;
    own_carry_d = sum_starts ? 1'b0 : summed ? own_total[2] : own_carry_q;
    bad_d       = bad_q;
    aa_d        = aa_q;
    contest_d   = contest_q;
    read_d      = read_q;
    part_d      = part_q;
    data_d      = {data_q[29:0], bus};
    valid_d     = (bus == 2'b00);
    tx_done_d   = tx_done_q;
    tx_ok_d     = tx_ok_q;
    rx_query_d  = rx_query_q;
    rx_seq_d    = rx_seq_q;
    rx_own_d    = rx_own_q;
    rx_eoi_d    = rx_eoi_q;
    rx_dm_d     = rx_dm_q;
    rx_mode_d   = rx_mode_q;
    rx_level_d  = rx_level_q;
    rx_trig_d   = rx_trig_q;
    rx_vector_d = rx_vector_q;
    rx_dest_d   = rx_dest_q;
    rr_rdata_d  = rr_rdata_q;
    rr_valid_d  = rr_valid_q;
    err_d       = 4'b0000;

    if (off_d) begin
      cycle_d    = 6'd0;
      last_d     = 6'd0;
      rx_query_d = 1'b0;
    end else begin
      // idle, start, arbitration
      if (idle) begin
        cycle_d    = starts ? 6'd1 : heard ? 6'd2 : 6'd0;
        last_d     = 6'd0;
        up_d       = starts;
        contest_d  = 1'b0;
        read_d     = 1'b0;
        part_d     = 1'b0;
        rx_query_d = 1'b0;
        if (fresh_q) begin
          arb_id_d = id_i;
          fresh_d  = !starts && !heard;
        end
      end
      if (heard || cycle_q == 6'd1) begin
        rx_own_d    = 1'b0;
        rx_eoi_d    = bus[1];
        rx_dm_d     = 1'b0;
        rx_mode_d   = 3'd0;
        rx_level_d  = 1'b0;
        rx_trig_d   = 1'b0;
        rx_vector_d = 8'd0;
        rx_dest_d   = 8'd0;
      end
      if (arbitrates && cycle_q != 6'd1) winner_d = {winner_q[2:0], bus[1]};
      if (cycle_q == 6'd5) rx_own_d = up_d;

      // the message
      if (!idle) begin
        case (step)
          6'd6: begin
            rx_dm_d      = bus[1];
            rx_mode_d[2] = bus[0];
          end
          6'd7: rx_mode_d[1:0] = bus;
          6'd8: begin
            rx_level_d = bus[1];
            rx_trig_d  = bus[0];
          end
          6'd9, 6'd10, 6'd11, 6'd12: rx_vector_d[{byte_pair, 1'b0} +: 2] = bus;
          6'd13, 6'd14, 6'd15, 6'd16:
          if (rx_eoi_q) rx_vector_d[{byte_pair, 1'b0} +: 2] = bus;
          else rx_dest_d[{byte_pair, 1'b0} +: 2] = bus;
          6'd17: bad_d = (bus != sum_q);
          6'd19: aa_d = bus;
          default: ;
        endcase
        if (step == 6'd16) rx_query_d = 1'b1;
      end

      // status
      if (at_status) begin
        contest_d = contests;
        read_d    = reads;
        part_d    = contests ? (oe_q == 2'b11) : (reads && oe_q == 2'b10);
        last_d    = rx_eoi_q ? EOI_LAST : contests ? LOWEST_LAST : reads ? READ_LAST :
            ((lowest && unhurt && lp_by_aa_i) || (focused && focus_34_i)) ? LOWEST_LAST : SHORT_LAST;
        if (taken && rx_mode_q == INIT && !rx_level_q && rx_trig_q) arb_id_d = id_i;
        else if ((unhurt && bus[1]) || focused)
          arb_id_d = rx_own_q ? 4'd0 : (arb_id_q == 4'd15) ? winner_q + 4'd1 : arb_id_q + 4'd1;
      end
      if (contest_q && bus[1] != oe_q[1]) part_d = 1'b0;

      // delivery and verdict
      if (focus_takes || takes || wins) rx_seq_d = rx_seq_q + 8'd1;
      if (judged && rx_own_q) begin
        if (good || gives_up) begin
          tx_done_d = tx_seq_i;
          tx_ok_d   = good;
        end
        if (!good && gives_up && tx_mode_i == REMOTE_READ) rr_valid_d = 1'b0;
        if (read_ends) begin
          rr_rdata_d = data_q;
          rr_valid_d = valid_q && (bus == sum_q);
        end
      end
      err_d[0] = judged && rx_own_q && hurt;
      err_d[1] = rx_own_q ? (read_ends && bus != sum_q) : (at_status && bad_q);
      err_d[2] = judged && rx_own_q && refused;
      err_d[3] = judged && !rx_own_q && refused;
    end
    if (cycle_q < 6'd21 || cycle_q > 6'd36) data_d = data_q;
    if (cycle_q != 6'd37) valid_d = valid_q;
  end

  // what is driven next; bits are sent from the most significant one on
  wire [1:0] arb_bit = 2'd1 - row[1:0];  // of rows 2 to 5
  wire [1:0] tie_bit = 2'd0 - row[1:0];  // of rows 29 to 32
  wire [2:0] prio_bit = 3'd4 - row[2:0];  // of rows 21 to 28
  wire [3:0] data_pair = 4'd4 - row[3:0];  // of rows 21 to 36
  wire [7:0] last_byte = rx_eoi_q ? tx_vector_i : tx_dest_i;

  always @* begin
    oe_d = 2'b00;
    if (starts) oe_d = {tx_eoi_i, 1'b1};
    else if (!idle) begin
      if (up_d) begin
        case (row)
          6'd2, 6'd3, 6'd4, 6'd5: oe_d = {arb_id_q[arb_bit], 1'b0};
          6'd6:  oe_d = {tx_dm_i, tx_mode_i[2]};
          6'd7:  oe_d = tx_mode_i[1:0];
          6'd8:  oe_d = {tx_level_i, tx_trig_i};
          6'd9:  oe_d = tx_vector_i[7:6];
          6'd10: oe_d = tx_vector_i[5:4];
          6'd11: oe_d = tx_vector_i[3:2];
          6'd12: oe_d = tx_vector_i[1:0];
          6'd13: oe_d = last_byte[7:6];
          6'd14: oe_d = last_byte[5:4];
          6'd15: oe_d = last_byte[3:2];
          6'd16: oe_d = last_byte[1:0];
          6'd17: oe_d = own_sum_d;
          default: ;
        endcase
      end
      if (row == 6'd19) begin
        if (bad_q) oe_d = 2'b11;
        else if (lowest && match_i && accept_i && focus_i) oe_d = 2'b10;
      end
      if (row == 6'd20 && bus == 2'b00 && match_i && !(remote && !remote_read_i))
        oe_d = (accept_i != lowest) ? 2'b10 : 2'b11;
      if (contest_d && part_d) begin
        if (row <= 6'd28) oe_d = {!prio_i[prio_bit], 1'b0};
        else if (row <= 6'd32) oe_d = {arb_id_q[tie_bit], 1'b0};
        else if (row == 6'd33) oe_d = {1'b1, !accept_i};
      end
      if (read_d && part_d) begin
        if (row <= 6'd36) oe_d = rr_data_i[{data_pair, 1'b0} +: 2];
        else if (row == 6'd37) oe_d = rr_ok_i ? 2'b00 : 2'b11;
        else if (row == 6'd38) oe_d = own_sum_q;
      end
    end
    if (off_d) oe_d = 2'b00;
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      off_q       <= 1'b0;
      fresh_q     <= 1'b1;
      cycle_q     <= 6'd0;
      last_q      <= 6'd0;
      oe_q        <= 2'b00;
      up_q        <= 1'b0;
      arb_id_q    <= 4'd0;
      winner_q    <= 4'd0;
      sum_q       <= 2'd0;
      carry_q     <= 1'b0;
      own_sum_q   <= 2'd0;
      own_carry_q <= 1'b0;
      bad_q       <= 1'b0;
      aa_q        <= 2'b00;
      contest_q   <= 1'b0;
      read_q      <= 1'b0;
      part_q      <= 1'b0;
      data_q      <= 32'd0;
      valid_q     <= 1'b0;
      tx_done_q   <= 8'd0;
      tx_ok_q     <= 1'b0;
      rx_query_q  <= 1'b0;
      rx_seq_q    <= 8'd0;
      rx_own_q    <= 1'b0;
      rx_eoi_q    <= 1'b0;
      rx_dm_q     <= 1'b0;
      rx_mode_q   <= 3'd0;
      rx_level_q  <= 1'b0;
      rx_trig_q   <= 1'b0;
      rx_vector_q <= 8'd0;
      rx_dest_q   <= 8'd0;
      rr_rdata_q  <= 32'd0;
      rr_valid_q  <= 1'b0;
      err_q       <= 4'b0000;
    end else begin
      off_q       <= off_d;
      fresh_q     <= fresh_d;
      cycle_q     <= cycle_d;
      last_q      <= last_d;
      oe_q        <= oe_d;
      up_q        <= up_d;
      arb_id_q    <= arb_id_d;
      winner_q    <= winner_d;
      sum_q       <= sum_d;
      carry_q     <= carry_d;
      own_sum_q   <= own_sum_d;
      own_carry_q <= own_carry_d;
      bad_q       <= bad_d;
      aa_q        <= aa_d;
      contest_q   <= contest_d;
      read_q      <= read_d;
      part_q      <= part_d;
      data_q      <= data_d;
      valid_q     <= valid_d;
      tx_done_q   <= tx_done_d;
      tx_ok_q     <= tx_ok_d;
      rx_query_q  <= rx_query_d;
      rx_seq_q    <= rx_seq_d;
      rx_own_q    <= rx_own_d;
      rx_eoi_q    <= rx_eoi_d;
      rx_dm_q     <= rx_dm_d;
      rx_mode_q   <= rx_mode_d;
      rx_level_q  <= rx_level_d;
      rx_trig_q   <= rx_trig_d;
      rx_vector_q <= rx_vector_d;
      rx_dest_q   <= rx_dest_d;
      rr_rdata_q  <= rr_rdata_d;
      rr_valid_q  <= rr_valid_d;
      err_q       <= err_d;
    end
  end

  assign oe_o        = oe_q;
  assign state_o     = off_q ? OFF : (cycle_q == 6'd0) ? IDLE : (cycle_q <= 6'd5) ? ARB : rx_own_q ? SEND : FOLLOW;
  assign cycle_o     = cycle_q;
  assign arb_id_o    = arb_id_q;
  assign tx_done_o   = tx_done_q;
  assign tx_ok_o     = tx_ok_q;
  assign rx_query_o  = rx_query_q;
  assign rx_seq_o    = rx_seq_q;
  assign rx_own_o    = rx_own_q;
  assign rx_eoi_o    = rx_eoi_q;
  assign rx_dm_o     = rx_dm_q;
  assign rx_mode_o   = rx_mode_q;
  assign rx_level_o  = rx_level_q;
  assign rx_trig_o   = rx_trig_q;
  assign rx_vector_o = rx_vector_q;
  assign rx_dest_o   = rx_dest_q;
  assign rr_rdata_o  = rr_rdata_q;
  assign rr_valid_o  = rr_valid_q;
  assign err_o       = err_q;

endmodule
