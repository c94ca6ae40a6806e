"""Passbooks of the demo that begin before the program, turn out to be one, or end."""

from __future__ import annotations

from datetime import date
from typing import Any

from guyub.demo import bank_days, waste
from guyub.demo.people import Person
from guyub.demo.world import BOX, World, dice
from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Approval
from guyub.foundation.members.actions import merging, registering
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions as bank
from guyub.livelihoods.wastebank.models import AccountExit
from guyub.livelihoods.wastebank.queries.exits import what_is_left
from guyub.livelihoods.wastebank.visits import LineIn

NOTEBOOK = 5  # members had savings in the chair's notebook
POST = "Cihonje"


def enter_notebook(world: World) -> None:
    """Enter what a few founding members had saved before, by two officers."""
    rng = dice(7)
    officers = {actor.member_id for holders in world.actors.values() for actor in holders}
    savers = [world.members[number].pk for number in sorted(world.members)]
    rows = [
        bank.OpeningIn(member_id, rng.randint(10, 60) * 500)
        for member_id in [pk for pk in savers if pk not in officers][:NOTEBOOK]
    ]
    proposal = bank.propose_openings(
        org=world.org, by=world.one(Office.TREASURER), client_id=uuid7(), happened_at=clock.now(), rows=rows
    )
    _agree(world, proposal)


def register_again(world: World, planned: waste.PlannedSession) -> None:
    """Somebody who came before has lost her card, and is registered a second time at the table."""
    first = _twice(world, planned)
    row = registering.register_member(
        org=world.org,
        by=SYSTEM,
        client_id=uuid7(),
        happened_at=clock.now(),
        name=first.name,
        honorific=first.honorific,
        village_code=first.village_code,
        hamlet=first.hamlet,
        kind=first.kind,
    )
    bank.record_deposit(
        org=world.org,
        by=bank_days.weigher(world, planned.post),
        client_id=uuid7(),
        happened_at=clock.now(),
        session_id=world.sessions[planned.post, planned.opens_at],
        member_id=row.pk,
        lines=[LineIn(world.items["KRD"].pk, 4_600), LineIn(world.items["PBB"].pk, 1_800)],
    )


def join_again(world: World, planned: waste.PlannedSession) -> None:
    """The secretary sees the two rows, and joins them: the savings go along."""
    first = _twice(world, planned)
    newest = Member.objects.filter(name=first.name, status="active").latest("number")
    merging.merge_members(
        org=world.org,
        by=world.other_than(first.pk, Office.SECRETARY, Office.CHAIR),
        client_id=uuid7(),
        happened_at=clock.now(),
        kept_id=first.pk,
        gone_id=newest.pk,
    )


def _twice(world: World, planned: waste.PlannedSession) -> Member:
    """Return who came to this weighing day last: it is she who is registered twice."""
    return Member.get(world.members[planned.visits[-1].member].pk)


def close_account(world: World, person: Person) -> None:
    """Close the account of the first who left with savings: two officers, and the cash for her sister."""
    member_id = world.members[person.number].pk
    left, in_box = what_is_left(org=world.org, member_id=member_id), balance(org=world.org, account=BOX)
    if AccountExit.objects.exists() or left.lots or not 5_000 <= left.rest <= in_box:
        return
    treasurer = bank_days.stranger(world, member_id, Office.TREASURER)
    facts: dict[str, Any] = {"org": world.org, "happened_at": clock.now()}
    proposal = bank.propose_exit(
        by=treasurer, client_id=uuid7(), member_id=member_id, receiver="Ngatini (kakak)", **facts
    )
    _agree(world, proposal)
    payout = AccountExit.objects.get(member=member_id).payout_id
    if payout is None:
        raise LookupError("the rest waits as a withdrawal")
    bank.pay_payout(by=treasurer, client_id=uuid7(), payout_id=payout, post_id=world.posts[POST].pk, **facts)


def _agree(world: World, proposal: Approval) -> None:
    approvals.approve(org=world.org, by=world.one(Office.CHAIR), approval_id=proposal.pk)


def last_sunday(sessions: list[waste.PlannedSession], before: date) -> waste.PlannedSession:
    """Return the last weighing day of the post before a day to which enough people came."""
    here = [s for s in sessions if s.post == POST and len(s.visits) > 3 and s.opens_at.date() < before]
    return here[-1]
