"""The columns that every recorded fact has."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor


def stamp(*, by: Actor, client_id: UUID, happened_at: datetime, digest: str) -> dict[str, Any]:
    """Return who recorded a fact, when, and under which name it may be sent again."""
    return {
        "client_id": client_id,
        "content_hash": digest,
        "happened_at": happened_at,
        "recorded_at": clock.now(),
        "recorded_by_id": by.user_id,
        "device_id": by.device_id,
    }
