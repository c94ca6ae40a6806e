"""The writes of the waste bank."""

from guyub.livelihoods.wastebank.actions.allotting import allot_goods, take_back_goods
from guyub.livelihoods.wastebank.actions.barter_later import (
    barter_savings,
    give_requested,
    refuse_requested,
    undo_barter,
)
from guyub.livelihoods.wastebank.actions.buying import (
    PurchaseIn,
    buy_goods,
    count_goods,
    pay_shop,
    set_off_sale,
    undo_purchase,
)
from guyub.livelihoods.wastebank.actions.correcting import correct_deposit, undo_deposit
from guyub.livelihoods.wastebank.actions.counting import count_stock
from guyub.livelihoods.wastebank.actions.depositing import record_deposit
from guyub.livelihoods.wastebank.actions.flagging import settle_flag
from guyub.livelihoods.wastebank.actions.goods import (
    create_good,
    create_shop,
    publish_good_price,
    publish_swap_offer,
    update_good,
)
from guyub.livelihoods.wastebank.actions.paying import (
    approve_payout,
    cancel_payout,
    expire_payouts,
    pay_payout,
    refuse_payout,
    request_payout,
    withdraw,
)
from guyub.livelihoods.wastebank.actions.pricing import PriceIn, Published, publish_prices
from guyub.livelihoods.wastebank.actions.selling import (
    SaleLineIn,
    discard_draft,
    draft_sale,
    edit_draft,
    finalise_sale,
    record_sale_payment,
    reverse_sale,
)
from guyub.livelihoods.wastebank.actions.sessions import (
    assign_officers,
    close_session,
    open_session,
    plan_session,
    reopen_session,
)
from guyub.livelihoods.wastebank.actions.setup import (
    classify,
    create_category,
    create_collector,
    create_item,
    create_post,
    open_bank,
    update_category,
    update_collector,
    update_item,
    update_pocket_kind,
    update_post,
)

__all__ = [
    "PriceIn",
    "Published",
    "PurchaseIn",
    "SaleLineIn",
    "allot_goods",
    "approve_payout",
    "assign_officers",
    "barter_savings",
    "buy_goods",
    "cancel_payout",
    "classify",
    "close_session",
    "correct_deposit",
    "count_goods",
    "count_stock",
    "create_category",
    "create_collector",
    "create_good",
    "create_item",
    "create_post",
    "create_shop",
    "discard_draft",
    "draft_sale",
    "edit_draft",
    "expire_payouts",
    "finalise_sale",
    "give_requested",
    "open_bank",
    "open_session",
    "pay_payout",
    "pay_shop",
    "plan_session",
    "publish_good_price",
    "publish_prices",
    "publish_swap_offer",
    "record_deposit",
    "record_sale_payment",
    "refuse_payout",
    "refuse_requested",
    "reopen_session",
    "request_payout",
    "reverse_sale",
    "set_off_sale",
    "settle_flag",
    "take_back_goods",
    "undo_barter",
    "undo_deposit",
    "undo_purchase",
    "update_category",
    "update_collector",
    "update_good",
    "update_item",
    "update_pocket_kind",
    "update_post",
    "withdraw",
]
