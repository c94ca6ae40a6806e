"""The letters on paper: Bitstream Vera, which comes with ReportLab, measured and made to fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "Vera", "VeraBd"

# What Vera lacks and people write: said with what it has.
_INSTEAD = str.maketrans({"→": "->", "←": "<-", "✓": "v", "✗": "x", "\u2011": "-", "\u00a0": " ", "\t": " "})


@cache
def _face(font: str) -> TTFont:
    """Load a font once in a process and make it known to ReportLab."""
    loaded = TTFont(font, f"{font}.ttf")
    pdfmetrics.registerFont(loaded)
    return loaded


def load() -> None:
    """Make both fonts known; called before anything is drawn."""
    _face(PLAIN)
    _face(BOLD)


@lru_cache(maxsize=65_536)
def printable(text: str) -> str:
    """Return `text` with signs that the font has: ā becomes a, another script's letters become question marks."""
    if text.isascii() and text.isprintable():
        return text
    glyphs = _face(PLAIN).face.charToGlyph
    text = unicodedata.normalize("NFC", text).translate(_INSTEAD)
    return "".join(sign if ord(sign) in glyphs else _bare(sign) for sign in text if sign.isprintable())


def _bare(sign: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    glyphs = _face(PLAIN).face.charToGlyph
    return plain if plain and all(ord(part) in glyphs for part in plain) else "?"


@lru_cache(maxsize=65_536)
def width(text: str, font: str, size: float) -> float:
    """Return how wide `text` is, in points."""
    return float(_face(font).stringWidth(text, size))


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """Break printable `text` into lines that fit `room`; a word that is too long is broken inside."""
    if width(text, font, size) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    for word in _pieces(text, font, size, room):
        longer = f"{line} {word}" if line else word
        if line and width(longer, font, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line or not lines else lines


def _pieces(text: str, font: str, size: float, room: float) -> Iterator[str]:
    for word in text.split():
        rest = word
        while width(rest, font, size) > room and len(rest) > 1:
            fits = next((n for n in range(len(rest) - 1, 0, -1) if width(rest[:n], font, size) <= room), 1)
            yield rest[:fits]
            rest = rest[fits:]
        yield rest
