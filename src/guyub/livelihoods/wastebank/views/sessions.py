"""Hari timbang: planned, opened, closed; who came, and what the day brought."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock
from guyub.foundation.core.dates import clock_time, long_date
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts
from guyub.livelihoods.wastebank.choices import SessionStatus
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.forms.sessions import PlanForm, PressForm, ServingForm
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, sessions, visitors
from guyub.livelihoods.wastebank.queries.goods_stock import phones_holding
from guyub.livelihoods.wastebank.texts_goods import out_text
from guyub.livelihoods.wastebank.views import flow, papers
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Pager, Row, Section, here

PER_PAGE = 20
ROSTER = 50


def chip_of(status: str) -> tuple[str, str, str]:
    """Return the state of a weighing day as a word with its icon."""
    ground, icon = texts.SESSION_CHIPS[SessionStatus(status)]
    return ground, icon, str(SessionStatus(status).label)


def hours_of(card: sessions.SessionCard, zone: str) -> str:
    """Return `08.00 to 10.30` on the wall clock."""
    opens, closes = (clock_time(clock.local(moment, zone)) for moment in (card.planned_open, card.planned_close))
    return _("%(opens)s to %(closes)s") % {"opens": opens, "closes": closes}


def visits_text(count: int) -> str:
    """Return how many visits."""
    return ngettext("%(n)s visit", "%(n)s visits", count) % {"n": count}


@room(P.VIEW)
def listing(request: RoomRequest) -> HttpResponse:
    """All weighing days, newest first."""
    cards = sessions.sessions(org=request.org, before=flow.day_asked(request), limit=PER_PAGE)
    prefix, zone = here(request, "sessions"), request.org.time_zone
    may_open = request.actor.may(P.SESSION) or request.actor.may(P.REPORT)
    page_of = "" if request.actor.may(P.SESSION) else "rekap/"  # who only reads reports is led to the recap
    rows = [
        Row(
            f"{card.post}, {long_date(card.held_on)}",
            f"{hours_of(card, zone)}, {visits_text(card.visits)}",
            rupiah(card.net) if may_open and card.visits else "",
            f"{prefix}{card.id}/{page_of}" if may_open else "",
            chip_of(card.status),
        )
        for card in cards
    ]
    page = Page(_("Weighing days"), here(request, "home"))
    page.sections = [Section("", rows, _("No weighing day yet. Plan the first one."))]
    if len(cards) == PER_PAGE:
        page.pager = Pager(next=f"?sebelum={cards[-1].held_on.isoformat()}")
    if request.actor.may(P.SESSION):
        page.main = Button(here(request, "session-new"), "plus", _("Plan a weighing day"))
    return flow.show(request, page)


@room(P.SESSION)
def plan(request: RoomRequest) -> HttpResponse:
    """A new weighing day."""
    form = PlanForm(
        request.POST or None,
        posts=catalogue.posts(org=request.org),
        zone=request.org.time_zone,
        initial={"day": clock.today(request.org.time_zone)},
    )

    def act(data: dict[str, Any]) -> str:
        opens, closes = form.moments()
        session = actions.plan_session(
            **flow.dated_facts(request, data),
            post_id=UUID(data["post"]),
            planned_open=opens,
            planned_close=closes,
            officers=[request.actor.member_id] if request.actor.member_id else (),
            open_now=data["open_now"],
        )
        return here(request, "session", session.pk)

    page = Page(_("Plan a weighing day"), here(request, "sessions"), button=_("Save the weighing day"))
    if not catalogue.posts(org=request.org):
        page.notices.append(
            Notice("turmeric", "home", _("There is no post yet."), _("The chair adds one in the settings."))
        )
    return flow.act_or_show(request, form, act, page, said=_("The weighing day is saved."))


@room(P.SESSION)
def session(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """One weighing day: who came, how much, what is next."""
    return _session_page(request, session_id)


def _session_page(request: RoomRequest, session_id: UUID) -> HttpResponse:
    card = sessions.session_card(org=request.org, session_id=session_id)
    before = _uuid(request.GET.get("sebelum", ""))
    visits = sessions.roster(org=request.org, session_id=session_id, before=before, limit=ROSTER)
    page = Page(f"{card.post}", here(request, "sessions"))
    page.rows = [
        (_("Day"), long_date(card.held_on)),
        (_("Time"), hours_of(card, request.org.time_zone)),
        (_("Status"), str(SessionStatus(card.status).label)),
        (_("Visits"), str(card.visits)),
        (_("Worth"), rupiah(card.net), "total"),
    ]
    page.sections = [Section(_("Who came"), _roster_rows(request, visits), _("Nobody came yet."))]
    if len(visits) == ROSTER:
        page.pager = Pager(next=f"?sebelum={visits[-1].deposit_id}")
    if card.open_flags and request.actor.may(P.SETTLE):
        page.notices.append(Notice("turmeric", "warning", _("Some visits want a look.")))
        page.quiet.append(Button(here(request, "flags"), "eye", _("To be checked")))
    _remind_of_goods(request, page, card)
    _offer(request, page, card)
    return flow.show(request, page)


def _remind_of_goods(request: RoomRequest, page: Page, card: sessions.SessionCard) -> None:
    """Say after closing that phones still hold goods of this post."""
    if card.status != SessionStatus.CLOSED:
        return
    phones = phones_holding(org=request.org, post_id=card.post_id, before=card.planned_close)
    if not phones:
        return
    page.notices.append(
        Notice("turmeric", "phone", out_text(phones), _("What was not handed out goes back to the treasurer."))
    )
    if request.actor.may(P.GOODS):
        page.quiet.append(Button(here(request, "allotments"), "phone", _("Set aside for phones")))


def _roster_rows(request: RoomRequest, visits: list[sessions.VisitRow]) -> list[Row]:
    prefix, zone = here(request, "home") + "setoran/", request.org.time_zone
    look = ("turmeric", "eye", _("look"))
    guest, lines = _("Guest"), _("%(n)s kinds")
    may_open = request.actor.may(P.PASSBOOK)
    return [
        Row(
            numbered(v.member, v.member_number) if v.member_number else v.member or guest,
            ", ".join([clock_time(clock.local(v.weighed_at, zone)), lines % {"n": v.line_count}]),
            rupiah(v.net),
            f"{prefix}{v.deposit_id}/" if may_open else "",
            look if v.flags else None,
        )
        for v in visits
    ]


def _offer(request: RoomRequest, page: Page, card: sessions.SessionCard) -> None:
    may = request.actor.may
    if card.status == SessionStatus.OPEN and may(P.DEPOSIT):
        page.main = Button(here(request, "weigh-who", card.id), "scale", _("Weigh"))
    if card.status == SessionStatus.PLANNED:
        page.main = Button(here(request, "session-open", card.id), "scale", _("Open the weighing day"))
    if card.status != SessionStatus.CLOSED:
        page.quiet.append(Button(here(request, "session-serving", card.id), "people", _("Who serves?")))
    if card.status == SessionStatus.OPEN:
        page.quiet.append(Button(here(request, "session-close", card.id), "lock", _("Close the weighing day")))
    if card.status == SessionStatus.CLOSED:
        if may(P.DEPOSIT):
            page.quiet.append(Button(here(request, "weigh-who", card.id), "paper", _("Enter a note from paper")))
        if may(P.REOPEN):
            page.quiet.append(Button(here(request, "session-reopen", card.id), "undo", _("Open it again")))
    if may(P.REPORT):
        page.quiet.append(Button(here(request, "recap", card.id), "print", _("Recap")))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@room(P.SESSION)
def serving(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """Who serves that day: officers and helpers."""
    card = sessions.session_card(org=request.org, session_id=session_id)
    likely = visitors.likely_helpers(org=request.org, session_id=session_id, also=request.actor.member_id)
    initial = {"officers": [str(one.member.pk) for one in likely if one.serves]}
    form = ServingForm(request.POST or None, members=[one.member for one in likely], initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.assign_officers(**flow.facts(request), session_id=card.id, officers=form.chosen())
        return here(request, "session", card.id)

    page = Page(_("Who serves?"), here(request, "session", card.id), button=_("Save"))
    if not likely:
        page.notices.append(Notice("turmeric", "people", _("No officer is linked to a member yet.")))
    return flow.act_or_show(request, form, act, page, said=_("Saved."))


@room(P.SESSION)
def open_day(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """Open a planned day."""
    return _press(
        request,
        session_id,
        heading=_("Open the weighing day"),
        icon="scale",
        act=lambda: actions.open_session(**flow.now_facts(request), session_id=session_id),
        said=_("The weighing day is open."),
    )


@room(P.SESSION)
def close_day(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """Close an open day."""
    return _press(
        request,
        session_id,
        heading=_("Close the weighing day"),
        icon="lock",
        act=lambda: actions.close_session(**flow.now_facts(request), session_id=session_id),
        said=_("The weighing day is closed."),
        notice=Notice("indigo", "info", _("Records of phones that come later are still taken.")),
    )


def _press(
    request: RoomRequest,
    session_id: UUID,
    *,
    heading: str,
    icon: str,
    act: Any,
    said: str,
    notice: Notice | None = None,
) -> HttpResponse:
    card = sessions.session_card(org=request.org, session_id=session_id)
    back = here(request, "session", card.id)
    page = Page(heading, back, button=heading, icon=icon)
    page.rows = [
        (_("Post"), card.post),
        (_("Day"), long_date(card.held_on)),
        (_("Visits"), str(card.visits)),
        (_("Worth"), rupiah(card.net), "total"),
    ]
    page.notices = [notice] if notice else []

    def done(data: dict[str, Any]) -> str:
        act()
        return back

    return flow.act_or_show(request, PressForm(request.POST or None), done, page, said=said)


@room(P.REOPEN)
def reopen(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """Open a closed day again, with a reason that stays."""
    card = sessions.session_card(org=request.org, session_id=session_id)
    back = here(request, "session", card.id)

    def act(data: dict[str, Any]) -> str:
        actions.reopen_session(**flow.facts(request), session_id=card.id, reason=str(data["reason"]))
        return back

    page = Page(_("Open it again"), back, button=_("Open it again"), icon="undo")
    page.rows = [(_("Post"), card.post), (_("Day"), long_date(card.held_on))]
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=_("The weighing day is open."))


@room(P.REPORT)
def recap(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """The sums of a day, as they are printed."""
    found = sessions.recap(org=request.org, session_id=session_id)
    context = {
        "recap": found,
        "title": outputs.sheets.recap_title(found),
        "tables": outputs.sheets.recap_tables(found),
        "facts": _recap_facts(found),
        "officers": ", ".join(found.officers),
        "back": here(request, "session", session_id) if request.actor.may(P.SESSION) else here(request, "sessions"),
    }
    return render(request, "wastebank/recap.html", context)


def _recap_facts(found: sessions.Recap) -> list[tuple[str, str]]:
    return [
        (_("Visits"), str(found.visits)),
        (_("Members"), str(found.members)),
        (_("Guests"), str(found.guests)),
        (_("Worth"), rupiah(found.net)),
        (_("Version"), str(found.session.recap_version)),
    ]


@room(P.REPORT)
def recap_file(request: RoomRequest, session_id: UUID, kind: str) -> HttpResponse:
    """The recap as PDF or XLSX."""
    found = sessions.recap(org=request.org, session_id=session_id)
    return papers.tables_file(
        request,
        kind,
        outputs.sheets.recap_tables(found),
        outputs.sheets.recap_title(found),
        subtitle=", ".join(f"{word} {value}" for word, value in _recap_facts(found)),
        signatures=[(_("Weighing officer"), ""), (_("Treasurer"), "")],
    )
