"""Jual ke pengepul: a draft kind by kind, read back, final; payments; reversal; the collectors."""

from guyub.livelihoods.wastebank.views.selling.acts import discard, final, pay, reverse
from guyub.livelihoods.wastebank.views.selling.collectors import collector, collector_new, collectors
from guyub.livelihoods.wastebank.views.selling.drafts import drop, first, first_kind, kind, more
from guyub.livelihoods.wastebank.views.selling.listing import chip_of, listing, start
from guyub.livelihoods.wastebank.views.selling.loads import sale
from guyub.livelihoods.wastebank.views.selling.sheets import bought, bought_file, sheet, sheet_file

__all__ = [
    "bought",
    "bought_file",
    "chip_of",
    "collector",
    "collector_new",
    "collectors",
    "discard",
    "drop",
    "final",
    "first",
    "first_kind",
    "kind",
    "listing",
    "more",
    "pay",
    "reverse",
    "sale",
    "sheet",
    "sheet_file",
    "start",
]
