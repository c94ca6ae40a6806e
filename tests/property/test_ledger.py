"""Random books: the SQL posting function and its ORM twin agree, and the invariants hold after anything."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import GuyubError, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.core.valuation import issue
from guyub.foundation.ledger.actions import correction, post_entry, reverse_entry
from guyub.foundation.ledger.balances import totals
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.models import Counter, Entry, Item, Period, Place
from guyub.foundation.ledger.stock import mirror, on_hand
from guyub.foundation.ledger.verify import verify
from tests import reference_ledger
from tests.factories_ledger import make_fund, make_item, make_place, open_books, post
from tests.reference_ledger import picture

START = datetime(2026, 1, 5, 3, tzinfo=UTC)
MEMBERS = [UUID(int=0x0190A000_0000_7000_8000_000000000000 + number) for number in range(1, 6)]
FUNDS = ["UMUM", "DINAS"]

amounts = st.one_of(st.integers(1, 60), st.integers(1, 10**12))
steps = st.one_of(
    st.tuples(st.just("dues"), amounts, st.sampled_from(FUNDS), st.integers(0, 4)),
    st.tuples(st.just("save"), amounts, st.just("UMUM"), st.integers(0, 4)),
    st.tuples(st.just("draw"), amounts, st.just("UMUM"), st.integers(0, 4)),
    st.tuples(st.just("spend"), amounts, st.sampled_from(FUNDS), st.integers(0, 4)),
    st.tuples(st.just("buy"), st.integers(0, 10_000), st.just("UMUM"), st.integers(0, 4)),
    st.tuples(st.just("sell"), st.integers(1, 10_000), st.just("UMUM"), st.integers(0, 4)),
)


def entry_of(step: tuple[str, int, str, int], org) -> tuple[list[Line], list[Move]]:
    """What a step posts; goods always cost what the rule says."""
    what, amount, fund, who = step
    unit = "BSP" if who % 2 else "PAG"
    cash = "1102" if who == 4 else "1101"
    if what == "dues":
        return [Line(cash, amount, fund, unit, cash_flow="O2"), Line("4202", -amount, fund, unit)], []
    if what == "spend":
        return [Line("6102", amount, fund, unit), Line(cash, -amount, fund, unit, cash_flow="O5")], []
    if what in {"save", "draw"}:
        signed = amount if what == "save" else -amount
        return [
            Line(cash, signed, fund, unit, cash_flow="D2"),
            Line("2101", -signed, fund, unit, party=MEMBERS[who]),
        ], []
    item, place = Item.objects.get(), Place.objects.order_by("name")[who % 2]
    if what == "buy":
        moves = [Move(item.pk, place.pk, who + 1, amount)]
        if not amount:
            return [], moves
        return [Line("1301", amount, fund, unit), Line("2101", -amount, fund, unit, party=MEMBERS[who])], moves
    stock = on_hand(org=org, item_id=item.pk, place_id=place.pk)
    quantity = min(amount, stock.quantity) or 1
    cost = issue(stock, quantity).cost if stock.quantity else 0
    lines = [Line("5101", cost, fund, unit), Line("1301", -cost, fund, unit)] if cost else []
    return lines, [Move(item.pk, place.pk, -quantity, -cost)]


def furnish(org) -> None:
    open_books(org)
    make_fund(org, "DINAS")
    make_item(org)
    make_place(org, "Gudang")
    make_place(org, "Pos")


@contextmanager
def undone() -> Iterator[None]:
    """Hypothesis runs many examples in one test: each starts from the same books."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


QUIET = {"suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow], "deadline": None}


def compare_with_the_twin(org, other_org, sequence) -> None:
    with undone():
        for place in (org, other_org):
            with tenant(place.pk):
                furnish(place)
        for number, step in enumerate(sequence):
            moment = START + timedelta(days=number * 3)
            source, client, refused = uuid7(), uuid7(), []
            for place, function in ((org, post_entry), (other_org, reference_ledger.post_entry)):
                with tenant(place.pk), clock.set_to(moment):
                    lines, moves = entry_of(step, place)
                    try:
                        with atomic():
                            function(
                                org=place, by=SYSTEM, kind=step[0], source_id=source, client_id=client,
                                event_at=moment, lines=lines, moves=moves, receipt=number % 3 == 0,
                            )  # fmt: skip
                    except Refused:
                        refused.append(place)
            assert len(refused) in {0, 2}, step
        pictures = []
        for place in (org, other_org):
            with tenant(place.pk):
                pictures.append(picture())
                assert verify(place, rooms=False).findings == []
        assert pictures[0] == pictures[1]


@settings(max_examples=15, **QUIET)
@given(st.lists(steps, max_size=12))
def test_the_sql_agrees_with_its_twin(org, other_org, sequence):
    compare_with_the_twin(org, other_org, sequence)


@pytest.mark.slow
@settings(max_examples=300, **QUIET)
@given(st.lists(steps, max_size=40))
def test_the_sql_agrees_with_its_twin_at_length(org, other_org, sequence):
    compare_with_the_twin(org, other_org, sequence)


def anything(org, operations: int, seed: int) -> dict[str, int]:
    """Random operations over several months: posts, repeats, wrong sums, reversals, corrections, closings."""
    chance = random.Random(seed)
    moment, known, done = START, [], {"posted": 0, "refused": 0}
    furnish(org)
    for _ in range(operations):
        moment += timedelta(minutes=chance.randrange(60 * 12))
        with clock.set_to(moment):
            try:
                _one(org, chance, known, moment)
                done["posted"] += 1
            except GuyubError:
                done["refused"] += 1
            if chance.random() < 0.01:
                _close_last_month(org)
    return done


def _one(org, chance: random.Random, known: list[dict], moment: datetime) -> None:
    dice = chance.random()
    if dice < 0.05 and known:
        post(org, *known[-1]["lines"], **{k: v for k, v in known[-1].items() if k != "lines"})  # sent again
    elif dice < 0.10 and known:
        twisted = [Line("6102", 7), Line("4202", -7)]
        post(org, *twisted, **{k: v for k, v in known[-1].items() if k != "lines"})  # other content: a clash
    elif dice < 0.15:
        post(org, Line("6102", chance.randrange(-5, 5)), Line("1101", 3, cash_flow="O5"))  # out of balance
    elif dice < 0.25:
        _take_back(org, chance, replace=dice < 0.20)
    else:
        what = chance.choice(["dues", "save", "draw", "spend", "buy", "sell"])
        fund = chance.choice(FUNDS) if what in {"dues", "spend"} else "UMUM"
        amount = chance.randrange(1, 50_000) if what not in {"draw", "spend"} else chance.randrange(1, 90_000)
        lines, moves = entry_of((what, amount, fund, chance.randrange(5)), org)
        ids = {
            "client_id": uuid7(),
            "source_id": uuid7(),
            "event_at": moment - timedelta(days=chance.randrange(-2, 50)),
            "moves": moves,
            "receipt": chance.random() < 0.3,
        }
        post(org, *lines, **ids)
        known.append({"lines": lines, **ids})


def _take_back(org, chance: random.Random, *, replace: bool) -> None:
    last = Counter.objects.get(name="entry").value
    entry = Entry.objects.filter(n=chance.randrange(1, last + 1)).first() if last else None
    if entry is None:
        return
    moves = mirror(org=org, entry_id=entry.pk)
    ids = {"org": org, "by": SYSTEM, "entry_id": entry.pk, "client_id": uuid7(), "event_at": clock.now()}
    if not replace:
        with atomic():
            reverse_entry(moves=moves or None, **ids)
        return
    with atomic(), correction(org):
        reverse_entry(moves=moves or None, **ids)
        lines = [
            Line(line.account, line.amount, line.fund, line.unit, line.party, line.cash_flow)
            for line in entry.lines.order_by("no")
        ]
        back = [Move(m.item_id, m.place_id, -m.quantity, -m.value, m.pool) for m in moves]
        post(org, *lines, moves=back, receipt=True, replaces=entry.pk)


def _close_last_month(org) -> None:
    month = (clock.now().date().replace(day=1) - timedelta(days=1)).replace(day=1)
    if month < date(2026, 1, 1) or Period.objects.filter(month__gte=month).exists():
        return
    head = Counter.objects.get(name="entry")
    Period.objects.create(
        org=org,
        month=month,
        closed_at=clock.now(),
        head_n=head.value,
        head_hash=head.head,
        totals=totals(org=org, upto=month),
    )


def test_the_invariants_hold_after_hundreds_of_operations(org):
    done = anything(org, 400, seed=20220306)
    assert verify(org, rooms=False).findings == []
    assert min(done.values()) > 60, done


@pytest.mark.slow
def test_the_invariants_hold_after_ten_thousand_operations(org):
    done = anything(org, 10_000, seed=1)
    assert verify(org, rooms=False).findings == []
    assert min(done.values()) > 1_000, done
