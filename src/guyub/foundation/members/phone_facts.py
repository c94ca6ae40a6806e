"""What a phone records and takes along of members: a quick registration; number, name and hamlet, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import CharField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.phones import parse_phone
from guyub.foundation.core.reading import Unreadable
from guyub.foundation.core.recording import Amendable, FactKind, Outcome, Recorded, register_kind, register_part
from guyub.foundation.members.actions import register_member
from guyub.foundation.members.choices import Status
from guyub.foundation.members.details import Details
from guyub.foundation.members.models import Member
from guyub.foundation.members.permissions import MembersPermission as P
from guyub.foundation.organizations.models import Organization


def registration(fact: Recorded) -> Outcome:
    """A new member, as far as was asked at the table. One woman on two phones becomes two rows, shown as a pair."""
    load = fact.payload
    details = Details(
        name=load.text("name", longest=120),
        nickname=load.text("nickname", longest=60),
        hamlet=load.text("hamlet", longest=60),
        sex=load.text("sex", longest=1),
    )
    phone = load.text("phone", longest=30)
    if phone:
        details["phone"] = _phone(phone)
    member = register_member(org=fact.org, by=fact.by, client_id=fact.client_id, happened_at=fact.moment, **details)
    return Outcome(member.pk)


def _phone(text: str) -> str:
    try:
        return parse_phone(text)
    except Unreadable:
        raise BadInput(_("This phone number cannot be read."), field="phone") from None


def rows(org: Organization, values: Mapping[str, Any]) -> list[tuple[str, str]]:  # noqa: ARG001
    """Return a registration in words."""
    words = ((_("Name"), "name"), (_("Nickname"), "nickname"), (_("Hamlet"), "hamlet"), (_("Phone"), "phone"))
    return [(str(word), str(values[name])) for word, name in words if values.get(name)]


def amends(org: Organization, values: Mapping[str, Any]) -> list[Amendable]:  # noqa: ARG001
    """Offer another spelling."""
    return [
        _amendable("name", _("Name"), values, required=True),
        _amendable("nickname", _("Nickname"), values),
        _amendable("hamlet", _("Hamlet"), values),
        _amendable("phone", _("Phone"), values),
    ]


def _amendable(name: str, label: Any, values: Mapping[str, Any], *, required: bool = False) -> Amendable:
    def put(payload: dict[str, Any], value: Any) -> None:
        payload[name] = value

    value = values.get(name)
    field = partial(CharField, label=label, max_length=120 if name == "name" else 60, required=required)
    return Amendable(name, field, value if isinstance(value, str) else "", put)


def part(org: Organization, by: Actor) -> dict[str, Any] | None:
    """Return the active members as a weighing table needs them."""
    if not by.may(P.VIEW_BASIC):
        return None
    rows = Member.objects.filter(org=org, status=Status.ACTIVE, erased_at__isnull=True).order_by("number")
    return {
        "members": [
            [str(pk), number, nickname or name, hamlet]
            for pk, number, name, nickname, hamlet in rows.values_list("pk", "number", "name", "nickname", "hamlet")
        ]
    }


def exists(ids: Collection[UUID]) -> set[UUID]:
    """Return which of these members are there."""
    return set(Member.objects.filter(pk__in=ids).values_list("pk", flat=True))


def register() -> None:
    """Open the door for quick registrations."""
    register_part("members", part)
    register_kind(
        FactKind(
            "members.registration",
            _("New member"),
            registration,
            permission=P.REGISTER,
            settle=P.EDIT,
            url=lambda slug, pk: reverse("members:member", args=[slug, pk]),
            exists=exists,
            rows=rows,
            amends=amends,
        )
    )
