"""Selling to a collector: draft, final, reversed; payments in parts. One load may hold our own and consigned waste."""

from guyub.livelihoods.wastebank.actions.selling.drafts import discard_draft, draft_sale, edit_draft
from guyub.livelihoods.wastebank.actions.selling.figures import SaleLineIn
from guyub.livelihoods.wastebank.actions.selling.finishing import finalise_sale
from guyub.livelihoods.wastebank.actions.selling.payments import record_sale_payment
from guyub.livelihoods.wastebank.actions.selling.reversing import reverse_sale

__all__ = [
    "SaleLineIn",
    "discard_draft",
    "draft_sale",
    "edit_draft",
    "finalise_sale",
    "record_sale_payment",
    "reverse_sale",
]
