"""Lots, loads between posts, sorting and quotes: what the database refuses, whoever asks."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.ids import uuid7
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions.carrying import CarryIn, receive_from_post, send_to_post
from guyub.livelihoods.wastebank.actions.consigning import return_lots
from guyub.livelihoods.wastebank.actions.sorting import SortedOut, dispose, sort_waste
from guyub.livelihoods.wastebank.actions.valuing import record_quote, value_stock
from guyub.livelihoods.wastebank.models import (
    CollectorQuote,
    ConsignmentLot,
    Disposal,
    LotAdjustment,
    LotEvent,
    LotReturn,
    PostTransfer,
    PostTransferLine,
    SaleLine,
    SaleLot,
    SaleSettlement,
    Sorting,
    SortingOutput,
    StockCount,
    WriteDown,
)
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

NOW = at(date(2021, 6, 6), time(9))
SEALED = {
    ConsignmentLot: "fee_bp",
    LotEvent: "quantity",
    SaleLot: "amount",
    SaleSettlement: "credited",
    LotReturn: "quantity",
    LotAdjustment: "amount",
    PostTransfer: "to_post_id",
    PostTransferLine: "quantity",
    Sorting: "residue",
    SortingOutput: "quantity",
    Disposal: "loss_value",
    WriteDown: "amount",
    CollectorQuote: "price",
}
IMPOSSIBLE = [
    (ConsignmentLot, {"held": 9}, "wb_lot_grams_are_somewhere"),
    (ConsignmentLot, {"lost": 1}, "wb_lot_grams_are_somewhere"),
    (ConsignmentLot, {"fee_bp": 10_001}, "wb_lot_fee_is_a_share"),
    (LotEvent, {"quantity": 0}, "wb_lot_event_says_something"),
    (LotEvent, {"kind": "eaten"}, "wb_lot_event_is_known"),
    (SaleLot, {"quantity": 0}, "wb_sale_lot_takes_something"),
    (SaleLot, {}, "wb_a_lot_once_in_a_sale_line|UNIQUE"),
    (SaleSettlement, {"fee": 0}, "wb_settlement_shares_all"),
    (SaleSettlement, {}, "wb_one_settlement_per_sale|UNIQUE"),
    (LotAdjustment, {"quantity": 0}, "wb_adjustment_says_something"),
    (LotAdjustment, {}, "wb_one_adjustment_per_version|UNIQUE"),
    (LotReturn, {"quantity": 0}, "wb_return_returns_something"),
    (PostTransfer, {"status": "lost"}, "wb_post_transfer_status_is_known"),
    (PostTransfer, {"end_entry_id": None}, "wb_ended_post_transfer_has_an_entry"),
    (PostTransferLine, {"quantity": 0}, "wb_post_transfer_carries_something"),
    (PostTransferLine, {"loss_value": 10**6}, "wb_post_transfer_loses_what_left"),
    (PostTransferLine, {"no": 2}, "wb_one_post_transfer_line_per_item|UNIQUE"),
    (Sorting, {"quantity": 0, "residue": 0}, "wb_sorting_sorts_something"),
    (Sorting, {"residue": 10**6}, "wb_sorting_residue_was_there"),
    (Sorting, {"residue_value": 10**6}, "wb_sorting_residue_costs_a_part"),
    (Sorting, {"cost_follows": "mood"}, "wb_sorting_way_is_known"),
    (SortingOutput, {"quantity": 0, "no": 2}, "wb_sorting_gives_something"),
    (Disposal, {"quantity": 0}, "wb_disposal_removes_something"),
    (Disposal, {"pool": "C"}, "wb_disposal_pool_is_known"),
    (WriteDown, {"amount": 0}, "wb_write_down_says_something"),
    (StockCount, {"pool": "C"}, "wb_count_pool_is_known"),
]


@pytest.fixture
def bank(org):
    """One of everything."""
    with clock.set_to(NOW):
        bank = make_bank(org)
        bank.consign("ALU")
        post, item = bank.post.pk, {code: row.pk for code, row in bank.items.items()}
        values = {"org": org, "by": bank.treasurer, "happened_at": NOW}
        member = make_member(org)
        typed = bank.deposit(member, bank.line("ALU", 2_000), bank.line("KRD", 10_000)).deposit_id
        load = bank.load("ALU", 1_000, 10_000, pool="B", own_quantity=1_000)
        bank.sell(load, collector=bank.collector(), cash_account="1101")
        bank.correct(typed, bank.line("ALU", 500), bank.line("KRD", 10_000), by=bank.treasurer)
        bank.deposit(member, bank.line("ALU", 900))
        return_lots(**values, client_id=uuid7(), post_id=post, member_id=member.pk, item_id=item["ALU"], quantity=100)
        actions.count_stock(
            **values, client_id=uuid7(), post_id=post, item_id=item["ALU"], counted=790, reason="susut", pool="B"
        )
        far = actions.create_post(org=org, by=SYSTEM, name="Tlaga")
        sent = send_to_post(
            **values, client_id=uuid7(), from_post_id=post, to_post_id=far.pk, lines=[CarryIn(item["KRD"], 1_000)]
        )
        received = {item["KRD"]: 900}
        receive_from_post(**{**values, "by": bank.weigher}, client_id=uuid7(), transfer_id=sent.pk, received=received)
        where = {"client_id": uuid7(), "post_id": post, "item_id": item["KRD"]}
        sort_waste(**values, **where, quantity=2_000, outputs=[SortedOut(item["PET"], 1_900)])
        dispose(**values, **where | {"client_id": uuid7()}, quantity=100, reason="busuk")
        value_stock(**values, **where | {"client_id": uuid7()}, collector_price=1_500)
        record_quote(
            **values, client_id=uuid7(), collector_id=bank.collector("Pak Dul"), item_id=item["KRD"], price=1_800,
            quoted_on=NOW.date(),
        )  # fmt: skip
        yield bank


@pytest.mark.parametrize("model", SEALED, ids=lambda model: model.__name__)
def test_finished_rows_stay(bank, model):
    row = model.objects.first()
    other = uuid7() if SEALED[model].endswith("_id") else 7
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**{SEALED[model]: other})
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize(("model", "values", "constraint"), IMPOSSIBLE, ids=lambda value: str(value)[:40])
def test_impossible_facts_are_refused(bank, model, values, constraint):
    row = model.objects.order_by("pk").first()
    row.pk = uuid7()
    for name, value in {"client_id": uuid7(), "root_id": uuid7(), **values}.items():
        if hasattr(row, name):
            setattr(row, name, value)
    if model is LotEvent:
        row.no = 99
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)


def test_a_load_to_the_same_post_goes_nowhere(bank):
    row = PostTransfer.objects.get()
    row.pk, row.client_id, row.to_post_id = uuid7(), uuid7(), row.from_post_id
    with pytest.raises(IntegrityError, match="wb_post_transfer_goes_elsewhere"), transaction.atomic():
        row.save(force_insert=True)


def test_a_sale_takes_a_kind_once_from_each_pool(bank):
    """A kind stands on a load once for each pool; what members left for sale has no cost of ours."""
    own, theirs = bank.load("KRD", 10, 1, own_quantity=10), bank.load("ALU", 10, 1, pool="B", own_quantity=10)
    draft = actions.draft_sale(
        org=bank.org, by=bank.treasurer, client_id=uuid7(), happened_at=NOW, post_id=bank.post.pk,
        collector_id=bank.collector("Bu Warti"), lines=[own, theirs],
    )  # fmt: skip
    mine, hers = draft.lines.order_by("no")
    for line, values, constraint in (
        (mine, {"pool": "C"}, "wb_sale_line_pool_is_known|wb_consigned_line_has_no_cost"),
        (mine, {}, "wb_one_sale_line_per_item|UNIQUE"),
        (mine, {"item_id": bank.items["TRY"].pk, "costs": 1}, "wb_consigned_line_has_no_cost"),
        (hers, {"item_id": bank.items["TRY"].pk, "cost": 1, "cogs": 1}, "wb_consigned_line_has_no_cost"),
    ):
        row = SaleLine.objects.get(pk=line.pk)
        row.pk, row.no = uuid7(), 9
        for name, value in values.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row.save(force_insert=True)
    SaleLine.objects.create(
        org=bank.org, sale=draft, no=9, item=bank.items["ALU"], item_name="Aluminium", unit="g", sold_unit="g",
        weight=1, price=1, own_quantity=1,
    )  # fmt: skip


def test_a_correction_that_waits_for_the_money_is_settled_once(bank):
    member = make_member(bank.org, "Warsini")
    typed = bank.deposit(member, bank.line("ALU", 3_000)).deposit_id
    sale = bank.sell(bank.load("ALU", 3_700, 10_000, pool="B", take_all=True), collector=bank.collector("Bu Warti"))
    bank.correct(typed, bank.line("ALU", 2_000), by=bank.treasurer)
    waiting = LotAdjustment.objects.filter(sale=sale)
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        waiting.update(quantity=-1)
    assert waiting.update(is_settled=True) == 1
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        waiting.update(is_settled=False)
