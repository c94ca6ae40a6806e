"""The lots of consigned waste while a transaction writes into them: events are gathered, then written with the lots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from guyub.foundation.core import clock
from guyub.foundation.core.money import share
from guyub.foundation.core.sql import insert_rows
from guyub.livelihoods.wastebank.choices import LotEventKind
from guyub.livelihoods.wastebank.models import ConsignmentLot, LotEvent
from guyub.livelihoods.wastebank.rules.lots import Grams

_COLUMNS = Grams._fields


@dataclass(slots=True)
class LotBook:
    """What one act does to lots, under `lock_association`. `source_id`: the deposit, sale, return or count behind."""

    happened_at: datetime
    source_id: UUID
    lots: dict[UUID, ConsignmentLot] = field(default_factory=dict)
    new: set[UUID] = field(default_factory=set)
    events: list[LotEvent] = field(default_factory=list)

    def open(self, quantity: int, **columns: Any) -> ConsignmentLot:
        """Begin a lot with what was weighed."""
        lot = ConsignmentLot(quantity=0, held=0, **columns)
        self.new.add(lot.pk)
        self.note(lot, LotEventKind.RECEIVED, quantity)
        return lot

    def note(self, lot: ConsignmentLot, kind: str, quantity: int, reason: str = "") -> None:
        """Add one event, nothing for zero."""
        self.lots[lot.pk] = lot
        if not quantity:
            return
        for name, value in zip(_COLUMNS, grams_of(lot).after(kind, quantity), strict=True):
            setattr(lot, name, value)
        lot.last_event += 1
        self.events.append(
            LotEvent(
                org_id=lot.org_id,
                lot=lot,
                no=lot.last_event,
                kind=kind,
                quantity=quantity,
                held_after=lot.held,
                happened_at=self.happened_at,
                recorded_at=clock.now(),
                source_id=self.source_id,
                reason=reason,
            )
        )

    def flush(self) -> None:
        """Write lots, then their events. The database refuses a lot whose grams do not add up."""
        insert_rows(ConsignmentLot, [lot for pk, lot in self.lots.items() if pk in self.new])
        for pk, lot in self.lots.items():
            if pk not in self.new:
                lot.save(update_fields=[*_COLUMNS, "last_event", "deposit", "line_no"])
        insert_rows(LotEvent, self.events)
        self.new, self.events = set(), []


def grams_of(lot: ConsignmentLot) -> Grams:
    """Return the grams of a lot."""
    return Grams(*(getattr(lot, name) for name in _COLUMNS))


def first_in(item_id: UUID, post_id: UUID) -> QuerySet[ConsignmentLot]:
    """Return the lots of an item at a post that hold something: first weighed first, then by member and line."""
    held: QuerySet[ConsignmentLot] = ConsignmentLot.objects.filter(item_id=item_id, post_id=post_id, held__gt=0)
    return held.select_related("member").order_by(
        "weighed_at", F("member__number").asc(nulls_last=True), "line_no", "no", "id"
    )


def spread(lots: Sequence[ConsignmentLot], quantity: int) -> list[int]:
    """Share grams lost or found over lots by what each holds; a lot never loses more than that."""
    return share(quantity, [lot.held for lot in lots])
