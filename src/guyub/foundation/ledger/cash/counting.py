"""Counting cash by notes and coins. Nobody counts for herself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Forbidden
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals, limits
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.cash.boxes import name_of, tin
from guyub.foundation.ledger.entries import Line, Posted
from guyub.foundation.ledger.models import Approval, CashCount
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.organizations.models import Organization

COUNT_KIND = "opname_kas"
DIFFERENCE = "6107"
DENOMINATIONS = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100)


@atomic
def count_cash(
    *,
    org: Organization,
    by: Actor,
    box: str,
    pieces: Mapping[int, int],
    happened_at: datetime,
    client_id: UUID,
) -> CashCount:
    """Count a tin by notes and coins. A difference is booked at once; a large one after a second person agreed."""
    by.require(P.COUNT)
    lock_association(org.pk)
    counted_tin = tin(org=org, code=box)
    if counted_tin.holder and by.is_member(counted_tin.holder.pk):
        raise Forbidden(_("Nobody counts her own cash box. Ask another officer to count it."))
    clean = {str(value): pieces.get(value, 0) for value in DENOMINATIONS if pieces.get(value, 0)}
    if any(count < 0 for count in clean.values()) or set(pieces) - set(DENOMINATIONS):
        raise BadInput(_("Type how many notes and coins there are."), field="pieces")
    content = {"box": box, "pieces": clean}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    if before := first_result(CashCount, client_id=client_id, content_hash=columns["content_hash"]):
        return before
    row: CashCount = CashCount.objects.create(
        id=uuid7(),
        **columns,
        box=box,
        day=clock.day_of(happened_at, org.time_zone),
        pieces=clean,
        counted=sum(int(value) * count for value, count in clean.items()),
        booked=balance(org=org, account=box),
    )
    if abs(row.difference) > limits.cash_difference(org):
        approvals.propose(
            org=org,
            by=by,
            kind=COUNT_KIND,
            payload={"count": str(row.pk), "box": box, "difference": row.difference},
            happened_at=happened_at,
            client_id=uuid7(),
            amount=row.difference,
        )
    elif row.difference:
        _post_difference(org, by, row)
    audit.record(org_id=org.pk, by=by, verb="ledger.cash_counted", target=row)
    return row


def difference_approved(org: Organization, by: Actor, approval: Approval) -> UUID:
    """Book the difference of a count that a second person has looked at."""
    return _post_difference(org, by, CashCount.get(approval.payload["count"])).entry_id


def describe_difference(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say what was counted against what the books hold."""
    row = CashCount.get(approval.payload["count"])
    return [
        (_("Cash box"), name_of(row.box)),
        (_("Counted"), rupiah(row.counted)),
        (_("In the books"), rupiah(row.booked)),
        (_("Difference"), rupiah(row.difference)),
    ]


def _post_difference(org: Organization, by: Actor, row: CashCount) -> Posted:
    return post_entry(
        org=org,
        by=by,
        kind=COUNT_KIND,
        source_id=row.pk,
        client_id=row.pk,
        lines=[Line(DIFFERENCE, -row.difference), Line(row.box, row.difference, cash_flow="O5")],
        event_at=row.happened_at,
        doc=_count_document(row),
        memo=_("more cash than booked") if row.difference > 0 else _("less cash than booked"),
    )


def count_documents(source_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Rebuild the counts behind booked differences."""
    return {row.pk: _count_document(row) for row in CashCount.objects.filter(pk__in=source_ids)}


def _count_document(row: CashCount) -> dict[str, Any]:
    return {"box": row.box, "counted": row.counted, "booked": row.booked, "pieces": row.pieces}
