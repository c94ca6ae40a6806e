"""Weighing days: what is on, who came, and the recap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from guyub.foundation.core import clock
from guyub.foundation.core.errors import NotHere
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import Deposit, DepositLine, Flag, UseOfValue, WeighingSession
from guyub.livelihoods.wastebank.queries.persons import heirs_of, names_of_groups, who_came


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A weighing day with its counts so far."""

    id: UUID
    post_id: UUID
    post: str
    held_on: date
    status: str
    planned_open: datetime
    planned_close: datetime
    visits: int = 0
    net: int = 0
    open_flags: int = 0
    recap_version: int = 1


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit in the roster; `member_number` None for a guest and for a group, whose names stand in `member`."""

    deposit_id: UUID
    receipt_number: int | None
    receipt_code: str
    member_id: UUID | None
    member_number: int | None
    member: str
    weighed_at: datetime
    line_count: int
    net: int
    version: int
    source: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecapItem:
    """What came in of one kind."""

    item_id: UUID
    item: str
    unit: str
    lines: int
    quantity: int
    amount: int
    net: int


@dataclass(frozen=True, slots=True)
class RecapWay:
    """What became of the value: how many visits used a way, and for how much."""

    way: str
    visits: int
    amount: int


@dataclass(frozen=True, slots=True)
class Recap:
    """The sums of a session; `session.recap_version` grows with late facts."""

    session: SessionCard
    officers: list[str]
    visits: int
    members: int
    guests: int
    gross: int
    deduction: int
    net: int
    saved: int
    by_item: list[RecapItem] = field(default_factory=list)
    by_way: list[RecapWay] = field(default_factory=list)


def standing(rows: QuerySet[Deposit] | None = None) -> QuerySet[Deposit]:
    """Return the deposits that count: the newest version of each."""
    return (Deposit.objects.all() if rows is None else rows).filter(replaced_by__isnull=True)


def sessions_today(*, org: Organization) -> list[SessionCard]:
    """Return today's weighing days, and those that were never closed."""
    today = clock.today(org.time_zone)
    rows = WeighingSession.objects.filter(
        Q(held_on=today) | Q(status="open", held_on__gte=today - timedelta(days=14), held_on__lt=today)
    )
    return _cards(rows.order_by("held_on", "planned_open", "id"))


def sessions(*, org: Organization, before: date | None = None, limit: int = 20) -> list[SessionCard]:  # noqa: ARG001
    """Return weighing days, newest first; `before` the last day of the page before."""
    rows = WeighingSession.objects.order_by("-held_on", "-id")
    return _cards((rows.filter(held_on__lt=before) if before else rows)[:limit])


def session_card(*, org: Organization, session_id: UUID) -> SessionCard:  # noqa: ARG001
    """Return one weighing day with its counts."""
    found = _cards(WeighingSession.objects.filter(pk=session_id))
    if not found:
        raise NotHere
    return found[0]


def roster(*, org: Organization, session_id: UUID, before: UUID | None = None, limit: int = 50) -> list[VisitRow]:  # noqa: ARG001
    """Return the visits of a session, newest first, for pages that have passed `session_card`; three queries.

    `before`: last deposit id of the page before.
    """
    rows = standing(Deposit.objects.filter(session_id=session_id)).order_by("-id")
    columns = (  # as VisitRow has them; the name of a guest stands last
        *("pk", "receipt_number", "receipt_code", "member_id", "member__number", "member__name", "weighed_at"),
        *("line_count", "net", "version", "source", "guest_name"),
    )
    visits = list((rows.filter(pk__lt=before) if before else rows).values_list(*columns)[:limit])
    ids = [row[0] for row in visits]
    flags, groups = _open_flags(ids), names_of_groups(ids)
    return [
        VisitRow(*(*row[:5], row[5] or row[-1] or groups.get(row[0], ""), *row[6:-1], tuple(flags.get(row[0], ()))))
        for row in visits
    ]


def recap(*, org: Organization, session_id: UUID) -> Recap:
    """Return what a session brought in and what became of it; a fixed number of queries."""
    card = session_card(org=org, session_id=session_id)
    visits = standing(Deposit.objects.filter(session_id=session_id, line_count__gt=0))
    sums = visits.aggregate(
        visits=Count("id"),
        gross=Sum("gross", default=0),
        deduction=Sum("deduction", default=0),
        net=Sum("net", default=0),
    )
    lines = (
        DepositLine.objects.filter(deposit__session_id=session_id, deposit__replaced_by__isnull=True)
        .values_list("item_id", "item__name", "unit")
        .annotate(Count("id"), Sum("quantity"), Sum("amount"), Sum("net"))
        .order_by("item__name")
    )
    ways = (
        UseOfValue.objects.filter(deposit__session_id=session_id, deposit__replaced_by__isnull=True)
        .exclude(way="save")
        .values_list("way")
        .annotate(Count("deposit", distinct=True), Sum("amount"))
        .order_by("way")
    )
    by_way = [RecapWay(*row) for row in ways]
    gifts = visits.filter(member__isnull=True, shares__isnull=True).aggregate(
        guests=Count("id"), net=Sum("net", default=0)
    )
    return Recap(
        session=card,
        officers=_officers(session_id),
        **sums,
        members=len(who_came(visits, heirs_of(org))),
        guests=gifts["guests"],
        saved=sums["net"] - gifts["net"] - sum(row.amount for row in by_way),
        by_item=[RecapItem(*row) for row in lines],
        by_way=by_way,
    )


def _officers(session_id: UUID) -> list[str]:
    session = WeighingSession.get(session_id)
    return list(session.officers.order_by("member__number").values_list("member__name", flat=True))


def _cards(rows: Iterable[WeighingSession]) -> list[SessionCard]:
    if isinstance(rows, QuerySet):
        rows = rows.select_related("post")
    found = list(rows)
    ids = [session.pk for session in found]
    sums = {
        session_id: (visits, net)
        for session_id, visits, net in standing(Deposit.objects.filter(session_id__in=ids, line_count__gt=0))
        .values_list("session_id")
        .annotate(Count("id"), Sum("net"))
        .order_by()
    }
    flags = dict(
        Flag.objects.filter(session_id__in=ids, settled_at__isnull=True)
        .values_list("session_id")
        .annotate(Count("id"))
        .order_by()
    )
    return [
        SessionCard(
            id=session.pk,
            post_id=session.post_id,
            post=session.post.name,
            held_on=session.held_on,
            status=session.status,
            planned_open=session.planned_open,
            planned_close=session.planned_close,
            visits=sums.get(session.pk, (0, 0))[0],
            net=sums.get(session.pk, (0, 0))[1],
            open_flags=flags.get(session.pk, 0),
            recap_version=session.recap_version,
        )
        for session in found
    ]


def _open_flags(ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for subject, reason in Flag.objects.filter(subject_id__in=ids, settled_at__isnull=True).values_list(
        "subject_id", "reason"
    ):
        found.setdefault(subject, []).append(reason)
    return found
