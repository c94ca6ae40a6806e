"""Months close in order, by two persons; December ends the year; everything stays verifiable."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import approvals, assets, cash, dues, funds, periods, proposals
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.models import Entry, Period
from guyub.foundation.ledger.periods import Blocker
from guyub.foundation.ledger.statements.figures import statements
from guyub.foundation.ledger.statements.load import YEAR_END, load
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from tests.factories import make_actor
from tests.factories_ledger import open_books
from tests.factories_members import make_member

NOVEMBER = datetime(2021, 11, 10, 3, tzinfo=UTC)
DECEMBER = datetime(2021, 12, 12, 3, tzinfo=UTC)
JANUARY = datetime(2022, 1, 3, 3, tzinfo=UTC)


@pytest.fixture
def books(org):
    with clock.set_to(NOVEMBER):
        open_books(org)
        yield org


@pytest.fixture
def treasurer(books):
    return make_actor(books, Office.TREASURER)


@pytest.fixture
def chair(books):
    return make_actor(books, Office.CHAIR)


def receive(org, by, amount, when=NOVEMBER, **values):
    given = {"category_key": "donation", "box": "1101", "happened_at": when, "client_id": uuid7()} | values
    return cash.receive_money(org=org, by=by, amount=amount, **given)


def count(org, by, amount, when, box="1101"):
    pieces, rest = {}, amount
    for value in cash.DENOMINATIONS:
        pieces[value], rest = divmod(rest, value)
    return cash.count_cash(org=org, by=by, box=box, pieces=pieces, happened_at=when, client_id=uuid7())


def close(org, treasurer, chair, month):
    proposal = periods.propose_close(org=org, by=treasurer, month=month, happened_at=clock.now(), client_id=uuid7())
    return approvals.approve(org=org, by=chair, approval_id=proposal.pk)


def test_a_month_waits_for_its_end_and_its_count(books, treasurer, chair):
    receive(books, treasurer, 50_000)
    assert periods.next_month(org=books) == date(2021, 11, 1)
    with pytest.raises(Refused) as caught:
        close(books, treasurer, chair, date(2021, 11, 1))
    assert caught.value.code == "blocked"
    count(books, chair, 50_000, NOVEMBER)  # not the last day
    with clock.set_to(DECEMBER):
        found = periods.blockers(org=books, month=date(2021, 11, 1))
        assert [blocker.url_name for blocker in found] == ["ledger:count"]
        count(books, chair, 50_000, DECEMBER)
        assert periods.blockers(org=books, month=date(2021, 11, 1)) == []
        close(books, treasurer, chair, date(2021, 11, 1))
        assert Period.objects.get().totals["4203"] == [0, 50_000]
        with pytest.raises(Refused) as caught:
            close(books, treasurer, chair, date(2021, 11, 1))
        assert caught.value.code == "not_next"
        late = receive(books, treasurer, 1_000, NOVEMBER)
        assert Entry.get(late.entry_id).booked_on == date(2021, 12, 12)


def test_rooms_and_open_proposals_can_stand_in_the_way(books, treasurer, chair):
    receive(books, treasurer, 2_000_000)
    waiting = cash.pay_money(
        org=books,
        by=treasurer,
        category_key="running",
        amount=1_500_000,
        box="1101",
        payee_name="Toko",
        happened_at=NOVEMBER,
        client_id=uuid7(),
    ).approval
    unfinished = [Blocker("3 catatan perlu diperiksa.")]
    try:
        periods.register_blocker(check := lambda _org, _first, _last: unfinished)
        # Within the seven days in which the proposal waits; the month is over for the clock of the test only.
        with clock.set_to(datetime(2021, 11, 16, 3, tzinfo=UTC)):
            assert len(periods.blockers(org=books, month=date(2021, 11, 1))) == 1
        with clock.set_to(datetime(2021, 12, 1, 3, tzinfo=UTC)):
            count(books, chair, 2_000_000, clock.now())
            assert periods.blockers(org=books, month=date(2021, 11, 1)) == unfinished  # the proposal has expired
        unfinished.clear()
        assert waiting
    finally:
        periods._checks.remove(check)


def test_december_ends_the_year_per_fund_and_unit(books, treasurer, chair):
    with clock.set_to(DECEMBER):
        receive(books, treasurer, 300_000, DECEMBER)
        receive(books, treasurer, 40_000, DECEMBER, category_key="service", unit="BSP")
        funds.create_fund(
            org=books,
            by=chair,
            code="DINAS",
            name="Hibah",
            giver="Dinas",
            purpose="pelatihan",
            starts_on=date(2021, 1, 1),
            ends_on=date(2022, 12, 31),
            budget={"6104": 500_000},
        )
        receive(books, treasurer, 500_000, DECEMBER, fund="DINAS", box="1111")
        cash.pay_money(
            org=books,
            by=treasurer,
            category_key="activity",
            amount=200_000,
            box="1111",
            fund="DINAS",
            payee_name="Bu Pelatih",
            happened_at=DECEMBER,
            client_id=uuid7(),
        )
        assets.register_asset(
            org=books,
            by=treasurer,
            name="Timbangan",
            cost=360_000,
            months=36,
            bought_on=date(2021, 12, 1),
            happened_at=DECEMBER,
            client_id=uuid7(),
        )
    with clock.set_to(JANUARY):
        receive(books, treasurer, 7_000, JANUARY)  # the new year has begun before the old one is closed
        count(books, chair, 347_000, JANUARY)
        close(books, treasurer, chair, date(2021, 12, 1))
        end = Entry.objects.get(kind=YEAR_END)
        assert end.booked_on == date(2021, 12, 31)
        assert balance(org=books, account="3104") == -(300_000 + 40_000 - 10_000)
        assert balance(org=books, account="3104", unit="BSP") == -40_000
        assert balance(org=books, account="3201", fund="DINAS") == -300_000
        assert balance(org=books, account="4203") == -7_000  # January's stays
        year = statements(load(start=date(2021, 1, 1), end=date(2021, 12, 31)))
        assert year.income.net == 630_000  # as if the year had not been closed
        assert year.income.by_fund == {"DINAS": 300_000, "UMUM": 330_000}
        assert year.position.balanced
        after = statements(load(start=date(2022, 1, 1), end=date(2022, 1, 31)))
        assert after.income.net == 7_000
        assert (after.equity.free.opening, after.equity.bound.opening) == (330_000, 300_000)
        assert after.position.balanced
        report = funds.report(org=books, code="DINAS")
        assert (report.received, report.spent, report.left) == (500_000, 200_000, 300_000)
        assert verify(books).findings == []


def test_every_document_of_the_books_can_be_rebuilt(books, treasurer, chair):
    opening = proposals.propose_opening(
        org=books,
        by=treasurer,
        lines=[Line("1101", 900_000), Line("1111", 100_000)],
        happened_at=NOVEMBER,
        client_id=uuid7(),
    )
    approvals.approve(org=books, by=chair, approval_id=opening.pk)
    member = make_member(books)
    dues.set_rate(
        org=books, by=treasurer, starts_on=date(2021, 1, 1), amount=2_000, happened_at=NOVEMBER, client_id=uuid7()
    )
    paid = dues.take_dues(
        org=books, by=treasurer, member=member, amount=5_000, cash="1101", happened_at=NOVEMBER, client_id=uuid7()
    )
    receive(books, treasurer, 10_000, payer=member)
    cash.move_money(
        org=books, by=treasurer, source="1101", target="1102", amount=50_000, happened_at=NOVEMBER, client_id=uuid7()
    )
    count(books, chair, 49_900, NOVEMBER, box="1102")
    journal = proposals.propose_journal(
        org=books,
        by=treasurer,
        lines=[Line("6103", 1_000), Line("3103", -1_000)],
        memo="koreksi",
        happened_at=NOVEMBER,
        client_id=uuid7(),
    )
    approvals.approve(org=books, by=chair, approval_id=journal.pk)
    dues.reverse_dues(org=books, by=treasurer, entry_id=paid.posted.entry_id, event_at=NOVEMBER, client_id=uuid7())
    report = verify(books)
    assert report.findings == []
    assert report.unchecked_documents == 0
    assert report.entries == 7


def test_a_manual_journal_leaves_the_rooms_accounts_alone(books, treasurer):
    def propose(*lines):
        return proposals.propose_journal(
            org=books, by=treasurer, lines=lines, memo="", happened_at=NOVEMBER, client_id=uuid7()
        )

    with pytest.raises(Refused) as caught:
        propose(Line("2101", -1_000, party=uuid7()), Line("6103", 1_000))
    assert caught.value.code == "control_account"
    for wrong in (
        [Line("6103", 1_000), Line("3103", -900)],
        [Line("1101", 1_000), Line("3103", -1_000)],
        [Line("9999", 1_000), Line("3103", -1_000)],
    ):
        with pytest.raises(Exception, match=r"."):
            propose(*wrong)


def test_opening_comes_once_and_first(books, treasurer, chair):
    first = proposals.propose_opening(
        org=books, by=treasurer, lines=[Line("1101", 1_000)], happened_at=NOVEMBER, client_id=uuid7()
    )
    second = proposals.propose_opening(
        org=books, by=treasurer, lines=[Line("1101", 2_000)], happened_at=NOVEMBER, client_id=uuid7()
    )
    approvals.approve(org=books, by=chair, approval_id=first.pk)
    with pytest.raises(Refused) as caught:
        approvals.approve(org=books, by=chair, approval_id=second.pk)
    assert caught.value.code == "already_open"
    assert balance(org=books, account="3103") == -1_000
