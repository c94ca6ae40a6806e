"""Bills paid out of savings: the money is set aside with its fee, then bought with a proof, or given back."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.actions import post_entry, reverse_entry
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.limits import cash_out
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.boxes import refuse_short_box
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import check_taking, pocket_of, refuse_gone
from guyub.livelihoods.wastebank.choices import BillKind, BillStatus, PassbookKind
from guyub.livelihoods.wastebank.documents.books import bill_document, bought_document
from guyub.livelihoods.wastebank.doors import require_own_or
from guyub.livelihoods.wastebank.models import Bill, BillProof, Post
from guyub.livelihoods.wastebank.permissions import WastebankPermission

PHOTOS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"RIFF": "image/webp"}
LARGEST_PHOTO = 2_000_000


@atomic
def hold_bill(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    pocket_id: UUID,
    kind: str,
    amount: int,
    fee: int = 0,
    customer: str = "",
) -> Bill:
    """Set a bill and its fee aside, for the member herself or by an officer for her. Utang Tabungan → Utang Titipan."""
    lock_association(org.pk)
    pocket = pocket_of(pocket_id)
    require_own_or(by, pocket.member_id, WastebankPermission.REQUEST)
    content = {"bill": pocket_id, "kind": kind, "amount": amount, "fee": fee, "customer": customer}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Bill, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    if amount <= 0 or fee < 0:
        raise BadInput(_("The amount must be above zero."), field="amount")
    today = clock.today(org.time_zone)
    check_taking(org=org, pocket=pocket, amount=amount + fee, day=today, may_open=False)
    bill = Bill(
        **columns, id=uuid7(), pocket=pocket, kind=BillKind(kind), customer=customer.strip(), amount=amount, fee=fee
    )
    _set_aside(bill, org=org, by=by)
    audit.record(org_id=org.pk, by=by, verb="wastebank.bill_held", target=bill)
    return bill


@atomic
def pay_bill(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    bill_id: UUID,
    post_id: UUID,
    proof: str = "",
    photo: bytes = b"",
) -> Bill:
    """Say that a bill was paid from the cash box of a post, with its token number or a photo of the slip."""
    by.require(WastebankPermission.PAY)
    lock_association(org.pk)
    bill = _bill(bill_id)
    if bill.status == BillStatus.BOUGHT:
        return _same_end(bill, client_id)
    _may_end(org, by, bill)
    picture, proof = _photo(bill, photo), proof.strip()
    if not proof and picture is None:
        raise BadInput(_("Type the token number, or add a photo of the slip."), field="proof", code="no_proof")
    post: Post = Post.get(post_id)
    refuse_short_box(org, post, bill.amount)
    bill.status, bill.post, bill.proof = BillStatus.BOUGHT, post, proof
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.BILL_PAID,
        source_id=bill.pk,
        lines=_paid(bill, post),
        event_at=happened_at,
        client_id=client_id,
        doc=bought_document(bill, picture.digest if picture else ""),
        receipt=True,
    )
    bill.receipt_number, bill.receipt_code = posted.receipt_number, posted.receipt_code
    _end(bill, by, client_id, happened_at, posted.entry_id)
    if picture is not None:
        picture.save(force_insert=True)
    audit.record(org_id=org.pk, by=by, verb="wastebank.bill_paid", target=bill)
    return bill


@atomic
def fail_bill(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, bill_id: UUID, reason: str
) -> Bill:
    """Say that a bill could not be paid; amount and fee are back in the passbook."""
    by.require(WastebankPermission.PAY)
    lock_association(org.pk)
    bill = _bill(bill_id)
    if bill.status == BillStatus.FAILED:
        return _same_end(bill, client_id)
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    _refuse_ended(bill)
    return give_back(bill, org=org, by=by, client_id=client_id, happened_at=happened_at, reason=reason.strip())


def give_back(bill: Bill, *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, reason: str) -> Bill:
    """Reverse what was set aside and write it back into the passbook."""
    posted = reverse_entry(
        org=org, by=by, entry_id=bill.held_entry_id, event_at=happened_at, client_id=client_id, memo=_("bill not paid")
    )
    purse = Purse.of_row(pocket_of(bill.pocket_id))
    purse.write(PassbookKind.BILL, bill.amount + bill.fee, happened_at, bill.pk, posted.entry_id)
    purse.flush()
    bill.status, bill.reason = BillStatus.FAILED, reason
    _end(bill, by, client_id, happened_at, posted.entry_id)
    audit.record(org_id=org.pk, by=by, verb="wastebank.bill_failed", target=bill)
    return bill


def _set_aside(bill: Bill, *, org: Organization, by: Actor) -> None:
    """Take a bill and its fee out of the passbook, and keep both for whoever is paid."""
    pocket, total = bill.pocket, bill.amount + bill.fee
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.BILL,
        source_id=bill.pk,
        lines=[
            Line(accounts.SAVINGS, total, unit=accounts.UNIT, party=pocket.member_id),
            Line(accounts.SET_ASIDE, -total, unit=accounts.UNIT, party=pocket.member_id),
        ],
        event_at=bill.happened_at,
        client_id=uuid7(),
        doc=bill_document(bill),
    )
    bill.held_entry_id = posted.entry_id
    bill.save(force_insert=True)
    purse = Purse.of_row(pocket)
    purse.write(PassbookKind.BILL, -total, bill.happened_at, bill.pk, posted.entry_id)
    purse.flush()


def _paid(bill: Bill, post: Post) -> list[Line]:
    """Return what was set aside as it leaves: the bill out of the cash box, the fee to the bank."""
    lines = [
        Line(accounts.SET_ASIDE, bill.amount + bill.fee, unit=accounts.UNIT, party=bill.pocket.member_id),
        Line(post.cash_account, -bill.amount, unit=accounts.UNIT, cash_flow="D2"),
    ]
    return [*lines, Line(accounts.SERVICE, -bill.fee, unit=accounts.UNIT)] if bill.fee else lines


def _bill(bill_id: UUID) -> Bill:
    Bill.get(bill_id)
    bill: Bill = Bill.objects.select_for_update(of=("self",)).select_related("pocket__member").get(pk=bill_id)
    return bill


def _may_end(org: Organization, by: Actor, bill: Bill) -> None:
    _refuse_ended(bill)
    refuse_gone(bill.pocket.member)
    if by.is_member(bill.pocket.member_id):
        raise Forbidden(_("Nobody pays her own bill. Ask another officer."), code="own_benefit")
    if bill.amount > cash_out(org) and by.user_id is not None and by.user_id == bill.recorded_by_id:
        raise Refused(
            _("Above %(limit)s another officer must pay this bill.") % {"limit": rupiah(cash_out(org))},
            code="two_persons",
        )


def _refuse_ended(bill: Bill) -> None:
    if bill.status != BillStatus.HELD:
        raise Refused(
            _("This bill is settled already: %(status)s. Nothing was changed.")
            % {"status": BillStatus(bill.status).label},
            code="bill_ended",
        )


def _same_end(bill: Bill, client_id: UUID) -> Bill:
    if bill.end_client_id != client_id:
        raise Clash(_("This bill was settled already. Nothing was done again."), first=str(bill.pk), code="bill_ended")
    return bill


def _end(bill: Bill, by: Actor, client_id: UUID, happened_at: datetime, entry_id: UUID) -> None:
    bill.entry_id, bill.ended_at, bill.ended_by_id, bill.end_client_id = entry_id, happened_at, by.user_id, client_id
    bill.save()


def _photo(bill: Bill, content: bytes) -> BillProof | None:
    """Return the photo as a row, or refuse what is no picture."""
    if not content:
        return None
    kind = next((kind for start, kind in PHOTOS.items() if content.startswith(start)), None)
    if kind is None:
        raise BadInput(_("This is no photo. Please choose a JPG or PNG."), field="photo", code="no_photo")
    if len(content) > LARGEST_PHOTO:
        raise BadInput(_("The photo is too large. At most 2 MB."), field="photo", code="photo_large")
    return BillProof(
        id=uuid7(),
        org_id=bill.org_id,
        bill=bill,
        kind=kind,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
    )
