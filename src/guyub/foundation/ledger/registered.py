"""What the books bring along at start: kinds of proposals, and kinds of entries that can be taken back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guyub.foundation.ledger import approvals, cash, dues, funds, limits, periods, proposals
from guyub.foundation.ledger.actions import reverse_entry
from guyub.foundation.ledger.approvals import Handler
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.reversals import register_reversal
from guyub.foundation.ledger.rules import register_fund_rule


def register() -> None:
    """Make them known, once."""
    limits.register()
    for kind, label, may_propose, act, describe in (
        (cash.OUT_KIND, _("Money out"), P.RECORD, cash.pay_approved, cash.describe_payment),
        (cash.COUNT_KIND, _("Cash difference"), P.COUNT, cash.difference_approved, cash.describe_difference),
        (proposals.OPENING_KIND, _("Opening balances"), P.RECORD, proposals.post_opening, proposals.describe_opening),
        (proposals.JOURNAL_KIND, _("Manual journal"), P.RECORD, proposals.post_journal, proposals.describe_journal),
        (periods.KIND, _("Close a month"), P.RECORD, periods.close, periods.describe),
        (funds.REST_KIND, _("Rest of a fund"), P.RECORD, funds.post_rest, funds.describe_rest),
    ):
        approvals.register(Handler(kind, label, may_propose, P.APPROVE, act, describe))
    for kind in (cash.IN_KIND, cash.OUT_KIND, cash.MOVE_KIND):
        register_reversal(kind, reverse_entry)
    register_reversal(dues.KIND, dues.reverse_dues)
    register_fund_rule(funds.check_spending)
