"""Into which savings the value of a visit may go: every kind the bank offers, and her named pockets."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import REGULAR
from guyub.livelihoods.wastebank.models import Pocket, PocketKind
from guyub.livelihoods.wastebank.queries.locks import LockState, lock_states


@dataclass(frozen=True, slots=True)
class Target:
    """Savings that a visit may be saved into: hers of a kind (there may be none yet), or a named pocket of hers.

    `key`: how a page names it, the id of the kind or of the pocket; empty for the regular savings, which every deposit
    enters. `pocket_id`: the named pocket.
    """

    key: str
    kind_id: UUID
    pocket_id: UUID | None
    name: str
    balance: int
    lock: LockState


def targets_of(*, org: Organization, member_id: UUID) -> list[Target]:
    """Return what she may save into, the regular savings first; nothing where there is no choice. Three queries."""
    kinds = list(PocketKind.objects.filter(org=org, is_active=True).order_by("position", "name"))
    hers = list(Pocket.objects.filter(org=org, member_id=member_id, kind__in=kinds).order_by("label", "id"))
    locks = lock_states(org=org, kinds=kinds)
    found = []
    for kind in sorted(kinds, key=lambda kind: kind.code != REGULAR):
        plain = next((p for p in hers if p.kind_id == kind.pk and not p.label), None)
        key = "" if kind.code == REGULAR else str(kind.pk)
        found.append(Target(key, kind.pk, None, kind.name, plain.balance if plain else 0, locks[kind.pk]))
        found += [
            Target(str(p.pk), kind.pk, p.pk, f"{kind.name}: {p.label}", p.balance, locks[kind.pk])
            for p in hers
            if p.kind_id == kind.pk and p.label
        ]
    return found if len(found) > 1 else []
