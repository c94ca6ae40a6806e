"""Kecukupan kas: does the cash reach for what is promised, and for what will probably be asked?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import outputs
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, coverage, totals
from guyub.livelihoods.wastebank.queries.coverage import Coverage
from guyub.livelihoods.wastebank.views import papers
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, here
from guyub.livelihoods.wastebank.views.prices import losing
from guyub.livelihoods.wastebank.views.summary import savings_chart


@room(P.STOCK)
def page(request: RoomRequest) -> HttpResponse:
    """The warning first, then 7, 14, 30 and 60 days ahead, and what could still become cash."""
    found = coverage.coverage(org=request.org)
    shown = Page(_("Does the cash reach?"), here(request, "home"))
    shown.notices = [*_notices(found), *losing(catalogue.dear_prices(org=request.org))]
    shown.rows = [
        *((box.name, rupiah(box.cash)) for box in found.boxes),
        (_("Stock, at the collectors' last prices"), rupiah(found.saleable)),
        (_("Collectors owe us"), rupiah(found.owed)),
    ]
    ways = [
        Button(here(request, "payouts"), "banknote", _("What is promised")),
        Button(here(request, "sales"), "truck", _("Sell, or collect debts")),
        Button(here(request, "prices"), "edit", _("Prices")),
        *(
            Button(here(request, "coverage-file", kind), "download", word)
            for kind, word in (("pdf", "PDF"), ("xlsx", "XLSX"))
        ),
    ]
    context = {
        "page": shown,
        "ways": ways,
        "tables": [outputs.coverage.coverage_table(found)],
        "charts": [
            outputs.coverage.coverage_chart(found),
            savings_chart(request.org, totals.newest_month(org=request.org)),
        ],
    }
    return render(request, "wastebank/coverage.html", context)


def _notices(found: Coverage) -> list[Notice]:
    notices = []
    if found.short is not None:
        what_next = _("Sell stock, collect debts, or plan another payday.")
        notices.append(Notice("chilli", "warning", outputs.coverage.short_text(found.short), what_next))
    else:
        notices.append(Notice("leaf", "check", _("The cash reaches for everything that is promised.")))
    probable = found.short_expected
    if probable is not None and (found.short is None or probable.outlook.short_expected > found.short.outlook.short):
        words = outputs.coverage.expected_text(probable)
        notices.append(Notice("turmeric", "eye", words, _("This is an estimate. Nobody has asked yet.")))
    return notices


@room(P.STOCK)
def coverage_file(request: RoomRequest, kind: str) -> HttpResponse:
    """The same as PDF or XLSX."""
    found = coverage.coverage(org=request.org)
    title = _("Does the cash reach?")
    tables = [outputs.coverage.coverage_table(found), outputs.coverage.means_table(found)]
    told = "; ".join(str(notice.sentence) for notice in _notices(found))
    signatures = [(_("Treasurer"), ""), (_("Chair"), "")]
    return papers.tables_file(request, kind, tables, title, subtitle=told, signatures=signatures, landscape=True)
