"""What a room hands to the books, and what it gets back. Plain values, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

AMOUNT_LIMIT = 10**12
MEMO_LENGTH = 140
OPENING = "saldo_awal"
REVERSAL = "balik"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: debit positive, credit negative. Cash lines say in `cash_flow` why the cash moved."""

    account: str
    amount: int
    fund: str = "UMUM"
    unit: str = "PAG"
    party: UUID | None = None
    cash_flow: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Goods in (+) or out (-) with their cost, computed by `core.valuation` from `stock.on_hand`."""

    item_id: UUID
    place_id: UUID
    quantity: int
    value: int
    pool: str = ""
    lot_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that stands in the books."""

    entry_id: UUID
    n: int
    hash: str
    receipt_number: int | None = None
    receipt_code: str = ""
