"""Words of this room that are chosen from a list."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Activity(TextChoices):
    """What the time went into. Rooms record their own; nobody keeps attendance apart."""

    WEIGHING = "weighing", _("Weighing day")
    PRODUCTION = "production", _("Group business")
    MEETING = "meeting", _("Gathering")
    TRAINING = "training", _("Training")
    STUDY_GROUP = "study_group", _("Study group")
    INFORMATION = "information", _("Migration information")
    ADVOCACY = "advocacy", _("Meeting with the village or a partner")
    DUTY = "duty", _("Duty roster")
    OTHER = "other", _("Other")


class Role(TextChoices):
    """Whether she gave her time or received something."""

    GAVE = "gave", _("Helped")
    RECEIVED = "received", _("Took part")
