"""Whether the cash boxes reach for what was promised (Kecukupan kas, spec 3.7). Numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guyub.foundation.core.money import basis_points

HORIZONS = (7, 14, 30, 60)
RUSH_DAYS = 14  # before Lebaran, when most of the savings are asked for


@dataclass(frozen=True, slots=True)
class Promise:
    """Money held for somebody. No `payday`: it may be fetched any day. `box`: the cash account that pays, if chosen."""

    amount: int
    payday: date | None = None
    box: str = ""


@dataclass(frozen=True, slots=True)
class Unlocking:
    """Available money of a pocket that opens on a day."""

    amount: int
    opens_on: date


@dataclass(frozen=True, slots=True)
class Outlook:
    """One day ahead: what is promised until then, what will probably be asked beside it, and what lacks for both."""

    day: date
    promised: int
    cash: int
    short: int
    unlocking: int
    rush: int
    short_expected: int

    @property
    def expected(self) -> int:
        """What will probably be asked in all (perkiraan)."""
        return self.promised + self.unlocking + self.rush


def due(promises: Sequence[Promise], day: date) -> list[Promise]:
    """Return what may be fetched by `day`."""
    return [promise for promise in promises if promise.payday is None or promise.payday <= day]


def shortfall(promises: Sequence[Promise], boxes: Mapping[str, int], day: date) -> int:
    """Return the rupiah that lack on `day`: max(0, promises due - cash of the paying box), over all boxes.

    What no box was chosen for is paid from whatever the boxes have left.
    """
    asked: dict[str, int] = {}
    for promise in due(promises, day):
        box = promise.box if promise.box in boxes else ""
        asked[box] = asked.get(box, 0) + promise.amount
    short = sum(max(0, asked.get(box, 0) - cash) for box, cash in boxes.items())
    spare = sum(max(0, cash - asked.get(box, 0)) for box, cash in boxes.items())
    return short + max(0, asked.get("", 0) - spare)


def outlook(
    *,
    promises: Sequence[Promise],
    boxes: Mapping[str, int],
    unlocking: Sequence[Unlocking],
    regular: int,
    share_bp: int,
    rush_from: date | None,
    day: date,
) -> Outlook:
    """Return how cash and promises stand on `day`.

    `regular`: available money in savings that are never locked; of it `share_bp` is expected to be asked once the
    weeks before Lebaran have begun (`rush_from`).
    """
    opened = sum(pocket.amount for pocket in unlocking if pocket.opens_on <= day)
    rush = basis_points(regular, share_bp) if rush_from is not None and rush_from <= day else 0
    more = [*promises, Promise(opened + rush)]
    return Outlook(
        day=day,
        promised=sum(promise.amount for promise in due(promises, day)),
        cash=sum(max(0, cash) for cash in boxes.values()),
        short=shortfall(promises, boxes, day),
        unlocking=opened,
        rush=rush,
        short_expected=shortfall(more, boxes, day),
    )
