"""The writes of the waste bank."""

from guyub.livelihoods.wastebank.actions.allotting import allot_goods, take_back_goods
from guyub.livelihoods.wastebank.actions.barter_later import (
    barter_savings,
    give_requested,
    refuse_requested,
    undo_barter,
)
from guyub.livelihoods.wastebank.actions.billing import fail_bill, hold_bill, pay_bill
from guyub.livelihoods.wastebank.actions.buying import (
    PurchaseIn,
    buy_goods,
    count_goods,
    pay_shop,
    set_off_sale,
    undo_purchase,
)
from guyub.livelihoods.wastebank.actions.closing import close_account
from guyub.livelihoods.wastebank.actions.correcting import correct_deposit, undo_deposit
from guyub.livelihoods.wastebank.actions.counting import count_stock
from guyub.livelihoods.wastebank.actions.depositing import record_deposit
from guyub.livelihoods.wastebank.actions.exiting import propose_exit
from guyub.livelihoods.wastebank.actions.flagging import settle_flag
from guyub.livelihoods.wastebank.actions.goods import (
    cost_of_one,
    create_good,
    create_shop,
    publish_good_price,
    publish_swap_offer,
    update_good,
)
from guyub.livelihoods.wastebank.actions.kinds import create_pocket_kind, update_pocket_kind
from guyub.livelihoods.wastebank.actions.lending import (
    approve_loan,
    ask_loan,
    cancel_loan,
    disburse_loan,
    refuse_loan,
)
from guyub.livelihoods.wastebank.actions.lending_goods import LentIn, loan_for_goods
from guyub.livelihoods.wastebank.actions.opening import OpeningIn, propose_openings
from guyub.livelihoods.wastebank.actions.overriding import propose_override
from guyub.livelihoods.wastebank.actions.owing import propose_write_off, repay_in_cash, repay_out_of_pocket
from guyub.livelihoods.wastebank.actions.paying import (
    approve_payout,
    cancel_payout,
    expire_payouts,
    pay_payout,
    refuse_payout,
    request_payout,
    withdraw,
)
from guyub.livelihoods.wastebank.actions.planning import Many, RequestIn, approve_many, plan_payday, request_many
from guyub.livelihoods.wastebank.actions.pricing import PriceIn, Published, publish_prices, put_back_prices
from guyub.livelihoods.wastebank.actions.reporting import (
    choose_materials,
    freeze_report,
    name_columns,
    submit_report,
    write_rule,
)
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
    update_post,
)
from guyub.livelihoods.wastebank.actions.transferring import move_savings, transfer_savings
from guyub.livelihoods.wastebank.actions.unlocking import propose_unlocking
from guyub.livelihoods.wastebank.rules.pockets import Rules as KindRules

__all__ = [
    "KindRules",
    "LentIn",
    "Many",
    "OpeningIn",
    "PriceIn",
    "Published",
    "PurchaseIn",
    "RequestIn",
    "SaleLineIn",
    "allot_goods",
    "approve_loan",
    "approve_many",
    "approve_payout",
    "ask_loan",
    "assign_officers",
    "barter_savings",
    "buy_goods",
    "cancel_loan",
    "cancel_payout",
    "choose_materials",
    "classify",
    "close_account",
    "close_session",
    "correct_deposit",
    "cost_of_one",
    "count_goods",
    "count_stock",
    "create_category",
    "create_collector",
    "create_good",
    "create_item",
    "create_pocket_kind",
    "create_post",
    "create_shop",
    "disburse_loan",
    "discard_draft",
    "draft_sale",
    "edit_draft",
    "expire_payouts",
    "fail_bill",
    "finalise_sale",
    "freeze_report",
    "give_requested",
    "hold_bill",
    "loan_for_goods",
    "move_savings",
    "name_columns",
    "open_bank",
    "open_session",
    "pay_bill",
    "pay_payout",
    "pay_shop",
    "plan_payday",
    "plan_session",
    "propose_exit",
    "propose_openings",
    "propose_override",
    "propose_unlocking",
    "propose_write_off",
    "publish_good_price",
    "publish_prices",
    "publish_swap_offer",
    "put_back_prices",
    "record_deposit",
    "record_sale_payment",
    "refuse_loan",
    "refuse_payout",
    "refuse_requested",
    "reopen_session",
    "repay_in_cash",
    "repay_out_of_pocket",
    "request_many",
    "request_payout",
    "reverse_sale",
    "set_off_sale",
    "settle_flag",
    "submit_report",
    "take_back_goods",
    "transfer_savings",
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
    "write_rule",
]
