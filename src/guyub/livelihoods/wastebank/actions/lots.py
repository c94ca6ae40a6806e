"""The lots of consigned waste while a transaction writes into them: events are gathered, then written with the lots."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guyub.foundation.core import clock
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

    def open(self, quantity: int, *, kind: str = LotEventKind.RECEIVED, **columns: Any) -> ConsignmentLot:
        """Begin a lot with what was weighed, or with what another lot gave."""
        lot = ConsignmentLot(quantity=0, held=0, **columns)
        self.new.add(lot.pk)
        self.note(lot, kind, quantity)
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
                lot.save(update_fields=[*_COLUMNS, "last_event", "deposit", "line_no", "is_on_the_way"])
        insert_rows(LotEvent, self.events)
        self.new, self.events = set(), []


def grams_of(lot: ConsignmentLot) -> Grams:
    """Return the grams of a lot."""
    return Grams(*(getattr(lot, name) for name in _COLUMNS))
