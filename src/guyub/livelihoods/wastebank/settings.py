"""The figures of `tuning.Tuning` as settings of the association."""

from __future__ import annotations

from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.tuning import Tuning


def tuning(org: Organization) -> Tuning:  # noqa: ARG001 -- until associations choose their own
    """Return the limits that hold in this association."""
    return Tuning()
