"""What the style guide shows."""

from __future__ import annotations

from typing import Any

from guyub.web.icons import names


def everything() -> dict[str, Any]:
    """Return one of each."""
    return {"icons": sorted(names())}
