"""What happens to the grams of a consigned lot, and what state they add up to. No Django in here."""

from __future__ import annotations

from typing import NamedTuple


class Grams(NamedTuple):
    """The columns of a lot: what was weighed, found beside it, and where it is."""

    quantity: int = 0
    discrepancy: int = 0
    held: int = 0
    sold: int = 0
    returned: int = 0
    lost: int = 0

    def after(self, kind: str, quantity: int) -> Grams:
        """Return the columns after `quantity` (signed) of `kind`."""
        effect = EFFECTS[kind]
        return Grams(*(here + step * quantity for here, step in zip(self, effect, strict=True)))

    @property
    def status(self) -> str:
        """Return the state of spec 3.5: held, part sold, then sold, returned or lost."""
        if self.held:
            return "part_sold" if self.sold else "held"
        if not self.quantity and not self.sold:
            return "empty"
        if self.sold:
            return "sold"
        return "returned" if self.returned >= self.lost else "lost"


EFFECTS = {
    "received": Grams(quantity=1, held=1),
    "corrected": Grams(quantity=1, held=1),
    "adjusted": Grams(quantity=1, discrepancy=-1),  # corrected after it was sold: the load stands
    "sold": Grams(held=-1, sold=1),
    "unsold": Grams(held=1, sold=-1),
    "returned": Grams(held=-1, returned=1),
    "lost": Grams(held=-1, lost=1),
    "found": Grams(discrepancy=1, held=1),
    "unadjusted": Grams(discrepancy=1, held=1),
    "carried": Grams(quantity=1, held=1),  # out of one lot into another of the same waste, at another post
    "carried_up": Grams(discrepancy=1, held=1),  # what was found beside it goes along
}
