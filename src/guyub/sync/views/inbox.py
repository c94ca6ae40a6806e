"""Kiriman HP: what phones sent, and the three ways to settle what the books did not take."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guyub.foundation.core import recording
from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import Forbidden, GuyubError, NotHere
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.recording import FactKind
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.sync import queries
from guyub.sync.actions import settle_clash, settle_fact
from guyub.sync.actions.deciding import Needed, newest_payload, with_results
from guyub.sync.choices import CLASH, OPEN, Settling, State
from guyub.sync.forms import AcceptForm, NoteForm, ReasonForm
from guyub.sync.models import Clash, SyncFact
from guyub.sync.permissions import SyncPermission as P
from guyub.sync.queries import FactRow, may_settle
from guyub.sync.reading import Sent, read_stored

Rows = list[tuple[str, str]]
CLOSED = "month_closed"
CHIPS = {
    State.ACCEPTED: ("leaf", "check"),
    State.WAITING: ("indigo", "clock"),
    State.CHECKING: ("turmeric", "eye"),
    State.SETTLED: ("leaf", "check"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as a list shows it."""

    url: str
    title: str
    about: str
    chip: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """What a phone wrote, in words; `raw` where no room can read it."""

    title: str
    rows: Rows
    raw: str = ""
    note: str = ""
    settle_url: str = ""


@dataclass(slots=True)
class SettlePage:
    """A page with one form and one button. `today_url`: where a closed month is answered, once it was the refusal."""

    heading: str
    back: str
    button: str
    sentence: str
    danger: bool = False
    rows: Rows = field(default_factory=list)
    today_url: str = ""
    offers_today: bool = False


@room(P.SEND)
@require_GET
def listing(request: RoomRequest) -> HttpResponse:
    """What phones sent; officers see what they may settle, everybody her own."""
    state, text = request.GET.get("keadaan", State.CHECKING), request.GET.get("q", "")
    page = queries.listing(by=request.actor, state=state, text=text, older_than=request.GET.get("sebelum", ""))
    here = reverse("sync:list", args=[request.org.slug])
    following = {"keadaan": state, **({"q": text} if text else {}), "sebelum": page.older}
    context = {
        "lines": [_line(request, here, row) for row in page.rows],
        "tabs": [(f"{here}?{urlencode({'keadaan': value})}", word, value == state) for value, word in _states()],
        "text": text,
        "here": here,
        "pager": {"next": f"?{urlencode(following)}" if page.older else ""},
        "gaps": queries.still_on_phones() if request.actor.may(P.SETTLE) else [],
    }
    return render(request, "sync/list.html", context)


@room(P.SEND)
@require_GET
def fact(request: RoomRequest, fact_id: UUID) -> HttpResponse:
    """One record: why it is not in the books, what was recorded, how it can be settled."""
    row = queries.fact_for(by=request.actor, fact_id=fact_id)
    kind, sent = recording.kind_of(row.kind), read_stored(row.raw)
    settles, is_open = may_settle(request.actor, row.kind), row.state in OPEN
    can_book = settles and is_open and kind is not None and row.happened_at is not None
    clashes = Clash.objects.filter(fact=row).order_by("received_at", "id")
    context = {
        "row": row,
        "heading": str(kind.label) if kind is not None else _("Unknown record"),
        "chip": (*CHIPS[State(row.state)], str(State(row.state).label)),
        "why": row.message if is_open else "",
        "rows": _about(request, row),
        "first": _version(request, kind, sent, _("What the phone wrote") if not clashes else _("The first version")),
        "others": [_other(request, kind, clash, settles=settles) for clash in clashes],
        "result_url": kind.url(request.org.slug, row.result_id) if kind is not None and row.result_id else "",
        "can_book": can_book,
        "can_post_today": can_book and kind is not None and kind.may_post_today and row.code == CLOSED,
        "can_reject": settles and is_open,
    }
    return render(request, "sync/fact.html", context)


@room(P.SEND)
@require_http_methods(["GET", "POST"])
def accept(request: RoomRequest, fact_id: UUID) -> HttpResponse:
    """Book it, put right where it was wrong."""
    row, kind = _to_settle(request, fact_id)
    if kind is None:
        raise NotHere
    payload = _newest(kind, read_stored(row.raw))
    form = AcceptForm(request.POST or None, amends=kind.amends(request.org, payload), refused=row.code)
    page = SettlePage(
        _("Accept"), _url(request, row), _("Book it"), _("Compare with the slip. Change only what is wrong."),
        rows=list(kind.rows(request.org, payload)),
        today_url=reverse("sync:post-today", args=[request.org.slug, row.pk]) if kind.may_post_today else "",
    )  # fmt: skip

    def act() -> None:
        amended = form.amended(payload)
        how = Settling.ACCEPTED if amended is None else Settling.AMENDED
        settle_fact(org=request.org, by=request.actor, fact_id=row.pk, how=how, amended=amended)

    return _settle_page(request, form, page, act, _("Booked."))


@room(P.SEND)
@require_http_methods(["GET", "POST"])
def post_today(request: RoomRequest, fact_id: UUID) -> HttpResponse:
    """Its month is closed: the books take it today, with the price of that day."""
    row, kind = _to_settle(request, fact_id)
    if kind is None or not kind.may_post_today:
        raise NotHere
    payload = _newest(kind, read_stored(row.raw))
    form = AcceptForm(request.POST or None, amends=kind.amends(request.org, payload), refused=row.code)
    words = _("The books take it today. Price and day of the weighing stay on the slip.")
    page = SettlePage(_("Post today"), _url(request, row), _("Post today"), words)
    page.rows = list(kind.rows(request.org, payload))

    def act() -> None:
        amended = form.amended(payload)
        settle_fact(org=request.org, by=request.actor, fact_id=row.pk, how=Settling.POSTED_TODAY, amended=amended)

    return _settle_page(request, form, page, act, _("Posted today."))


@room(P.SEND)
@require_http_methods(["GET", "POST"])
def reject(request: RoomRequest, fact_id: UUID) -> HttpResponse:
    """Not booked, for a reason that the recorder reads; the record itself stays."""
    row, _kind = _to_settle(request, fact_id)
    form = ReasonForm(request.POST or None)
    words = _("Nothing is booked. The record and your reason stay readable.")
    page = SettlePage(_("Reject"), _url(request, row), _("Reject"), words, danger=True)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        settle_fact(org=request.org, by=request.actor, fact_id=row.pk, how=Settling.REJECTED, reason=reason)

    return _settle_page(request, form, page, act, _("Rejected. The reason is kept."))


@room(P.SEND)
@require_http_methods(["GET", "POST"])
def compare(request: RoomRequest, clash_id: UUID) -> HttpResponse:
    """Two versions of one record were compared: the first stands, what is wrong in it is corrected as always."""
    clash = queries.clash_for(by=request.actor, clash_id=clash_id)
    form = NoteForm(request.POST or None)
    words = _("The first version stands. If the second is right, correct the first one afterwards.")
    page = SettlePage(_("Two versions"), _url(request, clash.fact), _("Compared"), words)

    def act() -> None:
        settle_clash(org=request.org, by=request.actor, clash_id=clash.pk, note=form.cleaned_data["note"])

    return _settle_page(request, form, page, act, _("Compared. The first version stands."))


def _settle_page(
    request: RoomRequest, form: ActionForm, page: SettlePage, act: Callable[[], None], said: str
) -> HttpResponse:
    """Show the form; when it comes back, settle. What a rule refuses is told on the page."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except GuyubError as error:
            if isinstance(error, NotHere) or (isinstance(error, Forbidden) and error.code == Forbidden.code):
                raise
            form.explain(error)
            page.offers_today = bool(page.today_url) and error.code == CLOSED
        else:
            messages.success(request, said)
            return HttpResponse(status=303, headers={"Location": page.back})
    status = form.status if request.method == "POST" else 200
    return render(request, "sync/settle.html", {"form": form, "page": page}, status=status)


def _to_settle(request: RoomRequest, fact_id: UUID) -> tuple[SyncFact, FactKind | None]:
    row = queries.fact_for(by=request.actor, fact_id=fact_id)
    if not may_settle(request.actor, row.kind):
        raise NotHere
    return row, recording.kind_of(row.kind)


def _url(request: RoomRequest, row: SyncFact) -> str:
    return reverse("sync:fact", args=[request.org.slug, row.pk])


def _states() -> Sequence[tuple[str, str]]:
    return [
        (State.CHECKING, str(State.CHECKING.label)),
        (CLASH, _("Two versions")),
        (State.WAITING, _("Waiting")),
        (State.SETTLED, str(State.SETTLED.label)),
        (State.ACCEPTED, str(State.ACCEPTED.label)),
    ]


def _line(request: RoomRequest, here: str, row: FactRow) -> Line:
    kind = recording.kind_of(row.kind)
    label = str(kind.label) if kind is not None else _("Unknown record")
    slip = f"{row.device}-{row.counter}" if row.device and row.counter is not None else row.device
    about = [slip, row.recorder, _time(request, row.happened_at or row.received_at)]
    ground, icon, word = (*CHIPS[State(row.state)], str(State(row.state).label))
    if row.clashes:
        ground, icon, word = "turmeric", "eye", _("Two versions")
    return Line(
        f"{here}{row.id}/", " · ".join(filter(None, (label, row.member))), " · ".join(filter(None, about)),
        (ground, icon, word),
    )  # fmt: skip


def _about(request: RoomRequest, row: SyncFact) -> Rows:
    """Return who, where, when."""
    people = queries.names_of([row.user_id, row.from_user_id, row.settled_by_id])
    phone = queries.codes_of([row.device_id]).get(row.device_id, "–")
    rows = [
        (_("Recorded by"), people.get(row.user_id, "–")),
        (_("From the phone"), f"{phone}-{row.counter}" if row.counter is not None else phone),
        (_("By the phone's clock"), _time(request, row.happened_at) or "–"),
        (_("Reached the server"), _time(request, row.received_at)),
    ]
    if row.from_user_id != row.user_id:
        rows.append((_("Handed in by"), people.get(row.from_user_id, "–")))
    if row.receipt_number is not None:
        rows.append((_("Receipt no."), str(row.receipt_number)))
    if row.settled_at is not None:
        rows += [
            (_("Settled"), str(Settling(row.settling).label)),
            (_("Settled by"), people.get(row.settled_by_id, "–")),
            (_("On"), _time(request, row.settled_at)),
        ]
        rows += [(_("Reason"), row.reason)] if row.reason else []
    return rows


def _version(request: RoomRequest, kind: FactKind | None, sent: Sent, title: str) -> Version:
    """Return what was written in words, or as it came if no room reads it."""
    if kind is None or sent.version > kind.version:
        return Version(title, [], raw=_pretty(sent.raw))
    return Version(
        title, list(kind.rows(request.org, _newest(kind, sent))), raw=_pretty(sent.raw) if sent.fault else ""
    )


def _other(request: RoomRequest, kind: FactKind | None, clash: Clash, *, settles: bool) -> Version:
    title = _("Came later, %(time)s") % {"time": _time(request, clash.received_at)}
    found = _version(request, kind, read_stored(clash.raw), title)
    url = reverse("sync:compare", args=[request.org.slug, clash.pk]) if settles and clash.settled_at is None else ""
    return Version(found.title, found.rows, found.raw, clash.note, url)


def _newest(kind: FactKind, sent: Sent) -> dict[str, Any]:
    """Return the payload with everything resolved that can be: what an officer compares with the slip."""
    resolved: dict[str, Any] = with_results(newest_payload(kind, sent), Needed.of(sent.needs).results)
    return resolved


def _pretty(raw: str) -> str:
    return json.dumps(json.loads(raw or "null"), indent=2, ensure_ascii=True)[:4000]


def _time(request: RoomRequest, moment: datetime | None) -> str:
    return moment_text(moment, request.org.time_zone) if moment is not None else ""
