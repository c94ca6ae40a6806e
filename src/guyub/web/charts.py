"""Charts as SVG, made on the server from whole numbers: a sentence before them, the same figures as a table behind.

A picture of one number says less than the number: then only the sentence is shown. Colours come from the style sheet
by class (`c1` … `c5`); no series is told apart by colour alone (dashes, letters).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guyub.foundation.core.charts import Chart, Series
from guyub.foundation.core.exports import Column, Kind, Table
from guyub.foundation.core.money import MINUS, grouped, half_up, rupiah
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.web.components import join, table_rows

WIDTH = 294  # of the drawing; one unit is one pixel on the smallest phone, so letters keep their 16
RIGHT, TOP, BOTTOM, HEIGHT = 8, 26, 28, 208
LETTER = 10  # width of one letter of the widest system font
SHADES = 5
DASHES = ("", "9 6", "2 6", "14 5 2 5", "5 4")

UNITS = {"grams": Unit.GRAM, "millilitres": Unit.MILLILITRE, "pieces": Unit.PIECE, "minutes": Unit.MINUTE}
SCALES = {"grams": 1000, "millilitres": 1000}


def draw(chart: Chart) -> SafeString:
    """Return the chart as a figure: title, sentence, picture, legend, table."""
    figure = SafeString("")
    if known_values(chart) > 1:
        figure = join([legend(chart), picture(chart), table_behind(chart)])
    return format_html(
        '<figure class="stack-s"><figcaption><h2>{}</h2><p>{}</p></figcaption>{}</figure>',
        chart.title,
        chart.summary,
        figure,
    )


def known_values(chart: Chart) -> int:
    """Return how many numbers the chart has at all."""
    return sum(value is not None for series in chart.series for value in series.values)


def picture(chart: Chart) -> SafeString:
    """Return the SVG with its title and description."""
    if lies_down(chart):
        body, height = lying_bars(chart)
    else:
        axis = Axis.around(chart)
        marks = {"line": lines, "bars": bars, "stacked": stacks}[chart.kind](chart, axis)
        body, height = join([grid(chart, axis), months(chart, axis), marks]), HEIGHT
    name = "chart-" + hashlib.sha256(repr(chart).encode()).hexdigest()[:8]
    return format_html(
        '<svg class="chart" viewBox="0 0 {0} {1}" role="img" aria-labelledby="{2}-t {2}-d">'
        '<title id="{2}-t">{3}</title><desc id="{2}-d">{4}</desc>{5}</svg>',
        WIDTH,
        height,
        name,
        chart.title,
        chart.summary,
        body,
    )


# --- the axis ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Axis:
    """Where values and labels stand: all whole numbers. `left` is where the drawing starts, after its figures."""

    low: int
    high: int
    step: int
    left: int
    slots: int

    @classmethod
    def around(cls, chart: Chart) -> Axis:
        """Return an axis with round steps around the values. Bars stand on zero, lines may float."""
        if chart.kind == "stacked":
            values = [sum(s.values[i] or 0 for s in chart.series) for i in range(len(chart.labels))]
        else:
            values = [v for s in chart.series for v in s.values if v is not None]
        low, high = min(values), max(values)
        if chart.kind != "line" or 0 <= low * 2 <= high:
            low, high = min(0, low), max(0, high)
        step = nice_step(high - low)
        low = low // step * step
        high = max(-(-high // step) * step, low + step)
        widest = max(len(tick_text(tick, chart.unit)) for tick in range(low, high + 1, step))
        return cls(low, high, step, left=widest * LETTER + 10, slots=len(chart.labels))

    @property
    def ticks(self) -> range:
        """The values that get a line and a label."""
        return range(self.low, self.high + 1, self.step)

    def y(self, value: int) -> int:
        """Return how far down a value stands."""
        return HEIGHT - BOTTOM - half_up((value - self.low) * (HEIGHT - BOTTOM - TOP), self.high - self.low)

    @property
    def slot(self) -> int:
        """The width that each label has, in hundredths."""
        return (WIDTH - self.left - RIGHT) * 100 // self.slots

    def x(self, index: int) -> int:
        """Return the middle of one label's place."""
        return self.left + (self.slot * index + self.slot // 2) // 100


def nice_step(span: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … that cuts `span` into at most four."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * 4 >= span:
                return step * factor
        step *= 10


def grid(chart: Chart, axis: Axis) -> SafeString:
    """Return the lines across, with their labels."""
    rows = [("axis" if tick == 0 else "grid", axis.y(tick), tick_text(tick, chart.unit)) for tick in axis.ticks]
    return format_html_join(
        "",
        '<path class="{0}" d="M{3} {1}H{4}"/><text x="{5}" y="{6}" text-anchor="end">{2}</text>',
        [(*row, axis.left, WIDTH, axis.left - 6, row[1] + 5) for row in rows],
    )


def months(chart: Chart, axis: Axis) -> SafeString:
    """Return the labels below, as many as fit; the last always stands."""
    widest = max(len(label) for label in chart.labels) * LETTER + LETTER // 2
    fit = max(1, (WIDTH - axis.left) // widest)
    every = -(-len(chart.labels) // fit)
    last = len(chart.labels) - 1
    shown = [(axis.x(i), label) for i, label in enumerate(chart.labels) if (last - i) % every == 0]
    half = max(len(label) for label in chart.labels) * LETTER // 2
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        [(min(max(x, half), WIDTH - half), HEIGHT - 6, label) for x, label in shown],
    )


# --- the marks -----------------------------------------------------------------------------------------------------


def lines(chart: Chart, axis: Axis) -> SafeString:
    """Return one line for each series, broken where a value is not known, its last value written at its end."""
    return join(line(chart, axis, number, series) for number, series in enumerate(chart.series))


def line(chart: Chart, axis: Axis, number: int, series: Series) -> SafeString:
    """Return one line with its last point."""
    path, pen_down, last = "", False, (0, 0, 0)
    for index, value in enumerate(series.values):
        if value is None:
            pen_down = False
            continue
        last = (axis.x(index), axis.y(value), value)
        path += f"{'L' if pen_down else 'M'}{last[0]} {last[1]}"
        pen_down = True
    text = value_text(last[2], chart.unit)
    x = min(last[0], WIDTH - len(text) * 11 // 2 - 2)
    return format_html(
        '<g class="{0}"><path class="line" stroke-dasharray="{1}" d="{2}"/><circle cx="{3}" cy="{4}" r="5"/></g>'
        '<text class="value" x="{5}" y="{6}" text-anchor="middle">{7}</text>',
        shade(number),
        DASHES[number % len(DASHES)],
        path,
        last[0],
        last[1],
        x,
        max(last[1] - 11, 16),
        text,
    )


def bars(chart: Chart, axis: Axis) -> SafeString:
    """Return bars standing side by side at each label; of one series the greatest and the last carry their value."""
    count = len(chart.series)
    room = axis.slot * 7 // 1000
    wide = max(3, room // count)
    drawn = [
        bar(shade(number), axis.x(index) - wide * count // 2 + number * wide, wide, axis.y(value), axis.y(0))
        for number, series in enumerate(chart.series)
        for index, value in enumerate(series.values)
        if value
    ]
    return join([*drawn, *(told_bars(chart, axis) if count == 1 else [])])


def told_bars(chart: Chart, axis: Axis) -> list[SafeString]:
    """Return the value over the last bar of a single series."""
    values = chart.series[0].values
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    index, value = known[-1]
    text = value_text(value, chart.unit)
    x = min(axis.x(index), WIDTH - len(text) * 11 // 2 - 2)
    top = min(axis.y(value), axis.y(0))
    return [format_html('<text class="value" x="{}" y="{}" text-anchor="middle">{}</text>', x, max(top - 7, 15), text)]


def bar(classes: str, x: int, wide: int, top: int, foot: int) -> SafeString:
    """Return one bar."""
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        classes,
        x,
        min(top, foot),
        wide,
        abs(foot - top),
    )


def stacks(chart: Chart, axis: Axis) -> SafeString:
    """Return bars of parts on top of one another; parts that are tall enough carry the letter of the legend."""
    wide = max(4, axis.slot * 7 // 1000)
    drawn = []
    for index in range(len(chart.labels)):
        foot, x = 0, axis.x(index) - wide // 2
        for number, series in enumerate(chart.series):
            value = series.values[index] or 0
            if value <= 0:
                continue
            top = axis.y(foot + value)
            drawn.append(bar(shade(number), x, wide, top, axis.y(foot)))
            if axis.y(foot) - top >= 20 and wide >= 16:
                drawn.append(letter(number, x + wide // 2, (top + axis.y(foot)) // 2 + 6))
            foot += value
    return join(drawn)


def letter(number: int, x: int, y: int) -> SafeString:
    """Return the letter of a part."""
    return format_html('<text class="on-part" x="{}" y="{}" text-anchor="middle">{}</text>', x, y, letter_of(number))


def lies_down(chart: Chart) -> bool:
    """Return whether bars must lie down, because their names would not fit below them."""
    if chart.kind != "bars" or len(chart.series) != 1:
        return False
    return max(map(len, chart.labels)) * LETTER > WIDTH * 5 // 6 // len(chart.labels)


def lying_bars(chart: Chart) -> tuple[SafeString, int]:
    """Return bars from left to right, each below its name and value."""
    values = [value or 0 for value in chart.series[0].values]
    most = max(1, *map(abs, values))
    row = 46
    drawn = [
        format_html(
            '<text x="0" y="{0}">{1}</text><text class="value" x="{2}" y="{0}" text-anchor="end">{3}</text>'
            '<rect class="c1" x="0" y="{4}" width="{5}" height="14" rx="4"/>',
            index * row + 16,
            label,
            WIDTH,
            value_text(value, chart.unit),
            index * row + 23,
            max(2, half_up(abs(value) * WIDTH, most)),
        )
        for index, (label, value) in enumerate(zip(chart.labels, values, strict=True))
    ]
    return join(drawn), len(values) * row


# --- words ---------------------------------------------------------------------------------------------------------


def legend(chart: Chart) -> SafeString:
    """Return the names of the series, when there are several."""
    if len(chart.series) < 2:
        return SafeString("")
    items = []
    for number, series in enumerate(chart.series):
        if chart.kind == "line":
            key = format_html(
                '<svg class="dash" viewBox="0 0 36 8" aria-hidden="true"><path class="line" stroke-dasharray="{}"'
                ' d="M2 4h32"/></svg>',
                DASHES[number % len(DASHES)],
            )
        else:
            key = format_html('<b class="key"><i>{}</i></b>', letter_of(number) if chart.kind == "stacked" else "")
        items.append((shade(number), key, series.name))
    return format_html(
        '<ul class="legend">{}</ul>', format_html_join("", '<li class="{}">{}<span>{}</span></li>', items)
    )


def table_behind(chart: Chart) -> SafeString:
    """Return the same figures as a table, folded away."""
    unit = str(UNITS.get(chart.unit, ""))
    kind: Kind = "rupiah" if chart.unit == "rupiah" else "quantity" if unit else "number"
    columns = [Column("", "text"), *(Column(s.name, kind, unit=unit or "g") for s in chart.series)]
    rows: Sequence[Sequence[str | int | None]] = [
        [label, *(series.values[index] for series in chart.series)] for index, label in enumerate(chart.labels)
    ]
    table = Table(chart.title, columns, rows)
    inner = render_to_string(
        "web/parts/data_table.html",
        {
            "caption": chart.title,
            "columns": [{"title": column.title, "right": column.is_number} for column in table.columns],
            "rows": table_rows(table.columns, table.rows),
        },
    )
    return format_html("<details><summary>{}</summary>{}</details>", _("The figures as a table"), SafeString(inner))


def shade(number: int) -> str:
    """Return the class of a series."""
    return f"c{number % SHADES + 1}"


def letter_of(number: int) -> str:
    """Return A for the first series, B for the second."""
    return "ABCDEFGHIJ"[number % 10]


def value_text(value: int, unit: str) -> str:
    """Return a value as it is spoken: `Rp12.500`, `3,20 kg`, `52`."""
    if unit == "rupiah":
        return rupiah(value)
    if unit in UNITS:
        return quantity_text(value, UNITS[unit])
    return f"{grouped(value)} %" if unit == "percent" else grouped(value)


def tick_text(value: int, unit: str) -> str:
    """Return a value as short as an axis wants it: `20 rb`, `1,5 jt`, `40 kg`."""
    if unit in SCALES:
        return f"{scaled(value, SCALES[unit])} {'kg' if unit == 'grams' else 'l'}"
    if unit == "percent":
        return f"{value} %"
    for scale, word in (
        (10**9, pgettext("scale", "bn")),
        (10**6, pgettext("scale", "m")),
        (10**3, pgettext("scale", "k")),
    ):
        if abs(value) >= scale:
            return f"{scaled(value, scale)} {word}"
    return grouped(value)


def scaled(value: int, scale: int) -> str:
    """Return `value / scale` with as many decimals as it has, at most two."""
    hundredths = half_up(abs(value) * 100, scale)
    whole, rest = divmod(hundredths, 100)
    decimals = f",{rest:02d}".rstrip("0").rstrip(",")
    return f"{MINUS if value < 0 else ''}{grouped(whole)}{decimals}"
