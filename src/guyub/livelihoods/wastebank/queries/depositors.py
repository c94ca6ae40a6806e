"""How many depositors, and what they were credited: numbers about persons, for the disclosure gate and nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guyub.foundation.core.disclosure import Release, SumTable, Table, is_safe_sum, protect, protect_sums
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.gate import gate_policy
from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.queries import Period, month_of
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.models import Deposit, GroupShare, LotAdjustment, SaleLot, SaleSettlement
from guyub.livelihoods.wastebank.periods import ReportPeriod
from guyub.livelihoods.wastebank.queries.persons import heir, heirs_of, last_came

ACTIVE, RESTING = 0, 1  # columns of the table of persons


@dataclass(frozen=True, slots=True)
class People:
    """What of the numbers may be told: by post (row) those who came and those who did not; rupiah credited by post."""

    persons: Release
    credited: Release


def people(*, org: Organization, period: ReportPeriod, posts: Sequence[UUID]) -> People | None:
    """Return depositors and their rupiah by post, through the gate; None without posts.

    A depositor belongs to the post where she came last, so the posts add up to the whole. Active: she came in the
    period. Who had left by its last day is not counted.
    """
    if not posts:
        return None
    policy, names = gate_policy(org), [str(post) for post in posts]
    place = {post: row for row, post in enumerate(posts)}
    counts = [[0, 0] for _post in posts]
    heirs = heirs_of(org)
    for post, came in _last_visits(org, period, heirs).values():
        counts[place[post]][ACTIVE if came >= period.start else RESTING] += 1
    given: list[list[dict[str, int]]] = [[{}] for _post in posts]
    for post, who, amount in [*_bought(org, period), *_consigned(org, period)]:
        cell, person = given[place[post]][0], str(heir(who, heirs))
        cell[person] = cell.get(person, 0) + amount
    return People(
        protect(Table.of(names, ["active", "resting"], counts), policy),
        protect_sums(SumTable.of(names, ["credited"], given), policy),
    )


def may_tell_worth(*, org: Organization, month: date) -> bool:
    """Return whether a month's rupiah may be told outside: enough who brought it, and none who stands out."""
    heirs, given = heirs_of(org), Counter[UUID]()
    for _post, who, amount in _bought(org, month_of(org, month)):
        given[heir(who, heirs)] += amount
    return is_safe_sum(list(given.values()), gate_policy(org))


def _last_visits(org: Organization, period: ReportPeriod, heirs: dict[UUID, UUID]) -> dict[UUID, tuple[UUID, datetime]]:
    """Return for each depositor of the period's last day the post and time of her last visit until then."""
    gone = _gone(period.last)
    found: dict[UUID, tuple[UUID, datetime]] = {}
    visits = Deposit.objects.filter(org=org, weighed_at__lt=period.end, replaced_by__isnull=True, line_count__gt=0)
    for member, post, came in last_came(visits, heirs):
        if member not in gone and (member not in found or (came, post) > (found[member][1], found[member][0])):
            found[member] = post, came
    return found


def _bought(org: Organization, period: Period) -> list[tuple[UUID, UUID, int]]:
    """Return (post, who, rupiah) of what was weighed in the period; each guest's gift is a contributor of its own."""
    rows = Deposit.objects.filter(
        org=org, weighed_at__gte=period.start, weighed_at__lt=period.end, replaced_by__isnull=True, net__gt=0
    )
    shares: dict[UUID, list[tuple[UUID, int]]] = {}
    shared = GroupShare.objects.filter(
        org=org, deposit__weighed_at__gte=period.start, deposit__weighed_at__lt=period.end
    )
    for deposit, member, amount in shared.values_list("deposit_id", "member_id", "amount"):
        shares.setdefault(deposit, []).append((member, amount))
    found = []
    for pk, post, member, net in rows.values_list("pk", "session__post_id", "member_id", "net"):
        parts = shares.get(pk) or [(member or pk, net)]
        found += [(post, who, amount) for who, amount in parts]
    return found


def _consigned(org: Organization, period: ReportPeriod) -> list[tuple[UUID, UUID, int]]:
    """Return (post, who, rupiah) of consigned waste that collectors paid for in the period, corrections included.

    A sale that was taken back since brought nothing, as a deposit that was replaced did not.
    """
    paid = SaleSettlement.objects.filter(
        org=org, happened_at__gte=period.start, happened_at__lt=period.end, sale__status=SaleStatus.FINAL
    )
    sales = dict(paid.values_list("sale_id", "sale__post_id"))
    taken = SaleLot.objects.filter(line__sale_id__in=sales).values_list(
        "line__sale_id", "lot__member_id", "lot__root_id", "amount"
    )
    corrected = LotAdjustment.objects.filter(sale_id__in=sales).values_list(
        "sale_id", "lot__member_id", "lot__root_id", "amount"
    )
    return [(sales[sale], member or visit, amount) for sale, member, visit, amount in [*taken, *corrected]]


def _gone(last: date) -> frozenset[UUID]:
    return frozenset(Member.objects.filter(left_on__lte=last).values_list("pk", flat=True))
