"""What every recorded fact of this room carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.facts import content_hash
from guyub.foundation.organizations.models import Organization


def fact(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, content: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the columns of `core.facts.Fact` for a new row; `content` is what a repetition must equal."""
    return {
        "org": org,
        "client_id": client_id,
        "content_hash": content_hash(content),
        "happened_at": happened_at,
        "recorded_at": clock.now(),
        "recorded_by_id": by.user_id,
        "device_id": by.device_id,
    }
