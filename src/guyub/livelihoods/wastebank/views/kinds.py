"""Kinds of savings: what each is called, until when it is locked, what must stay in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts
from guyub.livelihoods.wastebank.choices import REGULAR, Lock
from guyub.livelihoods.wastebank.forms.kinds import PocketKindForm
from guyub.livelihoods.wastebank.models import PocketKind
from guyub.livelihoods.wastebank.outputs.savings import lock_text
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import setup
from guyub.livelihoods.wastebank.queries.locks import frees_savings, lock_states, rules_of, saved_in, unlockings
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.setup import rests


@room(P.MANAGE)
def pockets(request: RoomRequest) -> HttpResponse:
    """Kinds of savings."""
    prefix, kinds = here(request, "pockets"), setup.pocket_kinds(org=request.org)
    locks, waiting = lock_states(org=request.org, kinds=kinds), unlockings(org=request.org)
    rows = [
        Row(
            kind.name,
            ", ".join(filter(None, (about(kind), lock_text(locks[kind.pk]) if kind.lock == Lock.LEBARAN else ""))),
            url=f"{prefix}{kind.pk}/",
            chip=two_decide() if kind.pk in waiting else None if kind.is_active else rests(),
            icon="lock" if locks[kind.pk].is_locked else "savings",
        )
        for kind in kinds
    ]
    page = Page(_("Kinds of savings"), here(request, "setup"))
    page.sections = [Section("", rows, _("The waste bank is not open yet. Add a post first."))]
    if rows:
        page.main = Button(here(request, "pocket-new"), "plus", _("Add a kind of savings"))
    return flow.show(request, page)


def two_decide() -> tuple[str, str, str]:
    """Return the chip of a kind of savings whose lock waits for a second officer."""
    return ("turmeric", "people", _("waits for a second officer"))


def about(kind: PocketKind) -> str:
    """Say in a line when a kind of savings is open, and what must stay."""
    words = [texts.lock_rule(rules_of(kind)) if kind.lock else ""]
    if kind.minimum_withdrawal:
        words.append(_("smallest withdrawal %(amount)s") % {"amount": rupiah(kind.minimum_withdrawal)})
    if kind.minimum_left:
        words.append(_("%(amount)s stays") % {"amount": rupiah(kind.minimum_left)})
    if kind.withdrawals_a_month:
        words.append(_("%(times)s times a month") % {"times": kind.withdrawals_a_month})
    return ", ".join(filter(None, words)) or _("any time, any amount")


@room(P.MANAGE)
def pocket_new(request: RoomRequest) -> HttpResponse:
    """A kind of savings of the association's own."""
    form = PocketKindForm(request.POST or None, is_regular=False, is_new=True)

    def act(data: dict[str, Any]) -> str:
        actions.create_pocket_kind(**flow.facts(request), name=data["name"], rules=form.rules())
        return here(request, "pockets")

    page = Page(_("Add a kind of savings"), here(request, "pockets"), button=_("Save"))
    page.rare = ("minimum_withdrawal", "minimum_left", "per_month")
    return flow.act_or_show(request, form, act, page, said=_("Saved."))


@room(P.MANAGE)
def pocket(request: RoomRequest, kind_id: UUID) -> HttpResponse:
    """Another name, lock or least amount, or a rest."""
    found = PocketKind.get(kind_id)
    names = ("name", "lock", "locked_until", "opens_before", "minimum_withdrawal", "minimum_left", "is_active")
    initial = {name: getattr(found, name) for name in names} | {"per_month": found.withdrawals_a_month}
    saved = saved_in(org=request.org, kind=found)
    keeps = bool(found.lock and saved.amount)
    form = PocketKindForm(request.POST or None, is_regular=found.code == REGULAR, keeps=keeps, initial=initial)

    def act(data: dict[str, Any]) -> str:
        chosen = {"kind_id": found.pk, "name": data["name"], "rules": form.rules()}
        chosen["is_active"] = data.get("is_active", True)
        if frees_savings(org=request.org, kind=found, rules=form.rules()):
            actions.propose_unlocking(**flow.dated_facts(request, data), **chosen, reason=data["reason"])
            messages.success(request, _("Proposed. Another officer decides."))
        else:
            actions.update_pocket_kind(**flow.facts(request), **chosen)
            messages.success(request, _("Saved."))
        return here(request, "pockets")

    page = Page(found.name, here(request, "pockets"), button=_("Save"))
    if keeps:
        page.notices = [
            Notice(
                "indigo",
                "lock",
                _("The lock keeps %(amount)s.") % {"amount": rupiah(saved.amount)},
                _("Two officers lift or shorten it. You alone can lengthen it."),
            )
        ]
    return flow.act_or_show(request, form, act, page)
