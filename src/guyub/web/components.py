"""What the template tags draw, worked out in Python: fields, tables, banknotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput, ClearableFileInput, FileInput, Select
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from guyub.foundation.core.exports import Column, cell_text
from guyub.foundation.core.money import grouped, rupiah
from guyub.foundation.core.pictures import PictureRadios


def describe_field(bound: BoundField, options: dict[str, Any]) -> dict[str, Any]:
    """Return what the template of one form field needs.

    The hint and the errors are tied to the input by `aria-describedby`; the first error has the id `<input>_error`.
    """
    widget = bound.field.widget
    hint = options.get("hint") or bound.help_text
    ids = [f"{bound.auto_id}_{part}" for part, there in (("hint", hint), ("error", bound.errors)) if there]
    attrs: dict[str, Any] = dict(options.get("attrs") or {})
    if bound.errors:
        attrs["aria-invalid"] = "true"
    fieldset = bool(widget.use_fieldset) and not isinstance(widget, CheckboxInput | Select | ClearableFileInput)
    if ids and not fieldset:
        attrs["aria-describedby"] = " ".join(ids)
    return {
        "id": bound.auto_id,
        "label": options.get("label") or bound.label,
        "hint": hint,
        "errors": bound.errors,
        "described_by": " ".join(ids),
        "optional": not bound.field.required and not isinstance(widget, CheckboxInput),
        "fieldset": fieldset,
        "checkbox": isinstance(widget, CheckboxInput),
        "file": isinstance(widget, FileInput),
        "box": "pick" if options.get("tiles") or isinstance(widget, PictureRadios) else "choices",
        "unit": "" if getattr(widget, "suffix", "") else options.get("unit", ""),  # some inputs draw their own
        "keypad": options.get("keypad", False),
        "stepper": options.get("stepper", False),
        "widget": bound.as_widget(attrs=attrs),
    }


def summarise_errors(form: BaseForm) -> list[dict[str, str]]:
    """Return the errors of a form, in the order of its fields, each with a link to its input."""
    items = [{"url": "", "text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        anchor = bound.id_for_label or f"{bound.auto_id}_0"  # a group leads to its first choice
        if bound.is_hidden:
            items += [{"url": "", "text": str(error)} for error in bound.errors]
            continue
        name = str(bound.label).rstrip("?: ")
        items += [{"url": f"#{anchor}", "text": f"{name}: {error}"} for error in bound.errors]
    return items


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table: what is shown, how it is aligned, and by what it is sorted."""

    text: str
    label: str = ""
    right: bool = False
    sort: str = ""


def table_rows(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> list[list[Cell]]:
    """Return rows of ready cells."""
    return [[cell_of(column, value) for column, value in zip(columns, row, strict=False)] for row in rows]


def cell_of(column: Column, value: Any) -> Cell:
    """Return one cell: its text, and what it is sorted by where the text would sort wrongly."""
    sort = str(value) if isinstance(value, int) else value.isoformat() if isinstance(value, date) else ""
    return Cell(cell_text(column, value), str(column.title), right=column.is_number, sort=sort)


NOTE_NAMES = {100_000: "100", 50_000: "50", 20_000: "20", 10_000: "10", 5_000: "5", 2_000: "2", 1_000: "1"}


COIN = (
    '<svg class="money coin" viewBox="0 0 48 48" aria-hidden="true">'
    '<circle cx="24" cy="24" r="21" fill="var(--o-metal)" stroke-width="2"/>'
    '<circle cx="24" cy="24" r="16" fill="none" stroke-width="1"/>'
    '<text x="24" y="30" text-anchor="middle">{}</text></svg>'
)
PAPER = (
    '<svg class="money" viewBox="0 0 112 48" aria-hidden="true">'
    '<rect x="1" y="1" width="110" height="46" rx="4" fill="var(--o-{})" stroke-width="2"/>'
    '<path d="M5 5h102v38H5z" fill="none" stroke-width=".8" opacity=".5"/>'
    '<ellipse cx="17" cy="24" rx="9" ry="12" fill="var(--o-white)" stroke-width="1"/>'
    '<path d="M12 32c0-5 2-7 5-7s5 2 5 7M17 23a3.5 3.5 0 1 0-.1 0" fill="none" stroke-width="1.6"/>'
    '<text x="104" y="30" text-anchor="end">{}</text></svg>'
)


def draw_banknote(value: int) -> SafeString:
    """Return the picture of one banknote (or coin, below Rp1.000) in its own hue."""
    if value not in NOTE_NAMES:
        return format_html(COIN, value)
    return format_html(PAPER, NOTE_NAMES[value], grouped(value))


def count_text(value: int, count: int) -> str:
    """Return how many of one banknote: `2 × Rp50.000`."""
    return f"{count} × {rupiah(value)}"


def join(parts: Iterable[SafeString]) -> SafeString:
    """Return pieces that are safe already, as one."""
    return mark_safe("".join(parts))  # noqa: S308 -- every piece was escaped where it was made


def initials(name: str) -> str:
    """Return one or two letters for the round badge: `Sri Wahyuni` gives `SW`."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or "?"
