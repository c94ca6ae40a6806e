"""What must agree about consigned waste, recomputed for `guyub verify`: grams in lots, rupiah in settlements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import F, Q, Sum

from guyub.foundation.ledger.models import PartyBalance, Place, StockBalance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import ON_THE_WAY, Mode, Pool, SaleStatus
from guyub.livelihoods.wastebank.models import (
    ConsignmentLot,
    DepositLine,
    LotAdjustment,
    LotEvent,
    Post,
    Sale,
    SaleLine,
    SaleLot,
    SaleSettlement,
    WasteItem,
)
from guyub.livelihoods.wastebank.rules.lots import Grams


def lots(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """Every lot is what its events say; the lots of a deposit are its consigned lines."""
    told: dict[UUID, Grams] = defaultdict(Grams)
    for lot_id, kind, quantity in LotEvent.objects.order_by("lot_id", "no").values_list("lot_id", "kind", "quantity"):
        told[lot_id] = told[lot_id].after(kind, quantity)
    for pk, *grams in ConsignmentLot.objects.values_list("pk", *Grams._fields):
        if Grams(*grams) != told[pk]:
            yield f"lot {pk}: {tuple(grams)} on the lot, {tuple(told[pk])} in its events"
    standing = DepositLine.objects.filter(deposit__replaced_by__isnull=True, mode=Mode.CONSIGNMENT)
    weighed = dict(standing.values_list("deposit_id").annotate(Sum("quantity")).order_by())
    kept = dict(ConsignmentLot.objects.values_list("deposit_id").annotate(Sum("quantity")).order_by())
    for pk in sorted({*weighed, *kept}):
        if weighed.get(pk, 0) != kept.get(pk, 0):
            yield f"deposit {pk}: {weighed.get(pk, 0)} consigned, {kept.get(pk, 0)} in lots"


def consigned_stock(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """What lots hold is what lies in the consigned pool, item by item and post by post, worth nothing on the books."""
    cards = dict(WasteItem.objects.values_list("pk", "stock_item_id"))
    places = dict(Post.objects.values_list("pk", "place_id"))
    road = Place.objects.filter(name=ON_THE_WAY).values_list("pk", flat=True).first()
    rows = ConsignmentLot.objects.values_list("item_id", "post_id", "is_on_the_way").annotate(Sum("held")).order_by()
    here: dict[tuple[UUID, UUID | None], int] = defaultdict(int)
    for item, post, is_on_the_way, held in rows:
        here[cards[item], road if is_on_the_way else places[post]] += held
    there: dict[tuple[UUID, UUID | None], int] = {}
    for item, place, quantity, value in StockBalance.objects.filter(pool=Pool.CONSIGNED).values_list(
        "item_id", "place_id", "quantity", "value"
    ):
        there[item, place] = quantity
        if value:
            yield f"consigned stock of {item}: worth {value} on the books"
    for key in sorted({*here, *there}, key=str):
        if here.get(key, 0) != there.get(key, 0):
            yield f"consigned stock of {key[0]}: {here.get(key, 0)} in lots, {there.get(key, 0)} in the stock book"


def consigned_sales(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """Shares, fee and costs of a consigned line are all that it brought; its lots delivered what left."""
    lines = SaleLine.objects.exclude(sale__status=SaleStatus.DRAFT).filter(pool=Pool.CONSIGNED)
    for line in lines.annotate(
        grams=Sum("lots__quantity", default=0), shares=Sum("lots__amount", default=0), fees=Sum("lots__fee", default=0)
    ):
        if line.grams != line.out_quantity - line.extra_quantity:
            yield f"sale line {line.pk}: {line.grams} from lots, {line.out_quantity - line.extra_quantity} left"
        if line.fees != line.fee or line.shares + line.fee + line.costs != line.revenue:
            yield f"sale line {line.pk}: shares, fee and costs are not what it brought"
    consigned = Q(lines__pool=Pool.CONSIGNED)
    sales = Sale.objects.exclude(status=SaleStatus.DRAFT).annotate(
        brought=Sum("lines__revenue", filter=consigned, default=0)
    )
    for sale in sales.exclude(brought=F("consigned")):
        yield f"sale {sale.pk}: its consigned lines do not add up to it"


def settlements(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """A sale is settled when it is paid, with the shares of its lots; what is not settled is held in trust."""
    settled = {row.sale_id: row for row in SaleSettlement.objects.all()}
    shares = dict(SaleLot.objects.values_list("line__sale_id").annotate(Sum("amount")).order_by())
    trust: dict[UUID, int] = {}
    for sale in Sale.objects.filter(status=SaleStatus.FINAL, pk__in=list(shares)):
        row = settled.get(sale.pk)
        if (row is not None) != (sale.paid >= sale.consigned):
            yield f"sale {sale.pk}: {sale.paid} paid of {sale.consigned} consigned, but settled: {row is not None}"
        if row is None:
            trust[sale.pk] = sale.consigned
        elif row.credited + row.donated != shares[sale.pk] or row.proceeds != sale.consigned:
            yield f"sale {sale.pk}: credited is not what its lots brought"
    booked = {
        party: credit - debit
        for party, debit, credit in PartyBalance.objects.filter(account=accounts.TRUST).values_list(
            "party", "debit", "credit"
        )
    }
    for sale_id in sorted({*booked, *trust}):
        if booked.get(sale_id, 0) != trust.get(sale_id, 0):
            yield f"sale {sale_id}: {trust.get(sale_id, 0)} to be held in trust, {booked.get(sale_id, 0)} in the books"
    waiting = LotAdjustment.objects.filter(is_settled=False, sale__status=SaleStatus.FINAL)
    for pk in waiting.filter(sale__settlements__isnull=False).values_list("pk", flat=True):
        yield f"adjustment {pk}: waits, though its sale is settled"


ALL = (lots, consigned_stock, consigned_sales, settlements)
