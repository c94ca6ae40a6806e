"""A4 reports, drawn row by row: a thousand rows must not take a second on the laptop in the village hall.

The same content gives the same bytes on every machine, so a printed report can be compared with its file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from guyub.foundation.core.exports import look
from guyub.foundation.core.exports.grid import Grid
from guyub.foundation.core.exports.tables import Table, made_line
from guyub.foundation.core.exports.type import BOLD, PLAIN, load, printable, wrap

SIDE, TOP, BOTTOM = 40.0, 36.0, 56.0

Draw = Callable[[Any, float], None]  # canvas, upper edge


@dataclass(slots=True)
class Block:
    """A piece that is never cut: how high it is, how it is drawn, what stays with it.

    `need` is the room it wants below its upper edge (its own and that of what must follow);
    `head` is repeated above it when it opens a page.
    """

    height: float
    draw: Draw
    need: float = 0
    head: Block | None = None


@dataclass(slots=True)
class _Page:
    blocks: list[tuple[float, Block]] = field(default_factory=list)


def pdf(
    tables: Sequence[Table],
    *,
    title: str | Promise,
    subtitle: str | Promise = "",
    org_name: str,
    made_at: datetime,
    signatures: Sequence[tuple[str, str]] = (),
    landscape: bool = False,
    footer: str = "",
) -> bytes:
    """Return an A4 report. `signatures` are (office, name) to sign above; `footer` stands small on every page."""
    load()
    report = _Report(
        title=printable(str(title)),
        subtitle=printable(str(subtitle)),
        org_name=printable(org_name),
        made=printable(made_line(made_at)),
        footer=printable(footer),
        size=(A4[1], A4[0]) if landscape else A4,
    )
    for n, table in enumerate(tables):
        report.add_table(table, first=n == 0)
    report.add_signatures(signatures)
    return report.draw()


class _Report:
    """Pages are laid out first, so that each can say how many there are, then drawn."""

    def __init__(
        self, *, title: str, subtitle: str, org_name: str, made: str, footer: str, size: tuple[float, float]
    ) -> None:
        self.title, self.subtitle, self.org_name, self.made, self.footer = title, subtitle, org_name, made, footer
        self.width, self.height = size
        self.room = self.width - 2 * SIDE
        self.titles = wrap(title, BOLD, 15, self.room - 50)
        self.subtitles = wrap(subtitle, PLAIN, 9, self.room - 50) if subtitle else []
        self.pages = [_Page()]
        self.y = self.height - TOP - 16 - 19 * len(self.titles) - 13 * len(self.subtitles) - 16

    # Layout

    def add(self, block: Block) -> None:
        if self.y - max(block.height, block.need) < BOTTOM and self.pages[-1].blocks:
            self.pages.append(_Page())
            self.y = self.height - TOP - 24
            if block.head is not None:
                self.place(block.head)
        self.place(block)

    def place(self, block: Block) -> None:
        self.pages[-1].blocks.append((self.y, block))
        self.y -= block.height

    def add_table(self, table: Table, *, first: bool) -> None:
        if not first:
            self.add(Block(14, _nothing))
        grid = Grid(table, self.room)
        name = printable(str(table.title))
        if name and name != self.title:
            self.add(_text(wrap(name, BOLD, 11, self.room), BOLD, 11, look.SOGAN, need=90))
        for block in grid_blocks(grid):
            self.add(block)
        for note in table.notes:
            self.add(_text(wrap(printable(str(note)), PLAIN, 8, self.room), PLAIN, 8, look.INK_2))

    def add_signatures(self, signatures: Sequence[tuple[str, str]]) -> None:
        """Up to three beside each other, with room to sign in."""
        column = self.room / max(1, min(3, len(signatures)))
        for start in range(0, len(signatures), 3):
            group = [(printable(str(office)), printable(name)) for office, name in signatures[start : start + 3]]

            def draw(canvas: Any, top: float, group: list[tuple[str, str]] = group) -> None:
                for n, (office, name) in enumerate(group):
                    middle = SIDE + column * (n + 0.5)
                    canvas.setFillColor(HexColor(look.INK))
                    canvas.setFont(PLAIN, 9)
                    canvas.drawCentredString(middle, top - 32, office)
                    canvas.setFont(BOLD, 9)
                    canvas.drawCentredString(middle, top - 100, name)
                    canvas.setStrokeColor(HexColor(look.INK_2))
                    canvas.setLineWidth(0.5)
                    canvas.line(middle - 75, top - 88, middle + 75, top - 88)

            self.add(Block(112, draw))

    # Drawing

    def draw(self) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(
            out, pagesize=(self.width, self.height), invariant=1, pageCompression=1, lang=get_language() or "id"
        )
        canvas.setTitle(self.title)
        canvas.setAuthor(self.org_name)
        canvas.setCreator("Guyub")
        for number, page in enumerate(self.pages, start=1):
            self._opening(canvas) if number == 1 else self._continued(canvas)
            for top, block in page.blocks:
                block.draw(canvas, top)
            self._closing(canvas, number)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _opening(self, canvas: Any) -> None:
        y = self.height - TOP - 8
        _kawung(canvas, self.width - SIDE - 17, self.height - TOP - 17, 17)
        canvas.setFillColor(HexColor(look.SOGAN))
        canvas.setFont(BOLD, 9)
        canvas.drawString(SIDE, y, wrap(self.org_name, BOLD, 9, self.room - 50)[0])
        y -= 3
        canvas.setFillColor(HexColor(look.SOGAN_DEEP))
        canvas.setFont(BOLD, 15)
        for line in self.titles:
            y -= 19
            canvas.drawString(SIDE, y, line)
        canvas.setFillColor(HexColor(look.INK_2))
        canvas.setFont(PLAIN, 9)
        for line in self.subtitles:
            y -= 13
            canvas.drawString(SIDE, y - 2, line)
        _rule(canvas, y - 10, self.room, colour=look.SOGAN, thickness=1)

    def _continued(self, canvas: Any) -> None:
        y = self.height - TOP - 8
        canvas.setFillColor(HexColor(look.INK_2))
        canvas.setFont(PLAIN, 8)
        canvas.drawString(SIDE, y, wrap(f"{self.org_name} · {self.title}", PLAIN, 8, self.room)[0])
        _rule(canvas, y - 5, self.room)

    def _closing(self, canvas: Any, number: int) -> None:
        _rule(canvas, BOTTOM - 12, self.room)
        canvas.setFillColor(HexColor(look.INK_2))
        canvas.setFont(PLAIN, 7)
        canvas.drawString(SIDE, BOTTOM - 22, self.made)
        page = _("Page %(page)s of %(pages)s") % {"page": number, "pages": len(self.pages)}
        canvas.drawRightString(self.width - SIDE, BOTTOM - 22, printable(page))
        for n, line in enumerate(wrap(self.footer, PLAIN, 6.5, self.room)[:2] if self.footer else []):
            canvas.setFont(PLAIN, 6.5)
            canvas.drawString(SIDE, BOTTOM - 32 - 8 * n, line)


def grid_blocks(grid: Grid) -> Iterator[Block]:
    """Yield the blocks of a table: heading, rows, totals."""
    head = Block(grid.head_height, lambda canvas, top: _draw_head(canvas, top, grid))
    yield Block(grid.head_height, head.draw, need=grid.head_height + 3 * grid.leading)
    if not grid.has_rows:
        nothing = printable(_("There is nothing in this table yet."))
        yield Block(4, _nothing, head=head)
        yield _text([nothing], PLAIN, grid.size, look.INK_2, head=head)
    for cells, is_last_part in grid.rows():
        height = grid.height_of(cells)
        yield Block(height, _row(grid, cells, PLAIN, rule=is_last_part), head=head)
    totals = grid.totals()
    if totals is not None:
        yield Block(grid.height_of(totals) + 2, _totals(grid, totals), head=head)
    yield Block(6, _nothing)


def _row(grid: Grid, cells: Sequence[Sequence[str]], font: str, *, rule: bool) -> Draw:
    def draw(canvas: Any, top: float) -> None:
        canvas.setFillColor(HexColor(look.INK))
        canvas.setFont(font, grid.size)
        _cells(canvas, top, grid, cells)
        if rule:
            _rule(canvas, top - grid.height_of(cells), grid.width)

    return draw


def _totals(grid: Grid, cells: Sequence[Sequence[str]]) -> Draw:
    def draw(canvas: Any, top: float) -> None:
        _rule(canvas, top - 1, grid.width, colour=look.SOGAN, thickness=1)
        canvas.setFillColor(HexColor(look.SOGAN_DEEP))
        canvas.setFont(BOLD, grid.size)
        _cells(canvas, top - 2, grid, cells)

    return draw


def _draw_head(canvas: Any, top: float, grid: Grid) -> None:
    canvas.setFillColor(HexColor(look.PAPER_2))
    canvas.rect(SIDE, top - grid.head_height, grid.width, grid.head_height, stroke=0, fill=1)
    _rule(canvas, top - grid.head_height, grid.width, colour=look.SOGAN, thickness=0.8)
    canvas.setFillColor(HexColor(look.SOGAN_DEEP))
    canvas.setFont(BOLD, grid.size)
    _cells(canvas, top, grid, grid.head)


def _cells(canvas: Any, top: float, grid: Grid, cells: Sequence[Sequence[str]]) -> None:
    for column, lines in zip(grid.columns, cells, strict=True):
        y = top - grid.padding - grid.size
        for line in lines:
            if line and column.right:
                canvas.drawRightString(SIDE + column.x + column.width - grid.padding, y, line)
            elif line:
                canvas.drawString(SIDE + column.x + grid.padding, y, line)
            y -= grid.leading


def _text(
    lines: Iterable[str], font: str, size: float, colour: str, *, need: float = 0, head: Block | None = None
) -> Block:
    lines = list(lines)

    def draw(canvas: Any, top: float) -> None:
        canvas.setFillColor(HexColor(colour))
        canvas.setFont(font, size)
        for n, line in enumerate(lines):
            canvas.drawString(SIDE, top - size - n * size * 1.35, line)

    return Block(len(lines) * size * 1.35 + 5, draw, need=need, head=head)


def _nothing(_canvas: Any, _top: float) -> None:
    pass


def _rule(canvas: Any, y: float, long: float, *, colour: str = look.LINE, thickness: float = 0.5) -> None:
    canvas.setStrokeColor(HexColor(colour))
    canvas.setLineWidth(thickness)
    canvas.line(SIDE, y, SIDE + long, y)


def _kawung(canvas: Any, x: float, y: float, radius: float) -> None:
    """Draw one kawung: four petals around a point, as on the cloth."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setStrokeColor(HexColor(look.SOGAN))
    canvas.setLineWidth(0.7)
    for quarter in range(4):
        canvas.saveState()
        canvas.rotate(45 + 90 * quarter)
        canvas.ellipse(radius * 0.1, -radius * 0.27, radius, radius * 0.27)
        canvas.line(radius * 0.3, 0, radius * 0.72, 0)
        canvas.restoreState()
    canvas.restoreState()
