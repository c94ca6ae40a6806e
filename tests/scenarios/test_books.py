"""The treasurer's scenarios of the books, with their figures."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import approvals, assets, cash, funds, periods
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Approval, Entry, Period
from guyub.foundation.ledger.reversals import take_back
from guyub.foundation.ledger.statements.figures import statements
from guyub.foundation.ledger.statements.load import load
from guyub.foundation.organizations.choices import Office
from tests.factories import make_actor
from tests.factories_ledger import cash as fill_cash
from tests.factories_ledger import open_books
from tests.foundation.ledger.vectors import LEDGER, open_published, post_published

JANUARY = datetime(2026, 1, 20, 3, tzinfo=UTC)
LAST_OF_JANUARY = datetime(2026, 1, 31, 10, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 3, 3, tzinfo=UTC)
TRAINING, WAGE = "activity", "running"


@pytest.fixture
def books(org):
    with clock.set_to(datetime(2026, 1, 1, 3, tzinfo=UTC)):
        open_books(org)
        fill_cash(org, 2_000_000)
    return org


@pytest.fixture
def treasurer(books):
    return make_actor(books, Office.TREASURER)


@pytest.fixture
def chair(books):
    return make_actor(books, Office.CHAIR)


def count(org, by, when: datetime, amount: int):
    with clock.set_to(when):
        return cash.count_cash(org=org, by=by, box="1101", pieces=notes(amount), happened_at=when, client_id=uuid7())


def notes(amount: int) -> dict[int, int]:
    pieces = {}
    for value in cash.DENOMINATIONS:
        pieces[value], amount = divmod(amount, value)
    assert amount == 0
    return pieces


def test_scenario_15_a_typing_error_in_a_closed_month(books, treasurer, chair):
    with clock.set_to(JANUARY):
        sale = {"category_key": "sale", "box": "1101", "happened_at": JANUARY, "client_id": uuid7()}
        wrong = cash.receive_money(org=books, by=treasurer, amount=70_000, **sale)
    count(books, chair, LAST_OF_JANUARY, 2_070_000)
    with clock.set_to(FEBRUARY):
        proposal = periods.propose_close(
            org=books, by=treasurer, month=date(2026, 1, 1), happened_at=FEBRUARY, client_id=uuid7()
        )
        approvals.approve(org=books, by=chair, approval_id=proposal.pk)
        january = load(start=date(2026, 1, 1), end=date(2026, 1, 31))
        period = Period.objects.get()
        assert (period.month, period.head_n, period.head_hash) == (date(2026, 1, 1), 2, wrong.hash)
        assert (period.proposed_by_id, period.closed_by_id) == (treasurer.user_id, chair.user_id)

        right = cash.correct_movement(
            org=books, by=treasurer, entry_id=wrong.entry_id, amount=7_000, happened_at=FEBRUARY, client_id=uuid7()
        )
        mirror = Entry.objects.get(reverses_id=wrong.entry_id)
        assert (mirror.n, right.n) == (3, 4)
        assert mirror.booked_on == Entry.get(right.entry_id).booked_on == date(2026, 2, 3)
        assert load(start=date(2026, 1, 1), end=date(2026, 1, 31)) == january
        assert statements(january).income.net == 70_000
        february = statements(load(start=date(2026, 2, 1), end=date(2026, 2, 28)))
        assert february.income.net == -63_000
        assert balance(org=books, account="1101") == 2_007_000
        with pytest.raises(Refused) as caught:
            take_back(
                org=books, by=treasurer, entry_id=wrong.entry_id, reason="", happened_at=FEBRUARY, client_id=uuid7()
            )
        assert caught.value.code == "reversed_before"
        assert Entry.objects.count() == 4


def test_scenario_16_the_statements_of_the_published_books(db):
    org = open_published()
    post_published(org)
    expected = LEDGER["statements"]
    with tenant(org.pk):
        books = load(start=date(2026, 1, 1), end=date(2026, 1, 31))
        found = statements(books)
        days = load(start=date(2026, 1, 1), end=date(2026, 1, 20))
        rest = load(start=date(2026, 1, 21), end=date(2026, 1, 31))
    trial = {
        row.code: {"opening": row.opening, "debit": row.debit, "credit": row.credit, "closing": row.closing}
        for row in found.trial.rows
    }
    assert trial == expected["neraca_saldo"]
    assert found.income.net == 410_200
    assert found.income.by_fund == {"DINAS": 300_000, "UMUM": 110_200}
    assert found.position.cash.amount == 1_709_500
    assert found.position.assets == 3_194_200
    assert found.position.balanced
    assert found.cash_flow.by_code == {
        "O1": 380_000,
        "O2": 560_000,
        "O3": -393_000,
        "O4": -120_000,
        "O5": -217_500,
        "T": 0,
    }
    # Two broken parts of the month add up to the whole.
    first, second = statements(days), statements(rest)
    assert first.income.net + second.income.net == 410_200
    assert second.cash_flow.opening == first.cash_flow.closing
    assert second.position == found.position


def test_scenario_18_a_large_sum_in_two_parts_waits_for_a_second_person(books, treasurer, chair):
    with clock.set_to(JANUARY):

        def pay(amount: int, name: str) -> cash.PaidOut:
            return cash.pay_money(
                org=books,
                by=treasurer,
                category_key="running",
                amount=amount,
                box="1101",
                payee_name=name,
                happened_at=JANUARY,
                client_id=uuid7(),
            )

        assert pay(600_000, "Toko Mugi Rahayu").posted
        second = pay(450_000, "toko  mugi rahayu")
        assert second.posted is None
        assert second.approval
        assert balance(org=books, account="1101") == 1_400_000
        assert pay(400_000, "Toko Mugi Rahayu").posted  # still Rp1.000.000 in all
        approved = approvals.approve(org=books, by=chair, approval_id=second.approval.pk)
        assert balance(org=books, account="1101") == 550_000
        assert Entry.get(approved.entry_id).kind == cash.OUT_KIND


def test_scenario_18_wear_of_an_asset(books, treasurer):
    with clock.set_to(JANUARY):
        asset = assets.register_asset(
            org=books,
            by=treasurer,
            name="Mesin perajang",
            cost=1_000_000,
            months=36,
            bought_on=date(2026, 1, 20),
            happened_at=JANUARY,
            client_id=uuid7(),
        )
    for year, month in ((2026, 2), (2026, 3), (2026, 4)):
        with clock.set_to(datetime(year, month, 1, 3, tzinfo=UTC)):
            last = date(year, month - 1, 1)
            assets.charge_month(org=books, by=treasurer, month=last)
            assets.charge_month(org=books, by=treasurer, month=last)  # again: nothing
    charges = [row.amount for row in asset.charges.order_by("month")]
    assert charges == [27_777, 27_778, 27_778]
    assert balance(org=books, account="1502") == -83_333
    assert assets.states()[0].worth == 916_667


def test_scenario_19_a_donor_fund_keeps_to_its_list_and_its_cash(books, treasurer, chair):
    with clock.set_to(JANUARY):
        funds.create_fund(
            org=books,
            by=chair,
            code="DINAS",
            name="Hibah pelatihan",
            giver="Dinas Contoh",
            purpose="pelatihan kemasan",
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 3, 31),
            budget={"6104": 300_000},
        )
        given = {"fund": "DINAS", "box": "1111", "happened_at": JANUARY}
        cash.receive_money(org=books, by=treasurer, category_key="donation", amount=300_000, client_id=uuid7(), **given)

        def pay(category: str, amount: int, day: datetime = JANUARY) -> cash.PaidOut:
            return cash.pay_money(
                org=books,
                by=treasurer,
                category_key=category,
                amount=amount,
                payee_name="Bu Pelatih",
                client_id=uuid7(),
                **(given | {"happened_at": day}),
            )

        with pytest.raises(Refused, match="Beban Kegiatan") as caught:
            pay(WAGE, 50_000)
        assert caught.value.code == "fund_account"
        with pytest.raises(Refused):
            pay(TRAINING, 300_001)
        assert pay(TRAINING, 200_000).posted
        report = funds.report(org=books, code="DINAS")
        assert (report.received, report.spent, report.left) == (300_000, 200_000, 100_000)
        assert [(line.code, line.budget, line.spent) for line in report.lines] == [("6104", 300_000, 200_000)]
    after = datetime(2026, 4, 2, 3, tzinfo=UTC)
    with clock.set_to(after):
        with pytest.raises(Refused) as caught:
            pay(TRAINING, 1_000, after)
        assert caught.value.code == "fund_dates"
        rest = funds.propose_rest(
            org=books,
            by=treasurer,
            code="DINAS",
            release=True,
            letter="12/DINAS/2026",
            happened_at=after,
            client_id=uuid7(),
        )
        approvals.approve(org=books, by=chair, approval_id=rest.pk)
        assert funds.cash_of("DINAS") == 0
        assert balance(org=books, account="1111", fund="UMUM") == 100_000
        year = statements(load(start=date(2026, 1, 1), end=date(2026, 12, 31)))
        assert (year.equity.bound.surplus, year.equity.bound.other, year.equity.bound.closing) == (100_000, -100_000, 0)
    assert Approval.objects.count() == 1
