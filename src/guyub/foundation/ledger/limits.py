"""Limits that an association may set for its books."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.queries import setting
from guyub.foundation.organizations.settings import register_setting

CASH_OUT = "ledger.cash_out_limit"
CASH_DIFFERENCE = "ledger.cash_difference_limit"
PETTY_FLOAT = "ledger.petty_float"
STANDARD = "ledger.standard"
EMKM, EP = "emkm", "ep"


def register() -> None:
    """Make the limits known, once, at start."""
    group = _("Books")
    register_setting(
        CASH_OUT,
        1_000_000,
        "rupiah",
        _("Cash to one payee without a second person"),
        _("Above this sum in one day, a second officer must agree."),
        group,
        minimum=0,
    )
    register_setting(
        CASH_DIFFERENCE,
        20_000,
        "rupiah",
        _("Cash difference without a second person"),
        _("A larger difference in a count waits for a second officer."),
        group,
        minimum=0,
    )
    register_setting(
        PETTY_FLOAT,
        200_000,
        "rupiah",
        _("Petty cash"),
        _("A refill brings petty cash back to this sum."),
        group,
        minimum=0,
    )
    register_setting(
        STANDARD,
        EMKM,
        "choice",
        _("Accounting standard"),
        _("EMKM asks for three statements, EP for all."),
        group,
        choices=[(EMKM, "SAK EMKM"), (EP, "SAK EP")],
    )


def cash_out(org: Organization) -> int:
    """Return how much cash one payee may get in a day without a second person."""
    return int(setting(org, CASH_OUT))


def cash_difference(org: Organization) -> int:
    """Return how far a count may differ before a second person must look."""
    return int(setting(org, CASH_DIFFERENCE))


def petty_float(org: Organization) -> int:
    """Return the float of a new petty cash box."""
    return int(setting(org, PETTY_FLOAT))


def standard(org: Organization) -> str:
    """Return the accounting standard that the association reports by."""
    return str(setting(org, STANDARD))
