"""Statements on the screen, as workbook, on paper; the month in plain words; the notes of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.dates import month_text
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.exports import Column, Table, tables_file
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.months import add_months
from guyub.foundation.ledger import limits
from guyub.foundation.ledger.forms import NotesForm, open_codes
from guyub.foundation.ledger.models import Counter, Fund, StatementNote, Unit
from guyub.foundation.ledger.models import Period as Closed
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.setup import ENTRY_SERIES
from guyub.foundation.ledger.statements import layout
from guyub.foundation.ledger.statements.figures import Books, Statements, period_before, statements
from guyub.foundation.ledger.statements.load import load
from guyub.foundation.ledger.statements.plain import in_plain_words
from guyub.foundation.ledger.views.common import address, sent, show_form
from guyub.foundation.ledger.views.periods import chosen_period
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import OfficeTerm, Organization


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a statement, as ready text."""

    label: str
    now: str
    before: str
    url: str
    level: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement on the screen."""

    title: str
    rows: list[Row]
    extra: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a period, perhaps of one fund or one unit, and the period before."""

    now: Statements
    before: Statements
    books: Books
    text: str
    text_before: str
    fund: str
    unit: str
    query: str
    extra: str


@room(P.VIEW)
def reports(request: RoomRequest) -> HttpResponse:
    """Show the statements of a period beside the one before; each account leads to its entries."""
    asked, period = _asked(request), chosen_period(request)
    drill = address(request, "home") if request.actor.may(P.BOOKS) else ""
    standard = limits.standard(request.org)
    shown = [
        Shown(sheet.title, [_row(row, drill, period.query) for row in sheet.rows], sheet.extra)
        for sheet in layout.sheets(asked.now, asked.before, all_required=standard == limits.EP)
    ]
    context = {
        "period": period,
        "asked": asked,
        "extra": asked.extra,
        "shown": shown,
        "trial": layout.trial_table(asked.now) if request.actor.may(P.BOOKS) else None,
        "notes": _notes(request.org, asked),
        "funds": open_codes(Fund),
        "units": open_codes(Unit),
        "year": period.end.year,
        "setup": request.actor.may(P.SETUP),
    }
    return render(request, "ledger/reports.html", context)


@room(P.VIEW)
def download_reports(request: RoomRequest, kind: str) -> HttpResponse:
    """Give the statements as a workbook, or as PDF with the places to sign and the head of the chain."""
    asked = _asked(request)
    standard = limits.standard(request.org)
    tables = [
        layout.to_table(sheet, now=asked.text, before=asked.text_before)
        for sheet in layout.sheets(asked.now, asked.before, all_required=standard == limits.EP)
    ]
    tables.append(layout.trial_table(asked.now))
    notes = Table(_("Notes to the statements"), [Column("")], [[line] for line in _notes(request.org, asked)])
    title = _("Financial statements %(period)s") % {"period": asked.text}
    name = f"laporan-keuangan-{request.org.slug}-{asked.books.start}-{asked.books.end}"
    return tables_file(
        kind,
        [*tables, notes],
        title,
        org_name=request.org.name,
        made_at=clock.now(),
        name=name,
        subtitle=_scope(asked),
        signatures=_signers(request.org, asked.books.end),
        footer=_("Head of the books: entry %(n)s, %(hash)s") % _head(request.org, asked.books.end),
    )


@room(P.VIEW)
def month(request: RoomRequest, year: int, month: int) -> HttpResponse:
    """Tell a month in plain words, with a picture of the months before."""
    if not (1900 < year < 2200 and 1 <= month <= 12):
        raise NotHere
    first = date(year, month, 1)
    found = statements(load(start=first, end=add_months(first, 1) - timedelta(days=1)))
    plain = in_plain_words(found, period=month_text(first))
    today = clock.today(request.org.time_zone)
    entries = address(request, "entries") if request.actor.may(P.BOOKS) else ""
    days = f"dari={first.isoformat()}&sampai={add_months(first, 1) - timedelta(days=1)}"
    after = add_months(first, 1)

    def lines(part: Any) -> list[tuple[str, str, str]]:
        return [(line.text, rupiah(line.amount), _drill(entries, line.code, days)) for line in part]

    context = {
        "month": month_text(first),
        "plain": plain,
        "came": lines(plain.came),
        "went": lines(plain.went),
        "cash": found.position.cash.amount,
        "closed": Closed.objects.filter(month=first).first(),
        "previous": address(request, "month", add_months(first, -1).year, add_months(first, -1).month),
        "next": address(request, "month", after.year, after.month) if after <= today else "",
        "share_text": " ".join([f"{request.org.name}, {month_text(first)}.", *plain.sentences]),
        "reports_url": f"{address(request, 'reports')}?bulan={first:%Y-%m}",
    }
    return render(request, "ledger/month.html", context)


@room(P.SETUP)
def notes(request: RoomRequest, year: int) -> HttpResponse:
    """Write the association's own words into the notes of a year."""
    row = StatementNote.objects.filter(year=year).first()
    form = NotesForm(request.POST or None, org=request.org, initial={"text": row.text if row else ""})
    if sent(request, form):
        with atomic():
            StatementNote.objects.update_or_create(
                org=request.org, year=year, defaults={"text": form.cleaned_data["text"], "changed_at": clock.now()}
            )
            audit.record(org_id=request.org.pk, by=request.actor, verb="ledger.notes_written", year=year)
        messages.success(request, _("The notes are saved."))
        return redirect(f"{address(request, 'reports')}?tahun={year}")
    return show_form(
        request,
        form,
        title=_("Notes of %(year)s") % {"year": year},
        save=_("Save"),
        back=f"{address(request, 'reports')}?tahun={year}",
    )


# ── pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _asked(request: RoomRequest) -> Asked:
    period = chosen_period(request)
    fund, unit = request.GET.get("dana", ""), request.GET.get("unit", "")
    earlier = period_before(period.start, period.end)
    books, before = load(start=period.start, end=period.end), load(start=earlier[0], end=earlier[1])
    books = books.only(fund=fund or None, unit=unit or None)
    before = before.only(fund=fund or None, unit=unit or None)
    chosen = {key: value for key, value in (("dana", fund), ("unit", unit)) if value}
    extra = f"&{urlencode(chosen)}" if chosen else ""
    return Asked(
        statements(books),
        statements(before),
        books,
        layout.period_text(books),
        layout.period_text(before),
        fund,
        unit,
        period.query + extra,
        extra,
    )


def _row(row: layout.Row, drill: str, query: str) -> Row:
    return Row(
        row.label,
        "" if row.now is None else rupiah(row.now),
        "" if row.before is None else rupiah(row.before),
        f"{drill}akun/{row.account}/?{query}" if drill and row.account else "",
        row.level,
    )


def _drill(entries: str, code: str, days: str) -> str:
    return f"{entries}?arus={code}&{days}" if entries and code else ""


def _notes(org: Organization, asked: Asked) -> list[str]:
    own = StatementNote.objects.filter(year=asked.books.end.year).values_list("text", flat=True).first()
    standard = "SAK EP" if limits.standard(org) == limits.EP else "SAK EMKM"
    return layout.notes_text(asked.now, org_name=org.name, period=asked.text, standard=standard, own_words=own or "")


def _scope(asked: Asked) -> str:
    parts = [_("Fund %(code)s") % {"code": asked.fund}] if asked.fund else []
    if asked.unit:
        parts.append(_("Unit %(code)s") % {"code": asked.unit})
    return " · ".join(parts)


def _signers(org: Organization, day: date) -> list[tuple[str, str]]:
    """Return chair and treasurer, who held office when the period ended or hold it now."""
    today = clock.today(org.time_zone)
    terms = OfficeTerm.objects.filter(office__in=[Office.CHAIR, Office.TREASURER], starts_on__lte=today)
    names: dict[str, str] = {}
    for term in terms.select_related("membership__user").order_by("starts_on", "id"):
        if term.ends_on is None or term.ends_on >= min(day, today):
            names.setdefault(term.office, term.membership.user.name)
    return [(str(office.label), names.get(office, "")) for office in (Office.CHAIR, Office.TREASURER)]


def _head(org: Organization, day: date) -> dict[str, Any]:
    """Return the newest entry of the closed month, else of the books as they stand."""
    closed = Closed.objects.filter(org=org, month__lte=day).order_by("-month").first()
    if closed is not None and add_months(closed.month, 1) > day:
        return {"n": closed.head_n, "hash": closed.head_hash}
    counter = Counter.objects.filter(name=ENTRY_SERIES).first()
    return {"n": counter.value, "hash": counter.head} if counter else {"n": 0, "hash": ""}
