"""A visit: exactly once, at its time and price, and what becomes of its value."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Entry, Receipt
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, DepositLine, Flag, PassbookLine, Payout, Pocket, WeighingSession
from guyub.livelihoods.wastebank.visits import GroupPart, Notice, WayIn
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

SUNDAY = date(2021, 6, 6)


@pytest.fixture
def bank(org):
    with clock.set_to(at(SUNDAY, time(9))):
        yield make_bank(org)


@pytest.fixture
def sutinah(bank):
    return make_member(bank.org)


class TestOnce:
    def test_sent_three_times_it_stands_once(self, bank, sutinah):
        sent = {"client_id": uuid7(), "happened_at": clock.now(), "ways": [WayIn("donate", "amount", 500)]}
        lines = [bank.line("PET", 1000), bank.line("KRD", 2000)]
        first, *again = [bank.deposit(sutinah, *lines, **sent) for _ in range(3)]
        assert all(result == first for result in again)
        assert (first.net, first.saved, first.balance_after, first.receipt_number) == (7400, 6900, 6900, 1)
        assert Deposit.objects.count() == Entry.objects.filter(kind="bank_sampah.setoran").count() == 1
        assert PassbookLine.objects.count() == 2

    def test_the_same_id_with_another_weight_clashes(self, bank, sutinah):
        same = {"client_id": uuid7(), "happened_at": clock.now()}
        bank.deposit(sutinah, bank.line("PET", 1000), **same)
        with pytest.raises(Clash):
            bank.deposit(sutinah, bank.line("PET", 1001), **same)
        assert bank.pocket(sutinah).balance == 4000

    def test_one_visit_leaves_all_its_traces(self, bank, sutinah):
        result = bank.deposit(sutinah, bank.line("PET", 1250))
        assert Receipt.objects.get().code == result.receipt_code
        hours = Participation.objects.get()
        assert (hours.member_id, hours.activity, hours.role) == (sutinah.pk, "weighing", "received")
        event = AuditEvent.objects.get(verb="wastebank.deposit_recorded")
        assert (event.target_id, event.data) == (result.deposit_id, {"lines": 1})
        line = DepositLine.objects.get()
        assert (line.item_name, line.price, line.list_version, line.mode) == ("Botol PET bersih", 4000, 1, "A")
        assert verify(bank.org).findings == []

    def test_the_same_statements_for_one_line_and_for_four(self, bank, sutinah):
        counts = []
        for codes in (("PET",), ("PET",), tuple(bank.items)):  # the first visit opens her pocket
            with CaptureQueriesContext(connection) as statements:
                bank.deposit(sutinah, *[bank.line(code, 7 + len(counts)) for code in codes])
            counts.append(len(statements))
        assert counts[1] == counts[2] <= 30  # a savepoint of the test and PostgreSQL's locks included


class TestTime:
    def test_a_wrong_clock_counts_as_the_opening(self, bank, sutinah):
        session = bank.session()
        result = bank.deposit(
            sutinah, bank.line("PET", 1000), source="phone", happened_at=clock.now() - timedelta(days=300)
        )
        deposit = Deposit.objects.get()
        assert (deposit.weighed_at, result.notices) == (session.planned_open, (Notice("wrong_clock"),))
        assert Flag.objects.get().reason == "wrong_clock"

    def test_a_known_offset_is_believed(self, bank, sutinah):
        ahead = clock.now() + timedelta(hours=30)
        bank.deposit(sutinah, bank.line("PET", 1000), source="phone", happened_at=ahead, clock_offset_seconds=30 * 3600)
        assert Deposit.objects.get().weighed_at == clock.now()
        assert not Flag.objects.exists()

    def test_closing_never_refuses_what_was_weighed_before_it(self, bank, sutinah):
        session = bank.session()
        actions.close_session(
            org=bank.org, by=bank.weigher, session_id=session.pk, happened_at=at(SUNDAY, time(10, 30))
        )
        with clock.set_to(at(SUNDAY, time(12))):
            early = bank.deposit(sutinah, bank.line("PET", 1000), source="phone", happened_at=at(SUNDAY, time(10, 29)))
            assert early.notices == (Notice("late"),)
            assert WeighingSession.objects.get().recap_version == 2
            for source, code in (("online", "session_closed"), ("phone", "weighed_after_closing")):
                with pytest.raises(Refused) as refused:
                    bank.deposit(sutinah, bank.line("PET", 1000), source=source, happened_at=at(SUNDAY, time(10, 31)))
                assert refused.value.code == code
        assert bank.pocket(sutinah).balance == 4000

    def test_a_long_day_keeps_its_real_times_and_a_late_entry_the_opening(self, bank, sutinah):
        session = bank.session()
        with clock.set_to(at(SUNDAY, time(16))):
            bank.deposit(sutinah, bank.line("PET", 1000))
        with clock.set_to(at(SUNDAY + timedelta(days=1), time(9))):
            bank.deposit(sutinah, bank.line("PET", 900), session_id=session.pk)
        moments = list(Deposit.objects.order_by("id").values_list("weighed_at", flat=True))
        assert moments == [at(SUNDAY, time(16)), session.planned_open]
        assert not Flag.objects.exists()

    def test_a_session_to_come_takes_nothing_yet(self, bank, sutinah):
        later = bank.plan(SUNDAY + timedelta(days=7))
        with pytest.raises(Refused) as refused:
            bank.deposit(sutinah, bank.line("PET", 1000), session_id=later.pk, source="phone")
        assert refused.value.code == "session_in_future"

    def test_online_weighing_waits_for_the_opening(self, bank, sutinah):
        planned = bank.plan(SUNDAY)
        with pytest.raises(Refused) as refused:
            bank.deposit(sutinah, bank.line("PET", 1000), session_id=planned.pk)
        assert refused.value.code == "session_not_open"


class TestPrices:
    def test_without_a_price_the_weight_is_kept_and_flagged(self, org):
        with clock.set_to(at(SUNDAY, time(9))):
            bank = make_bank(org, prices=False)
            sutinah = make_member(org)
            result = bank.deposit(sutinah, bank.line("PET", 1000))
            assert (result.net, result.notices[0].reason) == (0, "no_price")
            assert (bank.stock("PET").quantity, bank.stock("PET").value) == (1000, 0)
            # The price comes later, from before the weighing: what has no price may still get one.
            bank.price("PET", 4000, starts_at=at(date(2021, 1, 1), time(0)))
            settled = bank.correct(result.deposit_id, bank.line("PET", 1000))
            assert (settled.net, bank.stock("PET").value) == (4000, 4000)
            assert Flag.objects.get().settlement == "amended"
            assert verify(org).findings == []

    def test_another_price_on_the_phone_is_flagged_and_ours_counts(self, bank, sutinah):
        result = bank.deposit(sutinah, bank.line("PET", 1000, shown_price=4200), source="phone")
        assert (result.net, result.notices) == (
            4000,
            (Notice("price_shown", {"line": 1, "shown": 4200, "price": 4000}),),
        )

    def test_a_new_row_starts_after_what_it_would_have_priced(self, bank, sutinah):
        bank.deposit(sutinah, bank.line("KRD", 1000))
        for starts_at in (clock.now(), clock.now() - timedelta(hours=1)):
            with pytest.raises(Refused) as refused:
                bank.price("KRD", 1500, starts_at=starts_at)
            assert refused.value.code == "price_starts_too_early"
            with pytest.raises(Refused):
                bank.price("KRD", 1500, starts_at=starts_at, channel="delivered")
            bank.price("KRD", 1500, starts_at=starts_at, channel="pickup")  # nothing was picked up yet
        assert bank.price("KRD", 1500, starts_at=clock.now() + timedelta(seconds=1)).while_open

    def test_a_price_stands_once_in_a_list(self, bank):
        row = actions.PriceIn(bank.items["KRD"].pk, clock.now() + timedelta(days=1), 1500)
        with pytest.raises(BadInput):
            actions.publish_prices(
                org=bank.org, by=bank.chair, client_id=uuid7(), happened_at=clock.now(), rows=[row, row]
            )

    def test_dearer_than_the_collector_pays_warns(self, bank, sutinah):
        bank.deposit(sutinah, bank.line("KRD", 1000))
        bank.sell(bank.load("KRD", 1000, 2000, take_all=True), collector=bank.collector())
        later = clock.now() + timedelta(days=1)
        assert bank.price("KRD", 1911, starts_at=later).above_collector == (bank.items["KRD"].pk,)
        assert bank.price("KRD", 1910, starts_at=later + timedelta(days=1)).above_collector == ()
        less = {"starts_at": later + timedelta(days=2), "deduction_bp": 1000}  # of 2.122 she gets 1.909,8
        assert bank.price("KRD", 2122, **less).above_collector == ()
        less["starts_at"] += timedelta(days=1)
        assert bank.price("KRD", 2123, **less).above_collector == (bank.items["KRD"].pk,)


class TestLimits:
    def test_fifty_kilograms_ask_and_a_thousand_are_refused(self, bank, sutinah):
        with pytest.raises(BadInput) as asked:
            bank.deposit(sutinah, bank.line("PET", 50_001))
        assert asked.value.code == "confirm_weight"
        assert bank.deposit(sutinah, bank.line("PET", 50_001, confirmed=True)).net == 200_004
        with pytest.raises(BadInput) as refused:
            bank.deposit(sutinah, bank.line("PET", 1_000_001, confirmed=True))
        assert refused.value.code == "too_heavy"
        assert bank.deposit(sutinah, bank.line("TRY", 60_000)).gross == 9_000_000  # pieces have no such limit

    def test_an_association_sets_its_own_limits(self, bank, sutinah):
        bank.org.chosen["wastebank.confirm_above"] = 10_000
        with pytest.raises(BadInput):
            bank.deposit(sutinah, bank.line("PET", 10_001))

    @pytest.mark.parametrize("quantity", [0, -5])
    def test_nothing_is_not_weighed(self, bank, sutinah, quantity):
        with pytest.raises(BadInput):
            bank.deposit(sutinah, bank.line("PET", quantity))
        with pytest.raises(BadInput):
            bank.deposit(sutinah)


class TestWays:
    def test_too_little_cash_is_saved_and_the_officer_told(self, org):
        with clock.set_to(at(SUNDAY, time(9))):
            bank = make_bank(org, in_cash=3999)
            sutinah = make_member(org)
            same = {"client_id": uuid7(), "ways": [WayIn("cash")]}
            result, again = (bank.deposit(sutinah, bank.line("PET", 1000), **same) for _ in range(2))
            assert (result.saved, result.notices) == (4000, (Notice("cash_short"),))
            assert again == result
            assert balance(org=org, account="1101") == 3999

    def test_cash_leaves_the_box(self, bank, sutinah):
        result = bank.deposit(sutinah, bank.line("PET", 1000), ways=[WayIn("cash", "ratio", 2500)])
        assert (result.saved, result.balance_after) == (3000, 3000)
        assert balance(org=bank.org, account="1101") == 999_000

    def test_much_cash_needs_two_persons_and_becomes_a_request(self, org):
        with clock.set_to(at(SUNDAY, time(9))):
            bank = make_bank(org, in_cash=5_000_000)
            sutinah = make_member(org)
            result = bank.deposit(sutinah, *[bank.line("PET", 50_000) for _ in range(6)], ways=[WayIn("cash")])
            assert (result.net, result.saved) == (1_200_000, 1_200_000)
            assert Payout.objects.get(pk=result.payout_id).amount == 1_200_000

    def test_a_shortfall_is_flagged(self, bank, sutinah):
        result = bank.deposit(sutinah, bank.line("PET", 1000), ways=[WayIn("donate", "amount", 5000)])
        assert (result.saved, result.notices) == (0, (Notice("shortfall", {"lacking": 1000}),))

    def test_only_a_pocket_of_her_own_takes_it(self, bank, sutinah):
        bank.deposit(make_member(bank.org, "Tumirah"), bank.line("PET", 1))
        foreign = Pocket.objects.get()
        with pytest.raises(NotHere):
            bank.deposit(sutinah, bank.line("PET", 1000), ways=[WayIn("save", "all", pocket_id=foreign.pk)])
        bank.deposit(sutinah, bank.line("PET", 999))
        own = bank.pocket(sutinah).pk
        assert bank.deposit(sutinah, bank.line("PET", 1000), ways=[WayIn("save", "all", pocket_id=own)]).saved == 4000

    def test_nobody_pays_herself(self, bank, sutinah):
        herself = make_actor(bank.org, Office.WEIGHING, member_id=sutinah.pk)
        with pytest.raises(Refused):
            bank.deposit(sutinah, bank.line("PET", 1000), ways=[WayIn("cash")], by=herself)
        assert bank.deposit(sutinah, bank.line("PET", 1000), by=herself).saved == 4000

    def test_a_guest_gives_to_the_social_fund(self, bank):
        result = bank.deposit(None, bank.line("PET", 1000), guest_name="Tamu")
        assert (result.saved, result.balance_after) == (0, None)
        assert balance(org=bank.org, account="2201") == -4000
        with pytest.raises(BadInput):
            bank.deposit(None, bank.line("PET", 1000), ways=[WayIn("cash")])


class TestPeople:
    def test_foreign_and_unknown_look_the_same(self, bank, other_org):
        stranger = make_member(other_org, "Wagiyem")
        with pytest.raises(NotHere):
            bank.deposit(stranger, bank.line("PET", 1000))
        with tenant(other_org.pk):
            pass
        with pytest.raises(NotHere):
            bank.deposit(make_member(bank.org), bank.line("PET", 1000), session_id=uuid7())

    def test_who_left_brings_gifts_only(self, bank):
        gone = make_member(bank.org, status="left", left_on=date(2021, 5, 1))
        with pytest.raises(Refused) as refused:
            bank.deposit(gone, bank.line("PET", 1000))
        assert refused.value.code == "member_left"

    @pytest.mark.parametrize("status", ["left", "dead"])
    def test_what_was_brought_before_she_left_is_hers_however_late_it_is_sent(self, bank, status):
        session, weighed_at = bank.session(), clock.now()
        member = make_member(bank.org, status=status, left_on=clock.today(bank.org.time_zone))
        with clock.set_to(weighed_at + timedelta(days=3)):
            values = {"session_id": session.pk, "happened_at": weighed_at, "source": "phone"}
            bank.deposit(member, bank.line("PET", 1000), **values)
            assert bank.pocket(member).balance == 4000
            with pytest.raises(Refused) as refused:
                bank.deposit(member, bank.line("PET", 1000))
            assert (refused.value.code, bank.pocket(member).balance) == ("member_left", 4000)

    def test_a_merged_member_is_the_one_she_is_now(self, bank, sutinah):
        double = make_member(bank.org, "Sutina", status="merged", merged_into=sutinah)
        bank.deposit(double, bank.line("PET", 1000))
        assert bank.pocket(sutinah).balance == 4000

    def test_a_group_needs_parts(self, bank, sutinah):
        for group in ([GroupPart(sutinah.pk, 0)], [GroupPart(sutinah.pk)] * 2):
            with pytest.raises(BadInput):
                bank.deposit(None, bank.line("PET", 1000), group=group)

    def test_only_who_may_weigh(self, bank, sutinah):
        with pytest.raises(Forbidden):
            bank.deposit(sutinah, bank.line("PET", 1000), by=make_actor(bank.org, Office.TUTOR))
        with pytest.raises(Forbidden):
            bank.deposit(sutinah, bank.line("PET", 1000), post_today=True)


@pytest.mark.parametrize("later_first", [False, True], ids=["in order", "the later one arrives first"])
@pytest.mark.parametrize(("apart", "flagged"), [(300, 2), (301, 0)], ids=["5:00", "5:01"])
def test_the_same_visit_within_five_minutes_is_flagged_and_a_second_later_it_is_not(
    bank, sutinah, apart, flagged, later_first
):
    """Spec 3.4: both are kept, both are flagged; the fifth minute still belongs to it."""
    nine = clock.now()
    moments = [nine, nine + timedelta(seconds=apart)]
    with clock.set_to(nine + timedelta(minutes=20)):
        for moment in reversed(moments) if later_first else moments:
            bank.deposit(sutinah, bank.line("PET", 1000), bank.line("KRD", 2000), happened_at=moment)
    assert sorted(Deposit.objects.values_list("weighed_at", flat=True)) == moments
    assert Flag.objects.filter(reason="twin").count() == flagged
    assert bank.pocket(sutinah).balance == 2 * 7400
