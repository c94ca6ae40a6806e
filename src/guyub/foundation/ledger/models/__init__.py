"""Tables of the books, by subject."""

from guyub.foundation.ledger.models.balances import Balance, FundBalance, MonthTotal, PartyBalance
from guyub.foundation.ledger.models.chart import Account, Fund, Unit
from guyub.foundation.ledger.models.entries import Counter, Entry, EntryLine, Period, Receipt
from guyub.foundation.ledger.models.stock import Item, Lot, LotBalance, Place, StockBalance, StockMovement, UnitFactor

__all__ = [
    "Account",
    "Balance",
    "Counter",
    "Entry",
    "EntryLine",
    "Fund",
    "FundBalance",
    "Item",
    "Lot",
    "LotBalance",
    "MonthTotal",
    "PartyBalance",
    "Period",
    "Place",
    "Receipt",
    "StockBalance",
    "StockMovement",
    "Unit",
    "UnitFactor",
]
