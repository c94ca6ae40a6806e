"""What a chart says, apart from how it is drawn. The `web` floor draws it as SVG with the same figures as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["line", "bars", "stacked"]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars; `values` has one integer (or None: not known) for each label of the chart."""

    name: str
    values: list[int | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers with its sentence. `unit` is `rupiah`, `grams`, `count` …; `summary` is read aloud."""

    title: str
    summary: str
    labels: list[str]
    series: list[Series] = field(default_factory=list)
    kind: Kind = "line"
    unit: str = "rupiah"
