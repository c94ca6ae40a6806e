"""What consigned waste and the work on the stock bring along at start: names of entries, documents, checks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guyub.foundation.ledger.kinds import register_kind
from guyub.foundation.ledger.verify import register_check, register_document
from guyub.livelihoods.wastebank import accounts, checks, documents


def register() -> None:
    """Make them known, once."""
    for kind, name in (
        (accounts.SETTLEMENT, _("Consigned waste credited")),
        (accounts.LOT_ADJUSTMENT, _("Correction of consigned waste")),
        (accounts.LOT_READJUSTMENT, _("Correction of consigned waste, taken back")),
        (accounts.LOT_RETURN, _("Consigned waste given back")),
        (accounts.TRANSFER_SENT, _("Load sent to another post")),
        (accounts.TRANSFER_ENDED, _("Load from another post")),
        (accounts.SORTING, _("Waste sorted")),
        (accounts.DISPOSAL, _("Waste thrown away")),
        (accounts.WRITE_DOWN, _("Stock at what it brings")),
    ):
        register_kind(kind, name)
    for kind, builder in (
        (accounts.SETTLEMENT, documents.consignment.settlements),
        (accounts.LOT_RETURN, documents.consignment.lot_returns),
        (accounts.TRANSFER_SENT, documents.stock.transfers),
        (accounts.SORTING, documents.stock.sortings),
        (accounts.DISPOSAL, documents.stock.disposals),
        (accounts.WRITE_DOWN, documents.stock.write_downs),
    ):
        register_document(kind, builder)
    for check in checks.consignment.ALL:
        register_check(f"wastebank.{check.__name__}", check)
