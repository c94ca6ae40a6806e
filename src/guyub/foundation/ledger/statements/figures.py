"""Statements from totals alone: numbers in, numbers out, no Django.

The first digit of an account says its kind: 1 assets, 2 liabilities, 3 equity, 4 income, 5 cost of goods and losses,
6 other expenses. Debit is positive, credit negative, in every total; the statements turn signs so that people read
income, liabilities and equity as positive figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

GENERAL_FUND = "UMUM"
ASSET, LIABILITY, EQUITY, INCOME, COST, EXPENSE = "123456"
OPERATING, INVESTING, FINANCING, TRANSFER = "O", "I", "D", "T"


@dataclass(frozen=True, slots=True)
class Account:
    """What a statement must know about an account."""

    code: str
    name: str
    cash: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """One account, fund and unit: its balance before the period, and what moved inside it."""

    account: str
    fund: str
    unit: str
    opening: int
    debit: int
    credit: int

    @property
    def change(self) -> int:
        return self.debit - self.credit

    @property
    def closing(self) -> int:
        return self.opening + self.change


@dataclass(frozen=True, slots=True)
class CashTotal:
    """What came in (plus) or went out (minus) of all cash accounts under one cash-flow code."""

    code: str
    fund: str
    unit: str
    amount: int


@dataclass(frozen=True, slots=True)
class Books:
    """Everything the statements of one period are made of. The year-end closing entry is left out of `totals`."""

    start: date
    end: date
    accounts: Mapping[str, Account]
    totals: Sequence[Total]
    cash: Sequence[CashTotal]

    def only(self, *, fund: str | None = None, unit: str | None = None) -> Books:
        """Return the same books seen through one fund, one unit, or both."""

        def wanted(row: Total | CashTotal) -> bool:
            return (fund is None or row.fund == fund) and (unit is None or row.unit == unit)

        return Books(
            self.start,
            self.end,
            self.accounts,
            [t for t in self.totals if wanted(t)],
            [c for c in self.cash if wanted(c)],
        )


@dataclass(frozen=True, slots=True)
class TrialRow:
    code: str
    name: str
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Neraca saldo."""

    rows: list[TrialRow]

    @property
    def debit(self) -> int:
        return sum(row.debit for row in self.rows)

    @property
    def credit(self) -> int:
        return sum(row.credit for row in self.rows)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a statement: an account with its amount, in the sign people read."""

    code: str
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Group:
    """Some lines with their sum."""

    lines: list[Figure]

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Income:
    """Laba rugi."""

    sales: Group
    cost: Group
    other_income: Group
    expenses: Group
    by_fund: dict[str, int]
    by_unit: dict[str, int]

    @property
    def gross(self) -> int:
        return self.sales.amount - self.cost.amount

    @property
    def net(self) -> int:
        return self.gross + self.other_income.amount - self.expenses.amount


@dataclass(frozen=True, slots=True)
class Position:
    """Posisi keuangan at the end of the period."""

    cash: Group
    receivables: Group
    stock: Group
    fixed_assets: Group
    other_assets: Group
    liabilities: Group
    equity: Group
    surplus: int

    @property
    def assets(self) -> int:
        groups = (self.cash, self.receivables, self.stock, self.fixed_assets, self.other_assets)
        return sum(group.amount for group in groups)

    @property
    def total_equity(self) -> int:
        return self.equity.amount + self.surplus

    @property
    def balanced(self) -> bool:
        return self.assets == self.liabilities.amount + self.total_equity


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Arus kas, direct: the cash lines added up by their code."""

    opening: int
    by_code: dict[str, int]

    def group(self, letter: str) -> int:
        return sum(amount for code, amount in self.by_code.items() if code.startswith(letter))

    @property
    def closing(self) -> int:
        return self.opening + sum(self.by_code.values())


@dataclass(frozen=True, slots=True)
class EquityColumn:
    opening: int
    surplus: int
    other: int

    @property
    def closing(self) -> int:
        return self.opening + self.surplus + self.other


@dataclass(frozen=True, slots=True)
class EquityChange:
    """Perubahan ekuitas, what donors bound apart from what is free."""

    free: EquityColumn
    bound: EquityColumn

    @property
    def total(self) -> EquityColumn:
        return EquityColumn(
            self.free.opening + self.bound.opening,
            self.free.surplus + self.bound.surplus,
            self.free.other + self.bound.other,
        )


@dataclass(frozen=True, slots=True)
class Statements:
    trial: TrialBalance
    income: Income
    position: Position
    cash_flow: CashFlow
    equity: EquityChange


def statements(books: Books) -> Statements:
    """Return all statements of a period."""
    return Statements(trial_balance(books), income(books), position(books), cash_flow(books), equity_change(books))


def trial_balance(books: Books) -> TrialBalance:
    """Add up funds and units; leave out accounts that were never used."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for total in books.totals:
        row = sums[total.account]
        row[0] += total.opening
        row[1] += total.debit
        row[2] += total.credit
    rows = [TrialRow(code, _name(books, code), *sums[code]) for code in sorted(sums) if any(sums[code])]
    return TrialBalance(rows)


def income(books: Books) -> Income:
    """Return the result of the period: sales less cost of goods, other income, expenses."""

    def change(total: Total) -> int:
        return total.change

    return Income(
        sales=_group(books, lambda code: code.startswith("41"), change, sign=-1),
        cost=_group(books, lambda code: code[0] == COST, change),
        other_income=_group(books, lambda code: code[0] == INCOME and not code.startswith("41"), change, sign=-1),
        expenses=_group(books, lambda code: code[0] == EXPENSE, change),
        by_fund=_result_by(books, lambda total: total.fund),
        by_unit=_result_by(books, lambda total: total.unit),
    )


def position(books: Books) -> Position:
    """Return what is owned and owed on the last day; the result not yet closed stands as this year's surplus."""

    def closing(total: Total) -> int:
        return total.closing

    def is_cash(code: str) -> bool:
        return code in books.accounts and books.accounts[code].cash

    def other(code: str) -> bool:
        return code[0] == ASSET and not is_cash(code) and code[:2] not in {"12", "13", "15"}

    return Position(
        cash=_group(books, is_cash, closing),
        receivables=_group(books, lambda code: code.startswith("12"), closing),
        stock=_group(books, lambda code: code.startswith("13"), closing),
        fixed_assets=_group(books, lambda code: code.startswith("15"), closing),
        other_assets=_group(books, other, closing),
        liabilities=_group(books, lambda code: code[0] == LIABILITY, closing, sign=-1),
        equity=_group(books, lambda code: code[0] == EQUITY, closing, sign=-1),
        surplus=-sum(total.closing for total in books.totals if total.account[0] in INCOME + COST + EXPENSE),
    )


def cash_flow(books: Books) -> CashFlow:
    """Return where cash came from and went to. An opening balance inside the period has no code, and is shown so."""
    cash = {code for code, account in books.accounts.items() if account.cash}
    by_code: dict[str, int] = defaultdict(int)
    for row in books.cash:
        by_code[row.code] += row.amount
    opening = sum(total.opening for total in books.totals if total.account in cash)
    return CashFlow(opening, {code: by_code[code] for code in sorted(by_code, key=_flow_order)})


def equity_change(books: Books) -> EquityChange:
    """Return how equity moved: by the result, or otherwise; funds of donors apart."""
    free, bound = [0, 0, 0], [0, 0, 0]
    for total in books.totals:
        column = free if total.fund == GENERAL_FUND else bound
        if total.account[0] in INCOME + COST + EXPENSE:
            column[0] -= total.opening
            column[1] -= total.change
        elif total.account[0] == EQUITY:
            column[0] -= total.opening
            column[2] -= total.change
    return EquityChange(EquityColumn(*free), EquityColumn(*bound))


def period_before(start: date, end: date) -> tuple[date, date]:
    """Return the period of the same kind before: the month before, the year before, else as many days."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    last = start - timedelta(days=1)
    if not whole:
        return start - (end - start) - timedelta(days=1), last
    serial = start.year * 12 + start.month - 1 - months
    return date(serial // 12, serial % 12 + 1, 1), last


def _flow_order(code: str) -> tuple[int, str]:
    return (f"{OPERATING}{INVESTING}{FINANCING}{TRANSFER}".find(code[:1]), code)


def _name(books: Books, code: str) -> str:
    return books.accounts[code].name if code in books.accounts else code


def _group(books: Books, wanted: Callable[[str], bool], value: Callable[[Total], int], sign: int = 1) -> Group:
    sums: dict[str, int] = defaultdict(int)
    for total in books.totals:
        if wanted(total.account):
            sums[total.account] += sign * value(total)
    return Group([Figure(code, _name(books, code), sums[code]) for code in sorted(sums) if sums[code]])


def _result_by(books: Books, key: Callable[[Total], str]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for total in _results(books.totals):
        sums[key(total)] -= total.change
    return dict(sorted(sums.items()))


def _results(totals: Iterable[Total]) -> Iterable[Total]:
    return (total for total in totals if total.account[0] in INCOME + COST + EXPENSE)
