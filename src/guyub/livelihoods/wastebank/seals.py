"""Triggers that keep finished rows as they were written, on SQLite and on PostgreSQL.

A deposit's lines come first, then the deposit; from then on nothing may be added to it, changed or removed. Payouts and
sales move on through their states until they end. A migration that rebuilds one of these tables must install them
again (SQLite drops triggers with the old table); `guyub verify` tells when one is missing.
"""

from __future__ import annotations

from guyub.foundation.core.triggers import Seals

# Never changed, never removed.
SEALED = (
    "deposit",
    "depositline",
    "groupshare",
    "useofvalue",
    "passbookline",
    "pricelist",
    "pricerow",
    "salepayment",
    "stockcount",
    "repayment",
    "stockdifference",
    "override",
    "transfer",
    "billproof",
    "openingbalance",
    "lotevent",
    "salelot",
    "salesettlement",
    "lotreturn",
    "sorting",
    "sortingoutput",
    "disposal",
    "writedown",
    "collectorquote",
    "goodprice",
    "swapoffer",
    "shoppayment",
    "goodscount",
    "loangood",
    "dlhreport",
    "reportsubmission",
)

# (table, verb): conditions over OLD and NEW under which the verb is refused.
_PAYOUT_FACTS = ("org_id", "client_id", "content_hash", "pocket_id", "member_id", "amount")
_BILL_FACTS = ("org_id", "client_id", "content_hash", "pocket_id", "kind", "amount", "fee", "held_entry_id")
_SALE_FACTS = (
    *("org_id", "client_id", "content_hash", "happened_at", "post_id", "collector_id", "revenue", "cost", "cogs"),
    *("consigned", "shrinkage", "entry_id", "receipt_number", "receipt_code", "final_at"),
)
_LOT_FACTS = (
    "org_id",
    "root_id",
    "no",
    "turn",
    "post_id",
    "item_id",
    "weighed_at",
    "fee_bp",
    "carried_from_id",
)  # not whose: rows are joined
_ADJUSTMENT_FACTS = ("org_id", "lot_id", "sale_id", "deposit_id", "quantity", "amount")
_TRANSFER_FACTS = ("org_id", "client_id", "content_hash", "from_post_id", "to_post_id", "sent_entry_id")
_TRANSFER_LINE_FACTS = ("org_id", "transfer_id", "no", "item_id", "pool", "quantity", "value")
_RECEIVABLE_FACTS = ("org_id", "deposit_id", "amount", "arose_at", "entry_id")
_LOAN_FACTS = ("org_id", "client_id", "content_hash", "happened_at")
_LOAN_PAID = (
    *("amount", "share_bp", "approved_by_id", "disbursed_at", "disburse_client_id", "in_goods"),
    *("entry_id", "receipt_number", "receipt_code"),
)
_PURCHASE_FACTS = (
    *("org_id", "client_id", "content_hash", "happened_at", "post_id", "good_id", "kind", "shop_id", "collector_id"),
    *("count", "cost", "cash_account", "entry_id", "receipt_number", "receipt_code"),
)
_BARTER_FACTS = (
    *("org_id", "client_id", "content_hash", "happened_at", "member_id", "post_id", "good_id", "terms", "count"),
    *("unit_price", "amount", "cost", "subsidy", "pocket_id", "visit_id", "entry_id", "receipt_number", "receipt_code"),
)
_ALLOTMENT_FACTS = ("org_id", "client_id", "content_hash", "happened_at", "post_id", "good_id", "phone_id", "count")
_SALE_OF_LINE = "(SELECT s.status FROM wastebank_sale s WHERE s.org_id = {row}.org_id AND s.id = {row}.sale_id)"

_FACTS = {
    "payout": _PAYOUT_FACTS,
    "bill": _BILL_FACTS,
    "sale": _SALE_FACTS,
    "lot": _LOT_FACTS,
    "adjustment": _ADJUSTMENT_FACTS,
    "receivable": _RECEIVABLE_FACTS,
    "loan": _LOAN_FACTS,
    "loan_paid": _LOAN_PAID,
    "transfer": _TRANSFER_FACTS,
    "transfer_line": _TRANSFER_LINE_FACTS,
    "purchase": _PURCHASE_FACTS,
    "barter": _BARTER_FACTS,
    "allotment": _ALLOTMENT_FACTS,
}

CONDITIONS = {
    ("payout", "update"): "OLD.status NOT IN ('requested', 'approved') OR {payout_changed}",
    ("payout", "delete"): "1 = 1",
    ("bill", "update"): "OLD.status <> 'held' OR {bill_changed}",
    ("bill", "delete"): "1 = 1",
    ("accountexit", "update"): "OLD.status = 'closed'",
    ("accountexit", "delete"): "1 = 1",
    (
        "sale",
        "update",
    ): "OLD.status = 'reversed' OR (OLD.status = 'final' AND ({sale_changed} OR NEW.status = 'draft'))",
    ("sale", "delete"): "OLD.status <> 'draft'",
    ("saleline", "insert"): _SALE_OF_LINE.format(row="NEW") + " <> 'draft'",
    ("saleline", "update"): _SALE_OF_LINE.format(row="OLD") + " <> 'draft'",
    ("saleline", "delete"): _SALE_OF_LINE.format(row="OLD") + " <> 'draft'",
    ("consignmentlot", "update"): "{lot_changed}",
    ("consignmentlot", "delete"): "1 = 1",
    ("lotadjustment", "update"): "OLD.is_settled OR {adjustment_changed}",
    ("lotadjustment", "delete"): "1 = 1",
    ("posttransfer", "update"): "OLD.status <> 'sent' OR {transfer_changed}",
    ("posttransfer", "delete"): "1 = 1",
    ("posttransferline", "update"): "OLD.received IS NOT NULL OR {transfer_line_changed}",
    ("posttransferline", "delete"): "1 = 1",
    ("receivable", "update"): "{receivable_changed}",
    ("receivable", "delete"): "1 = 1",
    ("loan", "update"): (
        "OLD.status IN ('refused', 'cancelled') OR {loan_changed}"
        " OR (OLD.disbursed_at IS NOT NULL AND {loan_paid_changed})"
    ),
    ("loan", "delete"): "1 = 1",
    ("loangood", "insert"): (
        "EXISTS (SELECT 1 FROM wastebank_loan l WHERE l.org_id = NEW.org_id AND l.id = NEW.loan_id"
        " AND l.disbursed_at IS NOT NULL)"
    ),
    ("goodspurchase", "update"): "OLD.reversed_at IS NOT NULL OR {purchase_changed}",
    ("goodspurchase", "delete"): "1 = 1",
    ("barter", "update"): "OLD.reversed_at IS NOT NULL OR {barter_changed}",
    ("barter", "delete"): "1 = 1",
    ("deviceallotment", "update"): (
        "OLD.settled_at IS NOT NULL OR NEW.used < OLD.used OR NEW.taken_back < OLD.taken_back OR {allotment_changed}"
    ),
    ("deviceallotment", "delete"): "1 = 1",
    ("goodsrequest", "update"): "OLD.status <> 'asked'",
    ("goodsrequest", "delete"): "1 = 1",
    ("flag", "update"): "OLD.settled_at IS NOT NULL",
    ("flag", "delete"): "1 = 1",
    **{
        (table, "insert"): (
            "EXISTS (SELECT 1 FROM wastebank_deposit d WHERE d.org_id = NEW.org_id AND d.id = NEW.deposit_id)"
        )
        for table in ("depositline", "groupshare", "useofvalue")
    },
    **{(table, verb): "1 = 1" for table in SEALED for verb in ("update", "delete")},
}

SEALS = Seals("wastebank", CONDITIONS, _FACTS, said="is finished")
