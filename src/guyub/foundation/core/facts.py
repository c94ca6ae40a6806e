"""Shape of a recorded fact, and how a repeated one is recognised.

A fact is recorded once, whoever sends it how often: its `client_id` is made where it was typed. The same id with the
same content gives the first result again; with other content it raises `Clash`, and the first stands.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import Clash
from guyub.foundation.core.tenancy import TenantModel

F = TypeVar("F", bound="Fact")


class Fact(TenantModel):
    """A tenant row that a person or a phone recorded. `happened_at` is hers, `recorded_at` the server's."""

    client_id = models.UUIDField()
    content_hash = models.CharField(max_length=64)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField(null=True)
    device_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["org", "client_id"], name="%(app_label)s_%(class)s_once"),
        ]


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one way to write `content` as bytes: JSON, sorted keys, no spaces, NFC, UTC seconds with Z."""
    text = json.dumps(_plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of `canonical(content)`, lower-case hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case bool() | int() | None:
            plain: Any = value
        case str():
            plain = unicodedata.normalize("NFC", value)
        case datetime():
            plain = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            plain = value.isoformat()
        case UUID():
            plain = str(value)
        case Mapping():
            plain = {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            plain = [_plain(item) for item in value]
        case _:  # floats too: no money or weight is one
            raise TypeError(f"{type(value).__name__} has no canonical form")
    return plain


def stamp(*, by: Actor, client_id: UUID, happened_at: datetime, digest: str) -> dict[str, Any]:
    """Return the columns of `Fact`: who recorded it, when, and by which name and content it is known again."""
    return {
        "client_id": client_id,
        "content_hash": digest,
        "happened_at": happened_at,
        "recorded_at": clock.now(),
        "recorded_by_id": by.user_id,
        "device_id": by.device_id,
    }


def fact(
    *, org: models.Model, by: Actor, client_id: UUID, happened_at: datetime, content: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the columns of a new fact of the association; `content` is what a repetition must equal."""
    return {
        "org": org,
        **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=content_hash(content)),
    }


def first_result(model: type[F], *, client_id: UUID, content_hash: str) -> F | None:
    """Return the row that this `client_id` made before, None if it is new; raise `Clash` if the content differs."""
    found: F | None = model.objects.filter(client_id=client_id).first()
    if found is not None and found.content_hash != content_hash:
        raise Clash(first=str(found.pk))
    return found
