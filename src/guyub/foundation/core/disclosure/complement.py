"""Which further cells to hide, so that the small ones cannot be worked out from the totals (rule 2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import heappop, heappush

from guyub.foundation.core.disclosure.policy import TableRefused
from guyub.foundation.core.disclosure.tables import Key, Table, is_margin


def complements(
    table: Table, need: Mapping[Key, int], *, public: Collection[Key] = (), exact_upto: int = 16
) -> frozenset[Key]:
    """Return the cells to hide beside those of `need`, which maps each small cell to the width that it needs.

    Totals are hidden only if the inner cells do not suffice, visible zeros never. Of several sets the one with the
    least total, then the fewest cells, then the first in reading order; beyond `exact_upto` candidates any set that
    passes and of which no cell could be shown again. `public` cells are known already and cannot be hidden.
    """
    audit = _Audit(table, need)
    if audit.passes(()):
        return frozenset()
    open_cells = [key for key in table.order if key not in need and key not in public and table.cells[key]]
    for candidates in ([key for key in open_cells if not is_margin(key)], open_cells):
        if audit.passes(candidates):
            search = _best if len(candidates) <= exact_upto else _sufficient
            return frozenset(search(table, candidates, audit))
    raise TableRefused("complementary")


class _Audit:
    """Asks the network whether a set of hidden cells leaves every small one wide enough."""

    def __init__(self, table: Table, need: Mapping[Key, int]) -> None:
        self._network = table.network()
        self._place = {key: place for place, key in enumerate(table.order)}
        self._need = [(self._place[key], width) for key, width in need.items()]

    def passes(self, beside: Collection[Key]) -> bool:
        """Return whether hiding these beside the small cells is enough. More hidden cells never narrow a range."""
        hidden = {place for place, _width in self._need} | {self._place[key] for key in beside}
        return all(self._network.is_wide(place, hidden, width) for place, width in self._need)


def _best(table: Table, candidates: list[Key], audit: _Audit) -> tuple[Key, ...]:
    """Look at the sets in the order of what they cost, until one passes."""
    place = {key: n for n, key in enumerate(table.order)}
    order = sorted(candidates, key=lambda key: (table.cells[key], place[key]))

    def cost(chosen: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
        keys = [order[n] for n in chosen]
        return sum(table.cells[key] for key in keys), len(keys), tuple(sorted(place[key] for key in keys))

    first: tuple[int, ...] = (0,)
    waiting = [(cost(first), first)]
    while True:  # all candidates together pass, so the search ends
        _cost, chosen = heappop(waiting)
        if audit.passes([order[n] for n in chosen]):
            return tuple(order[n] for n in chosen)
        following = chosen[-1] + 1
        if following < len(order):
            # each set is reached once: by taking one more, or the next one instead of the last; both cost more
            heads: tuple[tuple[int, ...], ...] = (chosen, chosen[:-1])
            for further in [(*head, following) for head in heads]:
                heappush(waiting, (cost(further), further))


def _sufficient(table: Table, candidates: list[Key], audit: _Audit) -> list[Key]:
    """Hide all, then show again what need not be hidden, totals and great numbers first."""
    chosen = list(candidates)
    for key in sorted(candidates, key=lambda key: (not is_margin(key), -table.cells[key])):
        fewer = [other for other in chosen if other != key]
        if audit.passes(fewer):
            chosen = fewer
    return chosen
