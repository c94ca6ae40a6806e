"""Words of the treasurer's work: proposals, and the everyday categories of money in and out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ApprovalState(TextChoices):
    """How a proposal stands."""

    PROPOSED = "proposed", _("waiting")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    EXPIRED = "expired", _("expired")


class Direction(TextChoices):
    """Which way the money goes."""

    IN = "in", _("Money in")
    OUT = "out", _("Money out")


@dataclass(frozen=True, slots=True)
class Category:
    """An everyday word for an account and a cash-flow code."""

    key: str
    label: str | Promise
    account: str
    cash_flow: str
    icon: str


MONEY_IN = (
    Category("donation", _("Donation or grant"), "4203", "O2", "heart"),
    Category("service", _("Fee for a service"), "4201", "O1", "receipt"),
    Category("sale", _("Sale to others"), "4104", "O1", "coins"),
    Category("social_in", _("For the social fund"), "2201", "O2", "people"),
    Category("other_in", _("Other money in"), "4901", "O2", "plus"),
)

MONEY_OUT = (
    Category("activity", _("Meeting or training"), "6104", "O5", "people"),
    Category("transport", _("Transport"), "6102", "O5", "truck"),
    Category("running", _("Running costs"), "6103", "O5", "box"),
    Category("social_out", _("Help from the social fund"), "2201", "O5", "heart"),
    Category("asset", _("Equipment that lasts"), "1501", "I1", "scale"),
    Category("bank", _("Bank cost"), "6201", "O5", "banknote"),
    Category("other_out", _("Other money out"), "6103", "O5", "minus"),
)


def category(key: str, direction: Direction) -> Category | None:
    """Return the category with this key for money that goes this way, if there is one."""
    words = MONEY_IN if direction is Direction.IN else MONEY_OUT
    return next((found for found in words if found.key == key), None)
