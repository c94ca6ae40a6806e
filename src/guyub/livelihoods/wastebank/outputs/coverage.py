"""Whether the cash reaches, as a table for the page, the workbook and paper."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core.charts import Chart, Series
from guyub.foundation.core.dates import long_date, short_date
from guyub.foundation.core.exports import Cell, Column, Table
from guyub.foundation.core.money import rupiah
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.queries.coverage import Ahead, Coverage
from guyub.livelihoods.wastebank.rules.coverage import RUSH_DAYS


def days_text(days: int) -> str:
    """Say how far ahead: `14 days`."""
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def short_text(one: Ahead) -> str:
    """Say what will surely lack, and until when."""
    words = _("The cash is %(amount)s short for what is promised until %(day)s.")
    return words % {"amount": rupiah(one.outlook.short), "day": short_date(one.outlook.day)}


def expected_text(one: Ahead) -> str:
    """Say what will probably lack, and until when."""
    words = _("Probably %(amount)s will be missing by %(day)s.")
    return words % {"amount": rupiah(one.outlook.short_expected), "day": short_date(one.outlook.day)}


def basis(found: Coverage) -> list[str]:
    """Say how the estimate is made."""
    rows = [_("Promised: requests and approved withdrawals with their payday, and bills that wait.")]
    share = texts.percent(found.share.points)
    if found.feast is None:
        rows.append(_("The calendar has no Lebaran yet, so the estimate leaves it out."))
    else:
        words = _(
            "Estimate: savings that open by then, and %(share)s of the free regular savings"
            " from %(days)s days before Lebaran (%(feast)s)."
        )
        rows.append(words % {"share": share, "days": RUSH_DAYS, "feast": long_date(found.feast)})
    if found.share.feast is not None:
        rows.append(
            _("%(share)s is what was taken before the Lebaran of %(year)s.")
            % {"share": share, "year": found.share.feast.year}
        )
    return rows


def coverage_table(found: Coverage) -> Table:
    """Return one row for each horizon, the nearest first."""
    rows: list[list[Cell]] = [
        [
            days_text(one.days),
            one.outlook.day,
            one.outlook.promised,
            one.outlook.unlocking,
            one.outlook.rush,
            one.outlook.short,
            one.outlook.short_expected,
        ]
        for one in found.ahead
    ]
    columns = [
        Column(_("Ahead")),
        Column(_("Until"), "date"),
        Column(_("Promised"), "rupiah"),
        Column(_("Will open"), "rupiah"),
        Column(_("Before Lebaran"), "rupiah"),
        Column(_("Surely missing"), "rupiah"),
        Column(_("Probably missing"), "rupiah"),
    ]
    return Table(_("Looking ahead"), columns, rows, notes=basis(found))


def means_table(found: Coverage) -> Table:
    """Return the cash boxes, and what could still become cash."""
    rows: list[list[Cell]] = [[box.name, box.cash] for box in found.boxes]
    rows += [[_("Stock, at the collectors' last prices"), found.saleable], [_("Collectors owe us"), found.owed]]
    total = found.cash + found.saleable + found.owed
    columns = [Column(_("What there is")), Column(_("Amount"), "rupiah")]
    return Table(_("What there is"), columns, rows, totals=[_("Total"), total])


def coverage_chart(found: Coverage) -> Chart:
    """Return promises and expectations beside the cash."""
    last = found.ahead[-1]
    words = _("Within %(days)s: %(asked)s promised or expected, %(cash)s cash.") % {
        "days": days_text(last.days),
        "asked": rupiah(last.outlook.expected),
        "cash": rupiah(last.outlook.cash),
    }
    series = [
        Series(_("Promised"), [one.outlook.promised for one in found.ahead]),
        Series(_("With the estimate"), [one.outlook.expected for one in found.ahead]),
        Series(_("Cash"), [one.outlook.cash for one in found.ahead]),
    ]
    return Chart(_("Promised, expected, cash"), words, [days_text(one.days) for one in found.ahead], series, "bars")
