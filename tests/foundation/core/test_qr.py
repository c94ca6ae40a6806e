"""A code that a cheap phone reads, drawn three ways from one matrix."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from guyub.foundation.core import qr

LINK = "https://guyub.example.org/kuitansi/7KQ2-M4XD"


def test_the_svg_is_dark_on_light_with_a_quiet_zone_and_no_inline_style():
    text = qr.svg(LINK, label='Check "this" <receipt>')
    root = ET.fromstring(text)
    _runs, size = qr.runs(LINK)
    assert root.get("viewBox") == f"0 0 {size + 8} {size + 8}"
    assert root.get("aria-label") == 'Check "this" <receipt>'
    assert [path.get("fill") for path in root] == ["#fff", "#000"]
    assert "style" not in text
    assert len(text) < 12_000


def test_without_a_label_it_is_decoration():
    assert 'aria-hidden="true"' in qr.svg(LINK)


def test_the_runs_carry_the_three_finder_squares():
    found, size = qr.runs(LINK)
    for corner in ((0, 0, 7), (size - 7, 0, 7), (0, size - 7, 7)):
        assert corner in found
    dark = {(x + i, y) for x, y, length in found for i in range(length)}
    assert len(dark) == sum(length for _x, _y, length in found)
    assert all(0 <= x < size and 0 <= y < size for x, y in dark)


def test_the_png_is_a_png_and_an_empty_text_has_no_code():
    assert qr.png(LINK).startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="empty"):
        qr.svg("")
