"""A month in plain words, for somebody who never read a balance sheet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.choices import CashFlow as Code
from guyub.foundation.ledger.statements.figures import Statements


@dataclass(frozen=True, slots=True)
class PlainLine:
    """One thing money came from or went to. `code` leads to its entries."""

    text: str
    amount: int
    code: str


@dataclass(frozen=True, slots=True)
class PlainMonth:
    """What happened to the money: where it came from, where it went, what is there now."""

    came: list[PlainLine]
    went: list[PlainLine]
    sentences: list[str]

    @property
    def came_in(self) -> int:
        return sum(line.amount for line in self.came)

    @property
    def went_out(self) -> int:
        return sum(line.amount for line in self.went)


def in_plain_words(now: Statements, *, period: str) -> PlainMonth:
    """Say a period in sentences and two lists."""
    flows = {code: amount for code, amount in now.cash_flow.by_code.items() if amount and code != Code.TRANSFER}
    lines = {
        code: PlainLine(str(Code(code).label) if code else _("Opening balances"), abs(amount), code)
        for code, amount in flows.items()
    }
    came = [lines[code] for code, amount in flows.items() if amount > 0]
    went = [lines[code] for code, amount in flows.items() if amount < 0]
    return PlainMonth(came, went, _sentences(now, period))


def _sentences(now: Statements, period: str) -> list[str]:
    position, result = now.position, now.income.net
    said = [
        _("At the end of %(period)s there was %(cash)s in cash and bank.")
        % {"period": period, "cash": rupiah(position.cash.amount)},
    ]
    if result > 0:
        said.append(_("Income was %(amount)s more than costs.") % {"amount": rupiah(result)})
    elif result < 0:
        said.append(_("Costs were %(amount)s more than income.") % {"amount": rupiah(-result)})
    else:
        said.append(_("Income and costs were the same."))
    savings = next((line.amount for line in position.liabilities.lines if line.code == "2101"), 0)
    if savings:
        said.append(_("%(amount)s of all this belongs to members' savings.") % {"amount": rupiah(savings)})
    if now.equity.bound.closing:
        said.append(_("%(amount)s is bound by donors.") % {"amount": rupiah(now.equity.bound.closing)})
    if position.receivables.amount:
        said.append(_("Others still owe us %(amount)s.") % {"amount": rupiah(position.receivables.amount)})
    return said
