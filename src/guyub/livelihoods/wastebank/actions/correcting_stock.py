"""What a correction does to goods: each item of the post by its net change, after the one rule of `core.valuation`.

The deposit's entry is mirrored and the new version posted in full; what the stock cannot give back exactly is posted
between them as a difference: missing quantities come in at cost 0, rupiah go to Selisih Persediaan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.core.valuation import EMPTY, Corrected, Stock, net_correction
from guyub.foundation.ledger import stock
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.models import StockMovement
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.weighing import Visit
from guyub.livelihoods.wastebank.documents.books import difference_document
from guyub.livelihoods.wastebank.models import StockDifference, WasteItem

OWN_POOL = ""  # bought outright; consigned lots look after themselves


@dataclass(frozen=True, slots=True)
class Change:
    """How the stock of one item takes a correction."""

    item: WasteItem
    found: Corrected


def own_goods(entry_id: UUID) -> list[Move]:
    """Return what a deposit's entry brought into the bank's own stock."""
    rows = StockMovement.objects.filter(entry=entry_id, pool=OWN_POOL).order_by("no")
    return [Move(row.item_id, row.place_id, row.quantity, row.value) for row in rows]


def changes_of(visit: Visit, entry_id: UUID) -> list[Change]:
    """Work out how each item takes the replacement of the deposit behind `entry_id`, before anything is posted."""
    old, new = _sums(own_goods(entry_id)), _sums(move for move in visit.moves() if move.pool == OWN_POOL)
    items = {item.stock_item_id: item for item in WasteItem.objects.filter(stock_item__in={*old, *new})}
    org, place_id = visit.org, visit.session.place_id
    changes = []
    for card_id in dict.fromkeys([*old, *new]):
        before, after = old.get(card_id, EMPTY), new.get(card_id, EMPTY)
        if before == after:
            continue
        untouched = card_id not in old or stock.untouched_since(
            org=org, entry_id=entry_id, item_id=card_id, place_id=place_id
        )
        on_hand = stock.on_hand(org=org, item_id=card_id, place_id=place_id)
        found = net_correction(on_hand, old=before, new=after, untouched=untouched)
        changes.append(Change(items[card_id], found))
    return changes


def refuse_unexplained(changes: Sequence[Change], reason: str) -> None:
    """Ask why goods are missing that should still be there."""
    for change in changes:
        if change.found.missing and not reason:
            unit = Unit(change.item.unit)
            raise BadInput(
                _("%(missing)s of %(item)s should be taken off, but it is not there any more.")
                % {"missing": quantity_text(change.found.missing, unit), "item": change.item.name},
                next_step=_("Please write why it is missing. The difference is booked."),
                field="missing_reason",
                code="missing_reason",
                missing=change.found.missing,
            )


def post_differences(visit: Visit, changes: Sequence[Change], reason: str) -> None:
    """Post what is missing as gained at cost 0, and the rupiah that the stock cannot take to Selisih Persediaan."""
    odd = [change for change in changes if change.found.missing or change.found.difference]
    if not odd:
        return
    rows = [
        StockDifference(
            org=visit.org,
            deposit_id=visit.id,
            item=change.item,
            missing=change.found.missing,
            value=change.found.difference,
            reason=reason if change.found.missing else "",
        )
        for change in odd
    ]
    posted = post_entry(
        org=visit.org,
        by=visit.by,
        kind=accounts.DIFFERENCE,
        source_id=visit.id,
        lines=[line for change in odd for line in _lines(change.found.difference)],
        moves=[move for change in odd for move in _moves(change, visit.session.place_id)],
        event_at=visit.event_at,
        client_id=uuid7(),
        doc=difference_document(visit.id, rows),
        memo=_("stock difference of a correction"),
    )
    for row in rows:
        row.entry_id = posted.entry_id
    StockDifference.objects.bulk_create(rows)


def cover_social_fund(visit: Visit, fall: int) -> None:
    """Keep Dana Sosial from falling below nothing: what it gave away of waste that never was, the bank bears.

    `fall`: by how much this correction lowers it.
    """
    there = max(-balance(org=visit.org, account=accounts.SOCIAL, fund=accounts.FUND), 0)
    lacking = fall - there
    if lacking <= 0:
        return
    post_entry(
        org=visit.org,
        by=visit.by,
        kind=accounts.SOCIAL_LACKING,
        source_id=visit.id,
        lines=[
            Line(accounts.STOCK_DIFFERENCE, lacking, unit=accounts.UNIT),
            Line(accounts.SOCIAL, -lacking, unit=accounts.UNIT),
        ],
        event_at=visit.event_at,
        client_id=uuid7(),
        memo=_("social fund spent what a correction took back"),
    )


def _sums(moves: Iterable[Move]) -> dict[UUID, Stock]:
    sums: dict[UUID, Stock] = {}
    for move in moves:
        before = sums.get(move.item_id, EMPTY)
        sums[move.item_id] = Stock(before.quantity + move.quantity, before.value + move.value)
    return sums


def _lines(difference: int) -> list[Line]:
    if not difference:
        return []
    return [
        Line(accounts.STOCK_DIFFERENCE, difference, unit=accounts.UNIT),
        Line(accounts.STOCK, -difference, unit=accounts.UNIT),
    ]


def _moves(change: Change, place_id: UUID) -> list[Move]:
    card_id, found = change.item.stock_item_id, change.found
    gained = [Move(card_id, place_id, found.missing, 0)] if found.missing else []
    return [*gained, *([Move(card_id, place_id, 0, -found.difference)] if found.difference else [])]
