"""What of a value repays which debt (spec 3.6): first what corrections lacked, then the agreed share of each loan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from guyub.foundation.core.money import basis_points


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt: what is left of it and, of a loan, the agreed share of each deposit."""

    id: UUID
    left: int
    share_bp: int = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """What one debt gets."""

    id: UUID
    amount: int


def spread(amount: int, debts: Sequence[Owed]) -> list[Part]:
    """Repay the oldest first; later ones get what is left."""
    parts = []
    for debt in debts:
        part = min(amount, debt.left)
        if part > 0:
            parts.append(Part(debt.id, part))
            amount -= part
    return parts


def out_of_value(value: int, receivables: Sequence[Owed], *, points: int, most: int | None = None) -> list[Part]:
    """Take `points` of the value for what corrections lacked; `most` caps it when a visit is put right."""
    amount = basis_points(max(value, 0), points)
    return spread(amount if most is None else min(amount, most), receivables)


def shares_of_loans(rest: int, loans: Sequence[Owed]) -> list[Part]:
    """Take of the remainder each loan's agreed share, halves up, capped by the debt and by what is left."""
    left, parts = max(rest, 0), []
    for loan in loans:
        part = min(basis_points(max(rest, 0), loan.share_bp), loan.left, left)
        if part > 0:
            parts.append(Part(loan.id, part))
            left -= part
    return parts


def free_to_use(available: int, elsewhere: int, owed: int) -> int:
    """Return what may be used of a pocket: all her savings together must still cover what corrections lacked."""
    return max(min(available, available + elsewhere - owed), 0) if owed else available
