"""Entries that always need two persons: opening balances and manual journals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.dates import long_date
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import OPENING, Line, Move
from guyub.foundation.ledger.models import Account, Approval, Entry
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.statements.figures import GENERAL_FUND
from guyub.foundation.organizations.models import Organization

OPENING_KIND, JOURNAL_KIND = "opening", "journal"
JOURNAL = "jurnal"
DIFFERENCE, BOUND_DIFFERENCE = "3103", "3201"


@dataclass(frozen=True, slots=True)
class OpeningStock:
    """Goods that were there on the first day: quantity in whole units, and what they cost."""

    item_id: UUID
    place_id: UUID
    quantity: int
    value: int
    pool: str = ""


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────


def opening_day(org: Organization) -> date:
    """Return the day before the association's books begin."""
    return org.started_on - timedelta(days=1)


def may_open() -> bool:
    """Return whether opening balances can still be entered: they are the first entry, once."""
    return not Entry.objects.exists()


def propose_opening(
    *,
    org: Organization,
    by: Actor,
    lines: Sequence[Line],
    stock: Sequence[OpeningStock] = (),
    happened_at: datetime,
    client_id: UUID,
    day: date | None = None,
) -> Approval:
    """Ask a second person to enter what was there before the first day.

    Cash, savings and debts by party in `lines`, goods in `stock` beside the lines of their accounts; what does not
    balance goes visibly to Surplus Ditahan, or to the bound net assets of its fund.
    """
    by.require(P.RECORD)
    if not Approval.objects.filter(client_id=client_id).exists():
        _refuse_second_opening()
        if not lines:
            raise BadInput(_("Type at least one opening balance."))
        _check_accounts(lines)
    payload = {
        "day": (day or opening_day(org)).isoformat(),
        "lines": [_line_out(line) for line in lines],
        "stock": [
            {"item": str(s.item_id), "place": str(s.place_id), "quantity": s.quantity, "value": s.value, "pool": s.pool}
            for s in stock
        ],
    }
    return approvals.propose(
        org=org, by=by, kind=OPENING_KIND, payload=payload, happened_at=happened_at, client_id=client_id
    )


def with_difference(lines: Sequence[Line]) -> list[Line]:
    """Return the lines and, for each fund that does not balance, the line that shows the difference."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.fund] += line.amount
    rest = [
        Line(DIFFERENCE if fund == GENERAL_FUND else BOUND_DIFFERENCE, -amount, fund=fund)
        for fund, amount in sorted(sums.items())
        if amount
    ]
    return [*lines, *rest]


def post_opening(org: Organization, by: Actor, approval: Approval) -> UUID:
    """Post the opening balances as the first entry of the books."""
    _refuse_second_opening()
    given = approval.payload
    day = date.fromisoformat(given["day"])
    return post_entry(
        org=org,
        by=by,
        kind=OPENING,
        source_id=approval.pk,
        client_id=approval.pk,
        lines=with_difference([_line_in(row) for row in given["lines"]]),
        moves=[
            Move(UUID(row["item"]), UUID(row["place"]), row["quantity"], row["value"], row["pool"])
            for row in given["stock"]
        ],
        event_at=clock.start_of(day, org.time_zone),
        booked_on=day,
        doc=given,
        memo=_("opening balances"),
    ).entry_id


def describe_opening(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say each balance, and the difference."""
    given = approval.payload
    lines = with_difference([_line_in(row) for row in given["lines"]])
    return [(_("Day"), long_date(date.fromisoformat(given["day"]))), *_described(lines)]


def _refuse_second_opening() -> None:
    if not may_open():
        raise Refused(
            _("The books have begun. Opening balances are entered once, before all else."),
            next_step=_("Use a manual journal to correct a balance."),
            code="already_open",
        )


# ── manual journal ───────────────────────────────────────────────────────────────────────────────────────────────


def propose_journal(
    *, org: Organization, by: Actor, lines: Sequence[Line], memo: str, happened_at: datetime, client_id: UUID
) -> Approval:
    """Ask a second person to post free lines. Accounts with a book behind them are for their rooms alone."""
    by.require(P.RECORD)
    _check_accounts(lines, manual=True)
    if len(lines) < 2 or any(with_difference(lines)[len(lines) :]):
        raise BadInput(_("Debit and credit differ. Both sides must be equal, fund by fund."), code="unbalanced")
    return approvals.propose(
        org=org,
        by=by,
        kind=JOURNAL_KIND,
        payload={"lines": [_line_out(line) for line in lines], "memo": memo},
        happened_at=happened_at,
        client_id=client_id,
        amount=sum(line.amount for line in lines if line.amount > 0),
    )


def post_journal(org: Organization, by: Actor, approval: Approval) -> UUID:
    """Post the lines that a second person agreed to."""
    given = approval.payload
    return post_entry(
        org=org,
        by=by,
        kind=JOURNAL,
        source_id=approval.pk,
        client_id=approval.pk,
        lines=[_line_in(row) for row in given["lines"]],
        event_at=approval.happened_at,
        doc=given,
        memo=given["memo"],
    ).entry_id


def describe_journal(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say each line."""
    lines = [_line_in(row) for row in approval.payload["lines"]]
    return [(_("Note"), approval.payload["memo"]), *_described(lines)]


def _check_accounts(lines: Sequence[Line], *, manual: bool = False) -> None:
    known = {row.code: row for row in Account.objects.filter(code__in={line.account for line in lines})}
    for line in lines:
        account = known.get(line.account)
        if account is None or account.closed_on is not None:
            raise BadInput(_("Account %(code)s does not exist.") % {"code": line.account}, field="account")
        if manual and account.control:
            raise Refused(
                _("%(account)s is kept by its own room.") % {"account": account.name},
                next_step=_("Record it there, or choose another account."),
                code="control_account",
            )
        if manual and account.is_cash and not line.cash_flow:
            raise BadInput(_("Say why the cash moved."), field="cash_flow")


def _described(lines: Sequence[Line]) -> list[tuple[str, str]]:
    names = dict(Account.objects.values_list("code", "name"))
    return [
        (
            f"{line.account} {names.get(line.account, '')}",
            _("debit %(amount)s") % {"amount": rupiah(line.amount)}
            if line.amount > 0
            else _("credit %(amount)s") % {"amount": rupiah(-line.amount)},
        )
        for line in lines
    ]


def _line_out(line: Line) -> dict[str, Any]:
    return {
        "account": line.account,
        "amount": line.amount,
        "fund": line.fund,
        "unit": line.unit,
        "party": str(line.party) if line.party else "",
        "cash_flow": line.cash_flow,
    }


def _line_in(row: Mapping[str, Any]) -> Line:
    party = UUID(row["party"]) if row["party"] else None
    return Line(row["account"], row["amount"], row["fund"], row["unit"], party, row["cash_flow"])
