"""A poster for the wall: few words, large, readable from the other side of the yard."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from guyub.foundation.core.exports import look
from guyub.foundation.core.exports.type import BOLD, PLAIN, load, printable, wrap

Size = Literal["a4", "a5"]
LARGEST = 44.0
SMALLEST = 14.0


@dataclass(frozen=True, slots=True)
class Poster:
    """What hangs on the wall: `panels` are (large words, a smaller sentence), one below the other."""

    title: str | Promise
    org_name: str
    panels: Sequence[tuple[str, str]]
    footer: str = ""


def poster_pdf(poster: Poster, *, size: Size = "a4") -> bytes:
    """Return the poster on one page; the more panels, the smaller their letters."""
    load()
    width, height = A5 if size == "a5" else A4
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1, pageCompression=1, lang=get_language() or "id")
    title = printable(str(poster.title))
    canvas.setTitle(title)
    canvas.setAuthor(printable(poster.org_name))
    canvas.setCreator("Guyub")
    scale, edge = width / A4[0], 18 * mm * width / A4[0]
    top = _head(canvas, poster, title, (width, height, edge, scale))
    bottom = edge + 10 * mm * scale
    room = (top - bottom) / max(len(poster.panels), 1)
    for place, panel in enumerate(poster.panels):
        _panel(canvas, panel, (edge, top - place * room, width - 2 * edge, room), scale)
    canvas.setFillColor(HexColor(look.INK_2))
    canvas.setFont(PLAIN, 10 * scale)
    canvas.drawCentredString(width / 2, edge, printable(poster.footer))
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _head(canvas: Canvas, poster: Poster, title: str, page: tuple[float, float, float, float]) -> float:
    width, height, edge, scale = page
    canvas.setFillColor(HexColor(look.SOGAN))
    canvas.rect(0, height - edge - 26 * mm * scale, width, edge + 26 * mm * scale, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.setFont(BOLD, 30 * scale)
    canvas.drawCentredString(width / 2, height - edge - 6 * mm * scale, title)
    canvas.setFont(PLAIN, 15 * scale)
    canvas.drawCentredString(width / 2, height - edge - 17 * mm * scale, printable(poster.org_name))
    return float(height - edge - 34 * mm * scale)


def _panel(canvas: Canvas, panel: tuple[str, str], box: tuple[float, float, float, float], scale: float) -> None:
    left, top, room, high = box
    large, small = printable(panel[0]), printable(panel[1])
    letters = LARGEST * scale
    while letters > SMALLEST * scale:
        lines = wrap(large, BOLD, letters, room - 16 * mm * scale)
        rest = wrap(small, PLAIN, letters / 2.2, room - 16 * mm * scale)
        if len(lines) * letters * 1.25 + len(rest) * letters * 0.6 < high - 18 * mm * scale:
            break
        letters -= 2 * scale
    canvas.setStrokeColor(HexColor(look.LINE))
    canvas.setFillColor(HexColor(look.PAPER_2))
    canvas.roundRect(left, top - high + 4 * mm * scale, room, high - 6 * mm * scale, 4 * mm * scale, stroke=1, fill=1)
    block = len(lines) * letters * 1.25 + len(rest) * letters * 0.6
    down = top - (high - block) / 2 - letters * 0.8
    canvas.setFillColor(HexColor(look.SOGAN_DEEP))
    canvas.setFont(BOLD, letters)
    for line in lines:
        canvas.drawCentredString(left + room / 2, down, line)
        down -= letters * 1.25
    canvas.setFillColor(HexColor(look.INK))
    canvas.setFont(PLAIN, letters / 2.2)
    for line in rest:
        canvas.drawCentredString(left + room / 2, down, line)
        down -= letters * 0.6
