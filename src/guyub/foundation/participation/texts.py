"""Durations as people say them."""

from __future__ import annotations

from django.utils.translation import gettext as _


def duration(minutes: int) -> str:
    """Return "2 hours 30 minutes", in the language of the page."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(_("%(n)s hours") % {"n": hours} if hours > 1 else _("1 hour"))
    if rest or not hours:
        parts.append(_("%(n)s minutes") % {"n": rest})
    return " ".join(parts)
