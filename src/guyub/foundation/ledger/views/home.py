"""The first page of the books, and what a member sees of her own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from guyub.foundation.core import clock
from guyub.foundation.core.dates import month_text, short_date
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.months import add_months, first_of
from guyub.foundation.ledger import approvals, cash, dues, journal
from guyub.foundation.ledger.actions import open_books
from guyub.foundation.ledger.kinds import kind_name
from guyub.foundation.ledger.models import Counter
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.statements.figures import statements
from guyub.foundation.ledger.statements.load import load
from guyub.foundation.ledger.statements.plain import in_plain_words
from guyub.foundation.ledger.views.common import address
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import row_ids
from guyub.foundation.organizations.access import RoomRequest, room


@dataclass(frozen=True, slots=True)
class TinRow:
    """A cash box on the page."""

    name: str
    holder: str
    amount: str
    url: str
    refill: str


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A line of her own on the page."""

    title: str
    about: str
    amount: str


@room(P.VIEW)
def home(request: RoomRequest) -> HttpResponse:
    """Show cash by holder and this month in words; members see the words, officers the boxes too."""
    if not Counter.objects.exists():
        return render(request, "ledger/closed.html", {"may_open": request.actor.may(P.SETUP)})
    today = clock.today(request.org.time_zone)
    month = first_of(today)
    found = statements(load(start=month, end=add_months(month, 1) - timedelta(days=1)))
    officer = request.actor.may(P.BOOKS)
    context = {
        "plain": in_plain_words(found, period=month_text(month)),
        "month": month_text(month),
        "month_url": address(request, "month", month.year, month.month),
        "cash": found.position.cash.amount,
        "tins": _tins(request) if officer else [],
        "officer": officer,
        "recorder": request.actor.may(P.RECORD),
        "setup": request.actor.may(P.SETUP),
        "waiting": approvals.waiting().count() if officer else 0,
    }
    return render(request, "ledger/home.html", context)


@room(P.SETUP)
@require_POST
def start(request: RoomRequest) -> HttpResponse:
    """Open the books: the chart of accounts, the own fund, the first units."""
    open_books(org=request.org, by=request.actor)
    return redirect("ledger:home", request.org.slug)


@room(P.VIEW)
def mine(request: RoomRequest) -> HttpResponse:
    """Show a member her own dues and her own lines, nobody else's."""
    member = Member.get(request.actor.member_id) if request.actor.member_id else None
    if member is None:
        return render(request, "ledger/mine.html", {"member": None})
    names = journal.account_names()
    owed = dues.owed(org=request.org, member=member, upto=clock.today(request.org.time_zone))
    context = {
        "member": member,
        "owed": owed.amount,
        "owed_months": [(month_text(due.month), rupiah(due.left)) for due in owed.months],
        "paid": [
            OwnRow(month_text(row.month), short_date(row.paid_on), rupiah(row.amount))
            for row in dues.history(member=member)[:24]
        ],
        "lines": [
            OwnRow(
                names.get(line.account, line.account),
                f"{short_date(line.booked_on)} · {kind_name(line.entry.kind)}",
                rupiah(-line.amount if line.account[0] == "2" else line.amount),
            )
            for line in journal.own_lines(member_ids=row_ids(member))
        ],
    }
    return render(request, "ledger/mine.html", context)


def _tins(request: RoomRequest) -> list[TinRow]:
    base, moves = address(request, "home"), address(request, "move")
    return [
        TinRow(
            box.name,
            box.holder.called if box.holder else "",
            rupiah(box.amount),
            f"{base}akun/{box.code}/",
            f"{moves}?isi={box.code}" if cash.refill_amount(box) else "",
        )
        for box in cash.tins(org=request.org)
    ]
