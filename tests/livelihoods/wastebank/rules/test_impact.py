"""Figures of methods: the table of the specification, and how a figure is worked out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from guyub.livelihoods.wastebank.rules.impact import factor_sets, grams_saved, materials, paper_methane, saving, set_of

DESNZ, WARM = factor_sets()


def test_scenario_26_pet_by_both_methods():
    assert grams_saved(96_400, DESNZ.factors["pet"]) == 159_060
    assert grams_saved(96_400, WARM.factors["pet"]) == 110_474
    assert (DESNZ.title, WARM.name) == ("DESNZ 2025", "EPA WARM v16")


def test_the_default_stands_first_and_each_set_says_where_it_comes_from():
    for each in (DESNZ, WARM):
        assert all((each.code, each.name, each.version, each.method, each.source, each.licence, each.note))
        assert set_of(each.code) is each
    assert set_of("unknown") is None


@pytest.mark.parametrize("material", sorted(WARM.factors))
def test_short_tons_are_turned_into_kilograms_half_up(material):
    exact = Decimal(WARM.raw[material]) * 1000 / Decimal("907.18474")
    assert WARM.factors[material] == int(exact.quantize(Decimal("0.001"), ROUND_HALF_UP) * 1000)


def test_what_a_method_does_not_know_has_no_figure():
    assert {"ldpe", "pvc", "ps", "scrap_metal"} - set(WARM.factors) == {"ldpe", "pvc", "ps", "scrap_metal"}
    assert "copper_wire" not in DESNZ.factors
    assert len(materials()) == 15
    found = saving(WARM, {"KRS": 5_000, "PBB": 96_400, "JLT": 0}, {"KRS": "ldpe", "PBB": "pet"})
    assert found.by_material == (("pet", 96_400, 110_474),)
    assert found.without_factor == (("KRS", 5_000),)
    assert (found.total, found.counted, found.uncounted) == (110_474, 96_400, 5_000)


def test_items_of_one_material_are_added_before_rounding():
    assert saving(DESNZ, {"a": 1, "b": 1}, {"a": "glass", "b": "glass"}).total == 1, "2 g × 580 / 1000 is 1,16"


def test_cardboard_differs_thirty_four_times():
    ratio = Fraction(WARM.factors["cardboard"], DESNZ.factors["cardboard"])
    assert 33 < ratio < 34.5


def test_the_gas_of_paper_is_a_line_apart():
    found = saving(DESNZ, {"KRD": 10_000, "PBB": 10_000}, {"KRD": "cardboard", "PBB": "pet"})
    assert paper_methane(found) == 11_640
    assert found.total == 1_020 + 16_500
    assert paper_methane(saving(WARM, {"KRD": 10_000}, {"KRD": "cardboard"})) is None
