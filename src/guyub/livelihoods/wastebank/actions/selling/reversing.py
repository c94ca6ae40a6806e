"""Taking a load back with its payments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import stock
from guyub.foundation.ledger.actions import reverse_entry
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions.settling import give_back_lots, take_back_settlement
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.models import Sale
from guyub.livelihoods.wastebank.permissions import WastebankPermission


@atomic
def reverse_sale(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, sale_id: UUID, reason: str
) -> Sale:
    """Take a sale back with its payments: grams and cost return to the stock exactly."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    sale = Sale.get(sale_id)
    if sale.status == SaleStatus.REVERSED:
        return sale
    if sale.status == SaleStatus.DRAFT or sale.entry_id is None:
        raise Refused(_("A draft is not reversed but thrown away."), code="sale_draft")
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    take_back_settlement(org=org, by=by, sale=sale, happened_at=happened_at)
    for payment in sale.payments.order_by("recorded_at", "id"):
        reverse_entry(org=org, by=by, entry_id=payment.entry_id, event_at=happened_at, client_id=uuid7())
    moves = [*stock.mirror(org=org, entry_id=sale.entry_id), *give_back_lots(sale, happened_at)]
    undone = reverse_entry(
        org=org,
        by=by,
        entry_id=sale.entry_id,
        event_at=happened_at,
        client_id=client_id,
        moves=moves,
        receipt=True,
    )
    sale.status, sale.reverse_entry_id, sale.reverse_reason = SaleStatus.REVERSED, undone.entry_id, reason.strip()
    sale.reversed_at, sale.reversed_by_id = happened_at, by.user_id
    sale.save(update_fields=["status", "reverse_entry_id", "reverse_reason", "reversed_at", "reversed_by_id"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_reversed", target=sale)
    return sale
