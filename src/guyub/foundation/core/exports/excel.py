"""Workbooks: typed cells that a treasurer can go on calculating with."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guyub.foundation.core.exports import look
from guyub.foundation.core.exports.tables import Cell, Column, Table, cell_text, exact, made_line, wall_clock

_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDEST, _NARROWEST = 48, 9
_SAMPLE = 500  # rows that decide a column's width


def xlsx(tables: Sequence[Table], *, title: str | Promise, org_name: str, made_at: datetime) -> bytes:
    """Return a workbook with a sheet for each table. Text is always text: no cell ever becomes a formula or a link."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": str(title), "company": org_name, "created": made_at.astimezone(UTC)})
    formats = _Formats(book)
    names: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(sheet_name(str(table.title or title), names))
        _Sheet(sheet, table, formats).write(title=str(title), org_name=org_name, made_at=made_at)
    book.close()
    return buffer.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel accepts (31 signs, none forbidden, unique whatever the case), and remember it."""
    base = _FORBIDDEN_IN_NAMES.sub(" ", title).strip(" '")[:31] or _("Table")
    name, n = base, 1
    while name.casefold() in taken:
        n += 1
        name = f"{base[: 30 - len(str(n))]} {n}"
    taken.add(name.casefold())
    return name


class _Formats:
    """The few styles of the house, made once for a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, int, bool], Any] = {}
        self.org = book.add_format({"font_color": look.SOGAN, "font_size": 10})
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": look.SOGAN_DEEP})
        self.small = book.add_format({"font_color": look.INK_2, "font_size": 9})
        head = {"bold": True, "bg_color": look.PAPER_2, "font_color": look.SOGAN_DEEP, "bottom": 1, "text_wrap": True}
        head |= {"bottom_color": look.SOGAN, "valign": "vcenter"}
        self.head = book.add_format(head)
        self.head_right = book.add_format(head | {"align": "right"})

    def cell(self, column: Column, *, moment: bool = False, total: bool = False) -> Any:
        """Return the style of a value below `column`."""
        kind = "moment" if moment else column.kind
        key = (kind, column.places, total)
        if key not in self._made:
            values: dict[str, Any] = {"valign": "top", "num_format": _number_format(kind, column.places)}
            if column.kind == "text":
                values["text_wrap"] = True
            if total:
                values |= {"bold": True, "top": 1, "top_color": look.SOGAN}
            self._made[key] = self._book.add_format(values)
        return self._made[key]


def _number_format(kind: str, places: int) -> str:
    locale = "421" if get_language() == "id" else "409"  # how Excel names the language of its month names
    number = "#,##0" + ("." + "0" * places if places else "")
    return {
        "rupiah": '"Rp"#,##0;"−Rp"#,##0;"Rp"0',
        "quantity": f"{number};−{number};0",
        "number": "#,##0.######" if places else "#,##0;−#,##0;0",
        "date": f"[$-{locale}]d mmm yyyy",
        "moment": f"[$-{locale}]d mmm yyyy hh.mm",
    }.get(kind, "@")


class _Sheet:
    """One table on one sheet, written from top to bottom."""

    def __init__(self, sheet: Any, table: Table, formats: _Formats) -> None:
        self.sheet, self.table, self.formats = sheet, table, formats
        self.row = 0

    def write(self, *, title: str, org_name: str, made_at: datetime) -> None:
        table, formats = self.table, self.formats
        self._line(org_name, formats.org)
        self._line(title, formats.title)
        if table.title and str(table.title) != title:
            self._line(str(table.title), formats.org)
        self._line(made_line(made_at), formats.small)
        self.row += 1
        head = self.row
        for x, column in enumerate(table.columns):
            style = formats.head_right if column.is_number else formats.head
            self.sheet.write_string(head, x, column.heading, style)
        self.row += 1
        styles = [formats.cell(column) for column in table.columns]
        for values in table.rows:
            self._values(values, styles)
        if table.rows:
            self.sheet.autofilter(head, 0, self.row - 1, len(table.columns) - 1)
        if table.totals is not None:
            self._values(table.totals, [formats.cell(column, total=True) for column in table.columns], total=True)
        self.row += 1
        for note in table.notes:
            self._line(str(note), formats.small)
        self._page(head, org_name)

    def _line(self, text: str, style: Any) -> None:
        self.sheet.write_string(self.row, 0, text, style)
        self.row += 1

    def _values(self, values: Sequence[Cell], styles: Sequence[Any], *, total: bool = False) -> None:
        sheet, row = self.sheet, self.row
        for x, (column, value, style) in enumerate(zip(self.table.columns, values, styles, strict=True)):
            if value is None:
                sheet.write_blank(row, x, None, style)
            elif isinstance(value, str | Promise):
                sheet.write_string(row, x, str(value), style)
            elif isinstance(value, datetime):
                moment = self.formats.cell(column, moment=True, total=total)
                sheet.write_datetime(row, x, wall_clock(value).replace(tzinfo=None), moment)
            elif isinstance(value, date):
                sheet.write_datetime(row, x, value, style)
            elif column.is_number:
                sheet.write_number(row, x, exact(column, value), style)
            else:
                sheet.write_string(row, x, str(value), style)
        self.row += 1

    def _page(self, head: int, org_name: str) -> None:
        sheet = self.sheet
        for x, width in enumerate(_widths(self.table)):
            sheet.set_column(x, x, width)
        sheet.freeze_panes(head + 1, 0)
        sheet.repeat_rows(head)
        sheet.set_paper(9)  # A4
        if sum(_widths(self.table)) > 95:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        # A single & starts a code in Excel's footers, and the whole may have 255 signs.
        sheet.set_footer(f"&L&9{org_name.replace('&', '&&')[:200]}&R&9&P/&N")


def _widths(table: Table) -> Iterable[int]:
    for x, column in enumerate(table.columns):
        if column.width is not None:
            yield column.width
            continue
        texts = [cell_text(column, row[x]) for row in table.rows[:_SAMPLE]]
        if table.totals is not None:
            texts.append(cell_text(column, table.totals[x]))
        content = max(map(len, texts), default=0)
        longest_word = max(map(len, column.heading.split()), default=0)
        yield min(_WIDEST, max(_NARROWEST, content + 2, longest_word + 3))
