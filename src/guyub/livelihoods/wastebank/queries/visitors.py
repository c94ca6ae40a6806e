"""Who comes to the scale, what lies on it most, and what a visit will come to before it is saved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.money import share
from guyub.foundation.core.quantities import Unit
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.balances import balance
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Membership, Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import REGULAR, MemberClass, Mode, SessionStatus, Source
from guyub.livelihoods.wastebank.models import Deposit, DepositLine, Pocket, SessionOfficer, WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.catalogue import ItemCard, items
from guyub.livelihoods.wastebank.queries.debts import Repaying, would_repay, would_repay_each
from guyub.livelihoods.wastebank.queries.goods_terms import Option, gathered, options, priced
from guyub.livelihoods.wastebank.queries.targets import Target, targets_of
from guyub.livelihoods.wastebank.rules import times, ways, worth
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.visits import LineIn, WayIn

LATELY = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member who came lately; `today`: she was here today already."""

    member_id: UUID
    number: int
    name: str
    hamlet: str
    today: bool


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line as it will be priced."""

    item_id: UUID
    item: str
    unit: str
    quantity: int
    price: int | None
    amount: int
    is_consigned: bool = False


@dataclass(frozen=True, slots=True)
class PreviewShare:
    """What one of a group gets, and what of it repays her debts."""

    amount: int
    repays: Repaying


@dataclass(frozen=True, slots=True)
class Preview:
    """What a visit comes to at this moment: nothing is written, nothing is promised."""

    lines: list[PreviewLine]
    gross: int
    deduction: int
    net: int
    repays: Repaying
    uses: list[ways.Allocation]
    saved: int
    balance_after: int | None
    owed: int
    in_cash_box: int
    goods: list[Option]
    targets: list[Target]
    shares: list[PreviewShare]


def recent_visitors(*, org: Organization, limit: int = 7) -> list[Visitor]:
    """Return the members who came last, the newest first: today's before others; two queries."""
    since = clock.now() - LATELY
    seen = dict(
        Deposit.objects.filter(org=org, member__status="active", weighed_at__gte=since)
        .values_list("member_id")
        .annotate(last=Max("weighed_at"))
        .order_by("-last")[:limit]
    )
    people = Member.objects.in_bulk(list(seen))
    today = clock.start_of(clock.today(org.time_zone), org.time_zone)
    return [
        Visitor(pk, people[pk].number, people[pk].name, people[pk].hamlet, last >= today) for pk, last in seen.items()
    ]


def active_members(*, org: Organization, ids: Collection[UUID]) -> dict[UUID, Member]:
    """Return these members, all of them active ones of this association; one query."""
    found: dict[UUID, Member] = Member.objects.filter(org=org, status="active").in_bulk(list(ids))
    if len(found) != len(set(ids)):
        raise NotHere
    return found


def most_used_items(*, org: Organization, limit: int = 7) -> list[UUID]:
    """Return the kinds weighed most often lately; one query."""
    rows = (
        DepositLine.objects.filter(org=org, weighed_at__gte=clock.now() - LATELY)
        .values_list("item_id")
        .annotate(times=Count("id"))
        .order_by("-times", "item_id")[:limit]
    )
    return [item_id for item_id, _times in rows]


def counting_moment(*, org: Organization, session: WeighingSession, moment: datetime) -> datetime:
    """Return the weighing time that will count for something typed at `moment` (spec 3.4)."""
    if source_for(session) == Source.PAPER:
        return session.planned_open
    limits = tuning(org)
    window = times.Window(session.planned_open, session.planned_close, limits.before, limits.after)
    return times.weighing_time(moment, offset_seconds=0, window=window).moment


def source_for(session: WeighingSession) -> Source:
    """Return how a visit of a session is written down now: on a closed day only what stood on paper."""
    return Source.PAPER if session.status == SessionStatus.CLOSED else Source.ONLINE


def preview(
    *,
    org: Organization,
    session: WeighingSession,
    member: Member | None,
    lines: Sequence[LineIn],
    group: Sequence[tuple[Member, int]] = (),
    tapped: Sequence[WayIn] = (),
    moment: datetime,
    channel: str,
    member_class: str = MemberClass.INDIVIDUAL,
) -> Preview:
    """Return what a visit comes to; a fixed number of queries."""
    when = counting_moment(org=org, session=session, moment=moment)
    cards = items(org=org, moment=when, channel=channel, member_class=member_class, active_only=False)
    known = {card.id: card for card in cards}
    found = [(line, _card(known, line.item_id)) for line in lines]
    value = worth.worth(
        [worth.Weighed(line.quantity, Unit(card.unit), card.price, card.deduction_bp) for line, card in found]
    )
    day = clock.day_of(when, org.time_zone)
    owed = dues.owed(org=org, member=member, upto=day).amount if member else 0
    box = balance(org=org, account=session.post.cash_account, fund=accounts.FUND)
    lines_in = zip(found, value.nets, strict=True)
    brought = gathered((card.id, card.name, line.quantity, net) for (line, card), net in lines_in)
    tapped = priced(tapped, brought=brought, moment=when)
    points = tuning(org).receivable_bp
    repays = would_repay(member_id=member.pk, value=value.net, points=points) if member else Repaying()
    uses = list(ways.allocate(value.net - repays.total, tapped, owed=owed, in_cash_box=box, most=repays.most))
    spent = repays.total + sum(use.amount for use in uses if use.tapped.way != ways.SAVE)
    elsewhere = sum(use.amount for use in uses if use.tapped.way == ways.SAVE and use.tapped.names_savings)
    before = _regular_balance(member) - elsewhere if member else 0
    return Preview(
        lines=[
            PreviewLine(card.id, card.name, card.unit, line.quantity, card.price, amount, card.is_consigned)
            for (line, card), amount in zip(found, value.amounts, strict=True)
        ],
        gross=value.gross,
        deduction=value.deduction,
        net=value.net,
        repays=repays,
        uses=uses,
        saved=value.net - spent if member else 0,
        balance_after=before + value.net - spent if member else None,
        owed=owed,
        in_cash_box=box,
        goods=options(org=org, post=session.post, brought=brought, worth_in_all=value.net, moment=when)
        if member
        else [],
        targets=targets_of(org=org, member_id=member.pk) if member else [],
        shares=_shares(group, value.net, points) if group else [],
    )


def _shares(group: Sequence[tuple[Member, int]], net: int, points: int) -> list[PreviewShare]:
    """Share by the rule of the action: by member number, the odd rupiah to the first; debts are repaid out of each."""
    amounts = share(net, [parts for _member, parts in group])
    values = {member.pk: amount for (member, _parts), amount in zip(group, amounts, strict=True)}
    repays = would_repay_each(values=values, points=points)
    return [PreviewShare(amount, repays[pk]) for pk, amount in values.items()]


def _card(known: dict[UUID, ItemCard], item_id: UUID) -> ItemCard:
    card = known.get(item_id)
    if card is None:
        raise NotHere
    return card


def _regular_balance(member: Member) -> int:
    pocket = Pocket.objects.filter(member=member, kind__code=REGULAR, label="").first()
    return pocket.balance if pocket else 0


@dataclass(frozen=True, slots=True)
class Correction:
    """What a deposit was and what it would be: the lines, and the value before and after."""

    before: list[PreviewLine]
    after: list[PreviewLine]
    net_before: int
    net_after: int


def correction_preview(*, org: Organization, deposit_id: UUID, lines: Sequence[LineIn]) -> Correction:
    """Return what a correction comes to, at the price and deduction of the weighing."""
    deposit = Deposit.get(deposit_id)
    known = {
        card.id: card
        for card in items(
            org=org,
            moment=deposit.weighed_at,
            channel=deposit.channel,
            member_class=deposit.member_class,
            active_only=False,
        )
    }
    found = [(line, _card(known, line.item_id)) for line in lines]
    value = worth.worth(
        [worth.Weighed(line.quantity, Unit(card.unit), card.price, card.deduction_bp) for line, card in found]
    )
    return Correction(
        before=[
            PreviewLine(
                row.item_id,
                row.item_name,
                row.unit,
                row.quantity,
                row.price,
                row.amount,
                row.mode == Mode.CONSIGNMENT,
            )
            for row in deposit.lines.order_by("no")
        ],
        after=[
            PreviewLine(card.id, card.name, card.unit, line.quantity, card.price, amount, card.is_consigned)
            for (line, card), amount in zip(found, value.amounts, strict=True)
        ],
        net_before=deposit.net,
        net_after=value.net,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a deposit stands: what it took the place of, whether its day is open, whether `by` may correct it."""

    earlier: UUID | None
    day_is_open: bool
    may_correct: bool


def standing_of(*, by: Actor, deposit_id: UUID) -> Standing:
    """Return how a deposit stands for `by`; who may correct is decided at last by the action."""
    deposit = Deposit.objects.select_related("session").get(pk=deposit_id)
    is_open = deposit.session.status != SessionStatus.CLOSED
    return Standing(deposit.replaces_id, is_open, _may_correct(by, deposit, is_open=is_open))


def may_correct(*, by: Actor, deposit_id: UUID) -> bool:
    """Return whether `by` would be let through to correct this deposit."""
    return standing_of(by=by, deposit_id=deposit_id).may_correct


def _may_correct(by: Actor, deposit: Deposit, *, is_open: bool) -> bool:
    if by.is_member(deposit.member_id) or deposit.shares.filter(member_id__in=by.member_ids).exists():
        return False
    recorder = deposit.recorded_by_id
    if deposit.version > 1:
        recorder = Deposit.objects.values_list("recorded_by_id", flat=True).get(pk=deposit.root_id)
    if by.user_id == recorder:
        return is_open and by.may(WastebankPermission.DEPOSIT)
    return by.may(WastebankPermission.CORRECT)


@dataclass(frozen=True, slots=True)
class Helper:
    """A member who may serve at a weighing day; `serves`: she is on its list."""

    member: Member
    serves: bool


def likely_helpers(*, org: Organization, session_id: UUID, also: UUID | None = None, limit: int = 30) -> list[Helper]:
    """Return who is on the list of a session and who served lately, by number; a fixed number of
    queries.
    """
    session = WeighingSession.get(session_id)
    on_list = set(session.officers.values_list("member_id", flat=True))
    lately = SessionOfficer.objects.filter(org=org, session__held_on__gte=session.held_on - LATELY)
    likely = on_list | set(lately.values_list("member_id", flat=True)[: limit * 4]) | _linked_officers(org)
    if also is not None:
        likely.add(also)
    rows = Member.objects.filter(pk__in=likely, status="active").order_by("number")[:limit]
    return [Helper(member, member.pk in on_list) for member in rows]


def _linked_officers(org: Organization) -> set[UUID]:
    rows = Membership.objects.filter(org=org, ended_at__isnull=True, member_id__isnull=False, terms__isnull=False)
    return set(rows.values_list("member_id", flat=True))
