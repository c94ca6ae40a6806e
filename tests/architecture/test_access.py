"""Who may open what: every address stands in this matrix, whether somebody thought of it or not."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import all_permissions
from tests.factories import make_membership, make_org, make_user

SAMPLE = UUID("0190a000-0000-7000-8000-00000000dead")


def views(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield (namespaced name, pattern) of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name}", entry


ALL = dict(views())
ROOMS = {name: p for name, p in ALL.items() if getattr(p.callback, "access", None) and p.callback.access.kind == "room"}


def address(name: str, pattern: URLPattern, org_slug: str) -> str:
    """Return an address with a well-formed but missing id wherever one is asked for."""
    values: dict[str, object] = {}
    for key, converter in pattern.pattern.converters.items():
        values[key] = {"UUIDConverter": SAMPLE, "IntConverter": 999_999}.get(type(converter).__name__, "x")
    if name in ROOMS:
        values["org_slug"] = org_slug
    return reverse(name, kwargs=values)


def test_every_address_has_a_name_and_says_who_may_open_it():
    assert len(ROOMS) > 40
    for name, pattern in ALL.items():
        assert pattern.name, pattern
        assert getattr(pattern.callback, "access", None), f"{name} does not say who may open it"


def test_every_permission_belongs_to_an_office_or_is_noted_as_nobodys():
    assert {name for name, offices in all_permissions().items() if not offices} == set()


@pytest.mark.parametrize("name", sorted(ROOMS))
def test_matrix(name, db):
    """Nobody: sign in. A stranger: 404. A member without the right: 403. With the right: the door opens."""
    org, neighbour = make_org("sekar"), make_org("melati")
    pattern, permission = ROOMS[name], ROOMS[name].callback.access.permission
    url = address(name, pattern, org.slug)
    holders = all_permissions()[str(permission)]

    answer = Client().get(url)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("accounts:sign-in"))

    stranger = Client()
    stranger.force_login(make_membership(neighbour, *Office).user)
    assert stranger.get(url).status_code == 404
    assert stranger.post(url).status_code == 404

    if Office.MEMBER not in holders:
        without = Client()
        others = [office for office in Office if office not in holders]
        without.force_login(make_membership(org, *others, user=make_user("Tukinem")).user)
        assert without.get(url).status_code == 403
        assert without.post(url).status_code == 403

    holder = Client()
    holder.force_login(make_membership(org, min(holders), user=make_user("Kasinem")).user)
    assert holder.get(url).status_code in {200, 302, 303, 404, 405}, "a missing row is 404, a post-only page 405"
