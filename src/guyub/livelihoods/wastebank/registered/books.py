"""What the bank itself brings along at start: settings, names of its entries, checks, blockers of closing a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guyub.foundation.core import shell
from guyub.foundation.ledger.kinds import register_kind
from guyub.foundation.ledger.periods import Blocker, register_blocker
from guyub.foundation.ledger.verify import register_check, register_document
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts, checks, documents, member_hooks, settings
from guyub.livelihoods.wastebank.queries.flags import open_flag_count
from guyub.livelihoods.wastebank.seals import SEALS

PHONE = shell.Shell(
    "timbang",
    "wastebank/phone.html",
    ("wastebank/phone/", "wastebank/weigh.css"),
    icon="scale",
    title=_("Weigh"),
    camera=True,
)


def register() -> None:
    """Make them known, once."""
    settings.register()
    shell.register(PHONE)
    member_hooks.register()
    register_blocker(open_flags_of_the_month)
    for kind, name in (
        (accounts.DEPOSIT, _("Waste deposit")),
        (accounts.GIFT, _("Gift of a guest")),
        (accounts.CASH, _("Cash at the weighing")),
        (accounts.DONATION, _("Donation from a deposit")),
        (accounts.PAYOUT, _("Withdrawal of savings")),
        (accounts.SALE, _("Sale to a collector")),
        (accounts.SALE_PAYMENT, _("Payment of a collector")),
        (accounts.COUNT, _("Stock count")),
        (accounts.LACKING, _("Lacking after a correction")),
        (accounts.DIFFERENCE, _("Stock difference of a correction")),
        (accounts.SOCIAL_LACKING, _("Social fund lacking after a correction")),
        (accounts.LOAN, _("Loan to a member")),
        (accounts.REPAYMENT, _("Debt repaid out of savings")),
        (accounts.REPAYMENT_CASH, _("Debt repaid in cash")),
        (accounts.WRITE_OFF, _("Debt written off")),
        (accounts.DEBT_MOVED, _("Debts of two records joined")),
        (accounts.CARRIED_OVER, _("Correction of two records joined")),
    ):
        register_kind(kind, name)
    for kind, builder in (
        (accounts.DEPOSIT, documents.books.deposits),
        (accounts.GIFT, documents.books.deposits),
        (accounts.PAYOUT, documents.books.payouts),
        (accounts.SALE, documents.books.sales),
        (accounts.SALE_PAYMENT, documents.books.payments),
        (accounts.COUNT, documents.books.counts),
        (accounts.LACKING, documents.books.receivables),
        (accounts.DIFFERENCE, documents.books.differences),
        (accounts.LOAN, documents.books.loans),
        (accounts.REPAYMENT, documents.books.repayments),
        (accounts.REPAYMENT_CASH, documents.books.repayments),
        (accounts.WRITE_OFF, documents.books.repayments),
    ):
        register_document(kind, builder)
    books = checks.books
    for check in (SEALS.sealed, books.passbooks, books.deposits, books.goods, books.collectors, books.debts):
        register_check(f"wastebank.{check.__name__}", check)
    register_check("wastebank.material", checks.reports.material)
    register_check("wastebank.frozen_reports", checks.reports.frozen)


def open_flags_of_the_month(org: Organization, first: date, last: date) -> Iterator[Blocker]:
    """What still stands on "perlu diperiksa" keeps its month open."""
    del first  # months close in order: earlier ones have none
    waiting = open_flag_count(org=org, upto=last)
    if waiting:
        sentence = ngettext(
            "%(count)d record of the waste bank must be checked first.",
            "%(count)d records of the waste bank must be checked first.",
            waiting,
        )
        yield Blocker(sentence % {"count": waiting}, "wastebank:flags")
