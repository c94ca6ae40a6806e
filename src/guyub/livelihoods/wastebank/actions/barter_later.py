"""Bartering apart from a weighing: from savings, on a request of a phone, and taking a barter back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.facts import content_hash, first_result
from guyub.foundation.ledger import stock
from guyub.foundation.ledger.actions import reverse_entry
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions.bartering import Deal, give
from guyub.livelihoods.wastebank.actions.flagging import settle_flags_of
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import check_taking, open_pocket, pocket_of
from guyub.livelihoods.wastebank.choices import REGULAR, FlagReason, PassbookKind, RequestStatus, Settlement, Terms
from guyub.livelihoods.wastebank.models import Barter, ExchangeGood, Flag, GoodsRequest, PocketKind, Post
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.goods_terms import prices_at


@atomic
def barter_savings(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    pocket_id: UUID,
    post_id: UUID,
    good_id: UUID,
    count: int,
) -> Barter:
    """Hand out goods for what a member has saved, at the price of this moment. A swap is for a weighing only."""
    by.require(WastebankPermission.BARTER)
    lock_association(org.pk)
    digest = content_hash({"pocket": pocket_id, "post": post_id, "good": good_id, "count": count})
    known = first_result(Barter, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    good, post, pocket = ExchangeGood.get(good_id), Post.get(post_id), pocket_of(pocket_id)
    _refuse_own(by, pocket.member_id)
    if count <= 0:
        raise BadInput(_("How many shall it be?"), field="count")
    price = prices_at(happened_at, [good.pk]).get(good.pk)
    if price is None:
        raise Refused(
            _("%(good)s has no price yet.") % {"good": good.name},
            next_step=_("Ask the chair to set a price."),
            code="no_good_price",
            field="good",
        )
    today = clock.today(org.time_zone)
    check_taking(org=org, pocket=pocket, amount=count * price.price, day=today, may_open=False)
    purse = Purse.of_row(pocket)
    deal = Deal(
        org=org,
        by=by,
        client_id=client_id,
        digest=digest,
        happened_at=happened_at,
        good=good,
        post=post,
        count=count,
        unit_price=price.price,
        terms=Terms.PRICE,
        is_subsidised=price.is_subsidised,
    )
    barter = give(deal, purse)
    purse.flush()
    audit.record(org_id=org.pk, by=by, verb="wastebank.bartered", target=barter)
    return barter


@atomic
def give_requested(*, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, request_id: UUID) -> Barter:
    """Hand out what was asked for without a signal, at what it cost at that weighing."""
    by.require(WastebankPermission.BARTER)
    lock_association(org.pk)
    row = _request(request_id)
    if row.status != RequestStatus.ASKED:
        if row.barter_id is not None:
            return Barter.get(row.barter_id)
        raise _ended(row)
    _refuse_own(by, row.member_id)
    pocket = open_pocket(org=org, member_id=row.member_id, kind=PocketKind.objects.get(code=REGULAR))
    today = clock.today(org.time_zone)
    check_taking(org=org, pocket=pocket, amount=row.count * row.unit_price, day=today, may_open=False)
    purse = Purse.of_row(pocket)
    deal = Deal(
        org=org,
        by=by,
        client_id=client_id,
        digest=content_hash({"request": row.pk}),
        happened_at=happened_at,
        good=row.good,
        post=row.post,
        count=row.count,
        unit_price=row.unit_price,
        terms=row.terms,
        waste_name=row.waste_name,
        waste_unit=row.waste_unit,
        waste_quantity=row.waste_quantity,
        is_subsidised=row.is_subsidised,
        visit_id=row.visit_id,
    )
    barter = give(deal, purse)
    purse.flush()
    row.status, row.barter_id = RequestStatus.GIVEN, barter.pk
    _end(row, by, happened_at, Settlement.KEPT)
    audit.record(org_id=org.pk, by=by, verb="wastebank.bartered", target=barter)
    return barter


@atomic
def refuse_requested(
    *, org: Organization, by: Actor, happened_at: datetime, request_id: UUID, reason: str
) -> GoodsRequest:
    """Say no to goods that were asked for; the value stays saved."""
    by.require(WastebankPermission.BARTER)
    lock_association(org.pk)
    row = _request(request_id)
    if row.status == RequestStatus.REFUSED:
        return row
    if row.status != RequestStatus.ASKED:
        raise _ended(row)
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    return let_request_go(org, by, row, happened_at, reason.strip())


def let_request_go(org: Organization, by: Actor, row: GoodsRequest, happened_at: datetime, reason: str) -> GoodsRequest:
    """End a request for goods without handing anything out; the value stays saved."""
    row.status, row.reason = RequestStatus.REFUSED, reason
    _end(row, by, happened_at, Settlement.REJECTED)
    audit.record(org_id=org.pk, by=by, verb="wastebank.goods_refused", target=row)
    return row


@atomic
def undo_barter(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, barter_id: UUID, reason: str
) -> Barter:
    """Take a barter back, by another officer: the goods come back at their cost, the value to her savings."""
    by.require(WastebankPermission.CORRECT)
    lock_association(org.pk)
    barter = Barter.get(barter_id)
    if barter.reversed_at is not None:
        return barter
    _refuse_own(by, barter.member_id)
    if by.user_id is not None and by.user_id == barter.recorded_by_id:
        raise Forbidden(_("Another officer must take back what you handed out."), code="another_officer")
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    undone = reverse_entry(
        org=org,
        by=by,
        entry_id=barter.entry_id,
        event_at=happened_at,
        client_id=client_id,
        moves=stock.mirror(org=org, entry_id=barter.entry_id),
        receipt=True,
    )
    purse = Purse.of_row(pocket_of(barter.pocket_id))
    purse.write(PassbookKind.BARTER, barter.amount, happened_at, barter.pk, undone.entry_id, undone.receipt_number)
    purse.flush()
    barter.reversed_at, barter.reversed_by_id = happened_at, by.user_id
    barter.reverse_reason, barter.reverse_entry_id = reason.strip(), undone.entry_id
    barter.save(update_fields=["reversed_at", "reversed_by_id", "reverse_reason", "reverse_entry_id"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.barter_undone", target=barter)
    return barter


def _request(request_id: UUID) -> GoodsRequest:
    row: GoodsRequest | None = GoodsRequest.objects.select_related("good", "post").filter(pk=request_id).first()
    if row is None:
        raise NotHere
    return row


def _refuse_own(by: Actor, member_id: UUID) -> None:
    if by.is_member(member_id):
        raise Forbidden(_("Nobody hands out goods to herself. Ask another officer."), code="own_benefit")


def _ended(row: GoodsRequest) -> Clash:
    return Clash(_("This request was settled before. Nothing was changed."), first=str(row.pk), code="request_ended")


def _end(row: GoodsRequest, by: Actor, happened_at: datetime, settlement: Settlement) -> None:
    row.ended_at, row.ended_by_id = happened_at, by.user_id
    row.save(update_fields=["status", "barter_id", "ended_at", "ended_by_id", "reason"])
    waiting = GoodsRequest.objects.filter(visit_id=row.visit_id, status=RequestStatus.ASKED).exists()
    flag = Flag.objects.filter(reason=FlagReason.GOODS_ASKED, subject_id=row.visit_id, settled_at__isnull=True)
    if not waiting and flag.exists():
        settle_flags_of(by=by, subject_id=row.visit_id, settlement=settlement, reason=FlagReason.GOODS_ASKED)
