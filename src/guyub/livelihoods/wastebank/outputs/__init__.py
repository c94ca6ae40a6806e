"""What leaves the room on paper, as a file or as a message."""

from guyub.livelihoods.wastebank.outputs import (
    collectors,
    consignment,
    coverage,
    debts,
    exits,
    goods,
    paydays,
    reports,
    savings,
    sheets,
    slips,
)

__all__ = [
    "collectors",
    "consignment",
    "coverage",
    "debts",
    "exits",
    "goods",
    "paydays",
    "reports",
    "savings",
    "sheets",
    "slips",
]
