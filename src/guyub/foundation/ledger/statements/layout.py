"""Statements as rows that people read: the same for the screen, the workbook and paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guyub.foundation.core.dates import month_text, short_date
from guyub.foundation.core.exports import Column, Table
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.months import add_months
from guyub.foundation.ledger.choices import CashFlow as Code
from guyub.foundation.ledger.statements.figures import (
    FINANCING,
    INVESTING,
    OPERATING,
    TRANSFER,
    Books,
    Figure,
    Group,
    Statements,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a statement. `account` leads to its ledger; `level` is line, sum or total."""

    label: str
    now: int | None
    before: int | None = None
    account: str = ""
    level: str = "line"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One statement. `extra`: the standard does not ask for it."""

    key: str
    title: str
    rows: list[Row]
    extra: bool = False


TITLES: dict[str, Promise] = {
    "income": gettext_lazy("Profit and loss"),
    "position": gettext_lazy("Financial position"),
    "cash": gettext_lazy("Cash flow"),
    "equity": gettext_lazy("Changes in equity"),
    "trial": gettext_lazy("Trial balance"),
}


def sheets(now: Statements, before: Statements, *, all_required: bool = False) -> list[Sheet]:
    """Return the statements of a period beside the one before. EMKM asks for two of them, EP for all."""
    return [
        Sheet("income", str(TITLES["income"]), _income(now, before)),
        Sheet("position", str(TITLES["position"]), _position(now, before)),
        Sheet("cash", str(TITLES["cash"]), _cash(now, before), extra=not all_required),
        Sheet("equity", str(TITLES["equity"]), _equity(now, before), extra=not all_required),
    ]


def period_text(books: Books) -> str:
    """Return the period in words: a month by its name, a year by its number, else its days."""
    start, end = books.start, books.end
    if start.day == 1 and end == add_months(start, 1) - timedelta(days=1):
        return month_text(start)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return _("%(first)s to %(last)s") % {"first": short_date(start), "last": short_date(end)}


# ── the statements ───────────────────────────────────────────────────────────────────────────────────────────────


def _income(now: Statements, before: Statements) -> list[Row]:
    a, b = now.income, before.income
    return [
        *_lines(a.sales, b.sales),
        Row(_("Sales"), a.sales.amount, b.sales.amount, level="sum"),
        *_lines(a.cost, b.cost),
        Row(_("Cost of goods and losses"), a.cost.amount, b.cost.amount, level="sum"),
        Row(_("Gross result"), a.gross, b.gross, level="sum"),
        *_lines(a.other_income, b.other_income),
        Row(_("Other income"), a.other_income.amount, b.other_income.amount, level="sum"),
        *_lines(a.expenses, b.expenses),
        Row(_("Expenses"), a.expenses.amount, b.expenses.amount, level="sum"),
        Row(_("Net result"), a.net, b.net, level="total"),
    ]


def _position(now: Statements, before: Statements) -> list[Row]:
    a, b = now.position, before.position
    groups: Sequence[tuple[str, Callable[[Statements], Group]]] = (
        (_("Cash and bank"), lambda s: s.position.cash),
        (_("Owed to us"), lambda s: s.position.receivables),
        (_("Stock"), lambda s: s.position.stock),
        (_("Equipment, less wear"), lambda s: s.position.fixed_assets),
        (_("Other assets"), lambda s: s.position.other_assets),
    )
    rows: list[Row] = []
    for label, of in groups:
        if of(now).lines or of(before).lines:
            rows += [*_lines(of(now), of(before)), Row(label, of(now).amount, of(before).amount, level="sum")]
    return [
        *rows,
        Row(_("All assets"), a.assets, b.assets, level="total"),
        *_lines(a.liabilities, b.liabilities),
        Row(_("What we owe"), a.liabilities.amount, b.liabilities.amount, level="sum"),
        *_lines(a.equity, b.equity),
        Row(_("Surplus of the year so far"), a.surplus, b.surplus),
        Row(_("Equity"), a.total_equity, b.total_equity, level="sum"),
        Row(
            _("Owed and equity"),
            a.liabilities.amount + a.total_equity,
            b.liabilities.amount + b.total_equity,
            level="total",
        ),
    ]


def _cash(now: Statements, before: Statements) -> list[Row]:
    a, b = now.cash_flow, before.cash_flow
    rows = [Row(_("Cash at the start"), a.opening, b.opening, level="sum")]
    for letter, label in (
        ("", _("Opening balances")),
        (OPERATING, _("From running the association")),
        (INVESTING, _("For equipment and loans")),
        (FINANCING, _("Capital, savings and shares")),
        (TRANSFER, _("Between cash boxes")),
    ):
        codes = [code for code in sorted({*a.by_code, *b.by_code}) if code[:1] == letter]
        if not codes or (letter == TRANSFER and not a.group(letter) and not b.group(letter)):
            continue
        if letter not in {"", TRANSFER}:
            rows += [Row(str(Code(code).label), a.by_code.get(code, 0), b.by_code.get(code, 0)) for code in codes]
        total = [sum(flow.by_code.get(code, 0) for code in codes) for flow in (a, b)]
        rows.append(Row(label, total[0], total[1], level="sum"))
    return [*rows, Row(_("Cash at the end"), a.closing, b.closing, level="total")]


def _equity(now: Statements, before: Statements) -> list[Row]:
    rows = []
    for label, key in ((_("Own"), "free"), (_("Bound by donors"), "bound")):
        a, b = getattr(now.equity, key), getattr(before.equity, key)
        rows += [
            Row(_("%(whose)s, at the start") % {"whose": label}, a.opening, b.opening),
            Row(_("%(whose)s, result of the period") % {"whose": label}, a.surplus, b.surplus),
            Row(_("%(whose)s, other changes") % {"whose": label}, a.other, b.other),
            Row(_("%(whose)s, at the end") % {"whose": label}, a.closing, b.closing, level="sum"),
        ]
    a, b = now.equity.total, before.equity.total
    return [*rows, Row(_("Equity at the end"), a.closing, b.closing, level="total")]


def _lines(now: Group, before: Group) -> Iterable[Row]:
    known: dict[str, tuple[Figure | None, Figure | None]] = {line.code: (line, None) for line in now.lines}
    for line in before.lines:
        known[line.code] = (known.get(line.code, (None, None))[0], line)
    for code in sorted(known):
        a, b = known[code]
        name = (a or b).name if (a or b) else code  # type: ignore[union-attr]
        yield Row(name, a.amount if a else 0, b.amount if b else 0, account=code)


# ── tables for workbook and paper ────────────────────────────────────────────────────────────────────────────────


def to_table(sheet: Sheet, *, now: str, before: str) -> Table:
    """Return a statement as a table."""
    title = _("%(statement)s (extra)") % {"statement": sheet.title} if sheet.extra else sheet.title
    return Table(
        title=title,
        columns=[Column(""), Column(now, "rupiah"), Column(before, "rupiah")],
        rows=[(row.label if row.level == "line" else row.label.upper(), row.now, row.before) for row in sheet.rows],
    )


def trial_table(now: Statements) -> Table:
    """Return the trial balance as a table; a balance on the credit side is negative."""
    trial = now.trial
    return Table(
        title=str(TITLES["trial"]),
        columns=[
            Column(_("Account")),
            Column(_("Name")),
            Column(_("At the start"), "rupiah"),
            Column(_("Debit"), "rupiah"),
            Column(_("Credit"), "rupiah"),
            Column(_("At the end"), "rupiah"),
        ],
        rows=[(r.code, r.name, r.opening, r.debit, r.credit, r.closing) for r in trial.rows],
        totals=(_("Total"), None, None, trial.debit, trial.credit, None),
    )


def notes_text(now: Statements, *, org_name: str, period: str, standard: str, own_words: str) -> list[str]:
    """Return the notes (CALK): how the books are kept, and the association's own words."""
    paragraphs = [
        _("%(org)s keeps these books by %(standard)s, in whole rupiah.") % {"org": org_name, "standard": standard},
        _("Stock is valued at moving average cost. Income from dues counts when it is received."),
        _("Equipment loses its cost in equal monthly parts over its life."),
        _("Period: %(period)s. Net result %(net)s, cash %(cash)s.")
        % {
            "period": period,
            "net": rupiah(now.income.net),
            "cash": rupiah(now.position.cash.amount),
        },
    ]
    if now.equity.bound.closing:
        paragraphs.append(
            _("Of the equity, %(amount)s is bound by donors.") % {"amount": rupiah(now.equity.bound.closing)}
        )
    return [*paragraphs, *(line.strip() for line in own_words.splitlines() if line.strip())]
