"""The journal, one entry, one account, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import moment_text, parse_date, short_date
from guyub.foundation.core.errors import GuyubError, NotHere
from guyub.foundation.core.exports import Slip, download, slip_pdf
from guyub.foundation.core.money import parse_rupiah, rupiah
from guyub.foundation.core.reading import Unreadable
from guyub.foundation.core.words import in_words
from guyub.foundation.ledger import cash, journal
from guyub.foundation.ledger.choices import CashFlow
from guyub.foundation.ledger.forms import AmountForm, ReasonForm
from guyub.foundation.ledger.journal import Wanted
from guyub.foundation.ledger.kinds import kind_choices, kind_name, source_page
from guyub.foundation.ledger.models import Account, CashMovement, Entry, EntryLine, Receipt
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.receipts import check_url
from guyub.foundation.ledger.reversals import can_take_back, take_back
from guyub.foundation.ledger.statements.load import load
from guyub.foundation.ledger.views.common import address, read_back, sent, show_form
from guyub.foundation.ledger.views.periods import chosen_period
from guyub.foundation.organizations.access import RoomRequest, room


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in a list, as ready text."""

    title: str
    about: str
    amount: str
    url: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an entry, as ready text."""

    account: str
    about: str
    debit: str
    credit: str
    url: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Addresses of the pages beside."""

    previous: str
    next: str


@room(P.BOOKS)
def entries(request: RoomRequest) -> HttpResponse:
    """List the journal, newest first, with a search by text, amount, day and kind."""
    wanted, unread = _wanted(request)
    page = journal.entries(wanted=wanted, before=_key(request, "sebelum"), after=_key(request, "sesudah"))
    base = address(request, "entries")
    asked = {key: value for key, value in request.GET.items() if key not in {"sebelum", "sesudah"} and value}
    rows = [
        EntryRow(
            kind_name(row.entry.kind),
            f"{short_date(row.entry.booked_on)} · #{row.entry.n} · {row.entry.memo}".rstrip(" ·"),
            rupiah(row.amount),
            f"{base}{row.entry.pk}/",
            row.reversed,
        )
        for row in page.rows
    ]
    context = {
        "rows": rows,
        "wanted": wanted,
        "asked": request.GET,
        "unread": unread,
        "recorder": request.actor.may(P.RECORD),
        "kinds": kind_choices(),
        "flow": str(CashFlow(wanted.flow).label) if wanted.flow in CashFlow.values else "",
        "page": Pages(
            f"{base}?{urlencode(asked | {'sesudah': page.newer})}" if page.newer else "",
            f"{base}?{urlencode(asked | {'sebelum': page.older})}" if page.older else "",
        ),
    }
    return render(request, "ledger/entries.html", context)


@room(P.BOOKS)
def entry(request: RoomRequest, entry_id: UUID) -> HttpResponse:
    """Show one entry: its lines, where it came from, its receipt, and what corrected it."""
    found = Entry.get(entry_id)
    lines = list(found.lines.order_by("no"))
    receipt = Receipt.objects.filter(entry=found).first()
    mirror = Entry.objects.filter(reverses=found).first()
    original = Entry.objects.filter(pk=found.reverses_id).first() if found.reverses_id else None
    movement = CashMovement.objects.filter(entry_id=found.pk).select_related("payee").first()
    amount = sum(line.amount for line in lines if line.amount > 0)
    base = address(request, "entries")
    context = {
        "entry": found,
        "kind": kind_name(found.kind),
        "amount": amount,
        "lines": _lines(request, lines),
        "receipt": receipt,
        "share_text": _share_text(request, found, receipt, amount) if receipt else "",
        "check_url": _check_url(request, receipt),
        "mirror": (mirror.n, f"{base}{mirror.pk}/") if mirror else None,
        "original": (original.n, f"{base}{original.pk}/") if original else None,
        "source_url": _source_url(request, found),
        "who": _who(movement),
        "note": movement.note if movement else "",
        "event": moment_text(found.happened_at, request.org.time_zone),
        "posted": moment_text(found.recorded_at, request.org.time_zone),
        "moved": found.booked_on != clock.day_of(found.happened_at, request.org.time_zone),
        "booked": short_date(found.booked_on),
        "may_take_back": request.actor.may(P.RECORD) and can_take_back(found),
        "may_correct": request.actor.may(P.RECORD) and movement is not None and mirror is None,
    }
    return render(request, "ledger/entry.html", context)


@room(P.RECORD)
def undo(request: RoomRequest, entry_id: UUID) -> HttpResponse:
    """Take an entry back."""
    found = Entry.get(entry_id)
    form = ReasonForm(request.POST or None, org=request.org)
    if sent(request, form):
        try:
            posted = take_back(
                org=request.org,
                by=request.actor,
                entry_id=found.pk,
                reason=form.cleaned_data["reason"],
                happened_at=clock.now(),
                **form.action_args(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Taken back. Both entries stay readable."))
            return redirect("ledger:entry", request.org.slug, posted.entry_id)
    return show_form(
        request,
        form,
        title=_("Take back entry %(n)s") % {"n": found.n},
        intro=_("The first entry stays. A second one cancels it. Write no names."),
        save=_("Take it back"),
        danger=True,
        back=address(request, "entry", found.pk),
    )


@room(P.RECORD)
def correct(request: RoomRequest, entry_id: UUID) -> HttpResponse:
    """Put a wrong amount right."""
    found = Entry.get(entry_id)
    movement = CashMovement.objects.filter(entry_id=found.pk).first()
    if movement is None:
        raise NotHere
    form = AmountForm(request.POST or None, org=request.org)
    if sent(request, form):
        try:
            amount = form.cleaned_data["amount"]
            rows = [(_("It was"), rupiah(movement.amount)), (_("It becomes"), rupiah(amount), "total")]
            if back := read_back(request, rows, title=_("Correct the amount"), save=_("Correct"), amount=amount):
                return back
            posted = cash.correct_movement(
                org=request.org,
                by=request.actor,
                entry_id=found.pk,
                amount=amount,
                happened_at=clock.now(),
                **form.action_args(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Corrected. The new receipt names the old one."))
            return redirect("ledger:entry", request.org.slug, posted.entry_id)
    return show_form(
        request,
        form,
        title=_("Correct the amount"),
        intro=_("Entry %(n)s says %(amount)s.") % {"n": found.n, "amount": rupiah(movement.amount)},
        save=_("Read it once more"),
        back=address(request, "entry", found.pk),
    )


@room(P.BOOKS)
def slip(request: RoomRequest, entry_id: UUID) -> HttpResponse:
    """Show the receipt as a 58 mm slip to print; `?unduh` gives it as PDF."""
    found = Entry.get(entry_id)
    receipt = Receipt.objects.filter(entry=found).first()
    if receipt is None:
        raise NotHere
    amount = found.lines.filter(amount__gt=0).values_list("amount", flat=True)
    total = sum(amount)
    movement = CashMovement.objects.filter(entry_id=found.pk).select_related("payee").first()
    heading = [
        (_("Short name"), request.org.slug),
        (_("Receipt"), str(receipt.number)),
        (_("Day"), moment_text(found.happened_at, request.org.time_zone)),
    ]
    if who := _who(movement):
        heading.append((_("Name"), who))
    paper = Slip(
        title=_("Receipt"),
        org_name=request.org.name,
        heading=heading,
        lines=[(kind_name(found.kind), ""), (found.memo, rupiah(total))],
        totals=[(_("Total"), rupiah(total)), (f"{in_words(total)} rupiah", "")],
        code=receipt.code,
        qr_text=_check_url(request, receipt),
        footer=_("Anyone can check this code years later."),
    )
    if "unduh" in request.GET:
        return download(slip_pdf(paper), f"kuitansi-{receipt.number}", "pdf", inline=True)
    context = {"slip": paper, "back": address(request, "entry", found.pk)}
    return render(request, "ledger/slip.html", context)


@room(P.BOOKS)
def account(request: RoomRequest, code: str) -> HttpResponse:
    """Show what moved on one account in a period, with the balance after each line (buku besar)."""
    found = Account.objects.filter(code=code).first()
    if found is None:
        raise NotHere
    period = chosen_period(request)
    books = load(start=period.start, end=period.end)
    opening = sum(total.opening for total in books.totals if total.account == code)
    base = address(request, "entries")
    rows = journal.account_lines(code=code, start=period.start, end=period.end, opening=opening)
    context = {
        "account": found,
        "period": period,
        "opening": rupiah(opening),
        "closing": rupiah(rows[-1].balance if rows else opening),
        "rows": [
            EntryRow(
                kind_name(row.line.entry.kind),
                f"{short_date(row.line.booked_on)} · #{row.line.entry.n} · {row.line.entry.memo}".rstrip(" ·"),
                f"{rupiah(row.line.amount)} → {rupiah(row.balance)}",
                f"{base}{row.line.entry_id}/",
            )
            for row in rows
        ],
    }
    return render(request, "ledger/account.html", context)


# ── pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _wanted(request: HttpRequest) -> tuple[Wanted, str]:
    """Read the search; what cannot be read is named, not guessed."""
    given: dict[str, Any] = {}
    unread = ""
    today = clock.today("Asia/Jakarta")
    for name, key in (("dari", "first"), ("sampai", "last")):
        if text := request.GET.get(name, ""):
            try:
                given[key] = parse_date(text, today)
            except Unreadable:
                unread = text
    if text := request.GET.get("jumlah", ""):
        try:
            given["amount"] = parse_rupiah(text)
        except Unreadable:
            unread = text
    return (
        Wanted(
            text=request.GET.get("q", "").strip()[:60],
            kind=request.GET.get("jenis", ""),
            flow=request.GET.get("arus", ""),
            **given,
        ),
        unread,
    )


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _lines(request: RoomRequest, lines: list[EntryLine]) -> list[LineRow]:
    names = journal.account_names()
    parties = journal.party_names([line.party for line in lines if line.party])
    base = address(request, "home")
    rows = []
    for line in lines:
        about = [line.fund, line.unit]
        if line.cash_flow:
            about.append(str(CashFlow(line.cash_flow).label))
        if line.party in parties:
            about.append(parties[line.party])
        rows.append(
            LineRow(
                names.get(line.account, line.account),
                " · ".join(about),
                rupiah(line.amount) if line.amount > 0 else "",
                rupiah(-line.amount) if line.amount < 0 else "",
                f"{base}akun/{line.account}/?bulan={_month(line.booked_on)}",
            )
        )
    return rows


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _who(movement: CashMovement | None) -> str:
    if movement is None:
        return ""
    return movement.payee.called if movement.payee else movement.payee_name


def _source_url(request: RoomRequest, found: Entry) -> str:
    name = source_page(found.kind)
    if not name:
        return ""
    try:
        return reverse(name, args=[request.org.slug, found.source_id])
    except NoReverseMatch:
        return ""


def _check_url(request: RoomRequest, receipt: Receipt | None) -> str:
    """Return the public address where anybody can check the receipt."""
    return check_url(org=request.org, number=receipt.number, code=receipt.code) if receipt else ""


def _share_text(request: RoomRequest, found: Entry, receipt: Receipt | None, amount: int) -> str:
    if receipt is None:
        return ""
    return _("%(org)s: %(kind)s %(amount)s, %(day)s. Receipt %(number)s, code %(code)s.") % {
        "org": request.org.name,
        "kind": kind_name(found.kind).lower(),
        "amount": rupiah(amount),
        "day": short_date(found.booked_on),
        "number": receipt.number,
        "code": receipt.code,
    }
