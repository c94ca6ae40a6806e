"""What debts bring along at start: writing off by two officers, taking back a repayment in cash."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.approvals import Handler
from guyub.foundation.ledger.reversals import register_reversal
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions import owing
from guyub.livelihoods.wastebank.choices import WRITE_OFF_KIND
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P


def register() -> None:
    """Make them known, once."""
    approvals.register(
        Handler(
            WRITE_OFF_KIND,
            _("Write a debt off"),
            P.APPROVE,
            P.LEND,
            owing.write_off_approved,
            owing.describe_write_off,
        )
    )
    register_reversal(accounts.REPAYMENT_CASH, owing.undo_cash_repayment)
