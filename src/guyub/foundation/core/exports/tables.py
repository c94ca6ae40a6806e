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

from guyub.foundation.core.dates import clock_time, short_date
from guyub.foundation.core.money import MINUS, grouped, rupiah
from guyub.foundation.core.quantities import Unit, quantity_text, spoken_unit

Kind = Literal["text", "rupiah", "quantity", "date", "number"]
Cell = str | Promise | int | date | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the kind of value below it.

    `rupiah` and `number` hold integers, `quantity` integers of the base `unit`, `date` dates or
    moments. `width` is in characters; without it, the content decides.
    """

    title: str | Promise
    kind: Kind = "text"
    width: int | None = None
    unit: Unit | str = Unit.GRAM

    @property
    def is_number(self) -> bool:
        """Whether the value stands to the right."""
        return self.kind in {"rupiah", "quantity", "number"}

    @property
    def places(self) -> int:
        """Decimal places of the unit in which a quantity is shown: 3 for grams, which are shown in kilograms."""
        return 3 if self.kind == "quantity" and self.unit in {Unit.GRAM, Unit.MILLILITRE} else 0

    @property
    def heading(self) -> str:
        """The title, with the unit where values stand bare: `Weight (kg)`."""
        if self.kind != "quantity":
            return str(self.title)
        return f"{self.title} ({spoken_unit(Unit(self.unit))})"


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
            text = f"{short_date(wall_clock(value))}, {clock_time(wall_clock(value))}"
        case date():
            text = short_date(value)
        case int() | Decimal():
            text = _number_text(column, value)
        case _:
            text = str(value)
    return text


def _number_text(column: Column, value: int | Decimal) -> str:
    if column.kind == "rupiah":
        return rupiah(int(value))
    if column.kind == "quantity":
        return quantity_text(int(value), Unit(column.unit))
    sign = MINUS if value < 0 else ""
    whole, _point, fraction = f"{abs(Decimal(value)):f}".partition(".")
    return sign + grouped(int(whole)) + (f",{fraction}" if fraction else "")


def wall_clock(moment: datetime) -> datetime:
    """Return a moment as a clock on the wall shows it; one in UTC is taken to the active time zone first."""
    return timezone.localtime(moment) if moment.utcoffset() is not None and not moment.utcoffset() else moment


def made_line(made_at: datetime) -> str:
    """Return the line that says when a file was made."""
    local = wall_clock(made_at)
    return _("Made on %(day)s at %(clock)s") % {"day": short_date(local), "clock": clock_time(local)}
