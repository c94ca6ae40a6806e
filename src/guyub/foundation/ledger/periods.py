"""Months close in order, by two persons, and are never opened again.

Other rooms say what stands in the way of closing a month:

    register_blocker(unfinished_imports)   # (org, first_day, last_day) -> the blockers found
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.dates import long_date, month_text
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.months import add_months, first_of
from guyub.foundation.ledger import approvals, assets, balances
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.choices_books import ApprovalState
from guyub.foundation.ledger.entries import OPENING, Line
from guyub.foundation.ledger.models import (
    Account,
    Approval,
    CashCount,
    Counter,
    Entry,
    EntryLine,
    Period,
)
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.setup import ENTRY_SERIES
from guyub.foundation.ledger.statements.figures import COST, EXPENSE, GENERAL_FUND, INCOME
from guyub.foundation.ledger.statements.load import YEAR_END, load
from guyub.foundation.organizations.models import Organization

KIND = "close_month"
YEAR_RESULT, BOUND_RESULT = "3104", "3201"
COUNTED_BY_HAND = ("1101", "1102")  # banknotes in a tin; bank and wallet have statements of their own


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that must be settled before the month can close, and where (a URL name of a room, or nothing)."""

    sentence: str
    url_name: str = ""


Check = Callable[[Organization, date, date], Iterable[Blocker]]
_checks: list[Check] = []


def register_blocker(check: Check) -> Check:
    """Ask `check` before each closing; usable as a decorator."""
    if check not in _checks:
        _checks.append(check)
    return check


def last_day(month: date) -> date:
    """Return the last day of the month that begins on `month`."""
    return add_months(month, 1) - timedelta(days=1)


def last_closed(*, org: Organization) -> Period | None:
    """Return the newest closed month."""
    newest: Period | None = Period.objects.filter(org=org).order_by("-month").first()
    return newest


def next_month(*, org: Organization) -> date | None:
    """Return the month that is to be closed next, None while there is nothing to close."""
    closed = last_closed(org=org)
    if closed is not None:
        return add_months(closed.month, 1)
    first = Entry.objects.exclude(kind=OPENING).order_by("booked_on").values_list("booked_on", flat=True).first()
    return first_of(first) if first else None


def blockers(*, org: Organization, month: date) -> list[Blocker]:
    """Return what stands in the way of closing `month`."""
    last = last_day(month)
    if last >= clock.today(org.time_zone):
        return [Blocker(_("The month has not ended yet."))]
    found = [*_uncounted(last), *_waiting_proposals(org, month, last)]
    for check in _checks:
        found.extend(check(org, month, last))
    return found


def propose_close(*, org: Organization, by: Actor, month: date, happened_at: datetime, client_id: UUID) -> Approval:
    """Ask a second person to close `month`, the next one in order."""
    by.require(P.RECORD)
    before = Approval.objects.filter(client_id=client_id).exists()
    if not before:
        _refuse_unready(org, month)
    return approvals.propose(
        org=org,
        by=by,
        kind=KIND,
        payload={"month": month.isoformat()},
        happened_at=happened_at,
        client_id=client_id,
    )


def waiting_close(*, month: date) -> Approval | None:
    """Return the proposal to close `month` that waits, if one does."""
    return approvals.waiting().filter(kind=KIND, payload__month=month.isoformat()).first()


def close(org: Organization, by: Actor, approval: Approval) -> None:
    """Close the month that `approval` names: charge the assets, in December end the year, keep totals and head."""
    month = date.fromisoformat(approval.payload["month"])
    _refuse_unready(org, month)
    assets.charge_month(org=org, by=by, month=month)
    if month.month == 12:
        _end_year(org, by, month.year)
    head = Counter.objects.get(name=ENTRY_SERIES)
    period = Period.objects.create(
        id=uuid7(),
        org=org,
        month=month,
        closed_at=clock.now(),
        proposed_by_id=approval.recorded_by_id,
        closed_by_id=by.user_id,
        head_n=head.value,
        head_hash=head.head,
        totals=balances.totals(org=org, upto=last_day(month)),
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.month_closed", target=period, month=month.isoformat())


def describe(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say what would be closed, and how the cash stood."""
    month = date.fromisoformat(approval.payload["month"])
    return [(_("Month"), month_text(month)), (_("Last day"), long_date(last_day(month)))]


def _refuse_unready(org: Organization, month: date) -> None:
    expected = next_month(org=org)
    if expected is None or month != expected:
        raise Refused(
            _("Months close in order, each once. Nothing was closed."),
            next_step=_("Close %(month)s first.") % {"month": month_text(expected)} if expected else "",
            code="not_next",
        )
    if found := blockers(org=org, month=month):
        raise Refused(
            _("This month cannot close yet: %(reason)s") % {"reason": found[0].sentence},
            next_step=_("Settle what the list names, then try again."),
            code="blocked",
            blockers=[blocker.sentence for blocker in found],
        )


def _uncounted(last: date) -> Iterable[Blocker]:
    """Each tin with money, or with movement in the month, must be counted on the last day or later."""
    boxes = [a for a in Account.objects.filter(is_cash=True).order_by("code") if a.code.startswith(COUNTED_BY_HAND)]
    codes = [box.code for box in boxes]
    used = set(
        EntryLine.objects.filter(account__in=codes, booked_on__range=(first_of(last), last))
        .values_list("account", flat=True)
        .order_by()
        .distinct()
    )
    held = {t.account for t in load(start=first_of(last), end=last).totals if t.account in codes and t.closing}
    counted = set(CashCount.objects.filter(box__in=codes, day__gte=last).values_list("box", flat=True))
    for box in boxes:
        if box.code in used | held and box.code not in counted:
            yield Blocker(
                _("%(box)s was not counted on %(day)s or later.") % {"box": box.name, "day": long_date(last)},
                "ledger:count",
            )


def _waiting_proposals(org: Organization, month: date, last: date) -> Iterable[Blocker]:
    first, end = clock.start_of(month, org.time_zone), clock.end_of(last, org.time_zone)
    open_ones = Approval.objects.filter(
        state=ApprovalState.PROPOSED, expires_at__gt=clock.now(), happened_at__gte=first, happened_at__lt=end
    )
    if open_ones.exclude(kind=KIND).exists():
        yield Blocker(_("A proposal of this month still waits for a second person."), "ledger:approvals")


def _end_year(org: Organization, by: Actor, year: int) -> None:
    """Tutup buku: income and expense of each unit and fund become surplus (own fund) or bound net assets."""
    books = load(start=date(year, 1, 1), end=date(year, 12, 31))
    lines: list[Line] = []
    sums: dict[tuple[str, str], int] = {}
    for total in sorted(books.totals, key=lambda t: (t.fund, t.unit, t.account)):
        if total.account[0] in INCOME + COST + EXPENSE and total.closing:
            lines.append(Line(total.account, -total.closing, fund=total.fund, unit=total.unit))
            key = (total.fund, total.unit)
            sums[key] = sums.get(key, 0) + total.closing
    for (fund, unit), amount in sums.items():
        if amount:
            lines.append(Line(YEAR_RESULT if fund == GENERAL_FUND else BOUND_RESULT, amount, fund=fund, unit=unit))
    if not lines:
        return
    post_entry(
        org=org,
        by=by,
        kind=YEAR_END,
        source_id=(source := uuid7()),
        client_id=source,
        lines=lines,
        event_at=clock.now(),
        booked_on=date(year, 12, 31),
        memo=_("closing of the year %(year)s") % {"year": year},
    )
