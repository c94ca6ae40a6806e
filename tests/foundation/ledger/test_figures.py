"""The statements against the figures that were worked out by hand."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from guyub.foundation.ledger.depreciation import charge, month_number
from guyub.foundation.ledger.setup import chart
from guyub.foundation.ledger.statements import figures
from guyub.foundation.ledger.statements.figures import Account, Books, CashTotal, Total

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "ledger_vectors.json").read_text())
CHART = chart()["accounts"]
CASH = {row["code"] for row in CHART if row.get("cash")}
EXPECTED = VECTORS["ledger"]["statements"]


def books_of(entries: list, start: str, end: str) -> Books:
    """Add up the vectors' entries as the database would."""
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    cash: dict[tuple[str, str, str], int] = defaultdict(int)
    for entry in entries:
        for _no, account, fund, unit, _party, code, amount in entry["lines"]:
            row = sums[account, fund, unit]
            if entry["date"] < start:
                row[0] += amount
            elif entry["date"] <= end:
                row[1 if amount > 0 else 2] += abs(amount)
                if account in CASH:
                    cash[code or "", fund, unit] += amount
    accounts = {r["code"]: Account(r["code"], r["name"], r["code"] in CASH) for r in CHART}
    return Books(
        date.fromisoformat(start),
        date.fromisoformat(end),
        accounts,
        [Total(*key, *row) for key, row in sums.items()],
        [CashTotal(*key, amount) for key, amount in cash.items()],
    )


@pytest.fixture
def books() -> Books:
    return books_of(VECTORS["ledger"]["entries"], EXPECTED["from"], EXPECTED["to"])


def test_trial_balance(books):
    trial = figures.trial_balance(books)
    found = {
        r.code: {"opening": r.opening, "debit": r.debit, "credit": r.credit, "closing": r.closing} for r in trial.rows
    }
    assert found == EXPECTED["neraca_saldo"]
    assert (trial.debit, trial.credit) == (EXPECTED["jumlah_debit"], EXPECTED["jumlah_kredit"])


def test_income(books):
    result = figures.income(books)
    expected = EXPECTED["laba_rugi"]
    assert result.sales.amount == expected["penjualan"]
    assert result.cost.amount == expected["hpp"]
    assert result.gross == expected["laba_kotor"]
    assert result.other_income.amount == expected["pendapatan_lain"]
    assert result.expenses.amount == expected["beban"]
    assert result.net == expected["laba_bersih"] == 410_200
    assert result.by_fund == expected["per_dana"]
    assert result.by_unit == expected["per_usaha"]


def test_position(books):
    position = figures.position(books)
    expected = EXPECTED["posisi_keuangan"]
    assert position.cash.amount == expected["kas_dan_setara"] == 1_709_500
    assert position.receivables.amount == expected["piutang"]
    assert position.stock.amount == expected["persediaan"]
    assert position.fixed_assets.amount == expected["aset_tetap_neto"]
    assert position.other_assets.amount == 0
    assert position.assets == expected["jumlah_aset"] == 3_194_200
    assert position.liabilities.amount == expected["kewajiban"]
    assert position.equity.amount == expected["ekuitas_sebelum_surplus"]
    assert position.surplus == expected["surplus_berjalan"]
    assert position.total_equity == expected["jumlah_ekuitas"]
    assert position.balanced


def test_cash_flow(books):
    flow = figures.cash_flow(books)
    expected = EXPECTED["arus_kas"]
    assert flow.opening == expected["kas_awal"]
    assert flow.by_code == expected["baris"]
    assert list(flow.by_code) == ["O1", "O2", "O3", "O4", "O5", "T"]
    assert flow.group(figures.OPERATING) == expected["operasi"]
    assert flow.group(figures.INVESTING) == flow.group(figures.FINANCING) == 0
    assert flow.closing == expected["kas_akhir"] == figures.position(books).cash.amount


def test_equity_change(books):
    change = figures.equity_change(books)
    expected = EXPECTED["perubahan_ekuitas"]
    total = change.total
    assert (total.opening, total.surplus, total.other, total.closing) == tuple(expected.values())
    assert (change.bound.surplus, change.bound.closing) == (300_000, 300_000)


def test_one_fund_and_one_unit(books):
    dinas = figures.statements(books.only(fund="DINAS"))
    assert dinas.income.net == 300_000
    assert dinas.position.cash.amount == dinas.cash_flow.closing == 300_000
    assert dinas.position.balanced  # a fund balances in itself
    assert figures.income(books.only(unit="CTR")).net == 52_700


def test_an_opening_balance_inside_the_period_has_no_code():
    books = books_of(VECTORS["ledger"]["entries"], "2025-12-01", "2026-01-31")
    flow = figures.cash_flow(books)
    assert flow.opening == 0
    assert flow.by_code[""] == 1_500_000
    assert flow.closing == 1_709_500


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), (date(2025, 12, 1), date(2025, 12, 31))),
        (date(2026, 1, 1), date(2026, 12, 31), (date(2025, 1, 1), date(2025, 12, 31))),
        (date(2026, 4, 1), date(2026, 6, 30), (date(2026, 1, 1), date(2026, 3, 31))),
        (date(2026, 3, 10), date(2026, 3, 16), (date(2026, 3, 3), date(2026, 3, 9))),
    ],
)
def test_the_period_before(start, end, before):
    assert figures.period_before(start, end) == before


def test_depreciation_loses_no_rupiah():
    expected = VECTORS["ledger"]["depreciation"]
    charges = [charge(cost=1_000_000, residual=0, months=36, month=k) for k in range(1, 37)]
    assert charges[:4] == expected["first"]
    assert sum(charges) == expected["sum"]
    assert charge(cost=1_000_000, residual=0, months=36, month=0) == 0
    assert charge(cost=1_000_000, residual=0, months=36, month=37) == 0


def test_the_month_of_buying_is_the_first():
    assert month_number(bought=date(2026, 1, 20), day=date(2026, 1, 31)) == 1
    assert month_number(bought=date(2025, 12, 20), day=date(2026, 2, 28)) == 3
