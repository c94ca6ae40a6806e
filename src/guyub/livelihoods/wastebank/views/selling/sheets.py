"""The sheet of a load, which both sign, and the sheet of all that one collector bought."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date
from guyub.foundation.core.exports import download, pdf
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.views.periods import Period, chosen_period
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import outputs
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import sales
from guyub.livelihoods.wastebank.queries.collector_sheets import CollectorSheet, collector_sheet
from guyub.livelihoods.wastebank.views import papers
from guyub.livelihoods.wastebank.views.flow import Button, Page, Section, here


@room(P.STOCK)
def sheet(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The sheet that both sign."""
    found = sales.sale_sheet(org=request.org, sale_id=sale_id)
    context = {
        "sheet": found,
        "facts": _sheet_facts(request, found),
        "table": outputs.sheets.sale_table(found),
        "proof": outputs.slips.proof(request.org, found.receipt_number, found.receipt_code),
        "back": here(request, "sale", sale_id),
    }
    return render(request, "wastebank/sale_sheet.html", context)


def _sheet_facts(request: RoomRequest, found: sales.SaleSheet) -> list[tuple[str, str]]:
    rows = [
        (_("Collector"), found.card.collector),
        (_("Day"), long_date(clock.day_of(found.card.sold_at, request.org.time_zone))),
        (_("Post"), found.card.post),
    ]
    if found.receipt_number is not None:
        rows.append((_("Receipt no."), str(found.receipt_number)))
    return [*rows, (_("Paid"), rupiah(found.card.paid)), (_("Still owed"), rupiah(found.card.owed))]


@room(P.STOCK)
def sheet_file(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The sheet as a PDF."""
    found = sales.sale_sheet(org=request.org, sale_id=sale_id)
    title = _("Sale to %(name)s") % {"name": found.card.collector}
    content = pdf(
        [outputs.sheets.sale_table(found)],
        title=title,
        subtitle=", ".join(f"{word} {value}" for word, value in _sheet_facts(request, found)),
        org_name=request.org.name,
        made_at=clock.now(),
        signatures=[(_("For the association"), ""), (_("Collector"), found.card.collector)],
        landscape=True,
    )
    return download(content, title, "pdf", inline=True)


@room(P.STOCK)
def bought(request: RoomRequest, collector_id: UUID) -> HttpResponse:
    """What a collector bought in a month, a year or any days: weights, rafaksi, paid and open."""
    period = chosen_period(request)
    found = _bought(request, collector_id, period)
    page = Page(found.collector, here(request, "collectors"), rows=outputs.collectors.sheet_sums(found))
    if found.loads:
        files = ((word, here(request, "collector-file", collector_id, word.lower())) for word in ("PDF", "XLSX"))
        page.quiet = [
            Button(f"{url}?{period.query}", "download", _("Collector sheet as %(kind)s") % {"kind": word})
            for word, url in files
        ]
    else:
        page.sections = [Section("", (), _("He bought nothing in this time."))]
    if request.actor.may(P.SELL):
        page.quiet.append(Button(here(request, "collector", collector_id), "edit", _("Name and phone")))
    tables = outputs.collectors.sheet_tables(found, request.org.time_zone) if found.loads else []
    return render(request, "wastebank/collector_sheet.html", {"page": page, "period": period, "tables": tables})


@room(P.STOCK)
def bought_file(request: RoomRequest, collector_id: UUID, kind: str) -> HttpResponse:
    """The same as PDF or XLSX, for both to sign."""
    period = chosen_period(request)
    found = _bought(request, collector_id, period)
    return papers.tables_file(
        request,
        kind,
        outputs.collectors.sheet_tables(found, request.org.time_zone),
        _("Collector sheet %(name)s, %(period)s") % {"name": found.collector, "period": period.text},
        subtitle=", ".join(f"{word} {value}" for word, value in outputs.collectors.sheet_sums(found)),
        signatures=[(_("For the association"), ""), (_("Collector"), found.collector)],
        landscape=True,
    )


def _bought(request: RoomRequest, collector_id: UUID, period: Period) -> CollectorSheet:
    return collector_sheet(org=request.org, collector_id=collector_id, first=period.start, last=period.end)
