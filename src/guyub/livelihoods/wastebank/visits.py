"""What a visit looks like on its way in and out: plain values, for screens, phones and the demo alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from guyub.livelihoods.wastebank.rules.ways import GoodsIn, WayIn

__all__ = ["DepositResult", "GoodsIn", "GroupPart", "LineIn", "Notice", "WayIn"]


@dataclass(frozen=True, slots=True)
class LineIn:
    """One item on the scale, in its base units. `shown_price`: what the phone displayed, if it displayed one.

    `confirmed`: the officer was asked about a heavy line and said yes.
    """

    item_id: UUID
    quantity: int
    shown_price: int | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class GroupPart:
    """One of several who brought a load together; equal `parts` share equally."""

    member_id: UUID
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the officer is told beside the receipt: a `choices.FlagReason` with plain figures."""

    reason: str
    details: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DepositResult:
    """A deposit that stands, or its newest version. The same for the first call and for every repetition.

    `balance_after`: the member's reguler pocket after the visit; None for guests and groups. `lacking`: what a
    correction turned into Piutang.
    """

    deposit_id: UUID
    version: int
    receipt_number: int | None
    receipt_code: str
    gross: int
    deduction: int
    net: int
    saved: int
    balance_after: int | None
    notices: tuple[Notice, ...] = ()
    lacking: int = 0
    payout_id: UUID | None = None


VISIT_MINUTES = 15  # what a visit counts for in the ledger of time
