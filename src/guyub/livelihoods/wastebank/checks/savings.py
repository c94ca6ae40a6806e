"""What must agree among the savings, recomputed for `guyub verify`: each sentence names what is broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Sum

from guyub.foundation.ledger.models import PartyBalance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import BillStatus, PassbookKind, TransferKind
from guyub.livelihoods.wastebank.models import Bill, Override, PassbookLine, Payout, Transfer

_LINES = {
    TransferKind.OWN: PassbookKind.MOVE,
    TransferKind.MEMBER: PassbookKind.TRANSFER,
    TransferKind.MERGE: PassbookKind.MERGE,
}


def moves(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """Each transfer has its two lines, of the same amount; an override opens one lock, once, for two officers."""
    lines: dict[UUID, dict[tuple[UUID, str], int]] = defaultdict(dict)
    kinds = [kind.value for kind in _LINES.values()]
    for source_id, pocket_id, kind, amount in PassbookLine.objects.filter(kind__in=kinds).values_list(
        "source_id", "pocket_id", "kind", "amount"
    ):
        lines[source_id][pocket_id, kind] = amount
    for row in Transfer.objects.all():
        word = _LINES[TransferKind(row.kind)].value
        wanted = {(row.source_id, word): -row.amount, (row.target_id, word): row.amount}
        if lines[row.pk] != wanted:
            yield f"transfer {row.pk}: its two lines are not in the passbooks"
    used: dict[UUID, list[int]] = defaultdict(list)
    for override_id, amount in [
        *Payout.objects.filter(override_id__isnull=False, status="paid").values_list("override_id", "amount"),
        *Transfer.objects.filter(override_id__isnull=False).values_list("override_id", "amount"),
    ]:
        used[override_id].append(amount)
    for override in Override.objects.select_related("pocket"):
        spent = used.pop(override.pk, [])
        if len(spent) > 1 or sum(spent) > override.amount:
            yield f"override {override.pk}: it opened more than two officers agreed to"
        if override.pocket.member_id in {override.first_member_id, override.second_member_id}:
            yield f"override {override.pk}: its owner decided herself"
    for override_id in used:
        yield f"override {override_id}: it is used and does not exist"


def bills(org: Organization) -> Iterator[str]:  # noqa: ARG001 -- the active association
    """What is set aside for each member is what her open bills say, and what the books owe her for them."""
    held: dict[UUID, int] = defaultdict(int)
    rows = Bill.objects.filter(status=BillStatus.HELD).values_list("pocket__member_id")
    for member_id, amount, fee in rows.annotate(Sum("amount"), Sum("fee")).order_by():
        held[member_id] += amount + fee
    booked = {
        party: credit - debit
        for party, debit, credit in PartyBalance.objects.filter(account=accounts.SET_ASIDE).values_list(
            "party", "debit", "credit"
        )
    }
    for party in sorted({*held, *booked}):
        if held.get(party, 0) != booked.get(party, 0):
            yield f"bills of {party}: {held.get(party, 0)} set aside, {booked.get(party, 0)} in the books"
