"""What the lines on the scale are worth (spec 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guyub.foundation.core.money import basis_points, share
from guyub.foundation.core.quantities import Unit, line_amount


@dataclass(frozen=True, slots=True)
class Weighed:
    """One line: what lay on the scale and its price; None while the bank has no price, or it is consigned."""

    quantity: int
    unit: Unit
    price: int | None
    deduction_bp: int = 0


@dataclass(frozen=True, slots=True)
class Worth:
    """The rupiah of a visit: each line before and after the deduction, and their sums."""

    amounts: tuple[int, ...]
    nets: tuple[int, ...]
    gross: int
    deduction: int

    @property
    def net(self) -> int:
        return self.gross - self.deduction


def worth(lines: Sequence[Weighed]) -> Worth:
    """Price the lines. Lines of one deduction rate are deducted together, and share the net by their amounts."""
    amounts = [0 if line.price is None else line_amount(line.quantity, line.unit, line.price) for line in lines]
    nets = list(amounts)
    for rate in {line.deduction_bp for line in lines} - {0}:
        places = [i for i, line in enumerate(lines) if line.deduction_bp == rate and amounts[i]]
        gross = sum(amounts[i] for i in places)
        if gross:
            parts = share(gross - basis_points(gross, rate), [amounts[i] for i in places])
            for place, part in zip(places, parts, strict=True):
                nets[place] = part
    gross = sum(amounts)
    return Worth(tuple(amounts), tuple(nets), gross, gross - sum(nets))
