"""Kinds of savings: what each is called, until when it is locked, and what may be taken from it how often."""

from __future__ import annotations

import re
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import REGULAR, Lock
from guyub.livelihoods.wastebank.models import PocketKind
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.locks import frees_savings
from guyub.livelihoods.wastebank.rules.pockets import Rules


@atomic
def create_pocket_kind(*, org: Organization, by: Actor, name: str, rules: Rules) -> PocketKind:
    """Add a kind of savings of the association's own."""
    by.require(WastebankPermission.MANAGE)
    lock_association(org.pk)
    check(rules)
    name = _named(name)
    code = re.sub(r"[^a-z0-9]", "", name.lower())[:12]
    if PocketKind.objects.filter(code=code).exists() or PocketKind.objects.filter(name__iexact=name).exists():
        raise BadInput(_("There is already a kind of savings with this name."), field="name")
    kind: PocketKind = PocketKind.objects.create(
        org=org, code=code, name=name, position=PocketKind.objects.count(), **_columns(rules)
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.pocket_kind_created", target=kind)
    return kind


@atomic
def update_pocket_kind(
    *, org: Organization, by: Actor, kind_id: UUID, name: str, rules: Rules, is_active: bool = True
) -> PocketKind:
    """Change a kind of savings, or put it to rest: what is in it stays and can be taken, nothing new comes in.

    The regular savings take every deposit, so they are never locked and never rest. A lock that keeps savings is
    lifted or shortened by two officers only, as `unlocking` has it.
    """
    by.require(WastebankPermission.MANAGE)
    lock_association(org.pk)
    kind = PocketKind.get(kind_id)
    if frees_savings(org=org, kind=kind, rules=rules):
        raise Refused(
            _("%(name)s holds savings. Two officers lift or shorten its lock.") % {"name": kind.name},
            next_step=_("Write why, and propose it to a second officer."),
            code="two_officers",
            field="lock",
        )
    return change(org, by, kind, name=name, rules=rules, is_active=is_active)


def change(org: Organization, by: Actor, kind: PocketKind, *, name: str, rules: Rules, is_active: bool) -> PocketKind:
    """Write what was decided about a kind of savings, by one officer or by two."""
    check(rules)
    if kind.code == REGULAR and (not is_active or rules.lock):
        raise Refused(
            _("The regular savings take every deposit. They stay open."),
            next_step=_("Lock another kind, for example Lebaran."),
            code="regular_stays",
        )
    kind.name, kind.is_active = _named(name), is_active
    for column, value in _columns(rules).items():
        setattr(kind, column, value)
    kind.save()
    audit.record(org_id=org.pk, by=by, verb="wastebank.pocket_kind_changed", target=kind)
    return kind


def _columns(rules: Rules) -> dict[str, object]:
    return {
        "lock": rules.lock,
        "locked_until": rules.locked_until if rules.lock == Lock.DAY else None,
        "opens_before": rules.opens_before,
        "minimum_withdrawal": rules.minimum_withdrawal,
        "minimum_left": rules.minimum_left,
        "withdrawals_a_month": rules.per_month,
    }


def check(rules: Rules) -> None:
    """Refuse rules that no kind of savings can have."""
    if rules.lock not in Lock.values:
        raise BadInput(_("Please choose one from the list."), field="lock")
    if rules.lock == Lock.DAY and rules.locked_until is None:
        raise BadInput(_("Until which day? Please fill it in."), field="locked_until")
    if min(rules.minimum_withdrawal, rules.minimum_left) < 0:
        raise BadInput(_("The amount must be zero or more."), field="minimum_withdrawal")
    if not 0 <= rules.opens_before <= 60 or not 0 <= rules.per_month <= 31:
        raise BadInput(_("This number is too large."), field="opens_before")


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput(_("Please give it a name."), field="name")
    return name
