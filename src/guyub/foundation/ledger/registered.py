"""What the books bring along at start: kinds of proposals, and kinds of entries that can be taken back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.home import Saying, Tile, register
from guyub.foundation.ledger import approvals, assets, cash, dues, funds, limits, member_hooks, periods, proposals
from guyub.foundation.ledger.actions import reverse_entry
from guyub.foundation.ledger.approvals import Handler
from guyub.foundation.ledger.entries import OPENING
from guyub.foundation.ledger.kinds import register_kind
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.reversals import register_reversal
from guyub.foundation.ledger.rules import register_fund_rule
from guyub.foundation.ledger.statements.load import YEAR_END
from guyub.foundation.ledger.verify import register_document


def register_books() -> None:
    """Make them known, once."""
    register(
        Tile("ledger:home", icon="book", title=_("Cash book"), permission=P.VIEW, order=30),
        Tile("ledger:mine", icon="passbook", title=_("My dues"), permission=P.VIEW, order=40),
        Tile("ledger:dues", icon="coins", title=_("Dues"), permission=P.RECORD, order=35),
        Tile("ledger:approvals", icon="check", title=_("Approve"), permission=P.APPROVE, order=20, say=_waiting),
    )
    limits.register()
    member_hooks.register()
    for kind, label, may_propose, act, describe in (
        (cash.OUT_KIND, _("Money out"), P.RECORD, cash.pay_approved, cash.describe_payment),
        (cash.COUNT_KIND, _("Cash difference"), P.COUNT, cash.difference_approved, cash.describe_difference),
        (proposals.OPENING_KIND, _("Opening balances"), P.RECORD, proposals.post_opening, proposals.describe_opening),
        (proposals.JOURNAL_KIND, _("Manual journal"), P.RECORD, proposals.post_journal, proposals.describe_journal),
        (periods.KIND, _("Close a month"), P.RECORD, periods.close, periods.describe),
        (funds.REST_KIND, _("Rest of a fund"), P.RECORD, funds.post_rest, funds.describe_rest),
    ):
        approvals.register(Handler(kind, label, may_propose, P.APPROVE, act, describe))
    for kind, name in (
        (cash.IN_KIND, _("Money in")),
        (cash.OUT_KIND, _("Money out")),
        (cash.MOVE_KIND, _("Between cash boxes")),
        (cash.COUNT_KIND, _("Cash count")),
        (dues.KIND, _("Dues")),
        (assets.KIND, _("Wear of equipment")),
        (proposals.JOURNAL, _("Manual journal")),
        (YEAR_END, _("Closing of the year")),
        (funds.RELEASED, _("Fund released")),
        (funds.RETURNED, _("Fund returned")),
    ):
        register_kind(kind, name)
    for kind in (cash.IN_KIND, cash.OUT_KIND, cash.MOVE_KIND):
        register_reversal(kind, reverse_entry)
    register_reversal(dues.KIND, dues.reverse_dues)
    for kind in (cash.IN_KIND, cash.OUT_KIND):
        register_document(kind, cash.movement_documents)
    for kind in (OPENING, proposals.JOURNAL, funds.RELEASED, funds.RETURNED):
        register_document(kind, approvals.documents)
    register_document(cash.COUNT_KIND, cash.count_documents)
    register_document(dues.KIND, dues.documents)
    register_fund_rule(funds.check_spending)


def _waiting(_org: Any, _actor: Actor) -> Saying:
    count = approvals.waiting().count()
    if not count:
        return Saying()
    return Saying(ngettext("%(count)s waits for you", "%(count)s wait for you", count) % {"count": count}, now=True)
