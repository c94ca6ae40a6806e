"""Rupiah sums (rule 3): at least five contributors, and no one so great that another could guess her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from guyub.foundation.core.disclosure.policy import Policy
from guyub.foundation.core.disclosure.tables import TOTAL, Key, Table

Parts = Sequence[int]


def is_safe_sum(parts: Parts, policy: Policy) -> bool:
    """Return whether a sum of these contributions may be shown: X − x1 − x2 ≥ p · x1."""
    given = sorted((part for part in parts if part), reverse=True)
    if not given:
        return True  # nothing from nobody
    if len(given) < policy.smallest:
        return False
    return sum(given[2:]) >= policy.dominance * given[0]


def width_of(parts: Parts, policy: Policy) -> int:
    """Return how wide a hidden sum must stay: the greatest contribution's p-th part, as no narrower guess is safe."""
    wide: Fraction = policy.dominance * max(parts, default=0)
    return max(policy.width, -(-wide.numerator // wide.denominator))


@dataclass(frozen=True, slots=True)
class SumTable:
    """A table of sums with what each contributor gave to each inner cell; margins join the gifts of one person."""

    table: Table
    parts: dict[Key, list[int]]

    @classmethod
    def of(cls, rows: Sequence[str], columns: Sequence[str], given: Sequence[Sequence[dict[str, int]]]) -> SumTable:
        """Return the table of `given`: for each cell who gave how much, by any stable name of the person."""
        table = Table.of(rows, columns, [[sum(cell.values()) for cell in row] for row in given])
        parts: dict[Key, list[int]] = {}
        for i, j in table.cells:
            joined: dict[str, int] = {}
            for row in given if i == TOTAL else [given[i]]:
                for cell in row if j == TOTAL else [row[j]]:
                    for who, amount in cell.items():
                        joined[who] = joined.get(who, 0) + amount
            parts[i, j] = list(joined.values())
        return cls(table, parts)
