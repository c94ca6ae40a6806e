"""Publishing prices. A published row never changes, and never changes what was weighed before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Channel, MemberClass, Mode, SessionStatus
from guyub.livelihoods.wastebank.models import DepositLine, PriceList, PriceRow, WasteItem, WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.collector_prices import last_collector_prices
from guyub.livelihoods.wastebank.queries.worth import usual_susut
from guyub.livelihoods.wastebank.rules import prices as rules


@dataclass(frozen=True, slots=True)
class PriceIn:
    """A price to publish, in rupiah per kg, litre or piece. Empty channel or class: for all."""

    item_id: UUID
    starts_at: datetime
    price: int | None
    channel: str = Channel.ANY
    member_class: str = MemberClass.ANY
    mode: str = Mode.PURCHASE
    deduction_bp: int = 0
    fee_bp: int = 1000


@dataclass(frozen=True, slots=True)
class Published:
    """The list that stands. `while_open`: a weighing is going on. `above_collector`: items bought dearer than sold."""

    price_list: PriceList
    while_open: bool
    above_collector: tuple[UUID, ...]


@atomic
def publish_prices(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, rows: Sequence[PriceIn], note: str = ""
) -> Published:
    """Publish a list of prices, whole or not at all. Each must start after the newest weighing that it would price."""
    by.require(WastebankPermission.PRICES)
    lock_association(org.pk)
    content = {"rows": [_plain(row) for row in rows], "note": note}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(PriceList, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return _published(known)
    if not rows:
        raise BadInput(_("Please fill in at least one price."), field="rows")
    if len({(row.item_id, row.channel, row.member_class, row.starts_at) for row in rows}) != len(rows):
        raise BadInput(_("One price stands twice in this list."), field="rows")
    items = {item.pk: item for item in WasteItem.objects.filter(pk__in=[row.item_id for row in rows])}
    for row in rows:
        _check(row, items)
    version = (PriceList.objects.aggregate(last=Max("version"))["last"] or 0) + 1
    price_list: PriceList = PriceList.objects.create(**columns, version=version, note=note)
    PriceRow.objects.bulk_create(
        PriceRow(
            org=org,
            price_list=price_list,
            item_id=row.item_id,
            channel=row.channel,
            member_class=row.member_class,
            starts_at=row.starts_at,
            mode=row.mode,
            price=row.price if row.mode == Mode.PURCHASE else None,  # no rupiah before the sale
            deduction_bp=row.deduction_bp,
            fee_bp=row.fee_bp,
        )
        for row in rows
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.prices_published", target=price_list, version=version)
    return _published(price_list)


def _plain(row: PriceIn) -> list[object]:
    key = [row.item_id, row.starts_at, row.price, row.channel, row.member_class]
    return [*key, row.mode, row.deduction_bp, row.fee_bp]


def _check(row: PriceIn, items: dict[UUID, WasteItem]) -> None:
    item = items.get(row.item_id)
    if item is None:
        raise BadInput(_("This kind of waste is not known here."), field="item")
    known = row.channel in Channel.values and row.member_class in MemberClass.values and row.mode in Mode.values
    if not known or not 0 <= row.deduction_bp <= 10_000 or not 0 <= row.fee_bp <= 10_000:
        raise BadInput(_("Please choose one from the list."), field="rows")
    if row.mode == Mode.PURCHASE and (row.price is None or row.price < 0):
        raise BadInput(_("Please fill in the price of %(item)s.") % {"item": item.name}, field="price")
    if PriceRow.objects.filter(
        item=item, channel=row.channel, member_class=row.member_class, starts_at=row.starts_at
    ).exists():
        raise Refused(
            _("There is already a price of %(item)s from that moment.") % {"item": item.name},
            next_step=_("Choose a later start."),
            code="price_start_taken",
        )
    newest = newest_priced_weighing(row)
    if newest is not None and row.starts_at <= newest:
        raise Refused(
            _("%(item)s was already weighed and priced after that moment.") % {"item": item.name},
            next_step=_("Choose a start after the last weighing. Past slips stay as they are."),
            code="price_starts_too_early",
            newest=newest.isoformat(),
        )


def newest_priced_weighing(row: PriceIn) -> datetime | None:
    """Return when waste was last weighed that this row would have priced differently."""
    lines = DepositLine.objects.filter(item_id=row.item_id, weighed_at__gte=row.starts_at, price_row__isnull=False)
    if row.channel:
        lines = lines.filter(deposit__channel=row.channel)
    if row.member_class:
        lines = lines.filter(deposit__member_class=row.member_class)
    used = lines.values_list("weighed_at", "price_row__channel", "price_row__member_class")
    key = (row.channel, row.member_class)
    return max((moment for moment, *theirs in used if rules.would_win(key, (theirs[0], theirs[1]))), default=None)


@atomic
def put_back_prices(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, list_id: UUID
) -> Published:
    """Publish once more what a list replaced, from now or right after it begins. What was weighed by it stays.

    A price that was published after it stays too, and so does a kind that had no price before.
    """
    by.require(WastebankPermission.PRICES)
    lock_association(org.pk)
    known = PriceList.objects.filter(client_id=client_id).first()
    if known is not None:
        return _published(known)
    rows = [
        back
        for row in PriceRow.objects.filter(price_list_id=PriceList.get(list_id).pk)
        if (back := _before(row, happened_at))
    ]
    if not rows:
        raise Refused(
            _("There is no earlier price to put back."),
            next_step=_("Publish the right prices one by one."),
            code="nothing_to_put_back",
        )
    return publish_prices(org=org, by=by, client_id=client_id, happened_at=happened_at, rows=rows)


def _before(row: PriceRow, now: datetime) -> PriceIn | None:
    same = PriceRow.objects.filter(item_id=row.item_id, channel=row.channel, member_class=row.member_class)
    earlier = same.filter(starts_at__lt=row.starts_at).order_by("-starts_at").first()
    if earlier is None or same.filter(starts_at__gt=row.starts_at).exists():
        return None
    return PriceIn(
        row.item_id,
        max(now, row.starts_at + timedelta(microseconds=1)),
        earlier.price,
        channel=earlier.channel,
        member_class=earlier.member_class,
        mode=earlier.mode,
        deduction_bp=earlier.deduction_bp,
        fee_bp=earlier.fee_bp,
    )


def _published(price_list: PriceList) -> Published:
    bought = list(price_list.rows.values_list("item_id", "price", "deduction_bp"))
    ids = [item_id for item_id, *_rest in bought]
    sold_at, susut = last_collector_prices(ids), usual_susut(org=price_list.org, item_ids=ids)
    dear = [
        item_id
        for item_id, price, points in bought
        if price is not None
        and item_id in sold_at
        and rules.is_too_dear(price, deduction_bp=points, sells_at=sold_at[item_id], susut_bp=susut[item_id])
    ]
    return Published(
        price_list,
        while_open=WeighingSession.objects.filter(status=SessionStatus.OPEN).exists(),
        above_collector=tuple(dear),
    )
