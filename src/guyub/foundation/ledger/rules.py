"""What an entry must be before anything of it is written. Each refusal is a sentence for the person at the screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import month_text
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.choices import AccountKind, CashFlow, Control, Guard
from guyub.foundation.ledger.entries import AMOUNT_LIMIT, MEMO_LENGTH, OPENING, Line, Move
from guyub.foundation.ledger.models import Account
from guyub.foundation.organizations.models import Organization

OWN_FUND = "UMUM"
WASTE_ACCOUNT = "1301"  # Persediaan Sampah

_CASH_FLOWS = frozenset(CashFlow.values)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What posting needs to know of an account."""

    code: str
    name: str
    kind: str
    is_cash: bool
    control: str
    never_negative: bool


def guard_of(account: AccountFacts | Account) -> int:
    """Return the side on which an account's balance per party must stay."""
    if not account.never_negative or account.is_cash:
        return Guard.NONE
    return Guard.DEBIT if account.kind == AccountKind.ASSET else Guard.CREDIT


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What posting needs to know of an item that moves."""

    account: str
    name: str
    by_lot: bool
    is_food: bool = False


@dataclass(frozen=True, slots=True)
class FundSpend:
    """What a fund rule looks at: the lines of one fund in one entry."""

    org: Organization
    fund: str
    booked_on: date
    lines: Sequence[Line]
    accounts: Mapping[str, AccountFacts]
    reverses: UUID | None


_fund_rules: list[Callable[[FundSpend], None]] = []


def register_fund_rule(rule: Callable[[FundSpend], None]) -> None:
    """Let `rule` refuse lines of donor funds; it is asked about every fund but the association's own."""
    if rule not in _fund_rules:
        _fund_rules.append(rule)


def check_shape(lines: Sequence[Line], moves: Sequence[Move], memo: str, kind: str) -> None:
    """Refuse what can be seen without the books: count, amounts, memo."""
    if not kind or not kind.isascii():
        raise ValueError("the kind of an entry is a short plain word")
    if len(memo) > MEMO_LENGTH:
        raise BadInput(_("The note has more than %(most)d letters.") % {"most": MEMO_LENGTH}, field="memo")
    if len(lines) == 1:
        raise BadInput(_("An entry needs two lines or more."), field="lines")
    for line in lines:
        _check_amount(line.amount)
    for move in moves:
        if type(move.quantity) is not int or type(move.value) is not int:
            raise TypeError("quantities and values are whole numbers")
        if move.quantity == 0 and move.value == 0:
            raise BadInput(_("A movement of nothing means nothing."), field="moves")
    _check_sums(lines)


def _check_amount(amount: int) -> None:
    if type(amount) is not int:
        raise TypeError("amounts are whole rupiah")
    if amount == 0:
        raise BadInput(_("A line of zero rupiah means nothing."), field="lines")
    if not -AMOUNT_LIMIT <= amount <= AMOUNT_LIMIT:
        raise BadInput(_("An amount above %(most)s is refused.") % {"most": rupiah(AMOUNT_LIMIT)}, field="lines")


def _check_sums(lines: Iterable[Line]) -> None:
    sums: dict[str, int] = defaultdict(int)
    transfers = 0
    for line in lines:
        sums[line.fund] += line.amount
        if line.cash_flow:
            if line.cash_flow not in _CASH_FLOWS:
                raise BadInput(_("Cash-flow code %(code)s does not exist.") % {"code": line.cash_flow}, field="lines")
            if line.cash_flow == CashFlow.TRANSFER:
                transfers += line.amount
    for fund, total in sums.items():
        if total:
            raise BadInput(
                _("Debit and credit of fund %(fund)s differ by %(amount)s.")
                % {"fund": fund, "amount": rupiah(abs(total))},
                field="lines",
                code="unbalanced",
            )
    if transfers:
        raise BadInput(
            _("Between cash boxes, what leaves one must reach another: %(amount)s is missing.")
            % {"amount": rupiah(abs(transfers))},
            field="lines",
        )


def check_accounts(kind: str, lines: Iterable[Line], accounts: Mapping[str, AccountFacts]) -> None:
    """Refuse cash lines without a reason, reasons without cash, and personal accounts without a person."""
    for line in lines:
        account = accounts[line.account]
        if account.is_cash:
            if not line.cash_flow and kind != OPENING:
                raise BadInput(
                    _("Say why the cash of %(account)s moved: a cash-flow code is missing.")
                    % {"account": account.name},
                    field="lines",
                )
        elif line.cash_flow:
            raise BadInput(
                _("%(account)s is no cash account, so it takes no cash-flow code.") % {"account": account.name},
                field="lines",
            )
        if account.control == Control.PARTY and line.party is None:
            raise BadInput(
                _("%(account)s is kept per person: say whose it is.") % {"account": account.name}, field="lines"
            )


def check_goods(
    lines: Iterable[Line],
    moves: Sequence[Move],
    accounts: Mapping[str, AccountFacts],
    items: Mapping[UUID, ItemFacts],
    move_accounts: Sequence[str],
) -> None:
    """Refuse an entry whose goods and inventory accounts tell different stories."""
    open_sums: dict[str, int] = defaultdict(int)
    for line in lines:
        if accounts[line.account].control == Control.STOCK:
            open_sums[line.account] += line.amount
    for move, account in zip(moves, move_accounts, strict=True):
        open_sums[account] -= move.value
        item = items[move.item_id]
        if item.by_lot and move.lot_id is None:
            raise BadInput(
                _("%(item)s is kept by lot: say which one.") % {"item": item.name}, field="moves", code="lot_missing"
            )
    _refuse_waste_as_food(moves, items)
    for account, difference in open_sums.items():
        if difference:
            raise BadInput(
                _("Inventory account %(account)s and its goods differ by %(amount)s.")
                % {"account": account, "amount": rupiah(abs(difference))},
                field="moves",
                code="goods_differ",
            )


def _refuse_waste_as_food(moves: Sequence[Move], items: Mapping[UUID, ItemFacts]) -> None:
    """Refuse food that comes in while waste goes out: used oil is never filled into a bottle of oil for the kitchen."""
    food = next((items[m.item_id].name for m in moves if m.quantity > 0 and items[m.item_id].is_food), None)
    waste = next((items[m.item_id].name for m in moves if m.quantity < 0 and is_waste(items[m.item_id].account)), None)
    if food is not None and waste is not None:
        raise Refused(
            _("%(waste)s never becomes %(food)s. Nothing was written.") % {"waste": waste, "food": food},
            next_step=_("Sell the waste to a collector, and buy food as food."),
            code="waste_is_no_food",
        )


def is_waste(account: str) -> bool:
    """Return whether goods on this inventory account are waste."""
    return account == WASTE_ACCOUNT or account.startswith(f"{WASTE_ACCOUNT}.")


def check_funds(
    org: Organization,
    booked_on: date,
    lines: Sequence[Line],
    accounts: Mapping[str, AccountFacts],
    reverses: UUID | None,
) -> None:
    """Ask the registered rules about every donor fund in the entry."""
    for fund in sorted({line.fund for line in lines} - {OWN_FUND}):
        own = [line for line in lines if line.fund == fund]
        for rule in _fund_rules:
            rule(FundSpend(org, fund, booked_on, own, accounts, reverses))


def book_day(org: Organization, event_at: datetime, closed_upto: date | None, chosen: date | None = None) -> date:
    """Return the day an entry counts for: its event's day if that month is open and not in the future, else today.

    `closed_upto` is the first day of the newest closed month. A `chosen` day (opening, closing) must be open itself.
    """
    today = clock.today(org.time_zone)
    if chosen is not None:
        if chosen > today:
            raise BadInput(_("A day in the future cannot be booked."), field="booked_on")
        _refuse_closed(chosen, closed_upto)
        return chosen
    day = clock.day_of(event_at, org.time_zone)
    if day > today or _is_closed(day, closed_upto):
        day = today
    _refuse_closed(day, closed_upto)
    return day


def _is_closed(day: date, closed_upto: date | None) -> bool:
    return closed_upto is not None and (day.year, day.month) <= (closed_upto.year, closed_upto.month)


def _refuse_closed(day: date, closed_upto: date | None) -> None:
    if _is_closed(day, closed_upto):
        raise Refused(
            _("The books of %(month)s are closed. Nothing was written.") % {"month": month_text(day)},
            next_step=_("Record it in a month that is still open."),
            code="month_closed",
        )
