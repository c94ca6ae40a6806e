"""Tables of the books, by subject."""

from guyub.foundation.ledger.models.balances import Balance, FundBalance, MonthTotal, PartyBalance
from guyub.foundation.ledger.models.books import (
    Approval,
    AssetCharge,
    CashBox,
    CashCount,
    CashMovement,
    DuesExemption,
    DuesPayment,
    DuesRate,
    FixedAsset,
    FundBudget,
    StatementNote,
)
from guyub.foundation.ledger.models.chart import Account, Fund, Unit
from guyub.foundation.ledger.models.entries import Counter, Entry, EntryLine, Period, Receipt
from guyub.foundation.ledger.models.stock import Item, Lot, LotBalance, Place, StockBalance, StockMovement, UnitFactor

__all__ = [
    "Account",
    "Approval",
    "AssetCharge",
    "Balance",
    "CashBox",
    "CashCount",
    "CashMovement",
    "Counter",
    "DuesExemption",
    "DuesPayment",
    "DuesRate",
    "Entry",
    "EntryLine",
    "FixedAsset",
    "Fund",
    "FundBalance",
    "FundBudget",
    "Item",
    "Lot",
    "LotBalance",
    "MonthTotal",
    "PartyBalance",
    "Period",
    "Place",
    "Receipt",
    "StatementNote",
    "StockBalance",
    "StockMovement",
    "Unit",
    "UnitFactor",
]
