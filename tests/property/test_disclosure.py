"""An outsider with patience: she tries every table that agrees with what is shown, and learns nothing small."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guyub.foundation.core.disclosure import TOTAL, Policy, Table, TableRefused, protect

BEYOND = 7  # how far past the truth she looks where a total is hidden: wider than any rule asks

counts = st.one_of(st.integers(0, 6), st.integers(0, 14))


@st.composite
def tables(draw):
    rows, columns = draw(st.sampled_from([(1, 2), (1, 3), (1, 4), (2, 2), (2, 3), (3, 2), (3, 3)]))
    numbers = [[draw(counts) for _ in range(columns)] for _ in range(rows)]
    return Table.of([str(i) for i in range(rows)], [str(j) for j in range(columns)], numbers)


class Outsider:
    """Knows what is shown and that no number is negative; tries every table that agrees with it."""

    def __init__(self, table, shown):
        self.table, self.shown = table, shown
        self.values = {key: shown[key] for key in table.order if TOTAL not in key}
        self.unknown = [key for key, value in self.values.items() if value is None]
        self.lines = [(key, self.parts_of(key)) for key in table.order if TOTAL in key]
        self.found: dict = {}

    def parts_of(self, total):
        """The inner cells that add up to a total."""
        return [key for key in self.values if all(there in {TOTAL, own} for there, own in zip(total, key, strict=True))]

    def agrees(self):
        for total, parts in self.lines:
            told, known = self.shown[total], [self.values[key] for key in parts if self.values[key] is not None]
            if told is not None and (sum(known) > told or (len(known) == len(parts) and sum(known) != told)):
                return False
        return True

    def most(self, key):
        tops = [self.shown[total] for total, parts in self.lines if key in parts and self.shown[total] is not None]
        return min(tops, default=self.table.cells[key] + BEYOND)

    def note(self):
        for total, parts in [*((key, [key]) for key in self.unknown), *self.lines]:
            value = sum(self.values[key] for key in parts)
            low, high = self.found.get(total, (value, value))
            self.found[total] = min(low, value), max(high, value)

    def search(self, n=0):
        """Return the least and greatest value of every number she cannot see."""
        if n == len(self.unknown):
            self.note()
            return self.found
        for value in range(self.most(self.unknown[n]) + 1):
            self.values[self.unknown[n]] = value
            if self.agrees():
                self.search(n + 1)
        self.values[self.unknown[n]] = None
        return self.found


@settings(max_examples=150, deadline=None)
@given(tables(), st.booleans())
def test_no_small_number_can_be_worked_out(table, sensitive):
    try:
        release = protect(table, sensitive=sensitive)
    except TableRefused:
        return
    inner = [key for key in release.hidden if TOTAL not in key]
    assume(len(inner) <= 6)
    found = Outsider(table, release.cells).search()
    for key in release.hidden & set(found):
        value = table.cells[key]
        if value < 5 and (value or sensitive):
            low, high = found[key]
            assert high - low >= 5, (key, found[key])


@settings(max_examples=150, deadline=None)
@given(tables(), st.data())
def test_the_ranges_are_exactly_those_that_trying_finds(table, data):
    keys = table.order
    hidden = data.draw(st.sets(st.sampled_from(keys), min_size=1, max_size=5))
    shown = {key: None if key in hidden else value for key, value in table.cells.items()}
    network, places = table.network(), {keys.index(key) for key in hidden}
    found = Outsider(table, shown).search()
    for key in hidden & set(found):
        interval = network.interval(keys.index(key), places)
        low, high = found[key]
        if any(TOTAL in other for other in hidden) or len(keys) == 1:  # without end: she tried a part of it
            assert interval.low <= low
            assert interval.high is None or interval.high >= high
        else:
            assert (interval.low, interval.high) == (low, high)


@settings(max_examples=200, deadline=None)
@given(tables(), st.booleans())
def test_zeros_stay_and_totals_are_the_last_to_go(table, sensitive):
    try:
        release = protect(table, sensitive=sensitive)
    except TableRefused:
        return
    for key, value in table.cells.items():
        if value == 0:
            assert (release.cells[key] is None) is sensitive
        if 0 < value < 5:
            assert release.cells[key] is None
    small = [key for key, value in table.cells.items() if value < 5 and (value or sensitive)]
    if not small:
        assert release.hidden == frozenset()
    complements = [key for key in release.hidden if key not in small]
    if any(TOTAL in key for key in complements):
        every = {place for place, key in enumerate(table.order) if TOTAL not in key and table.cells[key]}
        every |= {place for place, key in enumerate(table.order) if key in small}
        network = table.network()
        assert not all(network.is_wide(table.order.index(key), every, 5) for key in small)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_the_quick_way_hides_enough_too(table):
    try:
        release = protect(table, Policy(exact_upto=0))
    except TableRefused:
        return
    network, keys = table.network(), table.order
    places = {place for place, key in enumerate(keys) if key in release.hidden}
    for place in places:
        if 0 < table.cells[keys[place]] < 5:
            width = network.interval(place, places).width
            assert width is None or width >= 5
