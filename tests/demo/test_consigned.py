"""The demo shows waste that was left for sale, a load between posts, sorting, and two collectors side by side."""

from __future__ import annotations

from datetime import date

import pytest

from guyub.demo.build import build, on
from guyub.foundation.core import clock
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank.models import (
    ConsignmentLot,
    LotReturn,
    PassbookLine,
    PostTransfer,
    SaleSettlement,
    Sorting,
)
from guyub.livelihoods.wastebank.queries.comparison import comparisons
from guyub.livelihoods.wastebank.queries.stock import stock


@pytest.mark.django_db
def test_the_first_quarter_has_one_of_each():
    org = build(until=date(2021, 4, 1))
    with tenant(org.pk), clock.set_to(on(date(2021, 4, 1), 8)):
        assert verify(org).sound
        settled = SaleSettlement.objects.get()
        assert settled.proceeds == settled.costs + settled.fee + settled.credited
        credited = PassbookLine.objects.filter(kind="consigned").values_list("amount", flat=True)
        assert (sum(credited), settled.costs) == (settled.credited, 5_000)
        assert len(credited) >= 3
        assert LotReturn.objects.get().quantity == 200
        held = sum(ConsignmentLot.objects.values_list("held", flat=True))
        assert held == sum(row.quantity for row in stock(org=org, pool="B")) > 0
        load = PostTransfer.objects.get()
        assert (load.from_post.name, load.to_post.name, load.status) == ("Tlaga", "Cihonje", "received")
        line = load.lines.get()
        assert line.received == line.quantity * 97 // 100
        sorting = Sorting.objects.get()
        assert sorting.quantity > sum(sorting.outputs.values_list("quantity", flat=True)) > 0
        assert {one.item: len(one.quotes) for one in comparisons(org=org)} == {
            "Kardus": 2, "PET bening": 2, "Aluminium": 2,
        }  # fmt: skip
