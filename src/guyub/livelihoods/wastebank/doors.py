"""Who stands before her own savings: her own right is asked there, an officer's for everybody else's."""

from __future__ import annotations

from uuid import UUID

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import NotHere
from guyub.livelihoods.wastebank.permissions import WastebankPermission


def open_passbook(by: Actor, *owners: UUID | None) -> None:
    """Let one of the owners or an officer who may open passbooks look; for everybody else it is not here."""
    own = by.may(WastebankPermission.OWN) and any(by.is_member(owner) for owner in owners)
    if not own and not by.may(WastebankPermission.PASSBOOK):
        raise NotHere


def require_own_or(by: Actor, owner: UUID, officer: WastebankPermission) -> bool:
    """Require the right to one's own savings of their owner, `officer` of everybody else; return which it was."""
    own = by.is_member(owner)
    by.require(WastebankPermission.OWN if own else officer)
    return own
