"""The five-day Javanese market week: Legi, Pahing, Pon, Wage, Kliwon. No Django in here."""

from __future__ import annotations

from datetime import date

PASARAN = ("Legi", "Pahing", "Pon", "Wage", "Kliwon")
_A_LEGI = date(1945, 8, 17).toordinal()  # the proclamation: Friday Legi


def pasaran(day: date) -> str:
    """Return the market day: 1 January 2021 was Friday Pahing."""
    return PASARAN[(day.toordinal() - _A_LEGI) % 5]
