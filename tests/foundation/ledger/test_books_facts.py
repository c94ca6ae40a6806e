"""What the database itself refuses to know about cash, counts, assets and funds; and cash actions that refuse."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import assets, cash, funds
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import (
    Approval,
    AssetCharge,
    CashBox,
    CashCount,
    CashMovement,
    DuesExemption,
    DuesRate,
    Fund,
    FundBudget,
    MonthTotal,
    StatementNote,
)
from guyub.foundation.ledger.statements.figures import statements
from guyub.foundation.ledger.statements.load import load
from guyub.foundation.organizations.choices import Office
from tests.factories import make_actor
from tests.factories_ledger import cash as fill_cash
from tests.factories_ledger import make_fund, open_books
from tests.factories_members import make_member

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)


@pytest.fixture
def books(org):
    with clock.set_to(NOW):
        open_books(org)
        fill_cash(org, 500_000)
        yield org


@pytest.fixture
def treasurer(books):
    return make_actor(books, Office.TREASURER)


def fact(org, **values):
    return {
        "org": org,
        "client_id": uuid7(),
        "content_hash": "0" * 64,
        "happened_at": NOW,
        "recorded_at": NOW,
    } | values


def refused(make):
    with pytest.raises(DatabaseError), transaction.atomic():
        make()


def test_impossible_cash_is_refused_by_the_database(books):
    movement = fact(
        books, direction="in", box="1101", category="donation", amount=1, fund="UMUM", unit="PAG", day=date(2026, 3, 10)
    )
    for wrong in ({"amount": 0}, {"direction": "up"}):
        refused(lambda wrong=wrong: CashMovement.objects.create(**movement | {"entry_id": uuid7()} | wrong))
    entry_id = uuid7()
    row = CashMovement.objects.create(**movement, entry_id=entry_id)
    refused(lambda: CashMovement.objects.create(**movement | {"client_id": uuid7()}, entry_id=entry_id))
    refused(lambda: CashMovement.objects.filter(pk=row.pk).update(amount=2))
    refused(lambda: CashMovement.objects.filter(pk=row.pk).delete())
    count = fact(books, box="1101", day=date(2026, 3, 10), pieces={}, counted=0, booked=0)
    refused(lambda: CashCount.objects.create(**count | {"counted": -1}))
    kept = CashCount.objects.create(**count)
    refused(lambda: CashCount.objects.filter(pk=kept.pk).update(counted=5))
    CashBox.objects.create(org=books, account="1101.01")
    refused(lambda: CashBox.objects.create(org=books, account="1101.01"))
    refused(lambda: CashBox.objects.create(org=books, account="1101.02", float_amount=-1))


def test_impossible_assets_funds_and_notes_are_refused_by_the_database(books):
    asset = fact(
        books, name="Mesin", cost=100, residual=0, months=10, bought_on=date(2026, 3, 1), fund="UMUM", unit="PAG"
    )
    model = AssetCharge._meta.get_field("asset").related_model
    for wrong in ({"residual": 100}, {"residual": -1}, {"months": 0}):
        refused(lambda wrong=wrong: model.objects.create(**asset | wrong))
    row = model.objects.create(**asset)
    charge = {"org": books, "asset": row, "month": date(2026, 3, 1), "entry_id": uuid7()}
    refused(lambda: AssetCharge.objects.create(**charge, amount=0))
    AssetCharge.objects.create(**charge, amount=10)
    refused(lambda: AssetCharge.objects.create(**charge, amount=10))
    fund = make_fund(books)
    refused(lambda: FundBudget.objects.create(org=books, fund=fund, account="6104", amount=-1))
    FundBudget.objects.create(org=books, fund=fund, account="6104", amount=1)
    refused(lambda: FundBudget.objects.create(org=books, fund=fund, account="6104", amount=2))
    StatementNote.objects.create(org=books, year=2026, text="", changed_at=NOW)
    refused(lambda: StatementNote.objects.create(org=books, year=2026, text="", changed_at=NOW))


def test_impossible_dues_are_refused_by_the_database(books):
    refused(lambda: DuesRate.objects.create(**fact(books, starts_on=date(2026, 1, 2), amount=1)))
    refused(lambda: DuesRate.objects.create(**fact(books, starts_on=date(2026, 1, 1), amount=-1)))
    DuesRate.objects.create(**fact(books, starts_on=date(2026, 1, 1), amount=1))
    refused(lambda: DuesRate.objects.create(**fact(books, starts_on=date(2026, 1, 1), amount=2)))
    member = make_member(books)
    exemption = fact(books, member=member, first=date(2026, 2, 1), last=date(2026, 1, 1), reason="sakit")
    refused(lambda: DuesExemption.objects.create(**exemption))


def test_an_unknown_state_of_a_proposal_is_refused_by_the_database(books):
    proposal = fact(books, kind="other", payload={}, expires_at=NOW)
    refused(lambda: Approval.objects.create(**proposal, state="perhaps", decided_at=NOW))


def test_money_in_sent_again_with_another_amount_clashes(books, treasurer):
    given = {"category_key": "donation", "box": "1101", "happened_at": NOW, "client_id": uuid7()}
    first = cash.receive_money(org=books, by=treasurer, amount=7_000, **given)
    assert cash.receive_money(org=books, by=treasurer, amount=7_000, **given) == first
    with pytest.raises(Clash):
        cash.receive_money(org=books, by=treasurer, amount=8_000, **given)
    assert balance(org=books, account="4203") == -7_000


@pytest.mark.parametrize(
    "wrong", [{"category_key": "activity"}, {"amount": 0}, {"box": "6103"}, {"box": "9999"}], ids=str
)
def test_money_in_that_cannot_be_is_refused(books, treasurer, wrong):
    given = {
        "category_key": "donation",
        "amount": 5_000,
        "box": "1101",
        "happened_at": NOW,
        "client_id": uuid7(),
    } | wrong
    with pytest.raises(BadInput):
        cash.receive_money(org=books, by=treasurer, **given)
    assert not CashMovement.objects.exists()


def test_who_may_not_record_books_nothing(books):
    with pytest.raises(Forbidden):
        cash.receive_money(
            org=books,
            by=make_actor(books, Office.WEIGHING),
            category_key="donation",
            amount=5_000,
            box="1101",
            happened_at=NOW,
            client_id=uuid7(),
        )


def test_petty_cash_knows_its_float(books):
    chair = make_actor(books, Office.CHAIR)
    box = cash.open_tin(org=books, by=chair, name="Kas kecil pos", parent="1102")
    again = cash.open_tin(org=books, by=chair, name="Kas kecil dua", parent="1102")
    assert (box.account, again.account) == ("1102.01", "1102.02")
    assert cash.refill_amount(cash.tin(org=books, code="1102.01")) == 200_000
    codes = [tin.code for tin in cash.tins(org=books)]
    assert codes == ["1101", "1102.01", "1102.02", "1111", "1112"]  # the empty parent is not offered
    with pytest.raises(BadInput):
        cash.open_tin(org=books, by=chair, name="Bukan kas", parent="6103")


def test_a_fund_needs_a_list_and_days_in_order(books):
    chair = make_actor(books, Office.CHAIR)
    given = {
        "code": "HIBAH",
        "name": "Hibah",
        "giver": "Dinas",
        "purpose": "pelatihan",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "budget": {"6104": 1_000},
    }
    for wrong in ({"budget": {}}, {"budget": {"9999": 1}}, {"ends_on": date(2025, 1, 1)}):
        with pytest.raises(BadInput):
            funds.create_fund(org=books, by=chair, **given | wrong)
    funds.create_fund(org=books, by=chair, **given)
    with pytest.raises(Refused):
        funds.create_fund(org=books, by=chair, **given)
    assert Fund.objects.filter(code="HIBAH").count() == 1


def test_an_asset_needs_a_base_and_a_life(books, treasurer):
    given = {
        "name": "Mesin",
        "cost": 1_000,
        "months": 12,
        "bought_on": date(2026, 3, 1),
        "happened_at": NOW,
        "client_id": uuid7(),
    }
    for wrong in ({"residual": 1_000}, {"months": 0}):
        with pytest.raises(BadInput):
            assets.register_asset(org=books, by=treasurer, **given | wrong)
    first = assets.register_asset(org=books, by=treasurer, **given)
    assert assets.register_asset(org=books, by=treasurer, **given).pk == first.pk


def test_statements_of_three_years_read_month_totals_quickly(books):
    """36 months x 60 accounts x 2 units, as 100,000 entries would leave them."""
    months = [date(2023 + n // 12, n % 12 + 1, 1) for n in range(36)]
    MonthTotal.objects.bulk_create(
        MonthTotal(
            org=books, month=month, account=f"61{n:02d}", fund="UMUM", unit=unit, cash_flow="", debit=n + 1, credit=0
        )
        for month in months
        for n in range(60)
        for unit in ("PAG", "BSP")
    )
    started = time.perf_counter()
    found = statements(load(start=date(2025, 1, 1), end=date(2025, 12, 31)))
    assert time.perf_counter() - started < 1
    assert found.income.expenses.amount == 12 * 2 * sum(range(1, 61))
