"""What members had saved before the bank used this program: once for each, by two officers, one opening entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.core.facts import fact
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import OPENING, Line
from guyub.foundation.ledger.models import Approval
from guyub.foundation.ledger.proposals import opening_day
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import open_pocket
from guyub.livelihoods.wastebank.choices import OPENING_KIND, REGULAR, PassbookKind
from guyub.livelihoods.wastebank.models import OpeningBalance, PocketKind
from guyub.livelihoods.wastebank.permissions import WastebankPermission

MOST_ROWS = 1000
SHOWN = 20


@dataclass(frozen=True, slots=True)
class OpeningIn:
    """One member's balance on the day before the start."""

    member_id: UUID
    amount: int


def propose_openings(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, rows: Sequence[OpeningIn]
) -> Approval:
    """Ask a second officer to enter what these members had saved. Each member once, whatever the file."""
    by.require(WastebankPermission.OVERRIDE)
    if not Approval.objects.filter(client_id=client_id).exists():
        _check(by, rows)
    return approvals.propose(
        org=org,
        by=by,
        kind=OPENING_KIND,
        payload={"rows": [[str(row.member_id), row.amount] for row in rows]},
        happened_at=happened_at,
        client_id=client_id,
        amount=sum(row.amount for row in rows),
        beneficiary=rows[0].member_id if len(rows) == 1 else None,
    )


def _check(by: Actor, rows: Sequence[OpeningIn]) -> None:
    if not rows:
        raise BadInput(_("There is no balance to enter."))
    if len(rows) > MOST_ROWS:
        raise BadInput(_("Too many rows at once. Split the list."))
    if any(row.amount <= 0 for row in rows):
        raise BadInput(_("The amount must be above zero."), field="amount")
    members = [row.member_id for row in rows]
    if len(set(members)) != len(members):
        raise BadInput(_("A member stands twice in the list."), code="member_twice")
    if len(rows) > 1 and by.member_ids & set(members):
        raise Forbidden(_("Your own balance must be entered by other officers. Leave it out."), code="own_benefit")
    here = set(Member.objects.filter(pk__in=members, status="active").values_list("pk", flat=True))
    if here != set(members):
        raise BadInput(_("One of these is no member any more."), code="member_left")
    _refuse_entered(members)


def _refuse_entered(members: Sequence[UUID]) -> None:
    done = OpeningBalance.objects.filter(member_id__in=members).select_related("member").first()
    if done is not None:
        raise Refused(
            _("The opening balance of %(name)s was entered before. Nothing was changed.") % {"name": done.member.name},
            next_step=_("Leave her out of the list."),
            code="opened_before",
        )


def enter(org: Organization, by: Actor, approval: Approval) -> UUID:
    """Post the balances in one opening entry, and write the first line of each passbook."""
    rows = [OpeningIn(UUID(member_id), amount) for member_id, amount in approval.payload["rows"]]
    if by.member_ids & {row.member_id for row in rows}:
        raise Forbidden(_("Your own balance is in this list. Another officer must agree."), code="own_benefit")
    _refuse_entered([row.member_id for row in rows])
    moment = clock.start_of(opening_day(org), org.time_zone)
    owed = [Line(accounts.SAVINGS, -row.amount, unit=accounts.UNIT, party=row.member_id) for row in rows]
    posted = post_entry(
        org=org,
        by=by,
        kind=OPENING,
        source_id=approval.pk,
        lines=[Line(accounts.OPENING_DIFFERENCE, approval.amount, unit=accounts.UNIT), *owed],
        event_at=moment,
        client_id=approval.pk,
        doc=approval.payload,
        memo=_("opening balances of savings"),
    )
    regular = PocketKind.objects.get(code=REGULAR)
    for row in rows:
        pocket = open_pocket(org=org, member_id=row.member_id, kind=regular)
        purse = Purse.of_row(pocket)
        opening_id = uuid7()
        purse.write(PassbookKind.OPENING, row.amount, moment, opening_id, posted.entry_id)
        purse.flush()
        content = {"approval": approval.pk, "member": row.member_id, "amount": row.amount}
        OpeningBalance.objects.create(
            **fact(org=org, by=by, client_id=uuid7(), happened_at=moment, content=content),
            id=opening_id,
            member_id=row.member_id,
            pocket=pocket,
            amount=row.amount,
            approval_id=approval.pk,
            entry_id=posted.entry_id,
        )
    audit.record(org_id=org.pk, by=by, verb="wastebank.openings_entered", target=approval, members=len(rows))
    return posted.entry_id


def describe(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say each balance, of a long list the first ones, and the sum."""
    rows = approval.payload["rows"]
    people = Member.objects.in_bulk([UUID(member_id) for member_id, _amount in rows[:SHOWN]])
    shown = [
        (numbered(people[UUID(member_id)].name, people[UUID(member_id)].number), rupiah(amount))
        for member_id, amount in rows[:SHOWN]
    ]
    more = len(rows) - len(shown)
    if more:
        shown.append((ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}, ""))
    return [*shown, (_("Together"), rupiah(approval.amount))]
