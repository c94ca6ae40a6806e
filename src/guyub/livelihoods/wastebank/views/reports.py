"""Laporan: what the environment office receives. Looked at, frozen, handed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date, short_date
from guyub.foundation.core.exports import csv, download
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts
from guyub.livelihoods.wastebank.forms.reports import FreezeForm, SubmitForm
from guyub.livelihoods.wastebank.periods import ReportPeriod, ended_periods, period_of
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import reports
from guyub.livelihoods.wastebank.queries.report import report_content
from guyub.livelihoods.wastebank.queries.reports import ReportCard, ReportSheet
from guyub.livelihoods.wastebank.views import flow, papers
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here

OPEN_PERIODS = 3  # offered to be frozen


@room(P.REPORT)
def listing(request: RoomRequest) -> HttpResponse:
    """Periods that wait for their report, then the reports that were frozen."""
    org = request.org
    cards = reports.newest_reports(org=org)
    prefix, frozen = here(request, "reports"), {card.period.first for card in cards}
    waiting = [period for period in ended_periods(org, limit=OPEN_PERIODS) if period.first not in frozen]
    now = period_of(org, clock.today(org.time_zone))
    page = Page(_("Reports for the environment office"), here(request, "home"))
    page.sections = [
        Section(
            _("Not frozen yet"),
            [
                *(_period_row(prefix, period, _("is over, can be frozen")) for period in waiting),
                _period_row(prefix, now, _("still runs")),
            ],
        ),
        Section(_("Frozen"), [card_row(prefix, card) for card in cards], _("No report was frozen yet.")),
    ]
    page.quiet = [Button(here(request, "impact"), "leaf", _("What recycling saved"))]
    if request.actor.may(P.MANAGE):
        page.quiet.append(Button(here(request, "columns"), "edit", _("Words of the authority's table")))
    if request.actor.may(P.AGGREGATES):
        page.quiet.append(Button(here(request, "partners"), "people", _("What partners see")))
    return flow.show(request, page)


def _period_row(prefix: str, period: ReportPeriod, about: str) -> Row:
    return Row(period.name, about, url=f"{prefix}masa/{period.first:%Y-%m-%d}/", icon="calendar")


def card_row(prefix: str, card: ReportCard) -> Row:
    """Return a frozen report as a line of a list."""
    about = _("revision %(n)s, frozen on %(day)s") % {"n": card.revision, "day": short_date(card.frozen_at)}
    chip = ("leaf", "check", _("handed in")) if card.is_handed_in else None
    return Row(card.period.name, about, url=f"{prefix}{card.id}/", chip=chip, icon="book")


@room(P.REPORT)
def period(request: RoomRequest, first: str) -> HttpResponse:
    """The report of a period as it would be now; when it is over, it can be frozen."""
    org = request.org
    found = period_of(org, flow.day_of(first))
    content = report_content(org=org, period=found)
    is_over = found.last < clock.today(org.time_zone)
    page = Page(found.name, here(request, "reports"), icon="lock")
    if is_over:
        page.button = _("Freeze this report")
        page.notices = [
            Notice("turmeric", "info", _("Read it first."), _("A frozen report stays. Later facts make a revision."))
        ]
    else:
        page.notices = [Notice("indigo", "info", _("This period still runs. The figures will change."))]
    form = FreezeForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        report = actions.freeze_report(**flow.dated_facts(request, data), first_day=found.first)
        return here(request, "report", report.pk)

    context = {"tables": outputs.reports.report_tables(content)}
    return flow.act_or_show(
        request, form, act, page, said=_("The report is frozen."), template="wastebank/report.html", context=context
    )


@room(P.REPORT)
def report(request: RoomRequest, report_id: UUID) -> HttpResponse:
    """A frozen report, what its revision changed, and to whom it went."""
    sheet = reports.report_sheet(org=request.org, report_id=report_id)
    page = _sheet_page(request, sheet, here(request, "reports"))
    if sheet.card.revision < sheet.newest:
        newer = Notice("turmeric", "warning", _("There is a newer revision of this report."))
        page.notices.append(newer)
    elif reports.is_outdated(org=request.org, sheet=sheet):
        more = _("Freeze the period again: that makes the next revision.")
        page.notices.append(Notice("turmeric", "warning", _("Facts came since this report was frozen."), more))
        url = f"{here(request, 'reports')}masa/{sheet.card.period.first:%Y-%m-%d}/"
        page.quiet.append(Button(url, "lock", _("Look at the report as it is now")))
    if sheet.changes:
        rows = [Row(where, how) for where, how in outputs.reports.change_rows(sheet.changes)]
        page.sections.append(Section(_("What this revision changed"), rows))
    write = texts.clock_of(request.org)
    handed = [Row(one.recipient, one.note, write(one.happened_at)) for one in sheet.handings]
    page.sections.append(Section(_("Handed in"), handed, _("Not handed in yet.")))
    page.main = Button(here(request, "report-submit", sheet.card.id), "share", _("Hand it in"))
    page.quiet += _files(request, "report-file", sheet)
    return _draw(request, page, sheet)


def _sheet_page(request: RoomRequest, sheet: ReportSheet, back: str) -> Page:
    card = sheet.card
    page = Page(card.period.name, back)
    page.rows = [
        (_("Waste bank"), sheet.content["bank"]),
        (_("Region code"), sheet.content["region"]),
        (_("Revision"), str(card.revision)),
        (_("Frozen on"), texts.clock_of(request.org)(card.frozen_at)),
        (_("Made by"), sheet.made_by or _("the program")),
        (_("Check code"), card.digest[:12]),
    ]
    return page


def _files(request: RoomRequest, name: str, sheet: ReportSheet) -> list[Button]:
    kinds = (("pdf", "PDF"), ("xlsx", "XLSX"), ("csv", "CSV"))
    return [Button(here(request, name, sheet.card.id, kind), "download", word) for kind, word in kinds]


def _draw(request: RoomRequest, page: Page, sheet: ReportSheet) -> HttpResponse:
    tables = outputs.reports.report_tables(sheet.content)
    return render(request, "wastebank/report_sheet.html", {"page": page, "tables": tables})


@room(P.REPORT)
def report_file(request: RoomRequest, report_id: UUID, kind: str) -> HttpResponse:
    """The frozen report as a file."""
    return _file(request, reports.report_sheet(org=request.org, report_id=report_id), kind)


def _file(request: RoomRequest, sheet: ReportSheet, kind: str) -> HttpResponse:
    card = sheet.card
    title = _("Report of the waste bank %(period)s") % {"period": card.period.name}
    if kind == "csv":
        return download(csv(outputs.reports.report_csv(sheet.content)), title, "csv")
    days = _("%(first)s to %(last)s") % {"first": long_date(card.period.first), "last": long_date(card.period.last)}
    parts = [days, _("revision %(n)s") % {"n": card.revision}]
    parts += [_("handed to %(whom)s") % {"whom": one.recipient} for one in sheet.handings[-1:]]
    return papers.tables_file(
        request,
        kind,
        outputs.reports.report_tables(sheet.content),
        title,
        made_at=card.frozen_at,
        subtitle=". ".join(parts),
        signatures=[(_("Chair"), ""), (_("Secretary"), "")],
        landscape=True,
        footer=f"SHA-256 {card.digest}",
    )


@room(P.REPORT)
def submit(request: RoomRequest, report_id: UUID) -> HttpResponse:
    """Write down to whom the report is handed; partners may read it from then on."""
    sheet = reports.report_sheet(org=request.org, report_id=report_id)
    back = here(request, "report", sheet.card.id)
    form = SubmitForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        actions.submit_report(
            **flow.dated_facts(request, data), report_id=report_id, recipient=data["recipient"], note=data["note"]
        )
        return back

    page = Page(_("Hand the report in"), back, button=_("Hand it in"), icon="share")
    page.rows = [(_("Period"), sheet.card.period.name), (_("Revision"), str(sheet.card.revision))]
    page.notices = [Notice("indigo", "info", _("From now on partners with a sign-in may read it."))]
    return flow.act_or_show(request, form, act, page, said=_("Written down. Now send the file."))


# --- what partners see ----------------------------------------------------------------------------------------------


@room(P.AGGREGATES)
def partners(request: RoomRequest) -> HttpResponse:
    """Reports that were handed in: figures that passed the gate, and no person."""
    prefix = here(request, "partners")
    cards = reports.newest_reports(org=request.org, handed_in=True)
    page = Page(_("Figures for partners"), _way_out(request))
    page.notices = [Notice("indigo", "info", _("Totals only. Figures that could point at a person are hidden."))]
    rows = [card_row(prefix, card) for card in cards]
    page.sections = [Section("", rows, _("The association has handed in no report yet."))]
    return flow.show(request, page)


def _way_out(request: RoomRequest) -> str:
    return here(request, "reports") if request.actor.may(P.REPORT) else flow.home_of(request)


@room(P.AGGREGATES)
def partner_report(request: RoomRequest, report_id: UUID) -> HttpResponse:
    """One of them."""
    sheet = reports.report_sheet(org=request.org, report_id=report_id, handed_in=True)
    page = _sheet_page(request, sheet, here(request, "partners"))
    page.quiet = _files(request, "partner-file", sheet)
    return _draw(request, page, sheet)


@room(P.AGGREGATES)
def partner_file(request: RoomRequest, report_id: UUID, kind: str) -> HttpResponse:
    """One of them as a file."""
    return _file(request, reports.report_sheet(org=request.org, report_id=report_id, handed_in=True), kind)
