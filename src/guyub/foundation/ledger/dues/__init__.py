"""Dues (iuran): what a member owes, and paying it. Oldest unpaid month first, parts allowed, ahead at most a year.

Dues are income on the day they are received; what is not paid is a list, never a debt in the books.
"""

from guyub.foundation.ledger.dues.paying import KIND, DuesPaid, documents, pay_dues, reverse_dues, take_dues
from guyub.foundation.ledger.dues.reading import Arrear, Owed, arrears, history, owed
from guyub.foundation.ledger.dues.schedule import exempt, set_rate

__all__ = [
    "KIND",
    "Arrear",
    "DuesPaid",
    "Owed",
    "arrears",
    "documents",
    "exempt",
    "history",
    "owed",
    "pay_dues",
    "reverse_dues",
    "set_rate",
    "take_dues",
]
