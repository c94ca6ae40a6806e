"""Finished rows: the database refuses UPDATE and DELETE, each with a test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import DatabaseError, connection, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import (
    Deposit,
    DepositLine,
    Flag,
    GroupShare,
    Loan,
    PassbookLine,
    Payout,
    PriceList,
    PriceRow,
    Receivable,
    Sale,
    SaleLine,
    SalePayment,
    StockCount,
    UseOfValue,
)
from guyub.livelihoods.wastebank.seals import SEALS
from guyub.livelihoods.wastebank.visits import GroupPart, WayIn
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

SEALED = {
    Deposit: "net",
    DepositLine: "quantity",
    GroupShare: "amount",
    UseOfValue: "amount",
    PassbookLine: "amount",
    PriceList: "note",
    PriceRow: "price",
    SalePayment: "amount",
    StockCount: "counted",
}


@pytest.fixture
def bank(org):
    """A day with one of everything."""
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        bank = make_bank(org)
        sutinah, tumirah = make_member(org), make_member(org, "Tumirah")
        bank.deposit(sutinah, bank.line("PET", 10_000), ways=[WayIn("donate", "amount", 1000)])
        bank.deposit(sutinah, bank.line("PET", 10_000))
        bank.deposit(None, bank.line("KRD", 1000), group=[GroupPart(sutinah.pk), GroupPart(tumirah.pk)])
        sale = bank.sell(bank.load("PET", 5000, 5000, own_quantity=5000), collector=bank.collector())
        common = {"org": org, "by": bank.treasurer, "happened_at": clock.now()}
        actions.record_sale_payment(client_id=uuid7(), sale_id=sale.pk, amount=1000, cash_account="1101", **common)
        actions.count_stock(
            client_id=uuid7(),
            post_id=bank.post.pk,
            item_id=bank.items["KRD"].pk,
            counted=990,
            reason="tikus",
            **common,
        )
        bank.withdraw(sutinah, 5000)
        yield bank


def refused(sql, *params):
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.parametrize("model", SEALED, ids=lambda m: m.__name__)
def test_sealed_rows_stay(bank, model):
    table = model._meta.db_table
    assert model.objects.exists()
    refused(f"UPDATE {table} SET {SEALED[model]} = {SEALED[model]}")
    refused(f"DELETE FROM {table}")


def test_nothing_is_added_to_a_finished_deposit(bank):
    line = DepositLine.objects.first()
    line.pk, line.no = uuid7(), 99
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        line.save(force_insert=True)


def test_a_paid_withdrawal_stays_and_an_open_one_keeps_its_amount(bank):
    refused("UPDATE wastebank_payout SET status = 'requested', entry_id = NULL, ended_at = NULL")
    refused("DELETE FROM wastebank_payout")
    pocket = bank.pocket(Payout.objects.get().member)
    payout = actions.request_payout(
        org=bank.org,
        by=bank.weigher,
        client_id=uuid7(),
        happened_at=clock.now(),
        pocket_id=pocket.pk,
        amount=1000,
    )
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(amount=2000)
    assert Payout.objects.filter(pk=payout.pk).update(reason="boleh") == 1


def test_a_final_sale_keeps_its_figures_and_lines(bank):
    refused("UPDATE wastebank_sale SET revenue = revenue + 1")
    refused("UPDATE wastebank_sale SET status = 'draft'")
    refused("DELETE FROM wastebank_sale")
    refused("UPDATE wastebank_saleline SET cost = cost")
    refused("DELETE FROM wastebank_saleline")
    line = SaleLine.objects.get()
    line.pk, line.no, line.item_id = uuid7(), 2, bank.items["KRD"].pk
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        line.save(force_insert=True)
    assert Sale.objects.update(paid=2000) == 1
    actions.reverse_sale(
        org=bank.org,
        by=bank.treasurer,
        client_id=uuid7(),
        happened_at=clock.now(),
        sale_id=Sale.objects.get().pk,
        reason="batal",
    )
    refused("UPDATE wastebank_sale SET note = 'x'")


def test_flags_are_settled_once_and_never_removed(bank):
    flag = Flag.objects.filter(reason="twin").first()
    refused("DELETE FROM wastebank_flag")
    actions.settle_flag(org=bank.org, by=bank.treasurer, flag_id=flag.pk, settlement="kept", happened_at=clock.now())
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        Flag.objects.filter(pk=flag.pk).update(note="lain")


def test_every_trigger_is_there(db):
    assert SEALS.missing() == frozenset()
    assert len(SEALS.names()) == len(SEALS.conditions) > 25


@pytest.fixture
def debts(bank):
    """A loan with a repayment, a Piutang, and goods that are missing after a correction."""
    member, now = make_member(bank.org, "Warsinem"), clock.now()
    loan = actions.ask_loan(
        org=bank.org, by=bank.weigher, client_id=uuid7(), happened_at=now, member_id=member.pk, amount=50_000
    )
    actions.approve_loan(org=bank.org, by=bank.chair, loan_id=loan.pk, happened_at=now)
    typed = bank.deposit(member, bank.line("JLT", 2000))
    bank.withdraw(member, 8000)
    bank.sell(bank.load("JLT", 2000, 5000, take_all=True), collector=bank.collector("Pak Dul"))
    bank.correct(typed.deposit_id, bank.line("JLT", 200), missing_reason="salah ketik")
    actions.disburse_loan(
        org=bank.org, by=bank.treasurer, client_id=uuid7(), happened_at=now, loan_id=loan.pk, post_id=bank.post.pk
    )
    bank.deposit(member, bank.line("PET", 5000))
    return bank


def test_repayments_and_differences_stay(debts):
    for table in ("repayment", "stockdifference"):
        refused(f"UPDATE wastebank_{table} SET reason = 'x'")
        refused(f"DELETE FROM wastebank_{table}")


def test_a_debt_changes_only_by_what_is_repaid(debts):
    assert (Loan.objects.get().owed, Receivable.objects.get().owed) == (37_200, 0)
    for table in ("receivable", "loan"):
        refused(f"DELETE FROM wastebank_{table}")
        refused(f"UPDATE wastebank_{table} SET amount = amount + 1, owed = owed + 1")
    refused("UPDATE wastebank_loan SET share_bp = 5000")
    assert Loan.objects.update(repaid=12_801, owed=37_199) == 1


def test_a_refused_loan_stays(debts):
    member = make_member(debts.org, "Lain")
    facts = {"org": debts.org, "happened_at": clock.now()}
    loan = actions.ask_loan(by=debts.weigher, client_id=uuid7(), member_id=member.pk, amount=1000, **facts)
    actions.refuse_loan(by=debts.chair, loan_id=loan.pk, reason="kas kecil", **facts)
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(status="asked", ended_at=None)
