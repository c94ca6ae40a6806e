"""What the waste bank keeps. Finished rows are refused UPDATE and DELETE by the database (migration 0002)."""

from guyub.livelihoods.wastebank.models.barters import Barter, GoodsRequest, LoanGood
from guyub.livelihoods.wastebank.models.catalogue import Category, CategoryClass, PriceList, PriceRow, WasteItem
from guyub.livelihoods.wastebank.models.consignment import (
    ConsignmentLot,
    LotAdjustment,
    LotEvent,
    LotReturn,
    SaleLot,
    SaleSettlement,
)
from guyub.livelihoods.wastebank.models.debts import Loan, Receivable, Repayment, StockDifference
from guyub.livelihoods.wastebank.models.deposits import Deposit, DepositLine, GroupShare, UseOfValue
from guyub.livelihoods.wastebank.models.exchange import (
    DeviceAllotment,
    ExchangeGood,
    GoodPrice,
    GoodsCount,
    GoodsPurchase,
    Shop,
    ShopPayment,
    SwapOffer,
)
from guyub.livelihoods.wastebank.models.flags import Flag
from guyub.livelihoods.wastebank.models.goods import (
    CollectorQuote,
    Disposal,
    PostTransfer,
    PostTransferLine,
    Sorting,
    SortingOutput,
    WriteDown,
)
from guyub.livelihoods.wastebank.models.moves import (
    AccountExit,
    Bill,
    BillProof,
    OpeningBalance,
    Override,
    Transfer,
)
from guyub.livelihoods.wastebank.models.reports import BankRule, ClassColumn, DlhReport, ItemMaterial, ReportSubmission
from guyub.livelihoods.wastebank.models.sales import Collector, Sale, SaleLine, SalePayment, StockCount
from guyub.livelihoods.wastebank.models.savings import PassbookLine, Payout, Pocket, PocketKind
from guyub.livelihoods.wastebank.models.sessions import Post, SessionOfficer, WeighingSession

__all__ = [
    "AccountExit",
    "BankRule",
    "Barter",
    "Bill",
    "BillProof",
    "Category",
    "CategoryClass",
    "ClassColumn",
    "Collector",
    "CollectorQuote",
    "ConsignmentLot",
    "Deposit",
    "DepositLine",
    "DeviceAllotment",
    "Disposal",
    "DlhReport",
    "ExchangeGood",
    "Flag",
    "GoodPrice",
    "GoodsCount",
    "GoodsPurchase",
    "GoodsRequest",
    "GroupShare",
    "ItemMaterial",
    "Loan",
    "LoanGood",
    "LotAdjustment",
    "LotEvent",
    "LotReturn",
    "OpeningBalance",
    "Override",
    "PassbookLine",
    "Payout",
    "Pocket",
    "PocketKind",
    "Post",
    "PostTransfer",
    "PostTransferLine",
    "PriceList",
    "PriceRow",
    "Receivable",
    "Repayment",
    "ReportSubmission",
    "Sale",
    "SaleLine",
    "SaleLot",
    "SalePayment",
    "SaleSettlement",
    "SessionOfficer",
    "Shop",
    "ShopPayment",
    "Sorting",
    "SortingOutput",
    "StockCount",
    "StockDifference",
    "SwapOffer",
    "Transfer",
    "UseOfValue",
    "WasteItem",
    "WeighingSession",
    "WriteDown",
]
