"""Weighing days: planned, open, closed. Closing never refuses what was weighed before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.choices import Activity, Role
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank.choices import SessionStatus
from guyub.livelihoods.wastebank.models import Post, SessionOfficer, WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission

SHIFT = "wastebank.session"  # what an officer's hours come from


@atomic
def plan_session(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    planned_open: datetime,
    planned_close: datetime,
    officers: Sequence[UUID] = (),
    open_now: bool = False,
) -> WeighingSession:
    """Plan a weighing day at a post; `open_now` for one that starts this minute, also from a phone without signal."""
    by.require(WastebankPermission.SESSION)
    lock_association(org.pk)
    content = {
        "post": post_id,
        "open": planned_open,
        "close": planned_close,
        "officers": sorted(str(member) for member in officers),
        "open_now": open_now,
    }
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(WeighingSession, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    if planned_close <= planned_open:
        raise BadInput(_("The closing time must be after the opening time."), field="planned_close")
    session: WeighingSession = WeighingSession.objects.create(
        **columns,
        post=Post.get(post_id),
        held_on=clock.day_of(planned_open, org.time_zone),
        planned_open=planned_open,
        planned_close=planned_close,
        status=SessionStatus.OPEN if open_now else SessionStatus.PLANNED,
        opened_at=happened_at if open_now else None,
    )
    _put_officers(org, session, officers)
    audit.record(org_id=org.pk, by=by, verb="wastebank.session_planned", target=session)
    return session


@atomic
def assign_officers(*, org: Organization, by: Actor, session_id: UUID, officers: Sequence[UUID]) -> WeighingSession:
    """Say who serves at a session that is not closed yet; the list replaces the one before."""
    by.require(WastebankPermission.SESSION)
    lock_association(org.pk)
    session = WeighingSession.get(session_id)
    if session.status == SessionStatus.CLOSED:
        raise Refused(_("The session is closed. Its officers stay as recorded."), code="session_closed")
    SessionOfficer.objects.filter(session=session).delete()
    _put_officers(org, session, officers)
    audit.record(org_id=org.pk, by=by, verb="wastebank.officers_assigned", target=session)
    return session


@atomic
def open_session(*, org: Organization, by: Actor, session_id: UUID, happened_at: datetime) -> WeighingSession:
    """Open a planned session. Opening an open one changes nothing."""
    by.require(WastebankPermission.SESSION)
    lock_association(org.pk)
    session = WeighingSession.get(session_id)
    if session.status == SessionStatus.OPEN:
        return session
    if session.status == SessionStatus.CLOSED:
        raise Refused(
            _("The session is closed."), next_step=_("The chair can reopen it, with a reason."), code="session_closed"
        )
    if session.held_on > clock.today(org.time_zone):
        raise Refused(
            _("The session is planned for a later day."), next_step=_("Open it on its day."), code="session_in_future"
        )
    session.status, session.opened_at = SessionStatus.OPEN, happened_at
    session.save(update_fields=["status", "opened_at"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.session_opened", target=session)
    return session


@atomic
def close_session(*, org: Organization, by: Actor, session_id: UUID, happened_at: datetime) -> WeighingSession:
    """Close an open session and record the officers' hours. Late facts of phones are still accepted, flagged."""
    by.require(WastebankPermission.SESSION)
    lock_association(org.pk)
    session = WeighingSession.get(session_id)
    if session.status == SessionStatus.CLOSED:
        return session
    if session.status == SessionStatus.PLANNED:
        raise Refused(_("The session was not opened yet."), code="session_not_open")
    session.status, session.closed_at = SessionStatus.CLOSED, happened_at
    session.save(update_fields=["status", "closed_at"])
    _record_shifts(org, by, session)
    audit.record(org_id=org.pk, by=by, verb="wastebank.session_closed", target=session)
    return session


@atomic
def reopen_session(*, org: Organization, by: Actor, session_id: UUID, reason: str) -> WeighingSession:
    """Open a closed session again, with a reason that stays."""
    by.require(WastebankPermission.REOPEN)
    lock_association(org.pk)
    session = WeighingSession.get(session_id)
    if session.status != SessionStatus.CLOSED:
        raise Refused(_("The session is not closed."), code="session_not_closed")
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    session.status, session.closed_at, session.reopen_reason = SessionStatus.OPEN, None, reason.strip()
    session.recap_version += 1
    session.save(update_fields=["status", "closed_at", "reopen_reason", "recap_version"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.session_reopened", target=session)
    return session


def _put_officers(org: Organization, session: WeighingSession, officers: Sequence[UUID]) -> None:
    known = set(Member.objects.filter(pk__in=officers).values_list("pk", flat=True))
    if known != set(officers):
        raise BadInput(_("One of these members is not here."), field="officers")
    SessionOfficer.objects.bulk_create(SessionOfficer(org=org, session=session, member_id=pk) for pk in known)


def _record_shifts(org: Organization, by: Actor, session: WeighingSession) -> None:
    """One participation for each officer, from opening to closing; a session closed twice keeps the first."""
    served = session.officers.values_list("member_id", flat=True)
    there = set(
        Participation.objects.filter(source_type=SHIFT, source_id=session.pk).values_list("member_id", flat=True)
    )
    Participation.objects.bulk_create(_shift(org, by, session, member) for member in served if member not in there)


def _shift(org: Organization, by: Actor, session: WeighingSession, member_id: UUID) -> Participation:
    """The hours of one officer, from opening to closing."""
    starts_at = session.opened_at or session.planned_open
    ends_at = session.closed_at or session.planned_close
    minutes = min(max(int((ends_at - starts_at).total_seconds()) // 60, 1), 1440)
    columns = fact(
        org=org,
        by=by,
        client_id=uuid7(),
        happened_at=starts_at,
        content={"session": session.pk, "member": member_id, "minutes": minutes},
    )
    return Participation(
        **columns,
        member_id=member_id,
        activity=Activity.WEIGHING,
        role=Role.GAVE,
        minutes=minutes,
        source_type=SHIFT,
        source_id=session.pk,
    )
