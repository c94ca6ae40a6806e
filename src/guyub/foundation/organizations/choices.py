"""Offices (jabatan) of an association, and how a membership stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Office(TextChoices):
    """An office that a member holds for a term. What each may do is written in code, in the rooms' `permissions.py`."""

    CHAIR = "chair", _("Chair")
    DEPUTY = "deputy", _("Deputy chair")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Treasurer")
    WEIGHING = "weighing", _("Weighing officer")
    BUSINESS = "business", _("Business coordinator")
    INFORMATION = "information", _("Information officer")
    CASES = "cases", _("Case companion")
    TUTOR = "tutor", _("Tutor")
    AUDITOR = "auditor", _("Auditor")
    MEMBER = "member", _("Member")
    MENTOR = "mentor", _("Outside mentor")
