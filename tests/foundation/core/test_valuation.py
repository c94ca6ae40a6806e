"""The stock value rule, against the numbers of `tests/data/valuation_vectors.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guyub.foundation.core.money import share
from guyub.foundation.core.quantities import Unit, grams_to_millilitres, line_amount
from guyub.foundation.core.valuation import Stock, StockShort, give_back, issue, receive, revalue

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
