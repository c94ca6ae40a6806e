"""The list `perlu diperiksa`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import Deposit, Flag
from guyub.livelihoods.wastebank.queries.persons import names_of_groups


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One thing to look at. For a deposit: whose, how much, and what else it is compared with (`details`)."""

    id: UUID
    reason: str
    subject_type: str
    subject_id: UUID
    session_id: UUID | None
    concerns_on: date
    raised_at: datetime
    details: dict[str, Any] = field(default_factory=dict)
    member_number: int | None = None
    member: str = ""
    receipt_number: int | None = None
    net: int | None = None
    settlement: str = ""
    note: str = ""


def open_flags(*, org: Organization, session_id: UUID | None = None, limit: int = 100) -> list[FlagRow]:
    """Return what waits for an officer, the oldest day first; three queries."""
    rows = Flag.objects.filter(org=org, settled_at__isnull=True)
    if session_id is not None:
        rows = rows.filter(session_id=session_id)
    return _rows(list(rows.order_by("concerns_on", "raised_at", "id")[:limit]))


def flag(*, org: Organization, flag_id: UUID | str) -> FlagRow:  # noqa: ARG001
    """Return one flag."""
    return _rows([Flag.get(flag_id)])[0]


def open_flag_count(*, org: Organization, upto: date | None = None) -> int:
    """Return how many are open; `upto`: of days until then. A month with any does not close."""
    rows = Flag.objects.filter(org=org, settled_at__isnull=True)
    return int((rows.filter(concerns_on__lte=upto) if upto else rows).count())


def _rows(flags: list[Flag]) -> list[FlagRow]:
    subjects = [f.subject_id for f in flags if f.subject_type == "deposit"]
    deposits = {d.pk: d for d in Deposit.objects.filter(pk__in=subjects).select_related("member")}
    groups, rows = names_of_groups(subjects), []
    for item in flags:
        deposit = deposits.get(item.subject_id)
        rows.append(
            FlagRow(
                id=item.pk,
                reason=item.reason,
                subject_type=item.subject_type,
                subject_id=item.subject_id,
                session_id=item.session_id,
                concerns_on=item.concerns_on,
                raised_at=item.raised_at,
                details=item.details,
                member_number=deposit.member.number if deposit and deposit.member else None,
                member=_who(deposit, groups) if deposit else "",
                receipt_number=deposit.receipt_number if deposit else None,
                net=deposit.net if deposit else None,
                settlement=item.settlement,
                note=item.note,
            )
        )
    return rows


def _who(deposit: Deposit, groups: dict[UUID, str]) -> str:
    return deposit.member.name if deposit.member else deposit.guest_name or groups.get(deposit.pk, "")
