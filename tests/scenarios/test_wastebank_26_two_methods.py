"""Scenario 26: PET, 96,4 kg sold: DESNZ 159.060 g, WARM 110.474 g CO2e, both named."""

from __future__ import annotations

from datetime import date, time

from guyub.foundation.core import clock
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.periods import period_of
from guyub.livelihoods.wastebank.queries.report import report_content
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

SUNDAY = date(2021, 6, 6)


def test_scenario_26_sold_grams_by_both_methods(org):
    with clock.set_to(at(SUNDAY, time(9))):
        bank = make_bank(org)
        materials = {"desnz-2025": "pet", "warm-16": "pet"}
        actions.choose_materials(org=org, by=bank.chair, item_id=bank.items["PET"].pk, materials=materials)
        sutinah = make_member(org)
        for _half in range(2):
            bank.deposit(sutinah, bank.line("PET", 50_000))
        bank.sell(bank.load("PET", 96_400, 6000, take_all=True), collector=bank.collector())
        content = report_content(org=org, period=period_of(org, SUNDAY))
    saved = {(each["name"], each["version"]): each["grams_co2e"] for each in content["impact"]}
    assert saved == {("DESNZ 2025", "2025"): 159_060, ("EPA WARM v16", "v16"): 110_474}
