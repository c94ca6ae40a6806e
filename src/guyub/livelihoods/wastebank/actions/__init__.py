"""The writes of the waste bank."""

from guyub.livelihoods.wastebank.actions.correcting import correct_deposit, undo_deposit
from guyub.livelihoods.wastebank.actions.counting import count_stock
from guyub.livelihoods.wastebank.actions.depositing import record_deposit
from guyub.livelihoods.wastebank.actions.flagging import settle_flag
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
    "SaleLineIn",
    "approve_payout",
    "assign_officers",
    "cancel_payout",
    "classify",
    "close_session",
    "correct_deposit",
    "count_stock",
    "create_category",
    "create_collector",
    "create_item",
    "create_post",
    "discard_draft",
    "draft_sale",
    "edit_draft",
    "expire_payouts",
    "finalise_sale",
    "open_bank",
    "open_session",
    "pay_payout",
    "plan_session",
    "publish_prices",
    "record_deposit",
    "record_sale_payment",
    "refuse_payout",
    "reopen_session",
    "request_payout",
    "reverse_sale",
    "settle_flag",
    "undo_deposit",
    "update_category",
    "update_collector",
    "update_item",
    "update_pocket_kind",
    "update_post",
    "withdraw",
]
