"""Who did what to which row, when, from where: written in the same transaction as the act itself.

No foreign keys: the trail outlives what it speaks of. Never names, amounts of other people or case text in `data`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.sql import insert_rows

_COLUMNS = (
    "id", "org_id", "recorded_at", "user_id", "device_id", "actor_kind", "verb", "target_type", "target_id", "data",
)  # fmt: skip


def record(*, org_id: UUID | None, by: Actor, verb: str, target: models.Model | None = None, **data: Any) -> None:
    """Write one audit row. `verb` is `<room>.<past tense>`: `members.merged`, `ledger.month_closed`."""
    from guyub.foundation.core.models import AuditEvent  # noqa: PLC0415 -- models need the app registry

    kind = target._meta.label_lower if target is not None else ""
    target_id = target.pk if target is not None else None
    row = (uuid7(), org_id, clock.now(), by.user_id, by.device_id, by.kind.value, verb, kind, target_id, data)
    insert_rows(AuditEvent, [row], fields=_COLUMNS)
