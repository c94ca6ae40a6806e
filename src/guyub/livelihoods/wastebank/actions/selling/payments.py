"""Money from a collector for a load, whole or in parts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.settling import settle_if_paid
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.documents.books import payment_document
from guyub.livelihoods.wastebank.models import Sale, SalePayment
from guyub.livelihoods.wastebank.permissions import WastebankPermission


@atomic
def record_sale_payment(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    sale_id: UUID,
    amount: int,
    cash_account: str,
) -> SalePayment:
    """Take money that a collector still owes for a sale, all or a part."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    content = {"sale": sale_id, "amount": amount, "cash": cash_account}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(SalePayment, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    sale = Sale.get(sale_id)
    _check_payment(sale, amount)
    payment_id = uuid7()
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.SALE_PAYMENT,
        source_id=payment_id,
        lines=[
            Line(cash_account, amount, unit=accounts.UNIT, cash_flow="O1"),
            Line(accounts.COLLECTOR_DEBT, -amount, unit=accounts.UNIT, party=sale.collector_id),
        ],
        event_at=happened_at,
        client_id=client_id,
        doc=payment_document(payment_id, sale.pk, amount),
        memo=_("payment of a collector"),
        receipt=True,
    )
    payment: SalePayment = SalePayment.objects.create(
        id=payment_id,
        **columns,
        sale=sale,
        amount=amount,
        cash_account=cash_account,
        entry_id=posted.entry_id,
        receipt_number=posted.receipt_number,
        receipt_code=posted.receipt_code,
    )
    sale.paid += amount
    sale.save(update_fields=["paid"])
    settle_if_paid(org=org, by=by, sale=sale, happened_at=happened_at)
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_paid", target=sale)
    return payment


def _check_payment(sale: Sale, amount: int) -> None:
    if sale.status != SaleStatus.FINAL:
        raise Refused(_("Only a final sale is paid."), code="sale_not_final")
    owed = sale.revenue - sale.paid
    if amount <= 0:
        raise BadInput(_("The amount must be above zero."), field="amount")
    if amount > owed:
        raise Refused(
            _("The collector owes %(amount)s for this sale.") % {"amount": rupiah(owed)},
            next_step=_("Take that much at most."),
            code="over_paid",
            field="amount",
            owed=owed,
        )
