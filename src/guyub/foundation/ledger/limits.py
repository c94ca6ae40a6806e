"""Limits that an association may set for its books."""

from __future__ import annotations

from guyub.foundation.organizations.models import Organization

CASH_OUT = "ledger.cash_out_limit"
CASH_DIFFERENCE = "ledger.cash_difference_limit"
PETTY_FLOAT = "ledger.petty_float"
STANDARD = "ledger.standard"
EMKM, EP = "emkm", "ep"


def cash_out(org: Organization) -> int:
    """Return how much cash one payee may get in a day without a second person."""
    return int(org.chosen.get(CASH_OUT, 1_000_000))


def cash_difference(org: Organization) -> int:
    """Return how far a count may differ before a second person must look."""
    return int(org.chosen.get(CASH_DIFFERENCE, 20_000))


def petty_float(org: Organization) -> int:
    """Return the float of a new petty cash box."""
    return int(org.chosen.get(PETTY_FLOAT, 200_000))


def standard(org: Organization) -> str:
    """Return the accounting standard that the association reports by."""
    return str(org.chosen.get(STANDARD, EMKM))
