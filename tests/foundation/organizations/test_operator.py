"""The host helps for minutes, with a reason, on record, without a right to write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM, ActorKind
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.organizations import queries
from guyub.foundation.organizations.actions import end_operator, grant_operator
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import OperatorGrant
from guyub.foundation.organizations.roles import all_permissions, operator_permissions
from tests.factories import enter, make_actor, make_membership, make_user, signed_in

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
WHY = "Bendahara menelepon: halaman kalender kosong"


@pytest.fixture
def host(db):
    return make_user("Penjaga Server")


def grant(org, host, **values):
    return grant_operator(**{"org": org, "by": SYSTEM, "user": host, "reason": WHY, "minutes": 30} | values)


def test_the_door_shuts_by_itself(org, host):
    with clock.set_to(NOON):
        grant(org, host)
        entry = queries.entry_of(user=host, slug=org.slug)
        assert entry.actor.kind is ActorKind.OPERATOR
        assert entry.until == NOON + timedelta(minutes=30)
        assert [b.org for b in queries.memberships_of(host)] == [org]
    with clock.set_to(NOON + timedelta(minutes=30)):
        assert queries.entry_of(user=host, slug=org.slug) is None
        assert queries.memberships_of(host) == []


def test_the_host_reads_and_never_writes_or_touches_money(org, host, client):
    grant(org, host)
    enter(client, host)
    assert client.get(reverse("organizations:officers", args=[org.slug])).status_code == 200
    assert client.get(reverse("organizations:trail", args=[org.slug])).status_code == 200
    assert client.get(reverse("organizations:settings", args=[org.slug])).status_code == 403
    assert client.post(reverse("organizations:invite", args=[org.slug]), {"name": "x"}).status_code == 403
    assert "Mode operator" in client.get(f"/p/{org.slug}/").content.decode()


def test_only_listed_rights_none_of_them_of_a_closed_room(db):
    rights = operator_permissions()
    assert rights <= set(all_permissions())
    assert not {right for right in rights if right.split(".")[0] in {"casework", "children"}}
    writing = {"settings", "offices", "invite", "recover", "calendar", "edit", "post", "pay"}
    assert not {right for right in rights if right.split(".")[-1] in writing}


def test_every_page_is_written_down_with_the_reason_first(org, host, client):
    grant(org, host)
    enter(client, host)
    url = reverse("organizations:calendar", args=[org.slug])
    client.get(url)
    client.get(url)
    events = list(AuditEvent.objects.filter(org_id=org.pk, user_id=host.pk).order_by("id"))
    assert [event.verb for event in events] == [
        "organizations.operator_started",
        "organizations.operator_page",
        "organizations.operator_page",
    ]
    assert {event.actor_kind for event in events} == {"operator"}
    assert events[0].data == {"minutes": 30, "reason": WHY}
    assert events[1].data["page"] == url
    page = signed_in(org, Office.CHAIR).get(reverse("organizations:trail", args=[org.slug])).content.decode()
    assert "masuk dalam mode operator selama 30 menit" in page


def test_it_opens_one_association_only(org, other_org, host, client):
    grant(org, host)
    enter(client, host)
    assert client.get(reverse("organizations:officers", args=[other_org.slug])).status_code == 404


@pytest.mark.parametrize("values", [{"minutes": 61}, {"minutes": 0}, {"reason": "ya"}, {"reason": "x" * 201}])
def test_limits(org, host, values):
    with pytest.raises(BadInput):
        grant(org, host, **values)
    assert OperatorGrant.objects.count() == 0


def test_only_the_command_line_opens_it_and_never_for_a_member(org, host):
    with pytest.raises(Forbidden):
        grant(org, host, by=make_actor(org, Office.CHAIR))
    with pytest.raises(Refused):
        grant(org, make_membership(org).user)


def test_the_chair_sends_the_host_home(org, host, client):
    given = grant(org, host)
    enter(client, host)
    url = reverse("organizations:end-operator", args=[org.slug, given.pk])
    page = signed_in(org, Office.CHAIR).get(reverse("organizations:officers", args=[org.slug])).content.decode()
    assert WHY in page
    assert url in page
    assert signed_in(org, Office.SECRETARY).post(url).status_code == 403
    for _twice in range(2):
        assert signed_in(org, Office.CHAIR).post(url).status_code == 302
    assert client.get(reverse("organizations:officers", args=[org.slug])).status_code == 404
    assert AuditEvent.objects.filter(verb="organizations.operator_ended").count() == 1
    with pytest.raises(NotHere):
        end_operator(org=org, by=SYSTEM, grant_id=uuid7())


def test_the_command(org, host):
    out = StringIO()
    options = {"user": host.phone, "org": org.slug, "reason": WHY, "minutes": 15, "stdout": out}
    call_command("operator", **options)
    assert "Penjaga Server" in out.getvalue()
    assert queries.entry_of(user=host, slug=org.slug) is not None
    with pytest.raises(CommandError, match="No association"):
        call_command("operator", **options | {"org": "tidak-ada"})
    with pytest.raises(CommandError, match="--name"):
        call_command("operator", **options | {"user": "084099999999"})
    with pytest.raises(CommandError, match="60 menit"):
        call_command("operator", **options | {"minutes": 90})


def test_the_database_refuses_a_grant_without_end_or_reason(org, host):
    base = {"org": org, "user": host, "reason": WHY, "starts_at": NOON, "ends_at": NOON + timedelta(minutes=5)}
    for values in ({"ends_at": NOON}, {"reason": ""}):
        with pytest.raises(IntegrityError), atomic():
            OperatorGrant(**base | values).save(force_insert=True)
