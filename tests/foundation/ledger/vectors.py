"""The published year-start of a fictional association: twenty entries, and how to post them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.foundation.core.db import atomic
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line, Move, Posted
from guyub.foundation.ledger.models import Entry, Item, Place, Unit
from guyub.foundation.organizations.models import Organization
from tests.factories import make_org
from tests.factories_ledger import make_fund, make_item, make_place, open_books

LEDGER: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "ledger_vectors.json").read_text("utf-8"))[
    "ledger"
]
ENTRIES: list[dict[str, Any]] = LEDGER["entries"]
ORG_ID = UUID(ENTRIES[0]["org"])
BY = Actor(user_id=UUID(ENTRIES[0]["by"]), kind=ActorKind.SYSTEM)

# (item, place, quantity) of each inventory line; 40 packs at a shop, values as in the entry.
_GOODS = {
    (1, 2): ("1303", "store", 6000),
    (2, 1): ("1303", "store", 20000),
    (3, 2): ("1303", "store", -25000),
    (5, 1): ("1306", "store", 100),
    (6, 1): ("1306", "shop", 40),
    (6, 2): ("1306", "store", -40),
    (7, 4): ("1306", "store", -30),
    (8, 4): ("1306", "store", -10),
    (9, 5): ("1306", "shop", -25),
}


def open_published(slug: str = "contoh") -> Organization:
    """The association of the vectors, its books open, its items there."""
    org = make_org(slug, id=ORG_ID)
    with tenant(org.pk):
        open_books(org)
        Unit.objects.create(org=org, code="CTR", name="Keripik Cantir")
        make_fund(org, "DINAS")
        make_item(org, "1303", account="1303")
        make_item(org, "1306", account="1306", unit="pcs")
        make_place(org, "store")
        make_place(org, "shop", kind="shop", account="1307")
    return org


def post_published(org: Organization, upto: int = 20) -> list[Posted]:
    """Post the entries as they were posted, with receipts for 7, 8 and 14."""
    numbered = {row["entry"] for row in LEDGER["receipts"]}
    with tenant(org.pk):
        return [_post(org, entry, receipt=entry["n"] in numbered) for entry in ENTRIES[:upto]]


def _post(org: Organization, entry: dict[str, Any], *, receipt: bool) -> Posted:
    items = {item.code: item.pk for item in Item.objects.all()}
    places = {place.name: place.pk for place in Place.objects.all()}
    moves = [
        Move(items[item], places[place], quantity, entry["lines"][no - 1][6])
        for (n, no), (item, place, quantity) in _GOODS.items()
        if n == entry["n"]
    ]
    reverses = Entry.objects.get(n=entry["reverses"]).pk if entry["reverses"] else None
    with clock.set_to(datetime.fromisoformat(entry["posted_at"])), atomic():
        return post_entry(
            org=org,
            by=BY,
            kind=entry["kind"],
            source_id=UUID(entry["client_id"]),
            client_id=UUID(entry["client_id"]),
            event_at=datetime.fromisoformat(entry["event_at"]),
            lines=[
                Line(account, amount, fund, unit, UUID(party) if party else None, flow or "")
                for _no, account, fund, unit, party, flow, amount in entry["lines"]
            ],
            moves=moves,
            memo=entry["memo"],
            reverses=reverses,
            receipt=receipt,
            booked_on=datetime.fromisoformat(entry["date"]).date() if entry["n"] == 1 else None,
        )
