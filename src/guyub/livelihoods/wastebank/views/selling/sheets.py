"""The sheet of a load, which both sign."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date
from guyub.foundation.core.exports import download, pdf
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import outputs
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import sales
from guyub.livelihoods.wastebank.views.flow import here


@room(P.STOCK)
def sheet(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The sheet that both sign."""
    found = sales.sale_sheet(org=request.org, sale_id=sale_id)
    context = {
        "sheet": found,
        "facts": _sheet_facts(request, found),
        "table": outputs.sale_table(found),
        "proof": outputs.proof(request.org, found.receipt_number, found.receipt_code),
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
        [outputs.sale_table(found)],
        title=title,
        subtitle=", ".join(f"{word} {value}" for word, value in _sheet_facts(request, found)),
        org_name=request.org.name,
        made_at=clock.now(),
        signatures=[(_("For the association"), ""), (_("Collector"), found.card.collector)],
        landscape=True,
    )
    return download(content, title, "pdf", inline=True)
