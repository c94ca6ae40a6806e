"""Real files that lie beside a developer's checkout, never in the project: tests that read them skip without them."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(name: str) -> Path:
    """Return the path of a shared file, or skip the test with a plain reason."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared data folder is not beside this checkout: {name}")
    return path
