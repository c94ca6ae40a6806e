"""Which office may do what. Each room declares its own permissions and grants them here, once, at start.

    class MembersPermission(StrEnum):
        VIEW = "members.view"

    grant(Office.SECRETARY, MembersPermission.VIEW, MembersPermission.EDIT)

Everyone with a membership holds `Office.MEMBER`, except who holds nothing but an office of `OUTSIDE`: a mentor sees
what was made for partners, not what members see. The rights of several offices add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from guyub.foundation.organizations.choices import Office

OUTSIDE = frozenset({Office.MENTOR})

_granted: dict[Office, set[str]] = {office: set() for office in Office}
_known: dict[str, type[StrEnum]] = {}
_operator: set[str] = set()


def grant(office: Office, *permissions: StrEnum) -> None:
    """Let `office` do `permissions`, beside what it may do already."""
    for permission in permissions:
        _known[str(permission)] = type(permission)
        _granted[office].add(str(permission))


def declare(permissions: type[StrEnum]) -> type[StrEnum]:
    """Make a room's permissions known, as a decorator of its enum: the matrix test lists them all."""
    for permission in permissions:
        _known[str(permission)] = permissions
    return permissions


def open_to_operator(*permissions: StrEnum) -> None:
    """Let the host in operator mode do `permissions`: reading that helps to help. Never money, cases or children."""
    _operator.update(str(permission) for permission in permissions)


def operator_permissions() -> frozenset[str]:
    """Return all that the host may do in operator mode."""
    return frozenset(_operator)


def permissions_of(offices: Iterable[Office]) -> frozenset[str]:
    """Return all that the holder of `offices` may do, the rights of a plain member included unless she is outside."""
    held = frozenset(offices)
    inside = frozenset() if held and held <= OUTSIDE else frozenset({Office.MEMBER})
    return frozenset().union(*(_granted[office] for office in held | inside))


def all_permissions() -> dict[str, frozenset[Office]]:
    """Return every declared permission with the offices that hold it."""
    return {name: frozenset(o for o in Office if name in _granted[o]) for name in sorted(_known)}
