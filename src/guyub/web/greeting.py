"""A greeting by the clock of the association, to the person as she wants to be addressed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guyub.foundation.accounts.models import User
from guyub.foundation.core import clock
from guyub.web.context import called


def greet(user: User, zone: str) -> str:
    """Return `Selamat pagi, Bu Tumirah`: pagi until 11, siang until 15, sore until 18.30, then malam."""
    wall = clock.local(clock.now(), zone)
    words = {"name": called(user)}
    if 3 <= wall.hour < 11:
        return _("Good morning, %(name)s") % words
    if 11 <= wall.hour < 15:
        return _("Good day, %(name)s") % words
    if (15, 0) <= (wall.hour, wall.minute) < (18, 30):
        return _("Good afternoon, %(name)s") % words
    return _("Good evening, %(name)s") % words
