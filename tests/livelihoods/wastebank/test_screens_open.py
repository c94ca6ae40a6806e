"""Every page of the waste bank opens for the office that uses it, empty and filled."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.urls import reverse

from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods import wastebank
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import PocketKind
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank

EMPTY = (
    "home", "sessions", "session-new", "weigh", "own-passbook", "passbooks", "savings", "payouts", "sales", "sale-new",
    "collectors", "collector-new", "stock", "counts", "prices", "price-new", "price-poster", "price-file", "flags",
    "summary", "setup", "kinds", "item-new", "category-new", "posts", "post-new", "pockets",
)  # fmt: skip


@pytest.fixture
def officer(org):
    return signed_in(org, Office.WEIGHING, Office.TREASURER, Office.CHAIR)


@pytest.mark.parametrize("name", EMPTY)
def test_page_opens_before_anything_was_done(name, org, officer):
    answer = officer.get(reverse(f"wastebank:{name}", args=[org.slug]))
    assert answer.status_code == 200, answer.content.decode()[:2000]


def test_every_page_opens_with_something_on_it(org, officer):
    bank = make_bank(org)
    member = make_member(org, "Sutinah")
    done = bank.deposit(member, bank.line("KRD", 3200), bank.line("TRY", 40), bank.line("PET", 2000))
    collector = bank.collector()
    pocket = bank.pocket(member)
    asked = actions.request_payout(
        org=org, by=bank.weigher, client_id=uuid7(), happened_at=bank.session().planned_open,
        pocket_id=pocket.pk, amount=5000,
    )  # fmt: skip
    draft = actions.draft_sale(
        org=org, by=bank.treasurer, client_id=uuid7(), happened_at=bank.session().planned_open,
        post_id=bank.post.pk, collector_id=collector, lines=[bank.load("KRD", 3100, 2000, take_all=True)],
    )  # fmt: skip
    sold = bank.sell(bank.load("PET", 1000, 5000, own_quantity=1000), collector=collector)
    day, item, kind = bank.session().pk, bank.items["KRD"], PocketKind.objects.first()
    pages = [
        *((name, ()) for name in EMPTY if name != "weigh"),
        *((name, (day,)) for name in ("session", "session-serving", "session-close", "recap")),
        *((name, (day,)) for name in ("weigh-who", "weigh-guest")),
        ("recap-file", (day, "pdf")), ("recap-file", (day, "xlsx")), ("weigh-member", (day, member.pk)),
        *((name, (done.deposit_id,)) for name in ("slip", "slip-file", "correct", "undo")),
        *((name, (member.pk,)) for name in ("passbook", "passbook-print", "payout-ask", "payout-now")),
        *((name, (asked.pk,)) for name in ("payout", "payout-approve", "payout-pay", "payout-refuse", "payout-cancel")),
        ("sale-first", (bank.post.pk, collector)), ("sale-first-kind", (bank.post.pk, collector, item.pk)),
        *((name, (draft.pk,)) for name in ("sale", "sale-more", "sale-final", "sale-discard")),
        ("sale-kind", (draft.pk, item.pk)), ("sale-drop", (draft.pk, item.pk)),
        *((name, (sold.pk,)) for name in ("sale", "sale-pay", "sale-reverse", "sale-print", "sale-file")),
        ("collector", (collector,)), ("collector-sheet", (collector,)), ("collector-file", (collector, "pdf")),
        ("stock-file", ("pdf",)), ("stock-file", ("xlsx",)), ("stock-card-file", (bank.post.pk, item.pk, "pdf")),
        ("stock-card", (bank.post.pk, item.pk)), ("count", (bank.post.pk, item.pk)),
        ("price-item", (item.pk,)), ("price-publish", (item.pk,)),
        ("category", (item.category_id,)), ("item", (item.pk,)), ("post", (bank.post.pk,)), ("pocket", (kind.pk,)),
    ]  # fmt: skip
    for name, args in pages:
        answer = officer.get(reverse(f"wastebank:{name}", args=[org.slug, *args]))
        assert answer.status_code == 200, (name, answer.status_code, answer.content.decode()[:3000])


def test_the_weighing_screen_is_light(org, officer):
    """One bar of signal: a later page within 6 kB, and what it needs beside the house's own files within 5 kB."""
    bank = make_bank(org)
    page = officer.get(reverse("wastebank:weigh-guest", args=[org.slug, bank.session().pk])).content
    assert len(gzip.compress(page)) <= 6_000
    static = Path(wastebank.__file__).parent / "static" / "wastebank"
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in static.glob("*.js")) <= 5_000
