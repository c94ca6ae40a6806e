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
    PassbookLine,
    Payout,
    PriceList,
    PriceRow,
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
