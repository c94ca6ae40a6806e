"""A list asks the database five times at most, beside the two that find out who asks: the budget of the screens."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank

WHO_ASKS = 2  # the stay on this device with its person, the membership with its offices
MOST = 5
LISTS = (
    "wastebank:sessions", "wastebank:passbooks", "wastebank:savings", "wastebank:payouts", "wastebank:bills",
    "wastebank:paydays", "wastebank:loans", "wastebank:receivables", "wastebank:sales", "wastebank:collectors",
    "wastebank:stock", "wastebank:counts", "wastebank:prices", "wastebank:quotes", "wastebank:loads",
    "wastebank:sortable", "wastebank:values", "wastebank:allotments", "wastebank:shops", "wastebank:flags",
    "wastebank:kinds", "wastebank:posts", "wastebank:pockets", "wastebank:barters", "wastebank:goods-requests",
    "wastebank:exits", "wastebank:openings", "wastebank:reports", "ledger:entries", "ledger:dues", "ledger:approvals",
    "members:list", "sync:list",
)  # fmt: skip


@pytest.fixture
def officer(org):
    """Somebody who may see every list of a bank in which a little happened."""
    bank = make_bank(org)
    member = make_member(org, "Sutinah")
    bank.deposit(member, bank.line("KRD", 3200), bank.line("PET", 2000))
    common = {"org": org, "client_id": uuid7(), "happened_at": bank.session().planned_open}
    actions.request_payout(by=bank.weigher, pocket_id=bank.pocket(member).pk, amount=5000, **common)
    loan = {"member_id": member.pk, "amount": 20_000, "share_bp": 10_000}
    actions.ask_loan(by=bank.weigher, **common | {"client_id": uuid7()}, **loan)
    bank.sell(bank.load("PET", 1000, 5000, own_quantity=1000), collector=bank.collector())
    return signed_in(org, Office.WEIGHING, Office.TREASURER, Office.CHAIR)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_database_five_times_at_most(name, org, officer):
    address = reverse(name, args=[org.slug])
    assert officer.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        officer.get(address)
    assert len(asked) <= WHO_ASKS + MOST, [query["sql"][:120] for query in asked]
