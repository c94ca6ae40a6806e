"""Bekal: goods set aside for one phone, so that nothing is promised twice while it has no signal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from guyub.foundation.accounts.models import Device
from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, NotHere, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.organizations.models import Membership, Organization
from guyub.livelihoods.wastebank.models import DeviceAllotment, ExchangeGood, Post
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.goods_stock import shelf


@atomic
def allot_goods(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    good_id: UUID,
    phone_id: UUID,
    count: int,
) -> DeviceAllotment:
    """Set goods aside for a phone. From then on nobody else gets them, until they are used or taken back."""
    by.require(WastebankPermission.GOODS)
    lock_association(org.pk)
    content = {"post": post_id, "good": good_id, "phone": phone_id, "count": count}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(DeviceAllotment, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    good, post = ExchangeGood.get(good_id), Post.get(post_id)
    _check_phone(org, phone_id)
    if count <= 0:
        raise BadInput(_("How many shall be set aside?"), field="count")
    free = shelf(org=org, good=good, post=post).free
    if count > free:
        raise Refused(
            _("There are only %(free)d of %(good)s at %(post)s.")
            % {"free": free, "good": good.name, "post": post.name},
            next_step=_("Set fewer aside, or buy some first."),
            code="no_goods",
            field="count",
            free=free,
        )
    row: DeviceAllotment = DeviceAllotment.objects.create(
        **columns, post=post, good=good, phone_id=phone_id, count=count
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.goods_set_aside", target=row)
    return row


@atomic
def take_back_goods(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, allotment_id: UUID, count: int
) -> DeviceAllotment:
    """Take back what a phone did not need. What is neither back nor recorded yet stays set aside for it."""
    by.require(WastebankPermission.GOODS)
    lock_association(org.pk)
    row = DeviceAllotment.get(allotment_id)
    if row.back_client_id == client_id:
        return row
    left = row.count - row.used - row.taken_back
    if row.settled_at is not None:
        raise Clash(_("This was settled before. Nothing was changed."), first=str(row.pk), code="allotment_settled")
    if not 0 < count <= left:
        raise BadInput(_("Between 1 and %(left)d can come back.") % {"left": left}, field="count", left=left)
    row.taken_back += count
    row.back_client_id = client_id
    row.settled_at = happened_at if count == left else None
    row.save(update_fields=["taken_back", "back_client_id", "settled_at"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.goods_taken_back", target=row)
    return row


def _check_phone(org: Organization, phone_id: UUID) -> None:
    device = Device.objects.filter(pk=phone_id, revoked_at__isnull=True).first()
    here = device and Membership.objects.filter(org=org, user_id=device.user_id, ended_at__isnull=True).exists()
    if not here:
        raise NotHere


def open_allotments(*, phone_id: UUID, good: ExchangeGood, post: Post) -> list[DeviceAllotment]:
    """Return what is set aside for a phone of a good at a post, the oldest first."""
    rows = DeviceAllotment.objects.filter(phone_id=phone_id, good=good, post=post, settled_at__isnull=True)
    return list(rows.filter(count__gt=F("used") + F("taken_back")).order_by("recorded_at", "id"))


def left_with(*, phone_id: UUID, good: ExchangeGood, post: Post) -> int:
    """Return how many sale units a phone still has."""
    return sum(r.count - r.used - r.taken_back for r in open_allotments(phone_id=phone_id, good=good, post=post))


def draw(*, phone_id: UUID, good: ExchangeGood, post: Post, count: int) -> None:
    """Count `count` as used, the oldest allotment first. Under the lock, after `left_with` said there are enough."""
    for row in open_allotments(phone_id=phone_id, good=good, post=post):
        taken = min(count, row.count - row.used - row.taken_back)
        row.used += taken
        row.settled_at = clock.now() if row.used + row.taken_back == row.count else None
        row.save(update_fields=["used", "settled_at"])
        count -= taken
        if not count:
            return
    raise RuntimeError("less was set aside than was drawn")
