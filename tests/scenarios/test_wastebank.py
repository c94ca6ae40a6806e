"""The acceptance scenarios of the waste bank, with their numbers. PET 4.000, kardus 1.700, no deduction."""

from __future__ import annotations

import random
from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit, parse_quantity
from guyub.foundation.core.reading import Ambiguous, Unreadable
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.models import Entry, Period
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, DepositLine, Flag, PassbookLine, Payout
from guyub.livelihoods.wastebank.queries.passbook import passbook, slip
from guyub.livelihoods.wastebank.queries.totals import grams_by_class
from guyub.livelihoods.wastebank.visits import GroupPart, WayIn
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank, saver

SUNDAY = date(2021, 6, 6)


@pytest.fixture
def bank(org):
    """A waste bank on a Sunday morning, nine o'clock."""
    with clock.set_to(at(SUNDAY, time(9))):
        yield make_bank(org)


def lines_of(member):
    return list(PassbookLine.objects.filter(pocket__member=member).order_by("no").values_list("amount", flat=True))


def test_scenario_01_prices_of_the_weighing_time(bank):
    sutinah = make_member(bank.org)
    bank.session()
    bank.price("KRD", 1500, starts_at=at(SUNDAY, time(10)))
    with clock.set_to(at(SUNDAY, time(11))):
        early, late = (
            bank.deposit(sutinah, bank.line("KRD", 3200), source="phone", happened_at=at(SUNDAY, moment))
            for moment in (time(9, 50), time(10, 5))
        )
    assert (early.net, late.net) == (5440, 4800)
    assert early.notices == late.notices == ()


def test_scenario_02_weights_as_written():
    assert parse_quantity("1,25", Unit.GRAM) == 1250
    assert parse_quantity("0,125", Unit.GRAM) == 125
    with pytest.raises(Unreadable):
        parse_quantity("1,2505", Unit.GRAM)
    with pytest.raises(Ambiguous) as asked:
        parse_quantity("1.250", Unit.GRAM)
    assert list(asked.value.readings) == [1250, 1_250_000]


def test_scenario_03_a_comma_too_far_is_corrected(bank):
    sutinah = make_member(bank.org)
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    assert lines_of(sutinah) == [50_000, -50_000, 5000]
    assert (bank.stock("PET").quantity, bank.stock("PET").value) == (1250, 5000)
    assert (right.version, right.balance_after) == (2, 5000)
    assert -party_balance(org=bank.org, account="2101", party=sutinah.pk) == 5000
    assert balance(org=bank.org, account="1301") == 5000


def test_scenario_04_more_than_the_balance(bank):
    sutinah = saver(bank, 48_500 - 500)
    bank.deposit(sutinah, bank.line("PET", 125))
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        bank.withdraw(sutinah, 50_000)
    assert refused.value.details["available"] == 48_500
    assert Entry.objects.count() == before
    assert not Payout.objects.exists()
    assert bank.pocket(sutinah).held == 0


def test_scenario_06_cash_without_a_signal_is_a_request(bank):
    sutinah = make_member(bank.org)
    result = bank.deposit(sutinah, bank.line("PET", 3000), ways=[WayIn("cash")], source="phone")
    assert (result.net, result.saved, result.balance_after) == (12_000, 12_000, 12_000)
    payout = Payout.objects.get()
    assert (payout.amount, payout.status, payout.pk) == (12_000, "requested", result.payout_id)
    assert bank.pocket(sutinah).held == 12_000
    assert balance(org=bank.org, account="1101") == 1_000_000


def test_scenario_07_thirty_visits_sent_three_times(bank):
    members = [make_member(bank.org, f"Anggota {n}") for n in range(10)]
    session_id = bank.session().pk
    facts = [
        {
            "member": members[n % 10],
            "weights": (n + 1, 2 * n + 5),
            "client_id": uuid7(),
            "happened_at": clock.now() + timedelta(seconds=n),
        }
        for n in range(30)
    ]
    answers = [{}, {}, {}]
    for seed, answer in enumerate(answers):
        for sent in random.Random(seed).sample(facts, 30):
            result = bank.deposit(
                sent["member"],
                bank.line("PET", sent["weights"][0]),
                bank.line("KRD", sent["weights"][1]),
                client_id=sent["client_id"],
                happened_at=sent["happened_at"],
                session_id=session_id,
                source="phone",
            )
            answer[sent["client_id"]] = result.receipt_number
    assert answers[0] == answers[1] == answers[2]
    assert sorted(answers[0].values()) == list(range(1, 31))
    assert Deposit.objects.count() == 30


def test_scenario_08_two_officers_write_the_same_visit(bank):
    sutinah = make_member(bank.org)
    first = bank.deposit(sutinah, bank.line("PET", 1000), bank.line("KRD", 2000))
    other = make_actor(bank.org, Office.WEIGHING)
    with clock.set_to(clock.now() + timedelta(minutes=4)):
        second = bank.deposit(sutinah, bank.line("KRD", 2000), bank.line("PET", 1000), by=other)
    with clock.set_to(clock.now() + timedelta(minutes=12)):
        third = bank.deposit(sutinah, bank.line("PET", 1000), bank.line("KRD", 2000))
    assert bank.pocket(sutinah).balance == 3 * 7400
    flagged = set(Flag.objects.filter(reason="twin").values_list("subject_id", flat=True))
    assert flagged == {first.deposit_id, second.deposit_id}
    assert third.notices == ()


def test_scenario_08_twins_of_a_group(bank):
    """Two officers write the same load of two women; one of them names only one, and a third load is another one."""
    people = [make_member(bank.org, name) for name in ("Sutinah", "Warsini", "Kasiyem")]
    pair = [GroupPart(person.pk) for person in people[:2]]
    other = make_actor(bank.org, Office.WEIGHING)
    first = bank.deposit(None, bank.line("PET", 1000), group=pair)
    with clock.set_to(clock.now() + timedelta(minutes=3)):
        second = bank.deposit(None, bank.line("PET", 1000), group=pair[::-1], by=other)
        third = bank.deposit(people[0], bank.line("PET", 1000), by=other)
        bank.deposit(people[2], bank.line("PET", 1000))
        bank.deposit(None, bank.line("PET", 1000))
    flagged = set(Flag.objects.filter(reason="twin").values_list("subject_id", flat=True))
    assert flagged == {first.deposit_id, second.deposit_id, third.deposit_id}
    assert [bank.pocket(person).balance for person in people[:2]] == [2000 + 2000 + 4000, 2000 + 2000]


def test_scenario_08_a_correction_makes_or_keeps_a_twin(bank):
    """12,5 kg is put right to 1,25 kg, and so is the load that the other officer wrote down before."""
    sutinah = make_member(bank.org)
    first = bank.deposit(sutinah, bank.line("PET", 1_250))
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    assert not Flag.objects.filter(reason="twin").exists()
    mended = bank.correct(typed.deposit_id, bank.line("PET", 1_250))
    assert [notice.reason for notice in mended.notices] == ["twin"]
    flags = Flag.objects.filter(reason="twin")
    assert set(flags.values_list("subject_id", flat=True)) == {first.deposit_id, mended.deposit_id}
    for flag in flags:
        actions.settle_flag(
            org=bank.org, by=bank.treasurer, flag_id=flag.pk, settlement="kept", happened_at=clock.now(), note="dua"
        )
    again = bank.correct(mended.deposit_id, bank.line("PET", 1_250))
    assert again.notices == ()  # an officer looked at this load already
    undone = actions.undo_deposit(
        org=bank.org,
        by=bank.weigher,
        client_id=uuid7(),
        happened_at=clock.now(),
        deposit_id=again.deposit_id,
        reason="x",
    )
    assert undone.notices == ()
    assert not Flag.objects.filter(reason="twin", settled_at__isnull=True).exists()


def test_scenario_09_egg_trays_count_in_pieces(bank):
    sutinah = make_member(bank.org)
    assert bank.deposit(sutinah, bank.line("TRY", 40)).net == 6000
    assert (bank.stock("TRY").quantity, bank.stock("TRY").value) == (40, 6000)
    with pytest.raises(Refused) as refused:
        bank.sell(bank.load("TRY", 5000, 400, take_all=True, sold_unit="g"), collector=bank.collector())
    assert refused.value.code == "no_factor"
    assert bank.stock("TRY").quantity == 40


def test_scenario_10_oil_by_the_litre_weighs_by_its_factor(bank):
    assert bank.deposit(make_member(bank.org), bank.line("JLT", 2500)).net == 10_000
    assert [(row.sipsn_class, row.grams) for row in grams_by_class(org=bank.org, months=1)] == [("other", 2275)]


def test_scenario_12_a_load_with_shrinkage(org):
    with clock.set_to(at(SUNDAY, time(9))):
        bank = make_bank(org, prices=False)
        bank.price("KRD", 1500, starts_at=at(date(2021, 1, 1), time(0)))
        sutinah = make_member(org)
        for _half in range(2):
            bank.deposit(sutinah, bank.line("KRD", 50_000))
        sale = bank.sell(bank.load("KRD", 96_400, 2000, take_all=True), collector=bank.collector(), cash_account="1101")
    assert (sale.revenue, sale.cogs, sale.shrinkage) == (192_800, 144_600, 5400)
    assert sale.revenue - sale.cogs - sale.shrinkage == 42_800
    assert (bank.stock("KRD").quantity, bank.stock("KRD").value) == (0, 0)
    accounts = {code: balance(org=org, account=code) for code in ("1101", "1301", "4101", "5101", "5201")}
    assert accounts == {"1101": 1_192_800, "1301": 0, "4101": -192_800, "5101": 144_600, "5201": 5400}


def test_scenario_13_more_than_the_stock_is_refused_whole(bank):
    bank.deposit(make_member(bank.org), bank.line("KRD", 12_000), bank.line("PET", 1000))
    with pytest.raises(Refused) as refused:
        bank.sell(
            bank.load("PET", 1000, 6000, take_all=True),
            bank.load("KRD", 15_000, 2000, own_quantity=15_000),
            collector=bank.collector(),
        )
    assert refused.value.code == "over_stock_count_first"
    assert (bank.stock("KRD").quantity, bank.stock("PET").quantity) == (12_000, 1000)
    assert not Entry.objects.filter(kind="bank_sampah.penjualan").exists()


def test_scenario_14_moving_average(bank):
    sutinah = make_member(bank.org)
    bank.deposit(sutinah, bank.line("KRD", 10_000))
    bank.price("KRD", 1500, starts_at=clock.now() + timedelta(minutes=1))
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        bank.deposit(sutinah, bank.line("KRD", 10_000))
        sale = bank.sell(bank.load("KRD", 5000, 2000, own_quantity=5000), collector=bank.collector())
    assert (sale.cogs, sale.shrinkage) == (8000, 0)
    assert (bank.stock("KRD").quantity, bank.stock("KRD").value) == (15_000, 24_000)


def test_scenario_15_late_paper_and_a_closed_month(org):
    with clock.set_to(at(date(2021, 5, 1), time(9))):
        bank = make_bank(org)
        april, may = (bank.plan(day, open_now=True) for day in (date(2021, 4, 28), date(2021, 5, 5)))
        bank.price("KRD", 1500, starts_at=at(date(2021, 5, 10), time(0)))
    sutinah = make_member(org)
    with clock.set_to(at(date(2021, 5, 12), time(9))):
        late = bank.deposit(sutinah, bank.line("KRD", 1000), session_id=may.pk, source="paper")
        assert late.net == 1700
        assert Deposit.objects.get().weighed_at == may.planned_open
        Period.objects.create(
            org=org, month=date(2021, 4, 1), closed_at=clock.now(), head_n=0, head_hash="0" * 64, totals={}
        )
        with pytest.raises(Refused) as refused:
            bank.deposit(sutinah, bank.line("KRD", 1000), session_id=april.pk, source="paper")
        assert refused.value.code == "month_closed"
        assert bank.pocket(sutinah).balance == 1700
        both = make_actor(org, Office.WEIGHING, Office.TREASURER)
        settled = bank.deposit(
            sutinah, bank.line("KRD", 1000), session_id=april.pk, source="paper", post_today=True, by=both
        )
        entry = Entry.objects.get(source_id=settled.deposit_id)
        assert (settled.net, entry.booked_on) == (1700, date(2021, 5, 12))
        assert clock.day_of(entry.happened_at, org.time_zone) == date(2021, 4, 28)
        assert "28-04-2021" in entry.memo


def test_scenario_16_deduction(org):
    with clock.set_to(at(SUNDAY, time(9))):
        bank = make_bank(org, prices=False)
        bank.price("TRY", 12_345, starts_at=at(date(2021, 1, 1), time(0)), deduction_bp=1000)
        result = bank.deposit(make_member(org), bank.line("TRY", 1))
    assert (result.gross, result.deduction, result.net) == (12_345, 1235, 11_110)
    assert bank.stock("TRY").value == 11_110


def test_scenario_17_seven_share_a_load(org):
    with clock.set_to(at(SUNDAY, time(9))):
        bank = make_bank(org, prices=False)
        bank.price("TRY", 37_500, starts_at=at(date(2021, 1, 1), time(0)))
        seven = [make_member(org, f"Anggota {n}") for n in range(7)]
        bank.deposit(None, bank.line("TRY", 1), group=[GroupPart(member.pk) for member in reversed(seven)])
    balances = [bank.pocket(member).balance for member in seven]
    assert sorted(balances) == [5357] * 6 + [5358]
    assert balances[0] == 5358  # the earlier member number takes the odd rupiah
    assert sum(balances) == -balance(org=org, account="2101") == 37_500


def test_scenario_22_renaming_changes_no_old_slip(bank):
    sutinah = make_member(bank.org)
    old = bank.deposit(sutinah, bank.line("KRD", 1000))
    actions.update_item(org=bank.org, by=bank.chair, item_id=bank.items["KRD"].pk, name="Karton bekas")
    actions.update_category(
        org=bank.org, by=bank.chair, category_id=bank.items["KRD"].category_id, name="Karton", drawing="cardboard"
    )
    new = bank.deposit(sutinah, bank.line("KRD", 1000))
    seen = [slip(org=bank.org, by=bank.treasurer, deposit_id=r.deposit_id).lines[0].item for r in (old, new)]
    assert seen == ["Kardus", "Karton bekas"]


def test_scenario_23_a_foreign_passbook_is_not_here(bank, other_org):
    sutinah, tumirah = saver(bank, 4000), make_member(bank.org, "Tumirah")
    theirs = make_member(other_org, "Wagiyem")
    nosy = make_actor(bank.org, member_id=tumirah.pk)
    mentor = make_actor(bank.org, Office.MENTOR)
    own = make_actor(bank.org, member_id=sutinah.pk)
    for who, whose in ((nosy, sutinah.pk), (mentor, sutinah.pk), (bank.treasurer, theirs.pk), (own, "no-id")):
        with pytest.raises(NotHere):
            passbook(org=bank.org, by=who, member_id=whose)
    assert passbook(org=bank.org, by=own, member_id=sutinah.pk).balance == 4000
    deposit = Deposit.objects.get()
    with pytest.raises(NotHere):
        slip(org=bank.org, by=nosy, deposit_id=deposit.pk)
    assert slip(org=bank.org, by=own, deposit_id=deposit.pk).net == 4000


def test_scenario_25_picked_up_and_brought(bank):
    starts = clock.now() + timedelta(seconds=1)
    bank.price("KRD", 600, starts_at=starts, channel="pickup")
    bank.price("KRD", 800, starts_at=starts, channel="delivered")
    sutinah = make_member(bank.org)
    with clock.set_to(clock.now() + timedelta(minutes=10)):
        worth = [bank.deposit(sutinah, bank.line("KRD", 2000), channel=way).net for way in ("pickup", "delivered")]
    assert worth == [1200, 1600]


@pytest.mark.parametrize("way", ["dues", "donate"])
def test_scenario_27_dues_and_donations(bank, way):
    sutinah = make_member(bank.org, joined_on=date(2021, 4, 1))
    dues.set_rate(
        org=bank.org,
        by=make_actor(bank.org, Office.TREASURER),
        starts_on=date(2021, 1, 1),
        amount=2000,
        happened_at=clock.now(),
        client_id=uuid7(),
    )
    assert dues.owed(org=bank.org, member=sutinah, upto=SUNDAY).amount == 6000
    result = bank.deposit(sutinah, bank.line("PET", 3000), ways=[WayIn(way)])
    incomes = balance(org=bank.org, account="4202"), balance(org=bank.org, account="2201")
    if way == "dues":
        assert (result.saved, result.balance_after, incomes) == (6000, 6000, (-6000, 0))
        assert dues.owed(org=bank.org, member=sutinah, upto=SUNDAY).amount == 0
    else:
        assert (result.saved, result.balance_after, incomes) == (0, 0, (0, -12_000))
    assert DepositLine.objects.get().net == 12_000
