"""The arithmetic of the waste bank, with numbers alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock
from guyub.livelihoods.wastebank import choices
from guyub.livelihoods.wastebank.rules import prices, selling, times, twins, ways, worth
from guyub.livelihoods.wastebank.rules.prices import Price
from guyub.livelihoods.wastebank.rules.selling import Load, NoFactor, OverStock
from guyub.livelihoods.wastebank.rules.ways import WayIn

EIGHT = datetime(2021, 6, 6, 1, tzinfo=UTC)
AMOUNTS = st.integers(min_value=0, max_value=10**7)


def price(amount, *, channel="", member_class="", hours=0):
    return Price(uuid4(), channel, member_class, EIGHT + timedelta(hours=hours), "A", amount, 0, 1)


class TestPrices:
    def choose(self, *rows, channel="pickup", member_class="unit", at=EIGHT):
        found = prices.choose(rows, channel=channel, member_class=member_class, moment=at)
        return found.price if found else None

    def test_the_most_specific_wins(self):
        any_row = price(1)
        by_channel, by_class = price(2, channel="pickup"), price(3, member_class="unit")
        both = price(4, channel="pickup", member_class="unit")
        rows = [any_row, by_channel, by_class, both]
        assert [self.choose(*rows[: n + 1]) for n in range(4)] == [1, 2, 3, 4]
        assert self.choose(*rows, member_class="individual") == 2
        assert self.choose(*rows, channel="delivered", member_class="individual") == 1

    def test_an_older_specific_row_beats_a_newer_general_one(self):
        assert self.choose(price(2, channel="pickup", hours=-9), price(1, hours=-1)) == 2

    def test_the_start_belongs_to_the_price(self):
        rows = price(1, hours=-1), price(2)
        assert self.choose(*rows) == 2
        assert self.choose(*rows, at=EIGHT - timedelta(microseconds=1)) == 1

    def test_before_every_row_there_is_none(self):
        assert self.choose(price(1, hours=1)) is None
        assert self.choose(price(1, channel="delivered")) is None

    def test_a_price_of_zero_is_a_price(self):
        assert self.choose(price(0)) == 0

    @pytest.mark.parametrize(
        ("new", "used", "wins"),
        [(("", ""), ("", ""), True), (("", ""), ("pickup", ""), False), (("pickup", ""), ("", ""), True)],
    )
    def test_what_a_new_row_would_have_priced(self, new, used, wins):
        assert prices.would_win(new, used) is wins


class TestWorth:
    def line(self, quantity, amount, *, unit=Unit.GRAM, cut=0):
        return worth.Weighed(quantity, unit, amount, cut)

    def test_halves_go_up(self):
        found = worth.worth([self.line(3200, 1700), self.line(125, 4), self.line(2500, 4000, unit=Unit.MILLILITRE)])
        assert found.amounts == (5440, 1, 10_000)

    def test_deduction_of_the_gross(self):
        found = worth.worth([self.line(1, 12_345, unit=Unit.PIECE, cut=1000)])
        assert (found.gross, found.deduction, found.net) == (12_345, 1235, 11_110)

    def test_the_net_is_shared_by_amounts(self):
        three = [self.line(1, 1, unit=Unit.PIECE, cut=1000) for _ in range(15)]
        found = worth.worth(three)  # 15 − half_up(1,5) = 13
        assert found.nets == (1,) * 13 + (0, 0)

    def test_lines_of_other_rates_are_deducted_apart(self):
        found = worth.worth([self.line(1, 1000, unit=Unit.PIECE, cut=500), self.line(1, 1000, unit=Unit.PIECE)])
        assert (found.nets, found.deduction) == ((950, 1000), 50)

    def test_without_a_price_the_line_is_worth_nothing(self):
        assert worth.worth([self.line(5000, None)]).net == 0

    @given(st.lists(st.tuples(st.integers(1, 10**6), AMOUNTS, st.sampled_from([0, 250, 1000, 10_000])), max_size=9))
    def test_nothing_is_lost_between_lines(self, rows):
        found = worth.worth([self.line(quantity, amount, cut=cut) for quantity, amount, cut in rows])
        assert sum(found.nets) == found.net == found.gross - found.deduction
        assert all(0 <= net <= amount for net, amount in zip(found.nets, found.amounts, strict=True))


class TestWays:
    def amounts(self, net, *tapped, owed=0, in_cash_box=10**9, already=0):
        found = ways.allocate(net, tapped, owed=owed, in_cash_box=in_cash_box, already=already)
        return [(a.amount, a.shortfall) for a in found]

    def test_words_are_those_of_the_database(self):
        assert {ways.SAVE, ways.CASH, ways.DONATE, ways.DUES} <= set(choices.Way.values)
        assert {ways.ALL, ways.REST, ways.AMOUNT, ways.RATIO} == set(choices.Intent.values)

    def test_dues_take_what_is_owed_and_the_rest_is_saved(self):
        assert self.amounts(12_000, WayIn("dues", "all"), owed=6000) == [(6000, 0)]
        assert self.amounts(12_000, WayIn("donate", "all")) == [(12_000, 0)]

    def test_an_amount_that_is_not_there_falls_short(self):
        assert self.amounts(5000, WayIn("donate", "amount", 4000), WayIn("cash", "amount", 3000)) == [
            (4000, 0),
            (1000, 2000),
        ]

    def test_the_rest_is_what_the_others_leave_wherever_it_was_tapped(self):
        assert self.amounts(10_000, WayIn("cash", "rest"), WayIn("donate", "ratio", 2500)) == [(7500, 0), (2500, 0)]

    def test_cash_is_not_paid_in_part(self):
        (found,) = ways.allocate(9000, [WayIn("cash")], owed=0, in_cash_box=8999)
        assert (found.amount, found.cash_short) == (0, True)

    def test_what_was_handed_out_before_is_not_given_twice(self):
        assert self.amounts(10_000, WayIn("donate", "all"), already=4000) == [(6000, 0)]
        assert self.amounts(3000, WayIn("donate", "all"), already=4000) == [(0, 0)]

    @pytest.mark.parametrize(
        ("tapped", "fault"),
        [
            ([WayIn("cash", "amount", 0)], "way_without_amount"),
            ([WayIn("cash", "ratio", 10_001)], "way_ratio"),
            ([WayIn("cash", "ratio", 6000), WayIn("donate", "ratio", 6000)], "ways_over_whole"),
            ([WayIn("cash", "rest"), WayIn("donate", "rest")], "two_rests"),
        ],
    )
    def test_what_makes_no_sense(self, tapped, fault):
        assert fault in ways.faults(tapped)

    @given(
        AMOUNTS,
        st.lists(
            st.builds(
                WayIn,
                st.sampled_from(["save", "cash", "donate", "dues"]),
                st.sampled_from(["all", "rest", "amount", "ratio"]),
                st.integers(1, 10_000),
            ),
            max_size=5,
        ),
        AMOUNTS,
        AMOUNTS,
    )
    def test_never_more_than_there_is(self, net, tapped, owed, box):
        found = ways.allocate(net, tapped, owed=owed, in_cash_box=box)
        assert sum(a.amount for a in found) <= net
        assert all(a.amount >= 0 for a in found)
        assert sum(a.amount for a in found if a.tapped.way == "dues") <= owed
        assert sum(a.amount for a in found if a.tapped.way == "cash") <= box


class TestTimes:
    WINDOW = times.Window(EIGHT, EIGHT + timedelta(hours=2))

    @pytest.mark.parametrize(
        ("minutes", "believed"), [(-61, False), (-60, True), (0, True), (300, True), (301, False), (60 * 24, False)]
    )
    def test_a_clock_is_believed_near_the_session(self, minutes, believed):
        moment = EIGHT + timedelta(minutes=minutes)
        found = times.weighing_time(moment, offset_seconds=0, window=self.WINDOW)
        assert found == times.WeighingTime(moment if believed else EIGHT, believed=believed)

    def test_a_known_offset_is_taken_off(self):
        a_day_ahead = EIGHT + timedelta(days=1, minutes=5)
        found = times.weighing_time(a_day_ahead, offset_seconds=86_400, window=self.WINDOW)
        assert found == times.WeighingTime(EIGHT + timedelta(minutes=5), believed=True)


class TestTwins:
    def test_order_does_not_matter_but_weight_does(self):
        one, other = uuid4(), uuid4()
        mark = twins.fingerprint([(one, 1000), (other, 2)])
        assert mark == twins.fingerprint([(other, 2), (one, 1000)])
        assert mark != twins.fingerprint([(one, 1001), (other, 2)])
        assert len(mark) == 16

    def test_five_minutes_to_the_second(self):
        assert twins.near(EIGHT, EIGHT - timedelta(minutes=5))
        assert not twins.near(EIGHT, EIGHT + timedelta(minutes=5, seconds=1))


class TestSelling:
    def load(self, weight, *, own=0, take_all=False, **values):
        values = {"unit": Unit.GRAM, "sold_unit": Unit.GRAM, "price": 2000} | values
        return Load(own_quantity=own, take_all=take_all, weight=weight, **values)

    def sell(self, quantity, value, load):
        return selling.sell(Stock(quantity, value), load, over_bp=500)

    def test_shrinkage_has_its_cost(self):
        sold = self.sell(100_000, 150_000, self.load(96_400, take_all=True))
        assert (sold.revenue, sold.cogs, sold.shrinkage, sold.shrinkage_quantity) == (192_800, 144_600, 5400, 3600)
        assert sold.after == Stock()
        assert not selling.shrinks_much(sold, 600)

    def test_rafaksi_comes_off_the_weight(self):
        sold = self.sell(10_000, 17_000, self.load(10_000, take_all=True, rafaksi_bp=300))
        assert (sold.paid_quantity, sold.revenue, sold.cogs) == (9700, 19_400, 16_490)

    def test_more_than_six_percent_warns(self):
        assert selling.shrinks_much(self.sell(10_000, 0, self.load(9399, take_all=True)), 600)
        assert not selling.shrinks_much(self.sell(10_000, 0, self.load(9400, take_all=True)), 600)

    @pytest.mark.parametrize(
        ("own", "weight", "take_all"), [(15_000, 15_000, False), (0, 12_001, True), (10_000, 10_001, False)]
    )
    def test_more_than_the_books_or_our_scale_is_refused(self, own, weight, take_all):
        with pytest.raises(OverStock):
            self.sell(12_000, 12_000, self.load(weight, own=own, take_all=take_all))

    def test_confirmed_up_to_five_percent_at_cost_zero(self):
        sold = self.sell(12_000, 12_000, self.load(12_600, take_all=True, over_confirmed=True))
        assert (sold.out, sold.extra, sold.cost, sold.cogs, sold.after) == (12_600, 600, 12_000, 12_000, Stock())
        with pytest.raises(OverStock) as over:
            self.sell(12_000, 12_000, self.load(12_601, take_all=True, over_confirmed=True))
        assert not over.value.confirmable

    def test_another_unit_needs_the_weight_of_one(self):
        pieces = {"unit": Unit.PIECE, "sold_unit": Unit.GRAM}
        with pytest.raises(NoFactor):
            self.sell(100, 6000, self.load(6500, take_all=True, **pieces))
        sold = self.sell(100, 6000, self.load(6500, take_all=True, factor=Fraction(65), **pieces))
        assert (sold.paid_quantity, sold.revenue, sold.cogs) == (100, 13_000, 6000)

    @given(
        st.integers(1, 10**6),
        st.integers(0, 10**7),
        st.integers(1, 10**6),
        st.integers(1, 10**6),
        st.booleans(),
        st.integers(0, 9999),
    )
    def test_grams_and_rupiah_are_kept(self, quantity, value, own, weight, take_all, cut):
        load = self.load(weight, own=own, take_all=take_all, rafaksi_bp=cut, over_confirmed=True)
        try:
            sold = self.sell(quantity, value, load)
        except OverStock:
            return
        assert sold.after.quantity == quantity + sold.extra - sold.out
        assert sold.after.value + sold.cogs + sold.shrinkage == value
        assert 0 <= sold.cogs <= sold.cost
        assert sold.extra * 10_000 <= quantity * 500

    def test_break_even_rounds_up(self):
        assert selling.break_even(Stock(100_000, 150_000), Unit.GRAM, 400) == 1563
        assert selling.break_even(Stock(40, 6000), Unit.PIECE, 0) == 150
        assert selling.break_even(Stock(), Unit.GRAM, 400) is None
