"""The stock value rule, against the numbers of `tests/data/valuation_vectors.json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guyub.foundation.core.money import share
from guyub.foundation.core.quantities import Unit, grams_to_millilitres, line_amount
from guyub.foundation.core.valuation import (
    Corrected,
    Counted,
    Stock,
    StockShort,
    count,
    give_back,
    issue,
    net_correction,
    receive,
    revalue,
)

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[2] / "data" / "valuation_vectors.json").read_text()
)
BY_ID = {case["id"]: case for section in VECTORS.values() for case in section}


@pytest.mark.parametrize("case", [case for case in VECTORS["stock"] if "steps" in case], ids=lambda case: case["id"])
def test_a_story_of_stock_ends_to_the_rupiah(case: dict[str, Any]) -> None:
    stock = Stock(case["start"]["q"], case["start"]["v"])
    for step in case["steps"]:
        match step["op"]:
            case "receive":
                stock = receive(stock, step["q"], step["v"])
            case "issue":
                cost, stock = issue(stock, step["q"])
                assert cost == step["cost"]
            case "refused":
                with pytest.raises(StockShort):
                    issue(stock, step["q"])
            case "revalue":
                stock, change, gone = revalue(stock, step["base_q"], step["delta"])
                assert (change, gone) == (step["stock_share"], step["consumed_share"])
        assert stock == Stock(step["after"]["q"], step["after"]["v"])


def test_a_late_purchase_changes_no_batch_that_was_made() -> None:
    """Its cost by date is shown beside: what the issue would have cost, had the purchase come first."""
    case = BY_ID["late_purchase"]
    issued, bought = case["steps"]
    start = Stock(case["start"]["q"], case["start"]["v"])
    by_date = issue(receive(start, bought["q"], bought["v"]), issued["q"]).cost
    assert (by_date, by_date - issued["cost"]) == (case["by_date_cost"], case["difference"])


def test_partial_returns_of_a_sale() -> None:
    case = BY_ID["partial_returns_of_a_sale"]
    stock, out, costs = Stock(), Stock(case["sold"], case["cost"]), []
    for quantity in case["returns"]:
        cost, stock, out = give_back(stock, out, quantity)
        costs.append(cost)
    assert costs == case["costs"]
    assert (stock, out) == (Stock(case["sold"], case["cost"]), Stock())


@pytest.mark.parametrize("case", VECTORS["shares"], ids=lambda case: case["id"])
def test_shares(case: dict[str, Any]) -> None:
    if "pieces" in case:
        assert [line_amount(n, Unit.PIECE, case["rate"]) for n in case["pieces"]] == case["expected"]
    else:
        assert share(case["total"], case["weights"]) == case["expected"]


def test_oil_from_kilograms_to_litres() -> None:
    case = BY_ID["oil_16_kg_at_912_g_per_l"]
    assert grams_to_millilitres(case["g"], case["g_per_l"]) == case["ml"]


def test_half_of_three_gas_tubes() -> None:
    case = BY_ID["gas_tube"]
    assert issue(Stock(case["g"], case["value"]), case["issue_g"]).cost == case["cost"]


# Corrections and counts


def test_a_slip_of_the_finger_undone_exactly_wastebank_3() -> None:
    """12,5 kg of PET was typed for 1,25: nothing left since, so the stock is as if it had been right."""
    typed, meant = Stock(12_500, 50_000), Stock(1_250, 5_000)
    undone = net_correction(typed, old=typed, new=Stock(), untouched=True)
    assert undone == Corrected(Stock(), -50_000, 0, 0)
    assert receive(undone.stock, meant.quantity, meant.value) == meant
    assert net_correction(typed, old=typed, new=meant, untouched=True) == Corrected(meant, -45_000, 0, 0)


def test_untouched_stock_gives_back_the_exact_cost_and_not_the_average() -> None:
    dear, cheap = Stock(10_000, 17_000), Stock(10_000, 15_000)
    both = receive(dear, cheap.quantity, cheap.value)
    assert net_correction(both, old=dear, new=Stock(), untouched=True) == Corrected(cheap, -17_000, 0, 0)
    assert net_correction(both, old=dear, new=Stock(), untouched=False).stock == Stock(10_000, 16_000)


def test_two_prices_sold_at_average_wastebank_14() -> None:
    stock = receive(receive(Stock(), 10_000, 17_000), 10_000, 15_000)
    assert issue(stock, 5_000) == (8_000, Stock(15_000, 24_000))


def test_the_collector_weighs_less_wastebank_12() -> None:
    cost, left = issue(Stock(100_000, 150_000), 100_000)
    paid_part = issue(Stock(100_000, cost), 96_400)
    assert (paid_part.cost, paid_part.stock.value, left) == (144_600, 5_400, Stock())


CORRECTIONS = {
    # Receipt of 10 kg for 17.000 beside 10 kg for 15.000; then 5 kg left at average: (15.000 g; 24.000) is here.
    "less, after an outflow: leaves at average": (
        *(Stock(15_000, 24_000), Stock(10_000, 17_000), Stock(4_000, 6_800)),
        Corrected(Stock(9_000, 14_400), -9_600, -600, 0),
    ),
    "undone, after an outflow": (
        *(Stock(15_000, 24_000), Stock(10_000, 17_000), Stock()),
        Corrected(Stock(5_000, 8_000), -16_000, -1_000, 0),
    ),
    "less than is here: all leaves, the rest is missing": (
        *(Stock(3_000, 4_800), Stock(10_000, 17_000), Stock(2_000, 3_400)),
        Corrected(Stock(), -4_800, -8_800, 5_000),
    ),
    "nothing is here": (
        *(Stock(), Stock(10_000, 17_000), Stock()),
        Corrected(Stock(), 0, -17_000, 10_000),
    ),
    "more: adds its cost": (
        *(Stock(15_000, 24_000), Stock(10_000, 17_000), Stock(12_000, 20_400)),
        Corrected(Stock(17_000, 27_400), 3_400, 0, 0),
    ),
    "dearer: what is here changes value": (
        *(Stock(4_000, 56_000), Stock(9_000, 126_000), Stock(9_000, 136_000)),
        Corrected(Stock(4_000, 60_445), 4_445, 5_555, 0),
    ),
    "cheaper, never below zero": (
        *(Stock(9_000, 3_000), Stock(9_000, 126_000), Stock(9_000, 116_000)),
        Corrected(Stock(9_000, 0), -3_000, -7_000, 0),
    ),
    "dearer, but all is gone": (
        *(Stock(), Stock(9_000, 126_000), Stock(9_000, 136_000)),
        Corrected(Stock(), 0, 10_000, 0),
    ),
    "more but cheaper: comes in at nothing, then is revalued": (
        *(Stock(4_000, 56_000), Stock(9_000, 126_000), Stock(10_000, 116_000)),
        Corrected(Stock(5_000, 51_000), -5_000, -5_000, 0),
    ),
    "nothing changes": (
        *(Stock(4_000, 56_000), Stock(9_000, 126_000), Stock(9_000, 126_000)),
        Corrected(Stock(4_000, 56_000), 0, 0, 0),
    ),
}


@pytest.mark.parametrize(("stock", "old", "new", "outcome"), CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_receipt_corrected_after_an_outflow(stock: Stock, old: Stock, new: Stock, outcome: Corrected) -> None:
    assert net_correction(stock, old=old, new=new, untouched=False) == outcome


def test_an_undo_that_the_stock_cannot_bear_exactly_goes_by_average() -> None:
    """The stock was emptied by a count although nothing was issued: it still never goes below zero."""
    outcome = net_correction(Stock(1_000, 1_700), old=Stock(2_000, 3_400), new=Stock(), untouched=True)
    assert outcome == Corrected(Stock(), -1_700, -1_700, 1_000)


def test_count() -> None:
    stock = Stock(7, 10_000)
    assert count(stock, 4) == Counted(Stock(4, 5_715), loss=3, cost=4_285, gain=0)
    assert count(stock, 0) == Counted(Stock(), loss=7, cost=10_000, gain=0)
    assert count(stock, 9) == Counted(Stock(9, 10_000), loss=0, cost=0, gain=2)
    assert count(Stock(), 3) == Counted(Stock(3, 0), loss=0, cost=0, gain=3)
    assert count(stock, 7) == Counted(stock, loss=0, cost=0, gain=0)


def test_stock_short_says_what_is_there() -> None:
    with pytest.raises(StockShort) as caught:
        issue(Stock(6_000, 84_000), 8_000)
    assert (caught.value.have, caught.value.need) == (6_000, 8_000)


@pytest.mark.parametrize(("quantity", "value"), [(-1, 0), (1, -1), (0, 1)])
def test_impossible_stock_cannot_be_made(quantity: int, value: int) -> None:
    with pytest.raises(ValueError, match=r"stock|nothing"):
        Stock(quantity, value)


@pytest.mark.parametrize(
    "act",
    [
        lambda: issue(Stock(5, 5), -1),
        lambda: receive(Stock(), -1, 0),
        lambda: receive(Stock(), 1, -1),
        lambda: count(Stock(), -1),
        lambda: revalue(Stock(5, 5), 0, 1),
        lambda: receive(Stock(), 0, 5),
    ],
)
def test_verbs_refuse_what_goes_the_other_way(act: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"zero|receipt|nothing"):
        act()
