"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the page frame."""
    return {"org": getattr(request, "org", None), "actor": getattr(request, "actor", None)}
