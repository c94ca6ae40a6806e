"""The same visit written down twice: by two officers, or by one who was not sure (spec 3.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

NEAR = timedelta(minutes=5)


def fingerprint(lines: Iterable[tuple[UUID, int]]) -> str:
    """Return a short mark of what lay on the scale: same items and quantities, in any order, same mark."""
    text = "|".join(sorted(f"{item.hex}:{quantity}" for item, quantity in lines))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def near(one: datetime, other: datetime, within: timedelta = NEAR) -> bool:
    """Return whether two weighings are close enough to be one; exactly five minutes still is."""
    return abs(one - other) <= within
