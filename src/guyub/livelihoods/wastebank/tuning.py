"""Figures an association may set itself, with our defaults (spec section 8: they are ours, nobody's law)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Tuning:
    """Limits and habits of one association's waste bank."""

    confirm_above: int = 50_000  # g or ml a line
    refuse_above: int = 1_000_000
    shrinkage_warn_bp: int = 600
    over_stock_bp: int = 500
    usual_shrinkage_bp: int = 450
    payout_days: int = 30
    minutes_before: int = 60
    minutes_after: int = 180
    twin_minutes: int = 5
    receivable_bp: int = 10_000  # of each net that repays what a correction lacked
    loan_limit: int = 500_000  # rupiah, all loans of one member together
    loan_share_bp: int = 10_000  # proposed for a new loan
    lebaran_share_bp: int = 8_000  # of the free regular savings, expected to be asked before Lebaran
    bill_fee: int = 2_500  # rupiah, for paying a bill out of savings

    @property
    def before(self) -> timedelta:
        return timedelta(minutes=self.minutes_before)

    @property
    def after(self) -> timedelta:
        return timedelta(minutes=self.minutes_after)

    @property
    def twin_window(self) -> timedelta:
        return timedelta(minutes=self.twin_minutes)
