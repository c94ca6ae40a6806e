"""What the savings bring along at start: decisions of two officers, names and documents of their entries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.approvals import Handler
from guyub.foundation.ledger.kinds import register_kind
from guyub.foundation.ledger.verify import register_check, register_document
from guyub.livelihoods.wastebank import accounts, checks, documents
from guyub.livelihoods.wastebank.actions import exiting, opening, overriding, unlocking
from guyub.livelihoods.wastebank.choices import EXIT_KIND, OPENING_KIND, OVERRIDE_KIND, UNLOCK_KIND
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P


def register() -> None:
    """Make them known, once."""
    for kind, label, act, describe in (
        (OVERRIDE_KIND, _("Open locked savings"), overriding.open_once, overriding.describe),
        (EXIT_KIND, _("Close the account of a member"), exiting.settle, exiting.describe),
        (OPENING_KIND, _("Opening balances of savings"), opening.enter, opening.describe),
    ):
        approvals.register(Handler(kind, label, P.OVERRIDE, P.OVERRIDE, act, describe))
    unlock = (unlocking.unlock, unlocking.describe)
    approvals.register(Handler(UNLOCK_KIND, _("Lift or shorten a lock"), P.MANAGE, P.OVERRIDE, *unlock))
    for kind, name, builder in (
        (accounts.MOVE, _("Between savings"), documents.books.transfers),
        (accounts.TRANSFER, _("Savings given to a member"), documents.books.transfers),
        (accounts.MERGE, _("Savings of one person joined"), documents.books.transfers),
        (accounts.BILL, _("Bill, money set aside"), documents.books.bills),
        (accounts.BILL_PAID, _("Bill paid"), documents.books.bought_bills),
    ):
        register_kind(kind, name)
        register_document(kind, builder)
    register_kind(accounts.SAVE_INTO, _("Deposit into other savings"))
    for check in (checks.savings.moves, checks.savings.bills):
        register_check(f"wastebank.{check.__name__}", check)
