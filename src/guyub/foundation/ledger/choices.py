"""Kinds of accounts, places and movements of cash."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class AccountKind(TextChoices):
    """The five kinds, by the first digit of the code: 1, 2, 3, 4, and 5 or 6."""

    ASSET = "asset", _("Assets")
    LIABILITY = "liability", _("Liabilities")
    EQUITY = "equity", _("Equity")
    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expenses")


class Control(TextChoices):
    """Which book stands behind a control account; its lines come from the rooms' actions only."""

    NONE = "", _("None")
    PARTY = "party", _("Per person")
    STOCK = "stock", _("Stock book")
    BATCH = "batch", _("Per batch")


class Guard(IntegerChoices):
    """The side on which a balance must stay: (debit - credit) x guard is never below zero."""

    CREDIT = -1, _("Never in debit")
    NONE = 0, _("Free")
    DEBIT = 1, _("Never in credit")


class CashFlow(TextChoices):
    """Why cash moved: the lines of the cash flow statement."""

    SALES = "O1", _("Received from sales")
    DUES_AND_GRANTS = "O2", _("Received dues and grants")
    SUPPLIERS = "O3", _("Paid to suppliers")
    WAGES = "O4", _("Paid wages")
    OTHER_COSTS = "O5", _("Paid other costs")
    FIXED_ASSETS = "I1", _("Fixed assets")
    MEMBER_LOANS = "I2", _("Loans to members")
    CAPITAL = "D1", _("Capital and loans")
    SAVINGS = "D2", _("Savings and money held for members")
    PROFIT_SHARE = "D3", _("Paid profit shares")
    TRANSFER = "T", _("Between cash boxes")


class PlaceKind(TextChoices):
    """Where goods can be."""

    STORE = "store", _("Store")
    HOME = "home", _("Home of a member")
    POST = "post", _("Weighing post")
    PRODUCTION = "production", _("Production")
    SHOP = "shop", _("Consignment shop")
    ROUND = "round", _("Joint purchase")


class BaseUnit(TextChoices):
    """The units in which quantities are counted, always whole numbers (see `core.quantities.Unit`)."""

    GRAM = "g", _("grams")
    MILLILITRE = "ml", _("millilitres")
    PIECE = "pcs", _("pieces")
    CENTIMETRE = "cm", _("centimetres")
    MINUTE = "min", _("minutes")
