"""A load while it is written down: nothing moves yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.quantities import Unit
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions.selling.figures import SaleLineIn, work_out
from guyub.livelihoods.wastebank.choices import Pool, SaleStatus
from guyub.livelihoods.wastebank.models import Collector, Post, Sale, SaleLine, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission


@atomic
def draft_sale(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    collector_id: UUID,
    lines: Sequence[SaleLineIn],
    note: str = "",
) -> Sale:
    """Write down a load before it is settled; nothing moves yet. Impossible lines are refused already."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    content = {"post": post_id, "collector": collector_id, "lines": [_plain(line) for line in lines], "note": note}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Sale, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    sale: Sale = Sale.objects.create(
        **columns, post=Post.get(post_id), collector=Collector.get(collector_id), note=note
    )
    _put_lines(org, sale, lines)
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_drafted", target=sale)
    return sale


@atomic
def edit_draft(
    *,
    org: Organization,
    by: Actor,
    sale_id: UUID,
    collector_id: UUID,
    lines: Sequence[SaleLineIn],
    happened_at: datetime,
    note: str = "",
) -> Sale:
    """Replace what a draft says."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    sale = _draft(sale_id)
    sale.collector, sale.note, sale.happened_at = Collector.get(collector_id), note, happened_at
    sale.save(update_fields=["collector", "note", "happened_at"])
    sale.lines.all().delete()
    _put_lines(org, sale, lines)
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_edited", target=sale)
    return sale


@atomic
def discard_draft(*, org: Organization, by: Actor, sale_id: UUID) -> None:
    """Throw a draft away. Only drafts can be."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    sale = _draft(sale_id)
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_discarded", target=sale)
    sale.lines.all().delete()
    sale.delete()


def _plain(line: SaleLineIn) -> list[object]:
    own = [line.item_id, line.weight, line.price, line.own_quantity, line.take_all]
    return [*own, line.rafaksi_bp, line.sold_unit, line.over_reason, line.pool, line.costs]


def _draft(sale_id: UUID) -> Sale:
    sale = Sale.get(sale_id)
    if sale.status != SaleStatus.DRAFT:
        raise Refused(
            _("This sale is final. It cannot be changed."), next_step=_("Reverse it, with a reason."), code="sale_final"
        )
    return sale


def _put_lines(org: Organization, sale: Sale, lines: Sequence[SaleLineIn]) -> None:
    if not lines:
        raise BadInput(_("Nothing was loaded yet."), field="lines")
    items = {item.pk: item for item in WasteItem.objects.filter(pk__in=[line.item_id for line in lines])}
    if len({(line.item_id, line.pool) for line in lines}) != len(lines):
        raise BadInput(_("Each kind of waste once in a sale."), field="lines")
    rows = []
    for no, line in enumerate(lines, 1):
        item = items.get(line.item_id)
        if item is None:
            raise BadInput(_("This kind of waste is not known here."), field="lines")
        if line.weight <= 0 or line.price < 0 or not 0 <= line.rafaksi_bp < 10_000:
            raise BadInput(_("Weight and price of %(item)s do not fit.") % {"item": item.name}, field="lines")
        if line.pool not in Pool.values or line.costs < 0 or (line.costs and line.pool != Pool.CONSIGNED):
            raise BadInput(_("Costs are taken off consigned waste only."), field="costs")
        if not line.take_all and line.own_quantity <= 0:
            raise BadInput(
                _("How much of %(item)s leaves? Weigh it, or take all.") % {"item": item.name}, field="lines"
            )
        rows.append(_row(org, sale, no, item, line))
    SaleLine.objects.bulk_create(rows)
    for row in rows:
        work_out(org, sale, row)  # over stock, or no factor: refused while it can still be changed


def _row(org: Organization, sale: Sale, no: int, item: WasteItem, line: SaleLineIn) -> SaleLine:
    return SaleLine(
        org=org,
        sale=sale,
        no=no,
        item=item,
        item_name=item.name,
        unit=item.unit,
        take_all=line.take_all,
        own_quantity=line.own_quantity,
        sold_unit=Unit(line.sold_unit or item.unit).value,
        weight=line.weight,
        rafaksi_bp=line.rafaksi_bp,
        price=line.price,
        over_reason=line.over_reason.strip(),
        pool=line.pool,
        costs=line.costs,
    )
