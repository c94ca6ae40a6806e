"""What goods for barter bring along at start: names of their entries, documents, checks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guyub.foundation.ledger.kinds import register_kind
from guyub.foundation.ledger.verify import register_check, register_document
from guyub.livelihoods.wastebank import accounts, checks, documents


def register() -> None:
    """Make them known, once."""
    for kind, name, builder in (
        (accounts.BARTER, _("Goods for savings"), documents.goods.barters),
        (accounts.GOODS_PURCHASE, _("Goods bought for barter"), documents.goods.purchases),
        (accounts.SHOP_PAYMENT, _("Payment for goods"), documents.goods.shop_payments),
        (accounts.LOAN_GOODS, _("Goods on credit"), documents.goods.loans_in_goods),
        (accounts.GOODS_COUNT, _("Count of goods"), documents.goods.goods_counts),
    ):
        register_kind(kind, name)
        register_document(kind, builder)
    for check in (checks.goods.exchange_goods, checks.goods.allotments, checks.goods.shops, checks.goods.lent_goods):
        register_check(f"wastebank.{check.__name__}", check)
