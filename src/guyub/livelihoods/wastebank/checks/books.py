"""What must agree in the waste bank, recomputed for `guyub verify`: each sentence names what is broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, Sum

from guyub.foundation.core.sql import uuid_adapter
from guyub.foundation.ledger.models import Entry, PartyBalance, StockMovement
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts, checks
from guyub.livelihoods.wastebank.choices import HOLDING, Mode, Pool, RepaymentKind, SaleStatus
from guyub.livelihoods.wastebank.models import (
    Deposit,
    DepositLine,
    Loan,
    Payout,
    Pocket,
    Receivable,
    Repayment,
    Sale,
    SaleLine,
    SalePayment,
    StockCount,
    StockDifference,
    UseOfValue,
    WasteItem,
)

_RUNNING = (
    "SELECT pocket_id, no FROM (SELECT pocket_id, no, balance_after,"
    " SUM(amount) OVER (PARTITION BY pocket_id ORDER BY no) AS running,"
    " ROW_NUMBER() OVER (PARTITION BY pocket_id ORDER BY no) AS place"
    " FROM wastebank_passbookline WHERE org_id = %s) numbered"
    " WHERE running <> balance_after OR place <> no ORDER BY pocket_id, no LIMIT 20"
)


def passbooks(org: Organization) -> Iterator[str]:
    """Passbook lines add up to pockets, pockets to the books' debt to each member; holds are covered."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [uuid_adapter()(org.pk)])
        for pocket, no in cursor.fetchall():
            yield f"pocket {pocket}: the balance does not follow from the lines at line {no}"
    lines = Pocket.objects.annotate(total=Sum("lines__amount", default=0), count=Count("lines"))
    for pocket in lines.exclude(total=F("balance"), count=F("last_no")):
        yield f"pocket {pocket.pk}: {pocket.balance} on the pocket, {pocket.total} in {pocket.count} lines"
    held = dict(Payout.objects.filter(status__in=HOLDING).values_list("pocket_id").annotate(Sum("amount")).order_by())
    for pocket_id, promised in Pocket.objects.values_list("pk", "held"):
        if promised != held.get(pocket_id, 0):
            yield f"pocket {pocket_id}: {promised} held, {held.get(pocket_id, 0)} asked and approved"
    yield from _debts("savings", accounts.SAVINGS, -1, _sums(Pocket.objects.values_list("member_id"), "balance"))


def deposits(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """Lines add up to their deposit; what was replaced is reversed in the books, what stands is not."""
    rows = Deposit.objects.annotate(
        lines_gross=Sum("lines__amount", default=0), lines_net=Sum("lines__net", default=0), count=Count("lines")
    )
    for row in rows.exclude(lines_gross=F("gross"), lines_net=F("net"), count=F("line_count")):
        yield f"deposit {row.pk}: its lines do not add up to it"
    for pk in (
        UseOfValue.objects.values_list("deposit_id")
        .annotate(used=Sum("amount"))
        .filter(used__gt=F("deposit__net"), deposit__version=1)
        .values_list("deposit_id", flat=True)
    ):
        yield f"deposit {pk}: more was used than it was worth"
    entries = dict(Deposit.objects.values_list("entry_id", "pk"))
    reversed_ones = set(
        Entry.objects.filter(reverses__kind__in=[accounts.DEPOSIT, accounts.GIFT]).values_list("reverses_id", flat=True)
    )
    replaced = set(Deposit.objects.filter(replaced_by__isnull=False).values_list("entry_id", flat=True))
    for entry_id in reversed_ones ^ replaced:
        yield f"deposit {entries.get(entry_id, entry_id)}: replaced and reversed do not agree"
    posted = set(Entry.objects.filter(kind__in=[accounts.DEPOSIT, accounts.GIFT]).values_list("pk", flat=True))
    for entry_id in posted ^ set(entries):
        yield f"deposit {entries.get(entry_id, '')} or entry {entry_id}: one stands without the other"


def goods(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """Per item: what was brought, gained, sold and lost is what the stock book moved, in grams and in rupiah."""
    expected: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])

    def add(rows: Any, sign: int) -> None:
        for item_id, quantity, value in rows:
            expected[item_id][0] += sign * quantity
            expected[item_id][1] += sign * value

    own = {"pool": Pool.OWN}
    standing = DepositLine.objects.filter(deposit__replaced_by__isnull=True, mode=Mode.PURCHASE).values_list("item_id")
    add(standing.annotate(Sum("quantity"), Sum("net")).order_by(), 1)
    sold = SaleLine.objects.filter(sale__status=SaleStatus.FINAL, **own).values_list("item_id")
    add(sold.annotate(gone=Sum(F("out_quantity") - F("extra_quantity")), worth=Sum("cost")).order_by(), -1)
    put_right = StockDifference.objects.values_list("item_id")
    add(put_right.annotate(Sum("missing"), worth=-Sum("value")).order_by(), 1)
    counts = StockCount.objects.filter(**own).values_list("item_id")
    add(counts.annotate(gone=Sum(F("expected") - F("counted")), worth=Sum("loss_value")).order_by(), -1)
    for rows, sign in checks.stock.moved():
        add(rows, sign)
    ours = Q(entry__kind__startswith="bank_sampah.") | Q(entry__reverses__kind__startswith="bank_sampah.")
    moved = {
        item_id: [quantity, value]
        for item_id, quantity, value in StockMovement.objects.filter(ours, **own)
        .values_list("item_id")
        .annotate(Sum("quantity"), Sum("value"))
        .order_by()
    }
    for item_id, card_id in WasteItem.objects.values_list("pk", "stock_item_id"):
        here, there = expected[item_id], moved.get(card_id, [0, 0])
        if here != there:
            yield f"item {item_id}: {here[0]} units worth {here[1]} by the records, {there[0]} worth {there[1]} moved"


def collectors(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """Sales add up to their lines, payments stay within them, and what is owed is what the books say."""
    rows = Sale.objects.filter(status=SaleStatus.FINAL).annotate(
        lines_revenue=Sum("lines__revenue", default=0), lines_cost=Sum("lines__cost", default=0)
    )
    for sale in rows.exclude(lines_revenue=F("revenue"), lines_cost=F("cost")):
        yield f"sale {sale.pk}: its lines do not add up to it"
    payments = _sums(SalePayment.objects.filter(sale__status=SaleStatus.FINAL).values_list("sale_id"), "amount")
    at_once = set(
        Entry.objects.filter(kind=accounts.SALE)
        .exclude(lines__account=accounts.COLLECTOR_DEBT)
        .values_list("source_id", flat=True)
    )
    for pk, paid, revenue in Sale.objects.filter(status=SaleStatus.FINAL).values_list("pk", "paid", "revenue"):
        if paid != (revenue if pk in at_once else payments.get(pk, 0)):
            yield f"sale {pk}: {paid} marked as paid, {payments.get(pk, 0)} in payments"
    owed: dict[UUID, int] = defaultdict(int)
    final = Sale.objects.filter(status=SaleStatus.FINAL)
    for collector, revenue, paid in final.values_list("collector_id", "revenue", "paid"):
        owed[collector] += revenue - paid
    yield from _debts("collector", accounts.COLLECTOR_DEBT, 1, owed)


def debts(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """What was repaid and written off adds up to each debt, and debts to what the books say each member owes."""
    for name, model, account in (
        ("receivable", Receivable, accounts.RECEIVABLE),
        ("loan", Loan, accounts.LOANS),
    ):
        written_off = Q(repayments__kind=RepaymentKind.WRITTEN_OFF)
        rows = model.objects.annotate(
            back=Sum("repayments__amount", filter=~written_off, default=0),
            off=Sum("repayments__amount", filter=written_off, default=0),
        )
        for row in rows.exclude(back=F("repaid"), off=F("written_off")):
            yield f"{name} {row.pk}: {row.repaid} repaid and {row.written_off} written off do not follow from its parts"
        yield from _debts(name, account, 1, _sums(model.objects.filter(owed__gt=0).values_list("member_id"), "owed"))
    entries = dict(Repayment.objects.values_list("entry_id", "undoes_id"))
    kinds = [accounts.REPAYMENT, accounts.REPAYMENT_CASH, accounts.WRITE_OFF]
    posted = set(Entry.objects.filter(Q(kind__in=kinds) | Q(reverses__kind__in=kinds)).values_list("pk", flat=True))
    for entry_id in posted ^ set(entries):
        yield f"repayment by entry {entry_id}: one stands without the other"


def _sums(rows: Any, column: str) -> dict[UUID, int]:
    return dict(rows.annotate(Sum(column)).order_by())


def _debts(name: str, account: str, sign: int, expected: dict[UUID, int]) -> Iterator[str]:
    booked = {
        party: sign * (debit - credit)
        for party, debit, credit in PartyBalance.objects.filter(account=account).values_list("party", "debit", "credit")
    }
    for party in sorted({*booked, *expected}):
        if booked.get(party, 0) != expected.get(party, 0):
            yield f"{name} of {party}: {expected.get(party, 0)} here, {booked.get(party, 0)} in the books"
