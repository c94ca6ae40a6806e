"""The gate itself: what of a table may leave. Every hidden cell looks like every other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from guyub.foundation.core.disclosure.complement import complements
from guyub.foundation.core.disclosure.policy import Policy
from guyub.foundation.core.disclosure.sums import SumTable, is_safe_sum, width_of
from guyub.foundation.core.disclosure.tables import TOTAL, Key, Table

DEFAULT = Policy()


@dataclass(frozen=True, slots=True)
class Release:
    """A table that has passed: the numbers by key, None where hidden. It does not say which were hidden for their
    smallness and which to protect them.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Key, int | None]

    @property
    def hidden(self) -> frozenset[Key]:
        return frozenset(key for key, value in self.cells.items() if value is None)

    def at(self, row: int, column: int) -> int | None:
        """Return a number, None if it is hidden; margins that would repeat a cell are that cell."""
        if row == TOTAL and len(self.rows) == 1:
            row = 0
        if column == TOTAL and len(self.columns) == 1:
            column = 0
        return self.cells[row, column]


def is_told(count: int, policy: Policy = DEFAULT, *, sensitive: bool = False) -> bool:
    """Return whether a count may be told (rule 1): zero, unless the data are sensitive, or five and more."""
    return count >= policy.smallest or (count == 0 and not sensitive)


def protect(
    table: Table, policy: Policy = DEFAULT, *, sensitive: bool = False, public: Collection[Key] = ()
) -> Release:
    """Pass a table of counts, or raise `TableRefused`. `public`: cells that were told elsewhere already."""
    small = {key: policy.width for key, n in table.cells.items() if not is_told(n, policy, sensitive=sensitive)}
    return _release(table, small, policy, public)


def protect_sums(sums: SumTable, policy: Policy = DEFAULT, *, public: Collection[Key] = ()) -> Release:
    """Pass a table of rupiah sums, or raise `TableRefused`."""
    unsafe = {key: width_of(parts, policy) for key, parts in sums.parts.items() if not is_safe_sum(parts, policy)}
    return _release(sums.table, unsafe, policy, public)


def protect_share(
    count: int, whole: int, policy: Policy = DEFAULT, *, sensitive: bool = False
) -> tuple[int, int] | None:
    """Return (count, whole) if the share may be told: it is two cells, those counted and the rest."""
    release = protect(Table.of([""], ["counted", "rest"], [[count, whole - count]]), policy, sensitive=sensitive)
    return None if release.hidden else (count, whole)


def safe_mean(total: int, contributors: int, policy: Policy = DEFAULT) -> Fraction | None:
    """Return a mean of five or more, None of fewer."""
    return Fraction(total, contributors) if contributors >= policy.smallest else None


def _release(table: Table, need: Mapping[Key, int], policy: Policy, public: Collection[Key]) -> Release:
    need = {key: width for key, width in need.items() if key not in public}
    hidden = {*need, *complements(table, need, public=public, exact_upto=policy.exact_upto)} if need else set()
    cells = {key: None if key in hidden else value for key, value in table.cells.items()}
    return Release(table.rows, table.columns, cells)
