"""What a phone takes along to record without a signal: nothing that hurts anybody when the phone is lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Max

from guyub.foundation.accounts.models import Device, User
from guyub.foundation.core import recording
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.facts import content_hash
from guyub.foundation.organizations.models import Organization
from guyub.sync.models import SyncFact


def pack(*, org: Organization, by: Actor, user: User) -> dict[str, Any]:
    """Return the parts of all rooms, who they are for, and the last counter that came from this phone.

    `version` names the content: the same one means that nothing changed.
    """
    device = Device.objects.filter(pk=by.device_id, user=user).first() if by.device_id else None
    content: dict[str, Any] = {
        "user": {"id": str(user.pk), "name": user.addressed},
        "device": {"id": str(device.pk), "code": device.code} if device else None,
        "counter": _last_counter(by.device_id),
        "org": {"id": str(org.pk), "slug": org.slug, "name": org.name, "zone": org.time_zone},
        "parts": recording.parts_for(org, by),
    }
    return {"version": content_hash(content)[:16], **content}


def _last_counter(device_id: UUID | None) -> int:
    last: int | None = SyncFact.objects.filter(device_id=device_id).aggregate(last=Max("counter"))["last"]
    return last or 0
