"""A slip for the 58 mm printer: as long as what it says, black on white."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from guyub.foundation.core import qr
from guyub.foundation.core.exports.type import BOLD, PLAIN, load, printable, width, wrap

PAPER = 58 * mm
EDGE = 4 * mm  # the head of such a printer reaches 48 to 50 mm
ROOM = PAPER - 2 * EDGE
QR_SIZE = 26 * mm


@dataclass(frozen=True, slots=True)
class Slip:
    """What a receipt says, from top to bottom.

    `heading` are facts above the lines (number, day, name), `lines` what was given, `totals` what it comes to;
    each is a pair (left, right), and a pair without a right side runs over the whole width.
    `code` is the short receipt code, `qr_text` the link to check it, `footer` a closing sentence.
    """

    title: str | Promise
    org_name: str
    lines: Sequence[tuple[str, str]]
    heading: Sequence[tuple[str, str]] = ()
    totals: Sequence[tuple[str, str]] = ()
    code: str = ""
    qr_text: str = ""
    footer: str | Promise = ""


def slip_pdf(slip: Slip) -> bytes:
    """Return the slip as a PDF 58 mm wide; the same slip gives the same bytes."""
    load()
    roll = _Roll()
    roll.centred(slip.org_name, PLAIN, 7.5)
    roll.centred(str(slip.title), BOLD, 10)
    roll.space(2)
    roll.pairs(slip.heading, PLAIN, 7)
    roll.rule()
    roll.pairs(slip.lines, PLAIN, 7.5)
    roll.rule()
    roll.pairs(slip.totals, BOLD, 9)
    if slip.qr_text:
        roll.code(slip.qr_text)
    if slip.code:
        roll.centred(_("Receipt code"), PLAIN, 6.5)
        roll.centred(slip.code, BOLD, 11)
    if slip.footer:
        roll.space(3)
        roll.centred(str(slip.footer), PLAIN, 6.5)
    return roll.draw(title=str(slip.title), author=slip.org_name)


class _Roll:
    """Things one below the other; how long the paper is shows at the end."""

    def __init__(self) -> None:
        self.length = 4 * mm
        self._draw: list[tuple[float, Callable[[Any, float], None]]] = []

    def space(self, points: float) -> None:
        self.length += points

    def _add(self, height: float, draw: Callable[[Any, float], None]) -> None:
        self._draw.append((self.length, draw))
        self.length += height

    def text(self, line: str, font: str, size: float, x: float, how: str) -> None:
        """Draw one line without moving on; `how` is drawString, drawRightString or drawCentredString."""

        def draw(canvas: Any, y: float) -> None:
            canvas.setFont(font, size)
            getattr(canvas, how)(x, y - size, line)

        self._add(0, draw)

    def centred(self, text: str, font: str, size: float) -> None:
        for line in wrap(printable(text), font, size, ROOM):
            self.text(line, font, size, PAPER / 2, "drawCentredString")
            self.space(size * 1.35)

    def pairs(self, pairs: Sequence[tuple[str, str]], font: str, size: float) -> None:
        """Left and right on one line where they fit; otherwise the left wraps and the right stands on the last line."""
        for left_text, right_text in pairs:
            left, right = printable(str(left_text)), printable(str(right_text))
            taken = width(right, font, size) + 4 if right else 0
            lines = wrap(left, font, size, ROOM)
            if width(lines[-1], font, size) + taken > ROOM:
                narrower = wrap(left, font, size, max(ROOM - taken, ROOM * 0.45))
                lines = narrower if len(narrower) <= len(lines) + 1 and taken < ROOM * 0.55 else [*lines, ""]
            for line in lines[:-1]:
                self.text(line, font, size, EDGE, "drawString")
                self.space(size * 1.3)
            self.text(lines[-1], font, size, EDGE, "drawString")
            self._right(right, font, size)

    def _right(self, right: str, font: str, size: float) -> None:
        for line in wrap(right, font, size, ROOM):
            self.text(line, font, size, PAPER - EDGE, "drawRightString")
            self.space(size * 1.3)

    def rule(self) -> None:
        def draw(canvas: Any, y: float) -> None:
            canvas.setLineWidth(0.6)
            canvas.setDash(1.5, 1.5)
            canvas.line(EDGE, y - 3, PAPER - EDGE, y - 3)
            canvas.setDash()

        self._add(7, draw)

    def code(self, text: str) -> None:
        runs, squares = qr.runs(text)
        step = QR_SIZE / squares

        def draw(canvas: Any, y: float) -> None:
            path = canvas.beginPath()
            left = (PAPER - QR_SIZE) / 2
            for x, row, long in runs:
                path.rect(left + x * step, y - 4 * step - (row + 1) * step, long * step, step)
            canvas.drawPath(path, stroke=0, fill=1)

        self._add(QR_SIZE + 8 * step, draw)  # with four light squares above and below

    def draw(self, *, title: str, author: str) -> bytes:
        height = self.length + 6 * mm
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(PAPER, height), invariant=1, pageCompression=1, lang=get_language() or "id")
        canvas.setTitle(printable(title))
        canvas.setAuthor(printable(author))
        canvas.setCreator("Guyub")
        for down, draw in self._draw:
            draw(canvas, height - down)
        canvas.showPage()
        canvas.save()
        return out.getvalue()
