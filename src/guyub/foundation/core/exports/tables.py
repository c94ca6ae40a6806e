"""What a table says: columns with a kind, rows of plain values, a line of totals, notes below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Kind = Literal["text", "rupiah", "quantity", "date", "number"]
Cell = str | Promise | int | date | Decimal | None

# unit: how many decimal places its bigger unit has, and that unit's name
_SHOWN_IN: dict[str, tuple[int, str | Promise]] = {
    "g": (3, "kg"),
    "ml": (3, gettext_lazy("litres")),
    "pcs": (0, gettext_lazy("pcs")),
    "cm": (0, "cm"),
    "min": (0, gettext_lazy("min")),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the kind of value below it.

    `rupiah` and `number` hold integers, `quantity` integers of the small `unit` (g, ml, pcs, cm, min), `date` dates or
    moments. `width` is in characters; without it, the content decides.
    """

    title: str | Promise
    kind: Kind = "text"
    width: int | None = None
    unit: str = "g"

    @property
    def is_number(self) -> bool:
        """Whether the value stands to the right."""
        return self.kind in {"rupiah", "quantity", "number"}

    @property
    def places(self) -> int:
        """Decimal places of the unit in which a quantity is shown: 3 for grams, which are shown in kilograms."""
        return _SHOWN_IN[self.unit][0] if self.kind == "quantity" else 0

    @property
    def heading(self) -> str:
        """The title, with the unit where values stand bare: `Weight (kg)`."""
        if self.kind != "quantity":
            return str(self.title)
        return f"{self.title} ({_SHOWN_IN[self.unit][1]})"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values in the order of the columns. `totals` is one more row, shown apart; None stands for nothing."""

    title: str | Promise
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] | None = None
    notes: Sequence[str | Promise] = ()


def exact(column: Column, value: Any) -> Decimal:
    """Return a number as it is shown, without rounding: 3200 g are Decimal("3.200") kg."""
    return Decimal(value).scaleb(-column.places)


def cell_text(column: Column, value: Cell) -> str:
    """Return a value as a person reads it: `Rp12.500`, `3,20 kg`, `6 Mar 2022`."""
    match value:
        case None:
            text = ""
        case datetime():
            text = f"{_day(wall_clock(value))} {wall_clock(value):%H.%M}"
        case date():
            text = _day(value)
        case int() | Decimal():
            text = _number_text(column, value)
        case _:
            text = str(value)
    return text


def _number_text(column: Column, value: int | Decimal) -> str:
    if column.kind == "rupiah":
        return ("−Rp" if value < 0 else "Rp") + grouped(abs(int(value)))
    if column.kind == "quantity":
        return f"{decimal_text(exact(column, value), column.places)} {_SHOWN_IN[column.unit][1]}"
    return decimal_text(Decimal(value), max(0, -int(Decimal(value).as_tuple().exponent)))


def wall_clock(moment: datetime) -> datetime:
    """Return a moment as a clock on the wall shows it; one in UTC is taken to the active time zone first."""
    return timezone.localtime(moment) if moment.utcoffset() is not None and not moment.utcoffset() else moment


def made_line(made_at: datetime) -> str:
    """Return the line that says when a file was made."""
    local = wall_clock(made_at)
    return _("Made on %(day)s at %(clock)s") % {"day": _day(local), "clock": f"{local:%H.%M}"}


def grouped(number: int) -> str:
    """Return 12500 as `12.500`."""
    return f"{number:,}".replace(",", ".")


def decimal_text(number: Decimal, places: int) -> str:
    """Return a number with Indonesian separators, and a real minus sign."""
    whole, _point, fraction = f"{abs(number):.{places}f}".partition(".")
    sign = "−" if number < 0 else ""
    fraction = fraction.rstrip("0").ljust(2, "0") if len(fraction) > 2 else fraction
    return sign + grouped(int(whole)) + ("," + fraction if fraction else "")


def _day(day: date) -> str:
    from django.utils.formats import date_format  # noqa: PLC0415

    return date_format(day, "j M Y")
