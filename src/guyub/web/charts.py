"""Charts as SVG, drawn here from whole numbers."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from guyub.foundation.core.charts import Chart


def draw(chart: Chart) -> SafeString:
    """Return the chart with its sentence."""
    return format_html("<figure><figcaption><h2>{}</h2><p>{}</p></figcaption></figure>", chart.title, chart.summary)
