"""What a phone sent, read without believing any of it: a fact that cannot be read is kept as it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.facts import canonical
from guyub.foundation.core.recording import Payload

OFFSET = 10 * 366 * 86_400  # no clock is further off
COUNTER = 2**53
MOST_NEEDS = 200
UNREADABLE, HASH_DIFFERS = "unreadable", "hash_differs"


@dataclass(slots=True)
class Sent:
    """One fact as it came. `id_text` and `hash_text` are echoed to the phone, whatever they are."""

    raw: str
    id_text: str
    hash_text: str
    client_id: UUID
    content_hash: str
    fault: str = ""
    kind: str = ""
    version: int = 0
    user_id: UUID | None = None
    device_id: UUID | None = None
    counter: int | None = None
    happened_at: datetime | None = None
    offset: int = 0
    needs: list[UUID] = field(default_factory=list)
    payload: dict[str, Any] = field(default_factory=dict)


def read(fact: object) -> Sent:
    """Read one fact. The same content is recognised again, also when it makes no sense."""
    values: dict[str, Any] = fact if isinstance(fact, dict) else {}
    raw = json.dumps(fact, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    content = {name: value for name, value in values.items() if name != "hash"}
    digest, fault = _digest(content, raw, readable=isinstance(fact, dict))
    sent = Sent(
        raw=raw,
        id_text=_word(values.get("id")),
        hash_text=_word(values.get("hash")),
        client_id=_id(values.get("id")) or UUID(hex=digest[:32]),
        content_hash=digest,
        fault=fault,
    )
    _fill(sent, values)
    if not sent.fault and sent.hash_text != digest:
        sent.fault = HASH_DIFFERS
    return sent


def read_stored(raw: str) -> Sent:
    """Read a stored fact again as it came; one whose text was erased is empty."""
    return read(json.loads(raw or "null"))


def _digest(content: dict[str, Any], raw: str, *, readable: bool) -> tuple[str, str]:
    """Return the hash of the content; of what has no canonical form (a fraction, half a letter) that of its text."""
    try:
        if readable:
            return hashlib.sha256(canonical(content)).hexdigest(), ""
    except (TypeError, UnicodeEncodeError, RecursionError):
        pass
    return hashlib.sha256(raw.encode()).hexdigest(), UNREADABLE


def _fill(sent: Sent, values: dict[str, Any]) -> None:
    """Read what can be read, each value by itself: what stands beside a broken one is still worth showing."""
    fact = Payload(values)
    readers: dict[str, Callable[[], Any]] = {
        "kind": lambda: fact.text("kind", longest=40),
        "version": lambda: fact.whole("v", least=1, most=30_000),
        "user_id": lambda: fact.uuid("user"),
        "device_id": lambda: fact.uuid("device"),
        "counter": lambda: fact.whole("counter", most=COUNTER),
        "happened_at": lambda: fact.moment("happened_at"),
        "offset": lambda: fact.whole("offset", least=-OFFSET, most=OFFSET),
        "needs": lambda: sorted(set(fact.uuids("needs"))),
        "payload": lambda: dict(Payload(values.get("payload")).values),
    }
    for name, reader in readers.items():
        try:
            setattr(sent, name, reader())
        except BadInput:
            sent.fault = sent.fault or UNREADABLE
    if _id(values.get("id")) is None or not sent.kind or len(sent.needs) > MOST_NEEDS:
        sent.needs = sent.needs[:MOST_NEEDS]
        sent.fault = sent.fault or UNREADABLE


def _id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _word(value: object) -> str:
    return value[:80] if isinstance(value, str) else ""
