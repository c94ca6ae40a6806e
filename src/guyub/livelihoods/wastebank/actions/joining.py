"""Two member rows are one person: what the vanishing one has moves to the kept one, by linked entries."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.facts import fact
from guyub.foundation.core.ids import uuid7
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions.debts import Occasion, move_debts
from guyub.livelihoods.wastebank.actions.paying import let_go
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import pocket_of
from guyub.livelihoods.wastebank.actions.transferring import carry
from guyub.livelihoods.wastebank.choices import HOLDING, BillStatus, PayoutStatus, RequestStatus, TransferKind
from guyub.livelihoods.wastebank.models import Bill, ConsignmentLot, GoodsRequest, Payout, Pocket, Transfer


def join_accounts(*, org: Organization, by: Actor, kept: Member, gone: Member) -> int:
    """Move savings, promises, debts, goods asked for and consigned waste to `kept`; return how many went along.

    The lines that were written before stay in her passbook; the kept passbook shows them, marked.
    """
    if Bill.objects.filter(pocket__member=gone, status=BillStatus.HELD).exists():
        raise Refused(
            _("Number %(n)s still has money set aside for a bill.") % {"n": gone.number},
            next_step=_("Pay the bill or give the money back, then merge."),
            code="bill_held",
        )
    occasion = Occasion(org, by, clock.now())
    moved = sum(_join(occasion, pocket, kept) for pocket in Pocket.objects.filter(member=gone).order_by("id"))
    moved += bool(move_debts(occasion, source=gone.pk, target=kept.pk))
    moved += int(GoodsRequest.objects.filter(member=gone, status=RequestStatus.ASKED).update(member=kept))
    moved += int(ConsignmentLot.objects.filter(member=gone).update(member=kept))
    if moved:
        audit.record(org_id=org.pk, by=by, verb="wastebank.savings_joined", target=kept, gone=str(gone.pk))
    return moved


def _join(occasion: Occasion, pocket: Pocket, kept: Member) -> int:
    """Move one pocket with its promises into the kept member's pocket of the same kind; an empty one stays as it is."""
    org, by = occasion.org, occasion.by
    promised = list(Payout.objects.filter(pocket=pocket, status__in=HOLDING).order_by("id"))
    for payout in promised:
        reason = _("Goes on in passbook No. %(n)s.") % {"n": kept.number}
        let_go(org, by, payout, PayoutStatus.CANCELLED, occasion.event_at, reason)
    source = pocket_of(pocket.pk)
    if not source.balance:
        return 0
    target = Pocket.objects.filter(member=kept, kind=source.kind, label=source.label).first()
    if target is None:  # also of a kind that rests by now: what was saved stays of its kind
        target = Pocket.objects.create(
            id=uuid7(), org=org, member=kept, kind=source.kind, label=source.label, opened_at=clock.now()
        )
    content = {"merge": source.pk, "amount": source.balance}
    columns = fact(org=org, by=by, client_id=uuid7(), happened_at=occasion.event_at, content=content)
    transfer = Transfer(**columns, kind=TransferKind.MERGE, source=source, target=target, amount=source.balance)
    carry(transfer, org=org, by=by)
    for payout in promised:
        _promise_again(occasion, payout, pocket_of(target.pk))
    return 1


def _promise_again(occasion: Occasion, earlier: Payout, pocket: Pocket) -> None:
    """Hold the same amount in the kept passbook, at the same stage, for the same day."""
    purse = Purse.of_row(pocket)
    purse.held += earlier.amount
    purse.flush()
    content = {"continues": earlier.pk}
    approved = earlier.approved_at is not None
    Payout.objects.create(
        **fact(org=occasion.org, by=occasion.by, client_id=uuid7(), happened_at=earlier.happened_at, content=content),
        id=uuid7(),
        pocket=pocket,
        member_id=pocket.member_id,
        post_id=earlier.post_id,
        amount=earlier.amount,
        planned_on=earlier.planned_on,
        expires_on=earlier.expires_on,
        status=PayoutStatus.APPROVED if approved else PayoutStatus.REQUESTED,
        deposit_id=earlier.deposit_id,
        approved_by_id=earlier.approved_by_id,
        approved_by_member_id=earlier.approved_by_member_id,
        approved_at=earlier.approved_at,
        override_id=earlier.override_id,
        receiver=earlier.receiver,
        continues_id=earlier.pk,
    )
