"""Transfers and bills on paper, on 58 mm slips and in messages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guyub.foundation.core.dates import long_date, moment_text
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import BillKind, BillStatus, Consent, TransferKind
from guyub.livelihoods.wastebank.outputs.debts import Receipt
from guyub.livelihoods.wastebank.outputs.slips import Pairs, proof
from guyub.livelihoods.wastebank.queries.bills import BillRow
from guyub.livelihoods.wastebank.queries.locks import LockState
from guyub.livelihoods.wastebank.queries.transfers import TransferRow


def lock_text(lock: LockState) -> str:
    """Say until when savings are closed, nothing for open ones."""
    if not lock.is_locked:
        return ""
    if lock.opens is None:
        return _("locked, Lebaran is not in the calendar yet")
    return _("locked until %(day)s") % {"day": long_date(lock.opens)}


def transfer_rows(org: Organization, row: TransferRow) -> Pairs:
    """Return what a transfer is, for its page and its papers."""
    if row.kind == TransferKind.MEMBER:
        sides = [
            (_("From"), f"{numbered(row.giver, row.giver_number)}, {row.source}"),
            (_("To"), f"{numbered(row.receiver, row.receiver_number)}, {row.target}"),
        ]
    else:
        sides = [
            (_("Name"), numbered(row.giver, row.giver_number)),
            (_("From"), row.source),
            (_("Into"), row.target),
        ]
    rows = [(_("Day"), moment_text(row.happened_at, org.time_zone)), *sides]
    if row.consent:
        rows.append((_("She agreed"), str(Consent(row.consent).label)))
    if row.note:
        rows.append((_("What for"), row.note))
    return rows


def transfer_receipt(org: Organization, row: TransferRow) -> Receipt:
    """Return the slip of savings that were given."""
    rows = [(_("Receipt no."), str(row.receipt_number)), *transfer_rows(org, row)]
    code = proof(org, row.receipt_number, row.receipt_code)
    return Receipt(_("Savings given"), rows, _("Moved"), row.amount, row.receipt_code, code)


BILL_CHIPS = {
    BillStatus.HELD: ("turmeric", "clock"),
    BillStatus.BOUGHT: ("leaf", "check"),
    BillStatus.FAILED: ("chilli", "undo"),
}


def bill_rows(org: Organization, row: BillRow) -> Pairs:
    """Return what a bill is, for its page and its papers."""
    rows = [
        (_("Name"), numbered(row.member, row.member_number)),
        (_("From"), row.pocket),
        (_("Bill"), str(BillKind(row.kind).label)),
    ]
    if row.customer:
        rows.append((_("Customer number"), row.customer))
    rows += [(_("Amount of the bill"), rupiah(row.amount)), (_("Service fee"), rupiah(row.fee))]
    if row.status == BillStatus.BOUGHT and row.ended_at is not None:
        rows.append((_("Paid"), f"{moment_text(row.ended_at, org.time_zone)}, {row.post}"))
    else:
        rows.append((_("Set aside on"), moment_text(row.asked_at, org.time_zone)))
    if row.proof:
        rows.append((_("Token or reference number"), row.proof))
    return rows


def bill_receipt(org: Organization, row: BillRow) -> Receipt:
    """Return the slip of a bill that was paid."""
    rows = [(_("Receipt no."), str(row.receipt_number)), *bill_rows(org, row)]
    code = proof(org, row.receipt_number, row.receipt_code)
    return Receipt(_("Receipt of a bill"), rows, _("Out of the savings"), row.total, row.receipt_code, code)
