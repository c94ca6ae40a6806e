"""What must agree about goods for barter, recomputed for `guyub verify`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum

from guyub.foundation.ledger.models import Entry, PartyBalance, StockBalance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import PurchaseKind
from guyub.livelihoods.wastebank.models import (
    Barter,
    Collector,
    DeviceAllotment,
    ExchangeGood,
    GoodsCount,
    GoodsPurchase,
    Loan,
    LoanGood,
    Shop,
    ShopPayment,
)


def exchange_goods(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """Per good and post: bought, given, lent and counted is what the stock book holds, in units and in rupiah."""
    sizes = dict(ExchangeGood.objects.values_list("pk", "unit_size"))
    expected: dict[tuple[UUID, UUID], list[int]] = defaultdict(lambda: [0, 0])

    def add(rows: Any, sign: int) -> None:
        for good_id, place_id, count, value in rows:
            expected[good_id, place_id][0] += sign * count * sizes[good_id]
            expected[good_id, place_id][1] += sign * value

    keys = ("good_id", "post__place_id")
    bought = GoodsPurchase.objects.filter(reversed_at__isnull=True).values_list(*keys)
    add(bought.annotate(Sum("count"), Sum("cost")).order_by(), 1)
    given = Barter.objects.filter(reversed_at__isnull=True).values_list(*keys)
    add(given.annotate(Sum("count"), Sum("cost")).order_by(), -1)
    lent = LoanGood.objects.values_list("good_id", "loan__post__place_id")
    add(lent.annotate(Sum("count"), Sum("cost")).order_by(), -1)
    counted = GoodsCount.objects.values_list(*keys)
    add(counted.annotate(gone=Sum(F("expected") - F("counted")), worth=Sum("loss_value")).order_by(), -1)
    cards = dict(ExchangeGood.objects.values_list("stock_item_id", "pk"))
    there = {
        (cards[item_id], place_id): [quantity, value]
        for item_id, place_id, quantity, value in StockBalance.objects.filter(item_id__in=cards).values_list(
            "item_id", "place_id", "quantity", "value"
        )
    }
    for good_id, place_id in sorted({*expected, *there}):
        here, books = expected[good_id, place_id], there.get((good_id, place_id), [0, 0])
        if here != books:
            yield f"good {good_id} at {place_id}: {here[0]} worth {here[1]} by the records, {books[0]} worth {books[1]}"
    yield from _undone()


def _undone() -> Iterator[str]:
    for model in (Barter, GoodsPurchase):
        marked = set(model.objects.filter(reversed_at__isnull=False).values_list("entry_id", flat=True))
        entries = model.objects.values_list("entry_id", flat=True)
        booked = set(Entry.objects.filter(reverses__in=entries).values_list("reverses_id", flat=True))
        for entry_id in marked ^ booked:
            yield f"entry {entry_id}: undone and reversed do not agree"


def lent_goods(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """A loan in goods is worth its goods; any other has none."""
    worth = dict(LoanGood.objects.values_list("loan_id").annotate(Sum("amount")).order_by())
    loans = Loan.objects.filter(Q(in_goods=True) | Q(pk__in=worth)).values_list("pk", "in_goods", "amount")
    for pk, in_goods, amount in loans:
        goods = worth.get(pk, 0)
        if goods != (amount if in_goods else 0):
            yield f"loan {pk}: {amount} lent, goods worth {goods} handed out"


def allotments(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """What is set aside for phones is there."""
    left = (
        DeviceAllotment.objects.filter(settled_at__isnull=True)
        .values_list("good_id", "post_id", "good__stock_item_id", "post__place_id", "good__unit_size")
        .annotate(left=Sum(F("count") - F("used") - F("taken_back")))
        .order_by()
    )
    for good_id, post_id, item_id, place_id, size, count in left:
        held = StockBalance.objects.filter(item=item_id, place=place_id, pool="").values_list("quantity", flat=True)
        if count * size > (held.first() or 0):
            yield f"good {good_id} at post {post_id}: {count} set aside for phones, {held.first() or 0} units there"


def shops(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """What is owed to shops and collectors for goods is what was bought on credit less what was paid."""
    owed: dict[UUID, int] = defaultdict(int)
    on_credit = GoodsPurchase.objects.filter(kind=PurchaseKind.CREDIT, reversed_at__isnull=True)
    for shop, collector, cost in on_credit.values_list("shop_id", "collector_id", "cost"):
        owed[shop or collector] += cost
    taken_back = set(Entry.objects.filter(reverses__kind=accounts.SALE_PAYMENT).values_list("reverses_id", flat=True))
    for shop, collector, amount, entry_id in ShopPayment.objects.values_list(
        "shop_id", "collector_id", "amount", "entry_id"
    ):
        if entry_id not in taken_back:
            owed[shop or collector] -= amount
    parties = {*Shop.objects.values_list("pk", flat=True), *Collector.objects.values_list("pk", flat=True)}
    rows = PartyBalance.objects.filter(account=accounts.SHOP_DEBT, party__in=parties)
    booked = {party: credit - debit for party, debit, credit in rows.values_list("party", "debit", "credit")}
    for party in sorted({*owed, *booked}):
        if owed.get(party, 0) != booked.get(party, 0):
            yield f"shop {party}: {owed.get(party, 0)} owed by the records, {booked.get(party, 0)} in the books"
