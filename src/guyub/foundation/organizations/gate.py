"""How careful an association's disclosure gate is (core.disclosure): a figure that it sets and prints nowhere."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.disclosure import Policy
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.queries import setting
from guyub.foundation.organizations.settings import register_setting

DOMINANCE = "organizations.dominance_percent"


def register() -> None:
    """Make the setting known."""
    register_setting(
        DOMINANCE,
        10,
        "percent",
        _("Care with sums of rupiah"),
        _("The greater, the sooner a sum is hidden. Change it and tell nobody outside."),
        _("Figures for others"),
        minimum=1,
        maximum=50,
    )


def gate_policy(org: Organization) -> Policy:
    """Return the rules of the gate as they hold in `org`."""
    return Policy(dominance=Fraction(int(setting(org, DOMINANCE)), 100))
