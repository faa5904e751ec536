/* The MCH's tracking of who is in SMM against its header, the C block and rtl/smm_track.v side by side. */
#include "directed.h"

#include "mch/smm_track.h"

enum { REQ_A_SPECIAL = 0x08, REQ_B_SPECIAL = 0x01, ACK = 0x07, REQ_A_READ = 0x06 };

static smm_track_in_t *in_of(pair_t *p)
{
    return (smm_track_in_t *)p->in;
}

static const smm_track_out_t *out_of(pair_t *p)
{
    return (const smm_track_out_t *)p->out;
}

static uint64_t bit(unsigned agent)
{
    return UINT64_C(1) << agent;
}

static void start(pair_t *p, bool by_txn)
{
    *in_of(p) = (smm_track_in_t){.ads_n = true, .smmem_n = true, .smiact_n = true, .by_txn = by_txn, .ack_code = ACK};
    pair_reset_edge(p);
}

static void request(pair_t *p, unsigned agent, unsigned req_a, unsigned req_b, unsigned be)
{
    in_of(p)->ads_n = false;
    in_of(p)->agent = (uint8_t)agent;
    in_of(p)->req_a = (uint8_t)req_a;
    in_of(p)->req_b = (uint8_t)req_b;
    in_of(p)->be = (uint8_t)be;
    pair_tick(p);
    in_of(p)->ads_n = true;
}

static void read_by(pair_t *p, unsigned agent, bool smmem_n)
{
    in_of(p)->smmem_n = smmem_n;
    request(p, agent, REQ_A_READ, 0, 0xff);
}

static void acknowledge(pair_t *p, unsigned agent)
{
    request(p, agent, REQ_A_SPECIAL, REQ_B_SPECIAL, ACK);
}

static void nobody_is_in_smm_after_reset(pair_t *p)
{
    expect_true(p, out_of(p)->in_smm == 0);
    expect_false(p, out_of(p)->txn_smm);
}

static void smiact_is_sampled_only_with_ads(pair_t *p)
{
    start(p, false);
    in_of(p)->smiact_n = false;
    pair_ticks(p, 5);
    expect_true(p, out_of(p)->in_smm == 0);
    read_by(p, 3, true);
    expect_true(p, out_of(p)->in_smm == bit(3));
    expect_true(p, out_of(p)->txn_smm);
    in_of(p)->smiact_n = true;
    pair_ticks(p, 5);
    expect_true(p, out_of(p)->in_smm == bit(3));
    expect_true(p, out_of(p)->txn_smm);
    read_by(p, 3, true);
    expect_true(p, out_of(p)->in_smm == 0);
    expect_false(p, out_of(p)->txn_smm);
}

static void smiact_belongs_to_the_agent_that_drives_ads(pair_t *p)
{
    uint64_t want = 0;
    start(p, false);
    for (unsigned agent = 0; agent < 64; agent++) {
        in_of(p)->smiact_n = false;
        read_by(p, agent, true);
        want |= bit(agent);
        expect_true(p, out_of(p)->in_smm == want);
    }
    for (unsigned agent = 0; agent < 64; agent += 3) {
        in_of(p)->smiact_n = true;
        read_by(p, agent, true);
        want &= ~bit(agent);
        expect_true(p, out_of(p)->in_smm == want);
    }
}

static void the_pin_family_does_not_read_smmem_or_acknowledges(pair_t *p)
{
    start(p, false);
    read_by(p, 0, false);
    expect_true(p, out_of(p)->in_smm == 0);
    acknowledge(p, 0);
    expect_true(p, out_of(p)->in_smm == 0);
    in_of(p)->smiact_n = false;
    acknowledge(p, 0);
    expect_true(p, out_of(p)->in_smm == bit(0));
    expect_true(p, out_of(p)->txn_smm);
    acknowledge(p, 0);
    expect_true(p, out_of(p)->in_smm == bit(0));
}

static void the_transaction_family_does_not_read_smiact(pair_t *p)
{
    start(p, true);
    in_of(p)->smiact_n = false;
    read_by(p, 0, false);
    expect_true(p, out_of(p)->in_smm == 0);
    expect_false(p, out_of(p)->txn_smm);
}

static void an_acknowledge_toggles_its_agent_and_no_other(pair_t *p)
{
    start(p, true);
    for (unsigned agent = 0; agent < 64; agent++) {
        acknowledge(p, agent);
        expect_true(p, out_of(p)->in_smm == bit(agent));
        acknowledge(p, agent);
        expect_true(p, out_of(p)->in_smm == 0);
    }
    acknowledge(p, 63);
    acknowledge(p, 0);
    acknowledge(p, 62);
    expect_true(p, out_of(p)->in_smm == (bit(63) | bit(62) | bit(0)));
    acknowledge(p, 63);
    expect_true(p, out_of(p)->in_smm == (bit(62) | bit(0)));
}

static void an_acknowledge_without_ads_is_nothing(pair_t *p)
{
    start(p, true);
    acknowledge(p, 5);
    pair_ticks(p, 7); /* the same wires with ADS# high */
    expect_true(p, out_of(p)->in_smm == bit(5));
}

static void acknowledges_in_two_clocks_running_are_two(pair_t *p)
{
    start(p, true);
    acknowledge(p, 1);
    in_of(p)->ads_n = false;
    pair_tick(p);
    expect_true(p, out_of(p)->in_smm == 0);
    pair_tick(p);
    expect_true(p, out_of(p)->in_smm == bit(1));
}

static void one_wrong_bit_makes_it_another_transaction(pair_t *p)
{
    start(p, true);
    for (unsigned i = 0; i < 5; i++) {
        request(p, 2, REQ_A_SPECIAL ^ (1U << i), REQ_B_SPECIAL, ACK);
        expect_true(p, out_of(p)->in_smm == 0);
    }
    for (unsigned i = 0; i < 3; i++) {
        request(p, 2, REQ_A_SPECIAL, REQ_B_SPECIAL ^ (1U << i), ACK);
        expect_true(p, out_of(p)->in_smm == 0);
    }
    for (unsigned i = 0; i < 8; i++) {
        request(p, 2, REQ_A_SPECIAL, REQ_B_SPECIAL, ACK ^ (1U << i));
        expect_true(p, out_of(p)->in_smm == 0);
    }
}

static void the_upper_two_bits_of_the_second_half_do_not_matter(pair_t *p)
{
    start(p, true);
    for (unsigned high = 0; high < 4; high++) {
        request(p, 2, REQ_A_SPECIAL, REQ_B_SPECIAL | high << 3, ACK);
        expect_true(p, out_of(p)->in_smm == (high % 2 ? 0 : bit(2)));
    }
}

static void the_acknowledge_code_is_a_strap(pair_t *p)
{
    start(p, true);
    in_of(p)->ack_code = 0x5a;
    request(p, 2, REQ_A_SPECIAL, REQ_B_SPECIAL, ACK);
    expect_true(p, out_of(p)->in_smm == 0);
    request(p, 2, REQ_A_SPECIAL, REQ_B_SPECIAL, 0x5a);
    expect_true(p, out_of(p)->in_smm == bit(2));
}

static void a_request_is_smm_only_when_tracked_and_smmem_is_low(pair_t *p)
{
    start(p, true);
    read_by(p, 4, true);
    expect_false(p, out_of(p)->txn_smm);
    read_by(p, 4, false);
    expect_false(p, out_of(p)->txn_smm);
    acknowledge(p, 4);
    read_by(p, 4, true);
    expect_false(p, out_of(p)->txn_smm);
    read_by(p, 4, false);
    expect_true(p, out_of(p)->txn_smm);
    read_by(p, 5, false); /* another agent is not inside */
    expect_false(p, out_of(p)->txn_smm);
    expect_true(p, out_of(p)->in_smm == bit(4));
}

static void an_acknowledge_is_never_smm_itself(pair_t *p)
{
    start(p, true);
    in_of(p)->smmem_n = false;
    acknowledge(p, 4);
    expect_false(p, out_of(p)->txn_smm);
    read_by(p, 4, false);
    expect_true(p, out_of(p)->txn_smm);
    acknowledge(p, 4);
    expect_false(p, out_of(p)->txn_smm);
    read_by(p, 4, false);
    expect_false(p, out_of(p)->txn_smm);
}

static void txn_smm_keeps_its_value_between_requests(pair_t *p)
{
    start(p, true);
    acknowledge(p, 4);
    read_by(p, 4, false);
    in_of(p)->smmem_n = true;
    for (unsigned i = 0; i < 10; i++) {
        in_of(p)->agent = (uint8_t)i;
        pair_tick(p);
        expect_true(p, out_of(p)->txn_smm);
    }
}

static void reset_in_smm_forgets_every_agent(pair_t *p)
{
    start(p, true);
    acknowledge(p, 0);
    acknowledge(p, 63);
    read_by(p, 63, false);
    pair_reset_edge(p);
    expect_true(p, out_of(p)->in_smm == 0);
    expect_false(p, out_of(p)->txn_smm);
    acknowledge(p, 63); /* the first one after reset is an entry again */
    expect_true(p, out_of(p)->in_smm == bit(63));
}

static void random_requests_agree(pair_t *p)
{
    static const uint8_t codes[] = {ACK, ACK, ACK, 0x06, 0x03, 0x17, 0x00, 0xff};
    static const uint8_t agents[] = {0, 0, 1, 2, 31, 32, 62, 63};
    start(p, true);
    for (int i = 0; i < 300000; i++) {
        smm_track_in_t *in = in_of(p);
        if (pair_one_in(p, 1000)) {
            start(p, pair_one_in(p, 3) ? false : true);
            in->ack_code = pair_one_in(p, 4) ? (uint8_t)pair_rand(p) : ACK;
        }
        in->ads_n = pair_one_in(p, 3);
        in->agent = pair_one_in(p, 8) ? (uint8_t)pair_below(p, 64) : agents[pair_below(p, sizeof agents)];
        in->req_a = pair_one_in(p, 2) ? REQ_A_SPECIAL : (uint8_t)pair_below(p, 32);
        in->req_b = pair_one_in(p, 2) ? REQ_B_SPECIAL : (uint8_t)pair_below(p, 32);
        in->be = pair_one_in(p, 2) ? in->ack_code : codes[pair_below(p, sizeof codes)];
        in->smmem_n = pair_one_in(p, 3);
        in->smiact_n = pair_one_in(p, 2);
        pair_tick(p);
    }
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(nobody_is_in_smm_after_reset, "CPU facts 6.2",
        "in reset no agent is in SMM"),
    DIRECTED_TEST(smiact_is_sampled_only_with_ads, "CPU facts 6.1",
        "SMIACT# counts only in a clock with ADS# low"),
    DIRECTED_TEST(smiact_belongs_to_the_agent_that_drives_ads, "CPU facts 6.1",
        "SMIACT# is that of the agent which drives ADS#, for each of 64 agents"),
    DIRECTED_TEST(the_pin_family_does_not_read_smmem_or_acknowledges, "CPU facts 6.1, 6.3",
        "with SMIACT# by pin, SMMEM# and special transactions say nothing"),
    DIRECTED_TEST(the_transaction_family_does_not_read_smiact, "CPU facts 6.2",
        "with acknowledges by transaction, the SMIACT# wire says nothing"),
    DIRECTED_TEST(an_acknowledge_toggles_its_agent_and_no_other, "CPU facts 6.2",
        "an SMI acknowledge moves its own agent into SMM, the next one out, for each of 64 agents"),
    DIRECTED_TEST(an_acknowledge_without_ads_is_nothing, "CPU facts 6.2; interconnect facts 3.1",
        "an acknowledge's wires without ADS# change nothing"),
    DIRECTED_TEST(acknowledges_in_two_clocks_running_are_two, "CPU facts 6.2; model/mch/smm_track.h",
        "ADS# low in two clocks running is two acknowledges"),
    DIRECTED_TEST(one_wrong_bit_makes_it_another_transaction, "CPU facts 6.2; interconnect facts 3.2, 3.3",
        "one other bit in REQa, REQb or the code makes it another transaction"),
    DIRECTED_TEST(the_upper_two_bits_of_the_second_half_do_not_matter, "CPU facts 6.2",
        "a special transaction is REQb xx001: the upper two bits are not looked at"),
    DIRECTED_TEST(the_acknowledge_code_is_a_strap, "CPU facts 6.2 (smi_ack_code)",
        "the code of the SMI acknowledge is the one of the strap"),
    DIRECTED_TEST(a_request_is_smm_only_when_tracked_and_smmem_is_low, "CPU facts 6.2",
        "a request counts as SMM if its agent is inside and SMMEM# is low, not with one of them"),
    DIRECTED_TEST(an_acknowledge_is_never_smm_itself, "CPU facts 6.2; model/mch/smm_track.h",
        "the SMI acknowledge itself is not a request made in SMM"),
    DIRECTED_TEST(txn_smm_keeps_its_value_between_requests, "model/mch/smm_track.h",
        "what the last request was stays until the next ADS#"),
    DIRECTED_TEST(reset_in_smm_forgets_every_agent, "CPU facts 6.2; interconnect facts 2.1",
        "after reset no agent is inside, and the first acknowledge is an entry"),
    RANDOM_TEST(random_requests_agree, "random requests, acknowledges and resets of both families"),
    DIRECTED_END,
};

const directed_t directed_smm_track = {&smm_track_block, tests};
