"""Money from one pocket into another. What the bank owes in all stays the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import same_household
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import check_moving, check_taking, open_pocket, pocket_of
from guyub.livelihoods.wastebank.choices import REGULAR, Consent, PassbookKind, TransferKind
from guyub.livelihoods.wastebank.documents.books import transfer_document
from guyub.livelihoods.wastebank.doors import require_own_or
from guyub.livelihoods.wastebank.models import Pocket, PocketKind, Transfer
from guyub.livelihoods.wastebank.permissions import WastebankPermission

_ENTRY = {
    TransferKind.OWN: (accounts.MOVE, PassbookKind.MOVE),
    TransferKind.MEMBER: (accounts.TRANSFER, PassbookKind.TRANSFER),
    TransferKind.MERGE: (accounts.MERGE, PassbookKind.MERGE),
}


@atomic
def move_savings(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    pocket_id: UUID,
    kind_id: UUID,
    amount: int,
    label: str = "",
) -> Transfer:
    """Move money into another kind of a member's own savings, for herself or by an officer for her.

    `label` names a pocket that she keeps for somebody: her grandchild's. It stays hers.
    """
    lock_association(org.pk)
    pocket = pocket_of(pocket_id)
    require_own_or(by, pocket.member_id, WastebankPermission.REQUEST)
    label = " ".join(label.split())
    content = {"move": pocket_id, "kind": kind_id, "label": label, "amount": amount}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Transfer, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    kind = PocketKind.get(kind_id)
    if kind.pk == pocket.kind_id and label == pocket.label:
        raise BadInput(_("Choose other savings than those it comes from."), field="kind")
    override_id = check_moving(org=org, pocket=pocket, amount=amount)
    target = open_pocket(org=org, member_id=pocket.member_id, kind=kind, label=label)
    transfer = Transfer(
        **columns, kind=TransferKind.OWN, source=pocket, target=target, amount=amount, override_id=override_id
    )
    carry(transfer, org=org, by=by)
    audit.record(org_id=org.pk, by=by, verb="wastebank.savings_moved", target=transfer)
    return transfer


@atomic
def transfer_savings(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    pocket_id: UUID,
    to_member_id: UUID,
    amount: int,
    consent: str = Consent.SIGN_IN,
    note: str = "",
) -> Transfer:
    """Give savings to another member. The giver does it under her own sign-in, or an officer keeps her signed slip."""
    lock_association(org.pk)
    pocket = pocket_of(pocket_id)
    own = require_own_or(by, pocket.member_id, WastebankPermission.PAY)
    content = {"transfer": pocket_id, "to": to_member_id, "amount": amount, "consent": consent, "note": note}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Transfer, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    receiver = _receiver(by, pocket, to_member_id, own=own)
    _refuse_unasked(consent, own=own)
    override_id = check_taking(org=org, pocket=pocket, amount=amount, day=clock.today(org.time_zone))
    target = open_pocket(org=org, member_id=receiver.pk, kind=PocketKind.objects.get(code=REGULAR))
    transfer = Transfer(
        **columns,
        kind=TransferKind.MEMBER,
        source=pocket,
        target=target,
        amount=amount,
        consent=consent,
        note=" ".join(note.split()),
        override_id=override_id,
    )
    carry(transfer, org=org, by=by)
    audit.record(org_id=org.pk, by=by, verb="wastebank.savings_given", target=transfer)
    return transfer


def _refuse_unasked(consent: str, *, own: bool) -> None:
    """Refuse to give what the giver did not agree to, by her own sign-in or on paper."""
    if own != (consent == Consent.SIGN_IN):
        raise Refused(
            _("The giver must agree. Nothing was moved."),
            next_step=_("Print the slip, let her sign it, then confirm that you keep it."),
            code="no_consent",
            field="consent",
        )


def _receiver(by: Actor, pocket: Pocket, to_member_id: UUID, *, own: bool) -> Member:
    receiver = Member.get(to_member_id)
    if receiver.merged_into_id is not None:
        receiver = Member.get(receiver.merged_into_id)
    if receiver.pk == pocket.member_id:
        raise BadInput(_("Giver and receiver are the same member."), field="to")
    if receiver.status != "active":
        raise Refused(
            _("%(name)s is no longer a member. Nothing was moved.") % {"name": receiver.name},
            code="member_left",
            field="to",
        )
    if not own and by.member_id is not None and same_household(by.member_id, receiver.pk):
        raise Forbidden(_("Nobody moves savings to herself or her household. Ask another officer."), code="own_benefit")
    return receiver


def carry(transfer: Transfer, *, org: Organization, by: Actor) -> Transfer:
    """Post a transfer and write its two lines. The source must hold it; locks and limits were looked at before."""
    source, target, amount = transfer.source, transfer.target, transfer.amount
    transfer.id = transfer.id or uuid7()
    entry_kind, line_kind = _ENTRY[TransferKind(transfer.kind)]
    posted = post_entry(
        org=org,
        by=by,
        kind=entry_kind,
        source_id=transfer.pk,
        lines=[
            Line(accounts.SAVINGS, amount, unit=accounts.UNIT, party=source.member_id),
            Line(accounts.SAVINGS, -amount, unit=accounts.UNIT, party=target.member_id),
        ],
        event_at=transfer.happened_at,
        client_id=uuid7(),
        doc=transfer_document(transfer),
        receipt=transfer.kind == TransferKind.MEMBER,
    )
    transfer.entry_id = posted.entry_id
    transfer.receipt_number, transfer.receipt_code = posted.receipt_number, posted.receipt_code
    transfer.save(force_insert=True)
    for pocket, signed in ((source, -amount), (target, amount)):
        purse = Purse.of_row(pocket)
        purse.write(line_kind, signed, transfer.happened_at, transfer.pk, posted.entry_id, posted.receipt_number)
        purse.flush()
        pocket.balance, pocket.last_no = purse.balance, purse.last_no
    return transfer
