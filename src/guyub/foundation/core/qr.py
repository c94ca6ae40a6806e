"""QR codes: links on cards, slips and invitations. As SVG in a page, PNG to share, squares for paper."""

from __future__ import annotations

import io

import segno
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_QUIET_ZONE = 4  # light modules around, without which many phones do not find the code


def svg(text: str, *, label: str = "", css_class: str = "qr") -> SafeString:
    """Return an inline SVG that takes the size its class gives it; `label` is what a screen reader says.

    Dark on light in every colour scheme: a phone does not read a light code on a dark ground.
    """
    squares, size = _path(text)
    named = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 -- numbers of ours, and both texts are escaped
        f'<svg class="{escape(css_class)}" viewBox="0 0 {size} {size}" {named} shape-rendering="crispEdges" '
        f'xmlns="http://www.w3.org/2000/svg"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path fill="#000" d="{squares}"/></svg>'
    )


def png(text: str, *, scale: int = 8) -> bytes:
    """Return the code as a black and white PNG, `scale` pixels for each square."""
    out = io.BytesIO()
    _make(text).save(out, kind="png", scale=scale, border=_QUIET_ZONE)
    return out.getvalue()


def runs(text: str) -> tuple[list[tuple[int, int, int]], int]:
    """Return the dark runs as (column, row, length) from the upper left, and the size; without the light margin."""
    matrix = _make(text).matrix
    found: list[tuple[int, int, int]] = []
    for y, row in enumerate(matrix):
        start: int | None = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                found.append((start, y, x - start))
                start = None
    return found, len(matrix)


def _path(text: str) -> tuple[str, int]:
    found, size = runs(text)
    moves = (f"M{x + _QUIET_ZONE} {y + _QUIET_ZONE}h{length}v1h-{length}z" for x, y, length in found)
    return "".join(moves), size + 2 * _QUIET_ZONE


def _make(text: str) -> segno.QRCode:
    if not text:
        raise ValueError("an empty text has no code")
    return segno.make(text, error="m", micro=False)
