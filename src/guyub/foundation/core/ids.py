"""UUIDv7 identifiers (RFC 9562, 5.7): made by the caller, sortable by time, no counter in any table.

Within one process the values only grow, also when many are made in one millisecond or the clock steps back.
"""

from __future__ import annotations

import hashlib
import random
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from guyub.foundation.core import clock

_COUNTER_BITS = 42  # of the 74 random bits, the upper ones count within a millisecond

_seeded: ContextVar[Callable[[int], int] | None] = ContextVar("seeded_ids", default=None)
_lock = threading.Lock()
_last_ms = 0
_last_counter = 0


def uuid7() -> UUID:
    """Return a new UUIDv7 whose time is `clock.now()` to the millisecond."""
    global _last_ms, _last_counter  # noqa: PLW0603 -- one monotonic sequence per process
    milliseconds = int(clock.now().timestamp() * 1000)
    seeded = _seeded.get()
    if seeded is not None:
        return _pack(milliseconds, seeded(74))
    noise = secrets.randbits(74)
    with _lock:
        if milliseconds > _last_ms or milliseconds < _last_ms - 10_000:
            # A new millisecond; or a clock that really moved back (a test, the demo), which is followed.
            _last_ms, _last_counter = milliseconds, noise >> (74 - _COUNTER_BITS + 1)
        else:
            milliseconds = _last_ms
            _last_counter += 1
        counter = _last_counter
    low_bits = 74 - _COUNTER_BITS
    return _pack(milliseconds, (counter << low_bits) | (noise & ((1 << low_bits) - 1)))


def uuid7s(count: int) -> list[UUID]:
    """Return `count` new ids at once, one after the other: quicker than asking for each."""
    first = uuid7()
    return [first, *(UUID(int=first.int + step) for step in range(1, count))] if count else []


def part_of(whole: UUID, part: UUID) -> UUID:
    """Return the id of one part of something that was sent under `whole`: the same at every repetition."""
    digest = hashlib.sha256(whole.bytes + part.bytes).digest()
    return _pack(whole.int >> 80, int.from_bytes(digest[:10]) >> 6)


def _pack(milliseconds: int, bits: int) -> UUID:
    """Lay 48 bits of time and 74 free bits around the version (7) and variant (2) fields."""
    upper, lower = bits >> 62, bits & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (7 << 76) | (upper << 64) | (2 << 62) | lower)


@contextmanager
def seeded_ids(seed: int) -> Iterator[None]:
    """Make `uuid7()` repeatable inside the block: the demo is the same rows on every machine."""
    token = _seeded.set(random.Random(seed).getrandbits)  # noqa: S311 -- repeatable on purpose
    try:
        yield
    finally:
        _seeded.reset(token)
