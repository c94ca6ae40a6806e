"""Several processes at once: numbers without gaps, and never a rupiah more than there is."""

from __future__ import annotations

import json

import pytest

from tests.processes import installation

SETUP = """
from datetime import date
from uuid import UUID
from guyub.foundation.core import clock
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.entries import Line
from guyub.foundation.organizations.models import Organization
from tests.factories_ledger import cash, open_books, post, savings
member = UUID("0190a000-0000-7000-8000-000000000001")
org = Organization.objects.create(slug=sys.argv[2], name="Lomba", started_on=date(2021, 1, 1), created_at=clock.now())
with tenant(org.pk):
    open_books(org)
    savings(org, member, int(sys.argv[1]))
"""

BEGIN = """
import json
from uuid import UUID
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.entries import Line
from guyub.foundation.organizations.models import Organization
from tests.factories_ledger import post
org = Organization.objects.get(slug=sys.argv[-1])
"""

WRITE = (
    BEGIN
    + """
with tenant(org.pk):
    for amount in range(1, int(sys.argv[1]) + 1):
        post(org, Line("1101", amount, cash_flow="O2"), Line("4202", -amount), receipt=True)
"""
)

WITHDRAW = (
    BEGIN
    + """
member = UUID("0190a000-0000-7000-8000-000000000001")
paid = refused = 0
with tenant(org.pk):
    for _ in range(int(sys.argv[1])):
        try:
            post(org, Line("2101", 1000, unit="BSP", party=member), Line("1101", -1000, unit="BSP", cash_flow="D2"))
            paid += 1000
        except Refused:
            refused += 1
print(json.dumps([paid, refused]))
"""
)

LOOK = """
import json
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.ledger.models import Entry, Receipt
from guyub.foundation.organizations.models import Organization
org = Organization.objects.get(slug=sys.argv[-1])
with tenant(org.pk):
    print(json.dumps({
        "findings": [finding.sentence for finding in verify(org, rooms=False).findings],
        "numbers": list(Entry.objects.order_by("n").values_list("n", flat=True)),
        "receipts": list(Receipt.objects.order_by("number").values_list("number", flat=True)),
        "cash": balance(org=org, account="1101"),
        "savings": balance(org=org, account="2101"),
    }))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with installation(tmp_path_factory.mktemp("race")) as place:
        yield place


def look(place, slug: str) -> dict:
    return json.loads(place.run(LOOK, slug))


def gapless(place, slug: str, each: int) -> None:
    place.run(SETUP, 1000, slug)
    place.race(WRITE, [[each, slug]] * 8)
    seen = look(place, slug)
    assert seen["findings"] == []
    assert seen["numbers"] == list(range(1, 8 * each + 2))
    assert seen["receipts"] == list(range(1, 8 * each + 1))
    assert seen["cash"] == 1000 + 8 * sum(range(1, each + 1))


def never_overpaid(place, slug: str, tries: int) -> None:
    """Two processes together ask for twice as much as there is, in steps of 1,000."""
    there = tries // 2 * 1000
    place.run(SETUP, there, slug)
    results = [json.loads(text) for text in place.race(WITHDRAW, [[tries // 2, slug]] * 2)]
    assert sum(paid for paid, _refused in results) == there
    assert sum(refused for _paid, refused in results) == tries // 2
    assert [json.loads(text) for text in place.race(WITHDRAW, [[1, slug]])] == [[0, 1]]
    seen = look(place, slug)
    assert (seen["cash"], seen["savings"], seen["findings"]) == (0, 0, [])


def test_eight_writers_leave_no_gap(place):
    gapless(place, "delapan", 25)


@pytest.mark.slow
def test_eight_writers_leave_no_gap_in_ten_thousand(place):
    gapless(place, "sepuluh-ribu", 1250)


def test_two_payers_never_overpay(place):
    never_overpaid(place, "dua", 400)


@pytest.mark.slow
def test_two_payers_never_overpay_in_a_thousand(place):
    never_overpaid(place, "seribu", 2000)
