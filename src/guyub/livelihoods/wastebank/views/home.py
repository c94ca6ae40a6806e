"""The room's own home: the weighing day of today, and the ways that this person may go."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core.dates import long_date
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank.choices import SessionStatus
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import flags, loans, payouts, sessions
from guyub.livelihoods.wastebank.views.flow import here
from guyub.livelihoods.wastebank.views.sessions import chip_of, hours_of, visits_text


@dataclass(frozen=True, slots=True)
class Tile:
    """A way into the room."""

    url: str
    icon: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """A weighing day of today, or one that nobody closed."""

    url: str
    title: str
    about: str
    chip: tuple[str, str, str]
    weigh_url: str


@room(P.VIEW)
def home(request: RoomRequest) -> HttpResponse:
    """Today, then the tiles of this office."""
    cards = sessions.sessions_today(org=request.org)
    context = {
        "today": [_today(request, card) for card in cards],
        "tiles": _tiles(request),
        "back": reverse("home:home", args=[request.org.slug]),
    }
    return render(request, "wastebank/home.html", context)


def _today(request: RoomRequest, card: sessions.SessionCard) -> Today:
    may = request.actor.may
    is_open = card.status == SessionStatus.OPEN
    about = f"{long_date(card.held_on)}, {hours_of(card, request.org.time_zone)}"
    if card.visits and may(P.REPORT):
        about = f"{about}. {visits_text(card.visits)}, {rupiah(card.net)}"
    return Today(
        url=here(request, "session", card.id) if may(P.SESSION) else "",
        title=card.post,
        about=about,
        chip=chip_of(card.status),
        weigh_url=here(request, "weigh-who", card.id) if is_open and may(P.DEPOSIT) else "",
    )


def _tiles(request: RoomRequest) -> list[Tile]:
    may = request.actor.may
    offered = (
        (may(P.DEPOSIT), "weigh", "scale", _("Weigh"), ""),
        (request.actor.member_id is not None, "own-passbook", "passbook", _("My passbook"), ""),
        (may(P.PASSBOOK), "passbooks", "book", _("Passbooks"), ""),
        (may(P.PASSBOOK), "payouts", "banknote", _("Pay"), _payouts_text(request)),
        (may(P.PASSBOOK), "loans", "hands", _("Loans"), _loans_text(request)),
        (may(P.STOCK), "sales", "truck", _("Sell"), ""),
        (may(P.STOCK), "stock", "sack", _("Our stock"), ""),
        (may(P.STOCK), "coverage", "cash-box", _("Does the cash reach?"), ""),
        (may(P.HANDLE) and not may(P.STOCK), "loads", "truck", _("Loads between posts"), ""),
        (may(P.HANDLE) and not may(P.STOCK), "sortable", "box", _("Sort waste"), ""),
        (may(P.VIEW), "goods", "swap", _("Exchange for goods"), ""),
        (may(P.VIEW), "prices", "coins", _("Prices"), ""),
        (may(P.VIEW), "sessions", "calendar", _("Weighing days"), ""),
        (may(P.SETTLE), "flags", "eye", _("To be checked"), _flags_text(request)),
        (may(P.VIEW), "summary", "chart", _("What we did"), ""),
        (may(P.VIEW), "rules", "list", _("Our rules"), ""),
        (may(P.REPORT), "reports", "book", _("Reports"), ""),
        (may(P.MANAGE), "setup", "gear", _("Settings"), ""),
    )
    return [Tile(here(request, name), icon, title, about) for allowed, name, icon, title, about in offered if allowed]


def _payouts_text(request: RoomRequest) -> str:
    if not request.actor.may(P.PASSBOOK):
        return ""
    sums = payouts.payout_sums(org=request.org)
    count = sums.requested + sums.approved
    return ngettext("%(n)s request", "%(n)s requests", count) % {"n": count} if count else ""


def _loans_text(request: RoomRequest) -> str:
    if not request.actor.may(P.PASSBOOK):
        return ""
    sums = loans.sums(org=request.org)
    waiting = sums.asked + sums.approved
    return ngettext("%(n)s waits", "%(n)s wait", waiting) % {"n": waiting} if waiting else ""


def _flags_text(request: RoomRequest) -> str:
    if not request.actor.may(P.SETTLE):
        return ""
    count = flags.open_flag_count(org=request.org)
    return ngettext("%(n)s waits", "%(n)s wait", count) % {"n": count} if count else ""
