"""Timbang: who, what, which way, read back, saved. Every page carries the visit in itself."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import Clash, GuyubError
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts
from guyub.livelihoods.wastebank.choices import Channel, MemberClass, SessionStatus, Way
from guyub.livelihoods.wastebank.forms.weighing import SaveForm, ScaleForm, WaysForm, held_lines
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import sessions, visitors
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here, see_other
from guyub.livelihoods.wastebank.views.visit_pages import (
    TAPPED,
    Visit,
    about,
    cards_of,
    carried_of,
    found_members,
    known_of,
    preview_of,
    session_of,
    show_more,
    show_read_back,
    show_scale,
    show_ways,
)
from guyub.livelihoods.wastebank.visits import GroupPart


@room(P.DEPOSIT)
def start(request: RoomRequest) -> HttpResponse:
    """Where is it weighed? One open session needs no question."""
    cards = sessions.sessions_today(org=request.org)
    open_now = [card for card in cards if card.status == SessionStatus.OPEN]
    if len(open_now) == 1:
        return see_other(here(request, "weigh-who", open_now[0].id))
    rows = [
        Row(card.post, short_date(card.held_on), url=here(request, "weigh-who", card.id), icon="scale")
        for card in open_now
    ]
    page = Page(_("Weigh"), here(request, "home"), sections=[Section(_("Where do you weigh?"), rows)])
    if not open_now:
        page.sections = []
        page.notices = [Notice("turmeric", "calendar", _("No weighing day is open."), _("Open one, then weigh."))]
        planned = next((card for card in cards if card.status == SessionStatus.PLANNED), None)
        if request.actor.may(P.SESSION):
            url = here(request, "session-open", planned.id) if planned else here(request, "session-new")
            page.main = Button(url, "scale", _("Open the weighing day"))
    return flow.show(request, page)


@room(P.DEPOSIT)
def who(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """Who stands at the scale: by number, name or card; those who came last are one tap away."""
    session = session_of(session_id)
    text = request.GET.get("q", "").strip()
    found = found_members(text)
    url = here(request, "weigh-who", session.pk)
    if text and len(found) == 1 and (text == str(found[0].number) or "/k/" in text):
        return see_other(here(request, "weigh-member", session.pk, found[0].pk))
    if text:
        rows = [Row(m.called, about(m.number, m.hamlet), url=f"{url}anggota/{m.pk}/") for m in found]
        section = Section(_("Found"), rows, _("Nobody answers this. Try the number or the first letters."))
    else:
        here_today = ("leaf", "check", _("came today"))
        recent = visitors.recent_visitors(org=request.org)
        rows = [
            Row(
                v.name,
                about(v.number, v.hamlet),
                url=f"{url}anggota/{v.member_id}/",
                chip=here_today if v.today else None,
            )
            for v in recent
        ]
        section = Section(_("Came lately"), rows, _("Search by number or name above."))
    page = Page(
        _("Who is weighing?"),
        here(request, "home"),
        search=(url, text, _("Number, name, or code of the card")),
        sections=[section],
        quiet=[
            Button(here(request, "weigh-group", session.pk), "people", _("Several together")),
            Button(here(request, "weigh-guest", session.pk), "heart", _("A guest who gives")),
        ],
    )
    page.quiet.append(Button(here(request, "session", session.pk), "list", _("Who came today")))
    if session.status == SessionStatus.CLOSED:
        page.notices.append(_paper_notice())
    return flow.show(request, page)


@room(P.DEPOSIT)
def member(request: RoomRequest, session_id: UUID, member_id: UUID) -> HttpResponse:
    """The visit of a member."""
    found = get_member_for(org=request.org, by=request.actor, member_id=member_id)
    return weigh(Visit(request, session_of(session_id), found))


@room(P.DEPOSIT)
def guest(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """The visit of somebody without a passbook: she gives to Dana Sosial."""
    return weigh(Visit(request, session_of(session_id), None))


def _paper_notice() -> Notice:
    return Notice(
        "turmeric",
        "paper",
        _("This weighing day is closed."),
        _("You enter a note from paper. It counts as of that day."),
    )


# --- the steps of a visit -----------------------------------------------------------------------------------------


def weigh(visit: Visit) -> HttpResponse:
    """Do the step that was asked, or show the scale."""
    request = visit.request
    if request.method != "POST":
        return show_scale(visit, ScaleForm(cards=cards_of(visit), limits=tuning(request.org)))
    data = request.POST
    visit.lines = held_lines(data)
    visit.channel = Channel.PICKUP if data.get("channel") == Channel.PICKUP else Channel.DELIVERED
    visit.member_class = MemberClass.UNIT if data.get("member_class") == MemberClass.UNIT else MemberClass.INDIVIDUAL
    if "undo" in data:
        index = data["undo"]
        visit.lines = [line for no, line in enumerate(visit.lines) if str(no) != index]
        return _scale_again(visit)
    if "pick" in data:
        return _scale_again(visit, item=data["pick"])
    if data.get("to_channel") in {Channel.DELIVERED, Channel.PICKUP}:
        visit.channel = data["to_channel"]
        return _repriced(visit)
    if data.get("to_class") in {MemberClass.INDIVIDUAL, MemberClass.UNIT}:
        visit.member_class = data["to_class"]
        return _repriced(visit)
    steps = {"add": _add, "more": show_more, "ways": _choose_way, "check": _check, "save": _save}
    return steps.get(data.get("step", ""), _scale_again)(visit)


def _repriced(visit: Visit) -> HttpResponse:
    """Show the scale at the prices of another channel or class."""
    cards = cards_of(visit)
    visit.lines = [
        replace(line, price=cards[str(line.item_id)].price) if str(line.item_id) in cards else line
        for line in visit.lines
    ]
    return _scale_again(visit)


def _scale_again(visit: Visit, *, item: str = "") -> HttpResponse:
    """Show the scale with the lines so far and nothing typed."""
    data = visit.request.POST
    form = ScaleForm(
        cards=cards_of(visit),
        limits=tuning(visit.request.org),
        initial={"client_id": data.get("client_id"), "channel": visit.channel, "member_class": visit.member_class},
    )
    return show_scale(visit, form, chosen=item)


def _add(visit: Visit) -> HttpResponse:
    """Put what is typed into the list."""
    form = ScaleForm(visit.request.POST, cards=cards_of(visit), limits=tuning(visit.request.org))
    if not form.is_valid():
        return show_scale(visit, form)
    visit.lines.append(form.held())
    return _scale_again(visit)


def _choose_way(visit: Visit) -> HttpResponse:
    """Take along what is still typed, then ask which way."""
    form = ScaleForm(visit.request.POST, cards=cards_of(visit), limits=tuning(visit.request.org))
    if form.is_pending:
        if not form.is_valid():
            return show_scale(visit, form)
        visit.lines.append(form.held())
    elif not visit.lines:
        form.is_valid()
        form.errors.clear()
        form.add_error(None, _("Nothing was weighed yet. Tap a kind, then its weight."))
        return show_scale(visit, form)
    if visit.member is None:
        return show_read_back(visit, SaveForm(net=0, owed=0, initial=carried_of(visit)))
    found = preview_of(visit)
    initial = {**carried_of(visit), "way": visit.request.POST.get("way") or Way.SAVE}
    return show_ways(visit, WaysForm(**known_of(found), initial=initial), found)


def _check(visit: Visit) -> HttpResponse:
    """Read everything back before it is saved."""
    found = preview_of(visit)
    form = WaysForm(visit.request.POST, **known_of(found))
    if not form.is_valid():
        return show_ways(visit, form, found)
    carried = {**carried_of(visit), **{name: form.cleaned_data[name] for name in TAPPED if name in form.cleaned_data}}
    return show_read_back(visit, SaveForm(**known_of(found), initial=carried), ways=form.ways())


def _save(visit: Visit) -> HttpResponse:
    """Record the visit; a second press gives the same slip."""
    request = visit.request
    found = preview_of(visit)
    form = SaveForm(request.POST, **known_of(found))
    if visit.member is None:
        form.fields["way"].required = False
    if not form.is_valid():
        return show_ways(visit, WaysForm(request.POST, **known_of(found)), found, status=422)
    ways = form.ways() if visit.member else ()
    try:
        result = actions.record_deposit(
            org=request.org,
            by=request.actor,
            client_id=form.cleaned_data["client_id"],
            happened_at=form.cleaned_data["moment"],
            session_id=visit.session.pk,
            member_id=visit.member.pk if visit.member else None,
            group=[GroupPart(person.pk, parts) for person, parts in visit.group],
            guest_name=form.cleaned_data["guest_name"] if visit.is_guest else "",
            lines=[line.line_in() for line in visit.lines],
            ways=ways,
            channel=visit.channel,
            member_class=visit.member_class,
            source=visitors.source_for(visit.session),
            post_today=form.cleaned_data["post_today"],
        )
    except Clash as clash:
        # An answer was lost on the way and something was changed since: the first slip stands, once.
        messages.warning(request, _("This visit was saved before. Here is its slip. Weigh apart what is missing."))
        return see_other(f"{here(request, 'slip', UUID(str(clash.details['first'])))}?baru=1")
    except GuyubError as error:
        if not flow.is_page(error):
            raise
        form.explain(error)
        return show_read_back(visit, form, ways=ways, late=error.code == "month_closed")
    for notice in result.notices:
        messages.warning(request, texts.notice(notice))
    return see_other(here(request, "slip", result.deposit_id) + "?baru=1")
