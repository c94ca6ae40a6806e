"""The collector sheet: what one collector bought in a period, by weight and price, and what of it is paid."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.exports import Cell, Column, Table
from guyub.foundation.core.money import rupiah
from guyub.livelihoods.wastebank.outputs.sheets import load_cells, load_columns
from guyub.livelihoods.wastebank.queries.collector_sheets import CollectorSheet

Pairs = list[tuple[str, str]]


def sheet_sums(sheet: CollectorSheet) -> Pairs:
    """Return what the period came to."""
    return [
        (_("Loads"), str(len(sheet.loads))),
        (_("Bought for"), rupiah(sheet.revenue)),
        (_("Paid"), rupiah(sheet.paid)),
        (_("Still owed"), rupiah(sheet.owed)),
    ]


def sheet_tables(sheet: CollectorSheet, zone: str) -> list[Table]:
    """Return every kind that he weighed, then his loads with what is paid and open."""
    return [_kinds(sheet, zone), _loads(sheet, zone)]


def _kinds(sheet: CollectorSheet, zone: str) -> Table:
    rows: list[list[Cell]] = [
        [clock.day_of(load.card.sold_at, zone), *load_cells(line)] for load in sheet.loads for line in load.lines
    ]
    columns = [Column(_("Day"), "date"), *load_columns()]
    totals: list[Cell] = [_("Total"), "", "", "", "", "", "", sheet.revenue]
    return Table(_("By kind"), columns, rows, totals=totals)


def _loads(sheet: CollectorSheet, zone: str) -> Table:
    rows: list[list[Cell]] = [
        [
            clock.day_of(load.card.sold_at, zone),
            load.card.post,
            load.receipt_number,
            load.card.revenue,
            load.card.paid,
            load.card.owed,
        ]
        for load in sheet.loads
    ]
    columns = [
        Column(_("Day"), "date"),
        Column(_("Post")),
        Column(_("Receipt no."), "number"),
        Column(_("Amount"), "rupiah"),
        Column(_("Paid"), "rupiah"),
        Column(_("Still owed"), "rupiah"),
    ]
    totals: list[Cell] = [_("Total"), "", None, sheet.revenue, sheet.paid, sheet.owed]
    return Table(_("Loads"), columns, rows, totals=totals)
