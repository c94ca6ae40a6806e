"""Every movement of waste has its column, and the columns add up."""

from __future__ import annotations

import ast
from datetime import date, time
from pathlib import Path

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.livelihoods.wastebank import accounts, actions
from guyub.livelihoods.wastebank.flows import COURSES, INTO, Flow, Unclassified, flow_of
from guyub.livelihoods.wastebank.queries.material_balance import Balance, material_balance
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

ACTIONS = Path(accounts.__file__).parent / "actions"
GOODS = {"buying.py", "bartering.py", "barter_later.py", "lending_goods.py"}  # what is exchanged for waste, not waste
FEBRUARY = date(2022, 2, 1), date(2022, 2, 28)


def kinds_that_move() -> set[str]:
    """The kinds of entries that the room's actions post together with movements of waste."""
    found = set()
    for path in ACTIONS.rglob("*.py"):
        if path.name in GOODS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            given = {word.arg: word.value for word in node.keywords}
            if "moves" in given and isinstance(given.get("kind"), ast.Attribute):
                found.add(getattr(accounts, given["kind"].attr))
    return found


def test_every_kind_of_entry_that_moves_waste_has_its_column():
    moving = kinds_that_move()
    assert {accounts.SALE, accounts.COUNT} <= moving
    assert moving - set(COURSES) == set(), "say in flows.COURSES where these movements stand in the report"


def test_a_kind_that_nobody_placed_stops_the_report():
    with pytest.raises(Unclassified):
        flow_of("bank_sampah.hilang_ditelan_bumi", 1)


@pytest.mark.parametrize("kind", sorted(COURSES))
def test_what_comes_in_and_what_goes_out_move_the_balance_alike(kind):
    for quantity in (5, -5):
        flow, amount = flow_of(kind, quantity)
        balance = Balance(opening=100)
        balance.flows[flow] += amount
        assert balance.closing == 100 + quantity
        assert (amount > 0) is (flow in INTO if quantity > 0 else flow not in INTO)


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2022, 1, 9), time(9))):
        return make_bank(org)


def test_a_month_of_a_post(bank):
    """100 kg from January; in February 20 in, 8 typed for 4 and mended, 96,4 of 104 paid, 1 counted away."""
    sutinah = make_member(bank.org)
    with clock.set_to(at(date(2022, 1, 9), time(9))):
        bank.deposit(sutinah, bank.line("PET", 50_000))
        bank.deposit(sutinah, bank.line("PET", 50_000))
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        bank.deposit(sutinah, bank.line("PET", 20_000))
        typed = bank.deposit(sutinah, bank.line("PET", 8_000))
        bank.correct(typed.deposit_id, bank.line("PET", 4_000))
    with clock.set_to(at(date(2022, 2, 20), time(9))):
        load = bank.load("PET", 96_400, 2000, own_quantity=104_000)
        bank.sell(load, collector=bank.collector())
    with clock.set_to(at(date(2022, 2, 27), time(9))):
        count(bank, "PET", 19_000)
    balance = of(bank, "PET", *FEBRUARY)
    assert balance.opening == 100_000
    assert balance.flows == {
        Flow.IN: 24_000, Flow.GAIN: 0, Flow.SOLD: 96_400,
        Flow.TRANSFERRED: 0, Flow.SHRINKAGE: 7_600 + 1_000, Flow.RESIDUE: 0,
    }  # fmt: skip
    assert balance.closing == bank.stock("PET").quantity == 19_000
    assert of(bank, "PET", date(2022, 3, 1), date(2022, 3, 31)).opening == 19_000


def test_a_sale_that_is_taken_back_takes_its_columns_back(bank):
    sutinah = make_member(bank.org)
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        bank.deposit(sutinah, bank.line("PET", 20_000))
    with clock.set_to(at(date(2022, 2, 20), time(9))):
        sale = bank.sell(bank.load("PET", 19_000, 2000, take_all=True), collector=bank.collector())
    with clock.set_to(at(date(2022, 3, 3), time(9))):
        actions.reverse_sale(
            org=bank.org, by=bank.treasurer, client_id=uuid7(), happened_at=clock.now(), sale_id=sale.pk, reason="batal"
        )
    february, march = (of(bank, "PET", *month) for month in (FEBRUARY, (date(2022, 3, 1), date(2022, 3, 31))))
    assert (february.flows[Flow.SOLD], february.flows[Flow.SHRINKAGE], february.closing) == (19_000, 1_000, 0)
    assert (march.flows[Flow.SOLD], march.flows[Flow.SHRINKAGE], march.closing) == (-19_000, -1_000, 20_000)


def test_more_on_the_collectors_scale_is_a_gain(bank):
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        bank.deposit(make_member(bank.org), bank.line("PET", 20_000))
        load = bank.load("PET", 20_400, 2000, take_all=True, over_reason="timbangan pengepul")
        bank.sell(load, collector=bank.collector())
    balance = of(bank, "PET", *FEBRUARY)
    assert (balance.flows[Flow.IN], balance.flows[Flow.GAIN]) == (20_000, 400)
    assert (balance.flows[Flow.SOLD], balance.flows[Flow.SHRINKAGE], balance.closing) == (20_400, 0, 0)


def of(bank, code, first, last):
    return material_balance(org=bank.org, first=first, last=last)[bank.post.pk, bank.items[code].pk]


def count(bank, code, counted):
    actions.count_stock(
        org=bank.org, by=bank.treasurer, client_id=uuid7(), happened_at=clock.now(),
        post_id=bank.post.pk, item_id=bank.items[code].pk, counted=counted, reason="opname",
    )  # fmt: skip
