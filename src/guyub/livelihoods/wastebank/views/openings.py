"""Opening balances of savings: a list, typed or from a file, looked at first, then put before a second officer."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock, sheets
from guyub.foundation.core.errors import BadInput, GuyubError
from guyub.foundation.core.exports import Column, Table, download, xlsx
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.forms.openings import MOST, OpeningsForm
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import openings
from guyub.livelihoods.wastebank.rules.openings import TypedRow, find_rows
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Notice, Page, here


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list with its verdict, as ready text. `place` takes it out again."""

    place: int
    title: str
    about: str
    amount: str


@room(P.OVERRIDE)
def page(request: RoomRequest) -> HttpResponse:
    """The list so far; typing adds to it, a file adds to it, and a second officer decides about the good rows."""
    form = OpeningsForm(request.POST or None, request.FILES or None)
    if not form.is_bound:
        return _draw(request, form, [])
    form.is_valid()
    rows = list(form.cleaned_data.get("rows", []))
    step = request.POST.get("step", "add")
    try:
        if step == "propose":
            return _propose(request, form, rows)
        rows = _changed(request, form, rows, step)
    except GuyubError as error:
        if not flow.is_page(error):
            raise
        form.explain(error)
    status = form.status if form.errors else 200
    form.carry(rows, is_emptied=not form.errors)
    return _draw(request, form, rows, status=status)


def _changed(request: RoomRequest, form: OpeningsForm, rows: list[TypedRow], step: str) -> list[TypedRow]:
    """Return the list with what was typed or uploaded, or without the row that was taken out."""
    if "drop" in request.POST:
        return [row for row in rows if str(row.place) != request.POST["drop"]]
    place = max((row.place for row in rows), default=0) + 1
    if step == "file":
        upload = form.cleaned_data.get("file")
        if upload is None:
            raise BadInput(_("Choose the file with the list."), field="file")
        found = find_rows([sheet.rows for sheet in sheets.read(upload)])
        if not found:
            raise BadInput(
                _("No list of balances was found in this file."),
                next_step=_("It needs headings such as “Nomor”, “Nama”, “Saldo”."),
                field="file",
            )
        rows += [row._replace(place=place + n) for n, row in enumerate(found)]
    else:
        typed = form.typed(place)
        rows = [*rows, typed] if typed else rows
    if len(rows) > MOST:
        raise BadInput(_("Too many rows at once. Split the list."))
    return rows


def _propose(request: RoomRequest, form: OpeningsForm, rows: list[TypedRow]) -> HttpResponse:
    """Put the good rows before a second officer; the others are left out."""
    judged = openings.judge(org=request.org, by=request.actor, rows=rows)
    good = [actions.OpeningIn(one.member_id, one.amount) for one in judged if one.member_id and not one.fault]
    actions.propose_openings(**flow.dated_facts(request, form.cleaned_data), rows=good)
    messages.success(request, _("Proposed. Another officer decides."))
    return flow.see_other(here(request, "openings"))


def _draw(request: RoomRequest, form: OpeningsForm, rows: list[TypedRow], *, status: int = 200) -> HttpResponse:
    judged = openings.judge(org=request.org, by=request.actor, rows=rows)
    good = [one for one in judged if not one.fault]
    shown = Page(_("Opening balances"), here(request, "passbooks"), icon="people")
    shown.notices = _notices(request)
    done = openings.entered(org=request.org)
    if done.members:
        shown.rows = [(_("Entered so far"), str(done.members)), (_("Together"), rupiah(done.amount))]
    label = ngettext("Propose %(n)d balance", "Propose %(n)d balances", len(good)) % {"n": len(good)}
    context = {
        "form": form,
        "page": shown,
        "good": [_line(one) for one in good],
        "bad": [_line(one) for one in judged if one.fault],
        "total": rupiah(sum(one.amount for one in good)),
        "propose": label if good else "",
        "sheet": here(request, "openings-sheet"),
    }
    return render(request, "wastebank/openings.html", context, status=status)


def _notices(request: RoomRequest) -> list[Notice]:
    told = Notice(
        "indigo",
        "people",
        _("What members had saved before Guyub. Once for each, by two officers."),
        _("Nothing is booked before the second one agrees."),
    )
    found = [told]
    lists = openings.waiting(org=request.org)
    if lists:
        words = ngettext("%(n)d list waits for a second officer.", "%(n)d lists wait for a second officer.", len(lists))
        found.append(Notice("turmeric", "clock", words % {"n": len(lists)}, _("It stands under the decisions.")))
    return found


def _line(one: openings.Judged) -> Line:
    title = numbered(one.name, one.number) if one.number else one.name
    return Line(one.place, title, one.fault, rupiah(one.amount) if one.amount else "")


@room(P.OVERRIDE)
def sheet(request: RoomRequest) -> HttpResponse:
    """The members without an opening balance, to be filled in and uploaded."""
    rows = [[number, name, None] for number, name in openings.without_opening(org=request.org)]
    columns = [Column(_("Number"), "number", 10), Column(_("Name"), width=30), Column(_("Balance"), "rupiah", 16)]
    title = _("Opening balances")
    content = xlsx([Table(title, columns, rows)], title=title, org_name=request.org.name, made_at=clock.now())
    return download(content, title, "xlsx")
