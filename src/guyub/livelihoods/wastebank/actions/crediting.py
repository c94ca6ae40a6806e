"""Writing a visit: one entry for the deposit, one for each way, the rows, the passbook, the hours, the trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import share
from guyub.foundation.core.sql import insert_rows
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.entries import Line, Posted
from guyub.foundation.ledger.limits import cash_out
from guyub.foundation.members.models import Member
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions import saving
from guyub.livelihoods.wastebank.actions.bartering import hand_out, price_ways
from guyub.livelihoods.wastebank.actions.consigning import open_lots
from guyub.livelihoods.wastebank.actions.debts import UNLIMITED, Repaid, repay_out_of_visit
from guyub.livelihoods.wastebank.actions.flagging import raise_flags
from guyub.livelihoods.wastebank.actions.holding import hold_for_cash, paid_out_today
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.weighing import Visit
from guyub.livelihoods.wastebank.choices import FlagReason, Intent, Mode, PassbookKind, Source, Way
from guyub.livelihoods.wastebank.documents.books import deposit_document
from guyub.livelihoods.wastebank.models import Deposit, DepositLine, GroupShare, Loan, UseOfValue
from guyub.livelihoods.wastebank.queries.debts import usable
from guyub.livelihoods.wastebank.rules.ways import Allocation, allocate
from guyub.livelihoods.wastebank.tuning import Tuning
from guyub.livelihoods.wastebank.visits import VISIT_MINUTES, DepositResult, Notice

FLAGGED = {reason for reason in FlagReason if reason != FlagReason.CASH_SHORT}

_DEPOSIT = (
    "id", "org_id", "client_id", "content_hash", "happened_at", "recorded_at", "recorded_by_id", "device_id",
    "session_id", "member_id", "guest_name", "weighed_at", "source", "clock_offset_seconds", "slip_code", "channel",
    "member_class", "list_version", "root_id", "version", "replaces_id", "correction_reason", "line_count", "gross",
    "deduction", "net", "fingerprint", "entry_id", "receipt_number", "receipt_code",
)  # fmt: skip
_LINE = (
    "id", "org_id", "deposit_id", "no", "item_id", "item_name", "unit", "quantity", "weighed_at", "mode",
    "price_row_id", "price", "shown_price", "list_version", "deduction_bp", "amount", "net",
)  # fmt: skip
_USE = ("id", "org_id", "deposit_id", "no", "way", "intent", "asked", "amount", "shortfall", "pocket_id", "entry_id")
_SHARE = ("id", "org_id", "deposit_id", "member_id", "parts", "amount")
_HOURS = (
    "id", "org_id", "client_id", "content_hash", "happened_at", "recorded_at", "recorded_by_id", "device_id",
    "member_id", "activity", "role", "minutes", "source_type", "source_id",
)  # fmt: skip


@dataclass(slots=True)
class Uses:
    """What became of the value: the rows of the ways, what left the pocket, what is asked as cash later.

    `lacking`: what a correction turned into Piutang.
    """

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    spent: int = 0
    asked_in_cash: int = 0
    lacking: int = 0


def credit(visit: Visit, limits: Tuning) -> DepositResult:
    """Post and write a visit that was checked. Everything happens in the caller's transaction."""
    posted, shares = post_deposit(visit)
    purses = [Purse.of(visit.org.pk, person) for person, _parts in visit.people]
    for purse, amount in zip(purses, shares, strict=True):
        purse.write(PassbookKind.DEPOSIT, amount, visit.weighed_at, visit.id, posted.entry_id, posted.receipt_number)
    repaid = repay_out_of_visit(visit, purses, shares)
    uses = spend(visit, purses[0], repaid=repaid) if visit.member is not None and (visit.ways or repaid) else Uses()
    write_rows(visit, posted, uses, shares)
    open_lots(visit)
    payout_id = hold_for_cash(visit, purses[0], uses.asked_in_cash, limits) if uses.asked_in_cash else None
    for purse in purses:
        purse.flush()
    write_hours(visit)
    return finish(visit, "wastebank.deposit_recorded", posted, purses, uses, payout_id)


def finish(  # noqa: PLR0917 -- the parts of a result
    visit: Visit, verb: str, posted: Posted, purses: list[Purse], uses: Uses, payout_id: UUID | None = None
) -> DepositResult:
    """Flag what must be looked at, write the trail, and return the result."""
    flag_visit(visit)
    audit.record(org_id=visit.org.pk, by=visit.by, verb=verb, target=Deposit(id=visit.id), lines=len(visit.lines))
    return DepositResult(
        deposit_id=visit.id,
        version=visit.version,
        receipt_number=posted.receipt_number,
        receipt_code=posted.receipt_code,
        gross=visit.worth.gross,
        deduction=visit.worth.deduction,
        net=visit.worth.net,
        saved=max(visit.worth.net - uses.spent, 0) if visit.people else 0,
        balance_after=purses[0].balance if visit.member is not None else None,
        notices=tuple(visit.notices),
        lacking=uses.lacking,
        payout_id=payout_id,
    )


def post_deposit(visit: Visit, *, corrects: UUID | None = None) -> tuple[Posted, list[int]]:
    """Post what came in: stock against savings, or Dana Sosial for a guest. Return it with each one's share."""
    net = visit.worth.net
    shares = share(net, [parts for _person, parts in visit.people]) if visit.people else []
    if visit.people:
        owed_to = [
            Line(accounts.SAVINGS, -amount, unit=accounts.UNIT, party=person.id)
            for (person, _parts), amount in zip(visit.people, shares, strict=True)
            if amount
        ]
    else:
        owed_to = [Line(accounts.SOCIAL, -net, unit=accounts.UNIT)] if net else []
    lines = [Line(accounts.STOCK, net, unit=accounts.UNIT), *owed_to] if net else []
    posted = post_entry(
        org=visit.org,
        by=visit.by,
        kind=accounts.DEPOSIT if visit.people else accounts.GIFT,
        source_id=visit.id,
        lines=lines,
        moves=visit.moves(),
        event_at=visit.event_at,
        client_id=visit.client_id,
        doc=_document(visit),
        memo=_memo(visit),
        replaces=corrects,
        receipt=True,
    )
    return posted, shares


def _document(visit: Visit) -> dict[str, Any]:
    """Return what the entry's hash covers beside the rupiah: whose, when, and every gram."""
    return deposit_document(
        visit.id,
        visit.version,
        visit.session.id,
        visit.member.id if visit.member else None,
        visit.weighed_at,
        [(line.no, line.item.id, line.quantity, line.amount, line.net) for line in visit.lines],
    )


def _memo(visit: Visit) -> str:
    """Say what it is; when the month of the weighing is closed also its date, as the books carry another."""
    kind = _("waste deposit") if visit.people else _("gift of a guest")
    if not visit.posted_late:
        return kind
    return f"{kind}, {visit.session.held_on:%d-%m-%Y}"


def spend(visit: Visit, purse: Purse, *, already: int = 0, repaid: Sequence[Repaid] = ()) -> Uses:
    """Use the value as tapped: each way posts its own entry and takes its line out of the passbook.

    `repaid`: what went to debts before. `already`: in a correction, what was handed out at the first weighing and
    stands.
    """
    saving.settle_targets(visit, purse)
    price_ways(visit)
    ways = {way.way for way in visit.ways}
    owed = dues_owed(visit) if Way.DUES in ways else 0
    box = cash_to_pay(visit) if Way.CASH in ways else 0
    to_debts = sum(part.amount for part in repaid)
    uses = Uses([debt_row(visit, no, part, purse) for no, part in enumerate(repaid, 1)], spent=already + to_debts)
    most = _most(visit, purse)
    found = allocate(visit.worth.net - to_debts, visit.ways, owed=owed, in_cash_box=box, already=already, most=most)
    for no, allocation in enumerate(found, len(repaid) + 1):
        amount, entry_id = allocation.amount, None
        if amount and allocation.tapped.way == Way.CASH and asks_only(visit, amount):
            uses.asked_in_cash += amount
            amount = 0
        elif amount and allocation.tapped.way == Way.BARTER:
            amount, entry_id = hand_out(visit, purse, allocation)
            uses.spent += amount
        elif saving.is_elsewhere(allocation.tapped, purse):
            entry_id = saving.save_into(visit, purse, allocation.tapped.pocket_id, amount)
        elif amount and allocation.tapped.way != Way.SAVE:
            entry_id = use(visit, purse, allocation)
            uses.spent += amount
        uses.rows.append(use_row(visit, no, allocation, amount=amount, pocket_id=purse.pocket_id, entry_id=entry_id))
    visit.notices += _lacks(found)
    return uses


def _most(visit: Visit, purse: Purse) -> int | None:
    """Return what may be used while Piutang stands; None: all of it. A correction applies again what was tapped."""
    if visit.member is None or not visit.member.in_debt or visit.replaces is not None:
        return None
    return usable(member_id=purse.member_id, pocket_id=purse.pocket_id, available=purse.available)


def _lacks(found: Sequence[Allocation]) -> list[Notice]:
    """Say once what the value did not reach, and once that the cash box did not."""
    lacking = sum(allocation.shortfall for allocation in found)
    notices = [Notice(FlagReason.SHORTFALL, {"lacking": lacking})] if lacking else []
    if any(allocation.cash_short for allocation in found):
        notices.append(Notice(FlagReason.CASH_SHORT))
    return notices


def debt_row(visit: Visit, no: int, part: Repaid, purse: Purse) -> tuple[Any, ...]:
    """Return the row of `UseOfValue` for what a debt took."""
    is_loan = isinstance(part.debt, Loan)
    way, intent = (Way.LOAN, Intent.RATIO) if is_loan else (Way.RECEIVABLE, Intent.ALL)
    asked = part.debt.share_bp if isinstance(part.debt, Loan) else 0
    return (
        uuid7(), visit.org.pk, visit.id, no, way.value, intent.value, asked, part.amount, 0, purse.pocket_id,
        part.entry_id,
    )  # fmt: skip


def use_row(
    visit: Visit, no: int, allocation: Allocation, *, amount: int, pocket_id: UUID, entry_id: UUID | None
) -> tuple[Any, ...]:
    """Return a row of `UseOfValue`."""
    tapped = allocation.tapped
    return (
        uuid7(), visit.org.pk, visit.id, no, tapped.way, tapped.intent, tapped.asked, amount, allocation.shortfall,
        tapped.pocket_id or pocket_id, entry_id,
    )  # fmt: skip


def dues_owed(visit: Visit) -> int:
    """Return what the member owes up to the day that counts."""
    day = clock.day_of(visit.weighed_at, visit.org.time_zone)
    return dues.owed(org=visit.org, member=_member(visit), upto=day).amount


def cash_to_pay(visit: Visit) -> int:
    """Return what the cash box of the post holds; without a signal nothing is paid, so nothing is too much."""
    if visit.source == Source.PHONE:
        return UNLIMITED
    return balance(org=visit.org, account=visit.session.cash_account, fund=accounts.FUND)


def asks_only(visit: Visit, amount: int) -> bool:
    """Return whether cash becomes a request: without a signal, or when two persons are needed for that much."""
    if visit.source == Source.PHONE:
        return True
    if visit.member is None:
        return False
    return paid_out_today(visit.org, visit.member.id) + amount > cash_out(visit.org)


def use(visit: Visit, purse: Purse, allocation: Allocation) -> UUID:
    """Post one way and write its passbook line; return its entry."""
    way, amount = allocation.tapped.way, allocation.amount
    from_savings = Line(accounts.SAVINGS, amount, unit=accounts.UNIT, party=purse.member_id)
    if way == Way.DUES:
        paid = dues.pay_dues(
            org=visit.org,
            by=visit.by,
            member=_member(visit),
            amount=amount,
            pay_from=from_savings,
            event_at=visit.event_at,
            client_id=uuid7(),
            source_id=visit.id,
        )
        if paid.posted is None or paid.applied != amount:
            raise RuntimeError("the dues owed changed within one transaction")
        posted, kind = paid.posted, PassbookKind.DUES
    else:
        entry_kind, kind, other = {
            Way.CASH: (
                accounts.CASH,
                PassbookKind.CASH,
                Line(visit.session.cash_account, -amount, unit=accounts.UNIT, cash_flow="D2"),
            ),
            Way.DONATE: (
                accounts.DONATION,
                PassbookKind.DONATION,
                Line(accounts.SOCIAL, -amount, unit=accounts.UNIT),
            ),
        }[Way(way)]
        posted = post_entry(
            org=visit.org,
            by=visit.by,
            kind=entry_kind,
            source_id=visit.id,
            lines=[from_savings, other],
            event_at=visit.event_at,
            client_id=uuid7(),
        )
    purse.write(kind, -amount, visit.event_at, visit.id, posted.entry_id)
    return posted.entry_id


def write_rows(visit: Visit, posted: Posted, uses: Uses, shares: list[int]) -> None:
    """Insert the deposit, its lines, its ways and, for a group, who got how much."""
    org_id, by = visit.org.pk, visit.by
    member_id = visit.member.id if visit.member else None
    header = (
        visit.id, org_id, visit.client_id, visit.digest, visit.happened_at, clock.now(), by.user_id, by.device_id,
        visit.session.id, member_id, visit.guest_name, visit.weighed_at, visit.source, visit.clock_offset_seconds,
        visit.slip_code, visit.channel, visit.member_class, visit.list_version, visit.root_id or visit.id,
        visit.version, visit.replaces, visit.reason, len(visit.lines), visit.worth.gross, visit.worth.deduction,
        visit.worth.net, visit.fingerprint, posted.entry_id, posted.receipt_number, posted.receipt_code,
    )  # fmt: skip
    insert_rows(DepositLine, list(_line_rows(visit)), fields=_LINE)
    insert_rows(UseOfValue, uses.rows, fields=_USE)
    if member_id is None and visit.people:
        rows = [
            (uuid7(), org_id, visit.id, person.id, parts, amount)
            for (person, parts), amount in zip(visit.people, shares, strict=True)
        ]
        insert_rows(GroupShare, rows, fields=_SHARE)
    insert_rows(Deposit, [header], fields=_DEPOSIT)  # last: it seals its lines


def _line_rows(visit: Visit) -> Iterable[tuple[Any, ...]]:
    for line in visit.lines:
        price = line.price
        yield (
            uuid7(), visit.org.pk, visit.id, line.no, line.item.id, line.item.name, line.item.unit.value,
            line.quantity, visit.weighed_at, line.mode, price.row_id if price else None, line.paid_price,
            line.shown_price, price.list_version if price else 0,
            price.deduction_bp if price and line.mode == Mode.PURCHASE else 0, line.amount, line.net,
        )  # fmt: skip


def write_hours(visit: Visit) -> None:
    """Record that she (or each of the group) took part in the weighing day."""
    rows = [
        (
            uuid7(), visit.org.pk, uuid7(), visit.digest, visit.weighed_at, clock.now(), visit.by.user_id,
            visit.by.device_id, person.id, "weighing", "received", VISIT_MINUTES, "wastebank.deposit",
            visit.root_id or visit.id,
        )
        for person, _parts in visit.people
    ]  # fmt: skip
    insert_rows(Participation, rows, fields=_HOURS)


def flag_visit(visit: Visit) -> None:
    """Put on the list what a person must look at; of twins both."""
    if visit.twins:
        visit.notices.append(Notice(FlagReason.TWIN, {"others": len(visit.twins)}))
        for other_id, session_id in visit.twins:
            raise_flags(
                org=visit.org,
                subject_id=other_id,
                session_id=session_id,
                notices=[Notice(FlagReason.TWIN, {"others": 1})],
                concerns_on=visit.session.held_on,
            )
    raise_flags(
        org=visit.org,
        subject_id=visit.id,
        session_id=visit.session.id,
        notices=[notice for notice in visit.notices if notice.reason in FLAGGED],
        concerns_on=visit.session.held_on,
    )


def _member(visit: Visit) -> Member:
    if visit.member is None:
        raise RuntimeError("dues are paid by one member")
    return Member.get(visit.member.id)
