"""How careful the gate is, and what it says when it lets nothing through."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Policy:
    """The figures of the rules. `dominance` is the p of rupiah sums: chosen by each association, never printed."""

    smallest: int = 5  # counts below it are hidden; sums and means need so many contributors
    width: int = 5  # an outsider's guess at a hidden count stays at least so wide
    dominance: Fraction = Fraction(1, 10)
    exact_upto: int = 16  # so many candidates are searched for the best set, more for a sufficient one


class TableRefused(ValueError):
    """No way of hiding cells protects this table. It says which rule refused, never a value."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"the disclosure gate refuses this table ({rule})")
        self.rule = rule
