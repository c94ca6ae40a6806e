"""The version of a deposit that a correction replaces, and whose it is by now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.models import EntryLine
from guyub.foundation.members.models import Member
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.debts import repayments_of_visit
from guyub.livelihoods.wastebank.actions.weighing import Visit
from guyub.livelihoods.wastebank.choices import Way
from guyub.livelihoods.wastebank.models import Barter, Deposit, DepositLine, GroupShare, Pocket, Repayment, UseOfValue

STANDING = {Way.CASH, Way.BARTER}  # handed out at the weighing: paid cash and goods stand


@dataclass(slots=True)
class Earlier:
    """The version that is being replaced, with what it did to passbooks and debts.

    `shares` and `parts` are of who these persons are now; `joined` says for whom of them another row stood then.
    """

    deposit: Deposit
    root: Deposit
    shares: dict[UUID, int]
    parts: dict[UUID, int]
    uses: list[UseOfValue]
    repayments: list[Repayment]
    lines: list[DepositLine]
    joined: dict[UUID, UUID]

    @property
    def handed_out(self) -> int:
        return sum(use.amount for use in self.standing)

    @property
    def standing(self) -> list[UseOfValue]:
        return [use for use in self.uses if use.way in STANDING]

    @property
    def internal(self) -> list[UseOfValue]:
        """Uses that stay within the association: they are taken back and applied anew, as debts are."""
        return [use for use in self.uses if use.way in {Way.DONATE, Way.DUES} and use.entry_id is not None]

    def pocket_of(self, use: UseOfValue) -> UUID | None:
        """Return the pocket that a way saves into; of a row that was joined, the same kind of who she is now."""
        pocket = use.pocket if use.way == Way.SAVE else None
        if pocket is None:
            return None
        if pocket.member_id not in self.joined:
            return use.pocket_id
        hers = Pocket.objects.filter(
            member_id=self.joined[pocket.member_id], kind_id=pocket.kind_id, label=pocket.label
        )
        found: UUID | None = hers.values_list("pk", flat=True).first()
        return found

    @property
    def to_social_fund(self) -> int:
        if not self.parts:
            return int(self.deposit.net)
        return sum(use.amount for use in self.uses if use.way == Way.DONATE)


def earlier_version(deposit_id: UUID) -> Earlier:
    """Read the newest version of a deposit; an older one is refused."""
    deposit = Deposit.get(deposit_id)
    if Deposit.objects.filter(replaces=deposit).exists():
        raise Refused(
            _("This deposit was corrected before. Nothing was changed."),
            next_step=_("Open the newest version and correct that one."),
            code="not_newest",
        )
    rows = [(s.member_id, s.parts, s.amount) for s in GroupShare.objects.filter(deposit=deposit)]
    if deposit.member_id is not None:
        rows = [(deposit.member_id, 1, deposit.net)]
    joined = _joined(row[0] for row in rows)
    amounts: dict[UUID, int] = defaultdict(int)
    parts: dict[UUID, int] = defaultdict(int)
    for member_id, part, amount in rows:
        amounts[joined.get(member_id, member_id)] += amount
        parts[joined.get(member_id, member_id)] += part
    return Earlier(
        deposit,
        Deposit.objects.get(pk=deposit.root_id) if deposit.version > 1 else deposit,
        dict(amounts),
        dict.fromkeys(parts, 1) if deposit.member_id is not None else dict(parts),
        _uses(deposit),
        repayments_of_visit(deposit.pk),
        list(deposit.lines.order_by("no")),
        joined,
    )


def _uses(deposit: Deposit) -> list[UseOfValue]:
    """Return what became of the value; goods that came back since are no use of it any more."""
    rows = UseOfValue.objects.filter(deposit=deposit).select_related("pocket").order_by("no")
    back = Barter.objects.filter(visit_id=deposit.root_id, reversed_at__isnull=False)
    returned = set(back.values_list("entry_id", flat=True))
    return [use for use in rows if use.entry_id not in returned]


def carry_over(visit: Visit, joined: Mapping[UUID, UUID], entry_ids: Iterable[UUID]) -> None:
    """Let what undoing the old entries did to rows that were joined since count for the row that goes on."""
    if not joined:
        return
    undone = EntryLine.objects.filter(entry_id__in=list(entry_ids), party__in=joined)
    sums = undone.values_list("account", "party").annotate(Sum("amount")).order_by("account", "party")
    lines = [
        line
        for account, gone, amount in sums
        if amount
        for line in (
            Line(account, amount, unit=accounts.UNIT, party=joined[gone]),
            Line(account, -amount, unit=accounts.UNIT, party=gone),
        )
    ]
    if lines:
        post_entry(
            org=visit.org,
            by=visit.by,
            kind=accounts.CARRIED_OVER,
            source_id=visit.id,
            lines=lines,
            event_at=visit.event_at,
            client_id=uuid7(),
            memo=_("correction of two records that were joined"),
        )


def _joined(member_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return for each row that was joined with another since: which row goes on."""
    found: dict[UUID, UUID] = {}
    asked = {pk: pk for pk in member_ids}
    while asked:
        rows = Member.objects.filter(pk__in=asked, merged_into__isnull=False).values_list("pk", "merged_into_id")
        asked = {onwards: asked[pk] for pk, onwards in rows}
        found |= {first: onwards for onwards, first in asked.items()}
    return found
