"""Periods of reports: one, three, six or twelve months, counted from January."""

from __future__ import annotations

from datetime import date, timedelta

from guyub.foundation.core import clock
from guyub.foundation.core.dates import month_text
from guyub.foundation.core.months import add_months, last_of
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.queries import setting
from guyub.foundation.participation.queries import Period
from guyub.livelihoods.wastebank.settings import MONTHS_KEY


class ReportPeriod(Period):
    """Days from `first` to `last` that a report is about."""

    @property
    def name(self) -> str:
        """Return `Maret 2022`, or `Januari 2022 – Maret 2022`."""
        first, last = month_text(self.first), month_text(self.last)
        return first if first == last else f"{first} – {last}"


def period_of(org: Organization, day: date) -> ReportPeriod:
    """Return the period of the association's own length in which a day lies."""
    months = int(setting(org, MONTHS_KEY))
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return ReportPeriod(first, last_of(add_months(first, months - 1)), org.time_zone)


def period_before(org: Organization, period: ReportPeriod) -> ReportPeriod:
    """Return the one before."""
    return period_of(org, period.first - timedelta(days=1))


def ended_periods(org: Organization, *, limit: int) -> list[ReportPeriod]:
    """Return the periods that are over, the newest first, back to the association's first day."""
    found = [period_before(org, period_of(org, clock.today(org.time_zone)))]
    while len(found) < limit and found[-1].first > org.started_on:
        found.append(period_before(org, found[-1]))
    return [period for period in found if period.last >= org.started_on]
