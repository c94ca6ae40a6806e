"""Charts: whole numbers in, an honest picture out, with its sentence before and its table behind."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyub.foundation.core.charts import Chart, Series
from guyub.web import charts, gallery

ALL = [gallery.PRICE_CHART, gallery.TWO_LINES, gallery.BARS, gallery.LYING, gallery.STACKED]


def svg(chart: Chart) -> ET.Element:
    return ET.fromstring(re.search(r'<svg class="chart".*?</svg>', charts.draw(chart), re.DOTALL)[0])


def texts(chart: Chart) -> list[str]:
    return [node.text for node in svg(chart).iter("text")]


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.title)
def test_every_chart_has_a_title_a_description_and_a_table(chart):
    drawn = charts.draw(chart)
    picture = svg(chart)
    named = picture.get("aria-labelledby").split()
    assert [node.get("id") for node in (picture.find("title"), picture.find("desc"))] == named
    assert picture.find("desc").text == chart.summary
    assert f"<p>{chart.summary}</p>" in drawn
    assert drawn.count("<tr>") == len(chart.labels) + 1
    assert "style=" not in drawn


def test_one_number_is_a_sentence_not_a_chart():
    drawn = charts.draw(gallery.ONE_NUMBER)
    assert "Di kotak ada Rp325.000." in drawn
    assert "<svg" not in drawn
    assert "<table" not in drawn


def test_nothing_known_is_a_sentence_not_a_chart():
    assert "<svg" not in charts.draw(Chart("Kosong", "Belum ada setoran.", ["Jan", "Feb"], [Series("x", [None, None])]))


@pytest.mark.parametrize(
    ("span", "step"),
    [(0, 1), (3, 1), (4, 1), (5, 2), (8, 2), (9, 5), (20, 5), (21, 10), (6000, 2000), (1_999_999, 500_000)],
)
def test_steps_are_one_two_or_five(span, step):
    assert charts.nice_step(span) == step


def test_bars_stand_on_zero_and_lines_may_float():
    assert texts(gallery.BARS)[0] == "0 kg"
    assert texts(gallery.PRICE_CHART)[0] == "14 rb"


def test_a_line_is_broken_where_nothing_is_known():
    path = svg(gallery.PRICE_CHART).find(".//path[@class='line']").get("d")
    assert path.count("M") == 2
    assert path.count("L") == 3


def test_the_last_value_is_written_at_the_line():
    assert "Rp20.000" in texts(gallery.PRICE_CHART)


def test_lines_of_one_picture_differ_without_colour():
    dashes = [path.get("stroke-dasharray") for path in svg(gallery.TWO_LINES).iterfind(".//path[@class='line']")]
    assert len(set(dashes)) == 2


def test_parts_of_a_stack_carry_the_letters_of_the_legend():
    assert {"A", "B"} <= set(texts(gallery.STACKED))
    assert '<b class="key"><i>C</i></b>' in charts.draw(gallery.STACKED)


def test_long_names_lay_the_bars_down():
    rects = list(svg(gallery.LYING).iter("rect"))
    assert [int(rect.get("width")) for rect in rects] == [294, 144, 95, 63, 20]
    assert {rect.get("x") for rect in rects} == {"0"}


def test_words_of_a_chart_are_escaped():
    drawn = charts.draw(Chart("<b>", "a & b", ["<i>", "x"], [Series("<u>", [1, 2])], unit="count"))
    assert "<b>" not in drawn
    assert "<i>" not in drawn.replace("<i></i>", "")
    assert "a &amp; b" in drawn


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (20_000, "rupiah", "20 rb"),
        (1_500_000, "rupiah", "1,5 jt"),
        (-2_000, "rupiah", "−2 rb"),
        (500, "rupiah", "500"),
        (2_500, "grams", "2,5 kg"),
        (40, "count", "40"),
        (75, "percent", "75 %"),
    ],
)
def test_axis_labels_are_short(value, unit, text):
    assert charts.tick_text(value, unit) == text


values = st.lists(st.none() | st.integers(-(10**9), 10**12), min_size=2, max_size=24)


@given(
    values=values, kind=st.sampled_from(["line", "bars", "stacked"]), unit=st.sampled_from(["rupiah", "grams", "count"])
)
def test_every_mark_stays_inside_the_picture(values, kind, unit):
    if kind == "stacked":
        values = [abs(value) if value is not None else None for value in values]
    chart = Chart("t", "s", [f"b{n}" for n in range(len(values))], [Series("a", values)], kind=kind, unit=unit)
    if charts.known_values(chart) < 2:
        return
    picture = svg(chart)
    _x, _y, width, height = map(int, picture.get("viewBox").split())
    for rect in picture.iter("rect"):
        x, y, w, h = (int(rect.get(name)) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= width
        assert 0 <= y <= y + h <= height
    for circle in picture.iter("circle"):
        assert 0 <= int(circle.get("cx")) <= width
        assert 0 <= int(circle.get("cy")) <= height
