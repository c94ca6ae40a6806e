"""The drawn objects of `static/web/icons.svg`, by name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SPRITE = Path(__file__).parent / "static" / "web" / "icons.svg"


@cache
def names() -> frozenset[str]:
    """Return the name of every object in the sprite."""
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))
