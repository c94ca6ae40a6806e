"""The states of a fact that a phone recorded, and how an officer settles it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a fact stands. What a phone is told may also be `clash`: that is of the second content, not of the fact."""

    ACCEPTED = "accepted", _("Accepted")
    WAITING = "waiting", _("Waits for other data")
    CHECKING = "checking", _("To be checked")
    SETTLED = "settled", _("Settled")


OPEN = (State.WAITING, State.CHECKING)
CLASH = "clash"


class Settling(TextChoices):
    """How an officer settled a fact."""

    ACCEPTED = "accepted", _("Accepted as it is")
    AMENDED = "amended", _("Accepted with a correction")
    POSTED_TODAY = "posted_today", _("Posted today")
    REJECTED = "rejected", _("Rejected")
