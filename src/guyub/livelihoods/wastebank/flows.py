"""Where each movement of waste stands in the balance of a period: one registry, by kind of entry.

opening + in + gain = sold + transferred + susut + residue + closing

A room's new kind of movement is a line in `COURSES` (or `register_course`); what is not there stops the report and is
told by `guyub verify`. A reversal stands where its original stands, with the other sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.models import PostTransferLine, SaleLine


class Flow(StrEnum):
    """A column of the balance."""

    IN = "in"  # weighed, less what was taken back
    GAIN = "gain"  # found at a count or on the collector's scale
    SOLD = "sold"  # what the collector paid for
    TRANSFERRED = "transferred"  # to other posts, less what came from them
    SHRINKAGE = "susut"
    RESIDUE = "residue"  # thrown away


INTO = (Flow.IN, Flow.GAIN)

Lost = Callable[[Sequence[UUID]], Iterable[tuple[UUID, UUID, UUID, int]]]


@dataclass(frozen=True, slots=True)
class Course:
    """Where a movement stands that comes in (+) or goes out (−).

    `lost`, asked with ids of entries, tells (entry, place, stock item, quantity): how much of what stands under `out`
    was lost on the way, or found (negative), which the movements alone do not show.
    """

    into: Flow
    out: Flow
    lost: Lost | None = None


def unpaid(entries: Sequence[UUID]) -> Iterable[tuple[UUID, UUID, UUID, int]]:
    """Tell how much of what left for a collector he did not pay for."""
    rows = SaleLine.objects.filter(sale__entry_id__in=entries).values_list(
        "sale__entry_id", "sale__post__place_id", "item__stock_item_id", "out_quantity", "paid_quantity"
    )
    return ((entry, place, item, out - paid) for entry, place, item, out, paid in rows if out != paid)


def missing(entries: Sequence[UUID]) -> Iterable[tuple[UUID, UUID, UUID, int]]:
    """Tell how much of what was sent to a post did not arrive there."""
    rows = PostTransferLine.objects.filter(transfer__end_entry_id__in=entries, transfer__status="received").values_list(
        "transfer__end_entry_id", "transfer__to_post__place_id", "item__stock_item_id", "quantity", "received"
    )
    return ((entry, place, item, sent - came) for entry, place, item, sent, came in rows if sent != came)


COURSES: dict[str, Course] = {
    accounts.DEPOSIT: Course(Flow.IN, Flow.IN),
    accounts.GIFT: Course(Flow.IN, Flow.IN),
    accounts.SALE: Course(Flow.GAIN, Flow.SOLD, unpaid),
    accounts.SALE_EXTRA: Course(Flow.GAIN, Flow.GAIN),
    accounts.COUNT: Course(Flow.GAIN, Flow.SHRINKAGE),
    accounts.DIFFERENCE: Course(Flow.GAIN, Flow.SHRINKAGE),  # what a correction could not take from the stock
    accounts.LOT_RETURN: Course(Flow.IN, Flow.IN),  # given back to who left it: never ours
    accounts.TRANSFER_SENT: Course(Flow.TRANSFERRED, Flow.TRANSFERRED),
    accounts.TRANSFER_ENDED: Course(Flow.TRANSFERRED, Flow.TRANSFERRED, missing),
    accounts.SORTING: Course(Flow.RESIDUE, Flow.RESIDUE),  # what went in less what came out
    accounts.DISPOSAL: Course(Flow.RESIDUE, Flow.RESIDUE),
    accounts.WRITE_DOWN: Course(Flow.GAIN, Flow.SHRINKAGE),  # value alone, no grams
}


def register_course(kind: str, course: Course) -> None:
    """Say where movements of a kind of entry stand."""
    COURSES[kind] = course


class Unclassified(RuntimeError):
    """Waste moved by a kind of entry that nobody placed in the balance. Mended in code, never shown."""


def flow_of(kind: str, quantity: int) -> tuple[Flow, int]:
    """Return the column of a movement and the amount to add there: what goes out counts up in the columns of loss."""
    course = COURSES.get(kind)
    if course is None:
        raise Unclassified(kind)
    flow = course.into if quantity > 0 else course.out
    return flow, quantity if flow in INTO else -quantity
