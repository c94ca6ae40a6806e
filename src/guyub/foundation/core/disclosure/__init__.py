"""The disclosure gate: numbers about persons pass it before they leave the association (docs/adr/0010).

    release = protect(Table.of(rows, columns, counts))
    release.cells[(0, 1)]   # the number, or None: hidden

Small counts are hidden, and as many further cells as it takes that nobody can work them out from the totals. Rupiah
sums need five contributors and none that stands out. Without Django: the rules are tested with numbers alone.
"""

from guyub.foundation.core.disclosure.network import Interval, Network
from guyub.foundation.core.disclosure.policy import Policy, TableRefused
from guyub.foundation.core.disclosure.release import Release, is_told, protect, protect_share, protect_sums, safe_mean
from guyub.foundation.core.disclosure.sums import SumTable, is_safe_sum
from guyub.foundation.core.disclosure.tables import TOTAL, Key, Table

__all__ = [
    "TOTAL",
    "Interval",
    "Key",
    "Network",
    "Policy",
    "Release",
    "SumTable",
    "Table",
    "TableRefused",
    "is_safe_sum",
    "is_told",
    "protect",
    "protect_share",
    "protect_sums",
    "safe_mean",
]
