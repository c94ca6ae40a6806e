"""A phone for tests: it records facts as the page does, and hands them to the real address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from guyub.foundation.accounts.models import SignIn, User
from guyub.foundation.core import clock
from guyub.foundation.core.facts import content_hash
from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership, Organization
from guyub.sync.models import SyncFact
from tests.factories import enter, make_membership
from tests.factories_wastebank import Bank


def sealed(fact: dict[str, Any]) -> dict[str, Any]:
    """The fact with the hash that a phone puts on it."""
    content = {name: value for name, value in fact.items() if name != "hash"}
    try:
        return {**content, "hash": content_hash(content)}
    except TypeError:  # a fraction: no phone of ours computes its hash
        return {**content, "hash": "0" * 64}


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hours_from_now(hours: int) -> str:
    return stamp(clock.now() + timedelta(hours=hours))


@dataclass(slots=True)
class Phone:
    """One person's phone. `ahead`: how much its clock goes before the server's; `knows`: whether it knows that."""

    org: Organization
    membership: Membership
    client: Client
    stay: SignIn
    ahead: timedelta = timedelta()
    knows: bool = True
    counter: int = 0
    facts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def device_id(self) -> UUID:
        return self.stay.device_id

    def record(self, kind: str, payload: dict[str, Any], *, needs: Sequence[str] = (), **values: Any) -> dict[str, Any]:
        """Write a fact down, as it stands in the phone's storage."""
        self.counter += 1
        fact = {
            "id": str(uuid7()),
            "kind": kind,
            "v": 1,
            "user": str(self.user.pk),
            "device": str(self.device_id),
            "counter": self.counter,
            "happened_at": stamp(clock.now() + self.ahead),
            "offset": int(self.ahead.total_seconds()) if self.knows else 0,
            "needs": list(needs),
            "payload": payload,
        }
        fact = sealed(fact | values)
        self.facts.append(fact)
        return fact

    def deposit(self, bank: Bank, member: Any, *lines: tuple[str, int], session: Any = None, **values: Any) -> Any:
        """A visit: `member` and `session` are rows, or facts of this phone that the visit then needs."""
        session = session if session is not None else bank.session()
        needs = [one["id"] for one in (member, session) if isinstance(one, dict)]
        payload = {
            "session": _name(session),
            **({"member": _name(member)} if member is not None else {}),
            "lines": [{"item": str(bank.items[code].pk), "quantity": quantity} for code, quantity in lines],
            "ways": [],
            "channel": "delivered",
            "member_class": "individual",
            "list_version": 1,
            "slip_code": f"{self.stay.device.code}-{self.counter + 1}",
        }
        more = values.pop("payload", {})
        needs = [*needs, *values.pop("needs", [])]
        return self.record("wastebank.deposit", payload | more, needs=needs, **values)

    def send(self, *facts: Any, client: Client | None = None, **body: Any) -> list[dict[str, Any]]:
        """Send facts, or all that were recorded, and return the results."""
        answer = self.post(*facts, client=client, **body)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)["results"]

    def post(self, *facts: Any, client: Client | None = None, name: str = "intake", **body: Any) -> HttpResponse:
        body = {
            "user": str(self.user.pk),
            "sent_at": stamp(clock.now() + self.ahead),
            "page": "test",
            "facts": list(facts or self.facts),
        } | body
        return (client or self.client).post(
            reverse(f"sync:{name}", args=[self.org.slug]),
            json.dumps(body),
            content_type="application/json",
            headers={"accept": "application/json"},
        )

    def again(self, **where: Any) -> Phone:
        """Another phone of the same person."""
        client = Client(headers={"user-agent": "tests"})
        return Phone(self.org, self.membership, client, enter(client, self.user, **where))


def make_phone(org: Organization, *offices: Office, membership: Membership | None = None, **values: Any) -> Phone:
    """A new person holding `offices`, signed in on her phone."""
    membership = membership or make_membership(org, *offices)
    client = Client(headers={"user-agent": "tests"})
    return Phone(org, membership, client, enter(client, membership.user), **values)


def fact_row(fact: dict[str, Any]) -> SyncFact:
    return SyncFact.objects.get(client_id=fact["id"])


def _name(one: Any) -> str:
    return one["id"] if isinstance(one, dict) else str(one.pk)
