"""Ringkasan: what the group did together. No member is compared with another."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.actor import ActorKind
from guyub.foundation.core.charts import Chart, Series
from guyub.foundation.core.dates import month_name, month_text
from guyub.foundation.core.disclosure import is_told
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.months import add_months
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.choices import SipsnClass
from guyub.livelihoods.wastebank.outputs.reports import HIDDEN, hidden_note
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, totals, trends
from guyub.livelihoods.wastebank.queries.depositors import may_tell_worth
from guyub.livelihoods.wastebank.views.flow import Notice, Page, here
from guyub.livelihoods.wastebank.views.impact import co2e_chart

MONTHS = 6
SHOWN = 5  # colours that a chart has


@room(P.VIEW)
def summary(request: RoomRequest) -> HttpResponse:
    """What a month brought, and the months before as pictures with their tables; first the month of the last visit."""
    org, may_see_money = request.org, request.actor.may(P.STOCK)
    newest = totals.newest_month(org=org)
    month = _asked(request.GET.get("bulan", ""), newest)
    weighed = totals.grams_by_class(org=org, months=MONTHS, upto=month)
    found = totals.group_totals(org=org, month=month, weighed=weighed)
    page = Page(_("What we did together"), here(request, "home"))
    is_inside = request.actor.kind is not ActorKind.OPERATOR  # what could point at a person is not for the host
    months = totals.last_months(org, MONTHS, month)
    told = {each for each in months if is_inside or may_tell_worth(org=org, month=each)}
    page.rows = _card(month, found, persons=is_inside, worth=month in told, money=may_see_money)
    if any(value == HIDDEN for _word, value in page.rows):
        page.notices = [Notice("indigo", "info", hidden_note())]
    items = catalogue.items(org=org)
    chosen = next((card for card in items if str(card.id) == request.GET.get("jenis", "")), items[0] if items else None)
    prices = _prices(org, chosen, month) if chosen else None
    kinds = _classes(org, month, weighed) if len(told) == len(months) else None
    charts = [chart for chart in (kinds, prices) if chart]
    if may_see_money:
        charts.append(savings_chart(org, month))
    took_part = _participation(org, months) if is_inside else None
    charts += [chart for chart in (took_part, co2e_chart(org, months)) if chart]
    before, after = add_months(month, -1), add_months(month, 1)
    context = {
        "page": page,
        "before": (f"{before:%Y-%m}", month_text(before)),
        "after": (f"{after:%Y-%m}", month_text(after)) if month < newest else None,
        "charts": charts,
        "impact": here(request, "impact"),
        "items": [(str(card.id), card.name, chosen is not None and card.id == chosen.id) for card in items],
    }
    return render(request, "wastebank/summary.html", context)


def _card(month: date, found: totals.GroupTotals, *, persons: bool, worth: bool, money: bool) -> list[tuple[str, str]]:
    """Return the month in a few lines; persons, what they brought and what the bank holds for who may know it."""
    visits = str(found.month_visits) if persons or is_told(found.month_visits) else HIDDEN
    rows = [(month_text(month), ""), (_("Visits"), visits)]
    if persons:
        rows.append((_("Members who came"), str(found.month_members)))
    rows.append((_("Weighed"), quantity_text(found.month_grams, Unit.GRAM) if worth else HIDDEN))  # times a price
    rows.append((_("Worth"), rupiah(found.month_net) if worth else HIDDEN))
    if money:
        rows += [
            (_("All savings"), rupiah(found.savings)),
            (_("Promised"), rupiah(found.held)),
            (_("Cash of the posts"), rupiah(found.cash)),
            (_("Value of all stock"), rupiah(found.stock_value)),
        ]
    return rows


def _asked(text: str, newest: date) -> date:
    """Return the month that the address names, the newest one if it names none."""
    try:
        return min(date.fromisoformat(f"{text}-01"), newest)
    except ValueError:
        return newest


def _label(month: date) -> str:
    return month_name(month.month)[:3]


def _classes(org: Organization, month: date, rows: list[totals.MonthClass]) -> Chart | None:
    months = totals.last_months(org, MONTHS, month)
    names = [name for name in SipsnClass.values if any(row.sipsn_class == name for row in rows)]
    if not names:
        return None
    grams = {(row.month, row.sipsn_class): row.grams for row in rows}
    most = names if len(names) <= SHOWN else names[: SHOWN - 1]
    series = [Series(str(SipsnClass(n).label), [grams.get((month, n), 0) for month in months]) for n in most]
    if len(names) > len(most):
        rest = [sum(grams.get((month, name), 0) for name in names[len(most) :]) for month in months]
        series.append(Series(_("The rest"), [*rest]))
    total = quantity_text(sum(row.grams for row in rows), Unit.GRAM)
    words = _("%(total)s in %(months)s months.") % {"total": total, "months": MONTHS}
    return Chart(_("Weighed by kind"), words, [_label(m) for m in months], series, "stacked", "grams")


def _prices(org: Organization, card: catalogue.ItemCard, month: date) -> Chart | None:
    rows = totals.prices_by_month(org=org, item_id=UUID(str(card.id)), months=MONTHS, upto=month)
    if all(row.buy is None for row in rows):
        return None
    newest = rows[-1].buy
    words = _("%(item)s: we buy at %(price)s now.") % {"item": card.name, "price": texts.price(newest, card.unit)}
    series = [Series(_("We buy at"), [row.buy for row in rows])]
    if any(row.collector is not None for row in rows):
        series.append(Series(_("Collector pays"), [row.collector for row in rows]))
    title = _("Price of %(item)s") % {"item": card.name}
    return Chart(title, words, [_label(row.month) for row in rows], series, "line", "rupiah")


def _participation(org: Organization, months: list[date]) -> Chart | None:
    rows = trends.participation(org=org, months=months)
    if not any(row.visits for row in rows):
        return None
    last = rows[-1]
    words = _("%(month)s: %(members)s members came, %(visits)s visits.") % {
        "month": month_text(last.month),
        "members": last.members,
        "visits": last.visits,
    }
    series = [
        Series(_("Members who came"), [row.members for row in rows]),
        Series(_("Visits"), [row.visits for row in rows]),
    ]
    return Chart(_("Who took part"), words, [_label(row.month) for row in rows], series, "line", "count")


def savings_chart(org: Organization, month: date) -> Chart:
    """Return what members had saved beside the cash of the posts, at the end of each month."""
    rows = trends.savings_and_cash(org=org, months=MONTHS, upto=month)
    last = rows[-1]
    words = _("%(month)s: savings %(savings)s, cash %(cash)s.") % {
        "month": month_text(last.month),
        "savings": rupiah(last.savings),
        "cash": rupiah(last.cash),
    }
    series = [Series(_("Savings"), [row.savings for row in rows]), Series(_("Cash"), [row.cash for row in rows])]
    return Chart(_("Savings and cash"), words, [_label(row.month) for row in rows], series, "line", "rupiah")
