"""A closed account on paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.choices import ExitReason
from guyub.livelihoods.wastebank.outputs.slips import Pairs
from guyub.livelihoods.wastebank.queries.exits import ExitCard


def exit_rows(org: Organization, card: ExitCard) -> Pairs:
    """Return whose account it was, what was paid out of it, and who receives the rest."""
    rows = [
        (_("Name"), numbered(card.member, card.member_number)),
        (_("Why"), str(ExitReason(card.reason).label)),
        (_("Decided on"), moment_text(card.decided_at, org.time_zone)),
        (_("Savings"), rupiah(card.savings)),
    ]
    if card.receivable_paid:
        rows.append((_("Debt of corrections"), texts.less(card.receivable_paid)))
    if card.loan_paid:
        rows.append((_("Loans"), texts.less(card.loan_paid)))
    if card.written_off:
        rows.append((_("Written off"), rupiah(card.written_off)))
    if card.receiver:
        rows.append((_("Received by"), card.receiver))
    if card.closed_at is not None:
        rows.append((_("Closed"), moment_text(card.closed_at, org.time_zone)))
    return rows
