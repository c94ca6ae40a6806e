"""The sample logins on the sign-in page of a demo, and nowhere else."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from guyub.demo.cast import PIN, Part, cast, logins
from guyub.demo.people import people
from guyub.demo.world import dice
from guyub.foundation.core.phones import phone_text


@cache
def _parts() -> list[Part]:
    return logins(cast(people(dice())))


def sample_logins(request: HttpRequest) -> dict[str, Any]:
    """Return the logins for the sign-in page of a demo installation."""
    if not settings.DEMO or request.user.is_authenticated:
        return {}
    rows = [{"office": p.office.label, "name": p.name, "phone": phone_text(p.phone)} for p in _parts()]
    return {"sample_logins": rows, "sample_pin": PIN}
