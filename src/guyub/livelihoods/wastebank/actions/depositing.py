"""Recording a visit: weighed, priced, credited and used, exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, NotHere, Refused
from guyub.foundation.core.facts import content_hash
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.months import first_of
from guyub.foundation.ledger.models import Period
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions import hot
from guyub.livelihoods.wastebank.actions.crediting import credit
from guyub.livelihoods.wastebank.actions.weighing import Visit, check_lines, look_for_twins, price_lines
from guyub.livelihoods.wastebank.choices import Channel, FlagReason, MemberClass, SessionStatus, Source, Way
from guyub.livelihoods.wastebank.models import WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.results import result_of
from guyub.livelihoods.wastebank.rules import times
from guyub.livelihoods.wastebank.rules import ways as way_rules
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.tuning import Tuning
from guyub.livelihoods.wastebank.visits import DepositResult, GroupPart, LineIn, Notice, WayIn

READY_WAYS = {Way.SAVE, Way.CASH, Way.BARTER, Way.DONATE, Way.DUES}
TO_HERSELF = {Way.CASH, Way.BARTER}


@atomic
def record_deposit(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    session_id: UUID,
    lines: Sequence[LineIn],
    member_id: UUID | None = None,
    group: Sequence[GroupPart] = (),
    guest_name: str = "",
    ways: Sequence[WayIn] = (),
    channel: str = Channel.DELIVERED,
    member_class: str = MemberClass.INDIVIDUAL,
    source: str = Source.ONLINE,
    clock_offset_seconds: int = 0,
    slip_code: str = "",
    list_version: int = 0,
    post_today: bool = False,
) -> DepositResult:
    """Record what a member (`member_id`), a group or, with neither, a guest brought, and what becomes of its value.

    `happened_at` is the time where it was typed; what counts is the weighing time of spec 3.4. Without `ways` all is
    saved; a guest gives all to Dana Sosial. `list_version`: the price list that the phone showed.
    `post_today` (who may settle): the session's month is closed, so the books take it today.
    """
    by.require(WastebankPermission.DEPOSIT)
    if post_today:
        by.require(WastebankPermission.SETTLE)
    lock_association(org.pk)
    digest = content_hash(
        {
            "happened_at": happened_at,
            "session": session_id,
            "member": member_id,
            "group": [[part.member_id, part.parts] for part in group],
            "guest": guest_name,
            "lines": [[line.item_id, line.quantity, line.shown_price] for line in lines],
            "ways": [_plain(way) for way in ways],
            "key": [channel, member_class, source, clock_offset_seconds, slip_code, list_version],
        }
    )
    known = hot.known_deposit(org.pk, client_id)
    if known is not None:
        if known[1] != digest:
            raise Clash(first=str(known[0]))
        return result_of(known[0])
    _check_shape(member_id, group, ways, (channel, member_class, source))
    check_lines(lines)
    limits = tuning(org)
    session = hot.session_facts(org.pk, session_id)
    if session is None:
        raise NotHere
    visit = Visit(
        id=uuid7(),
        org=org,
        by=by,
        client_id=client_id,
        digest=digest,
        happened_at=happened_at,
        session=session,
        weighed_at=happened_at,
        source=source,
        clock_offset_seconds=clock_offset_seconds,
        slip_code=slip_code,
        channel=channel,
        member_class=member_class,
        list_version=list_version,
        guest_name=guest_name.strip(),
        ways=tuple(ways),
    )
    _place_in_time(visit, limits, post_today=post_today)
    _meet_people(visit, member_id, group)
    price_lines(visit, lines, limits, asks=source != Source.PHONE)
    look_for_twins(visit, limits)
    return credit(visit, limits)


def _plain(way: WayIn) -> list[object]:
    said: list[object] = [way.way, way.intent, way.asked, way.pocket_id]
    if way.goods is not None:
        said += [way.goods.good_id, way.goods.count, way.goods.terms]
        said += ["ask"] if way.goods.only_asked else []
    if way.kind_id is not None:
        said += ["kind", way.kind_id]
    return said


def _check_shape(
    member_id: UUID | None, group: Sequence[GroupPart], ways: Sequence[WayIn], key: tuple[str, str, str]
) -> None:
    """Refuse what no screen of ours sends, and what one visit cannot be."""
    channel, member_class, source = key
    if channel not in {Channel.DELIVERED, Channel.PICKUP} or source not in Source.values:
        raise BadInput(_("Please choose one from the list."), field="channel")
    if member_class not in {MemberClass.INDIVIDUAL, MemberClass.UNIT}:
        raise BadInput(_("Please choose one from the list."), field="member_class")
    if member_id is not None and group:
        raise BadInput(_("A visit is of one member or of a group, not both."), field="member")
    if len({part.member_id for part in group}) != len(group) or any(part.parts <= 0 for part in group):
        raise BadInput(_("Each member of the group once, with at least one part."), field="group")
    if ways and member_id is None:
        raise BadInput(_("Only a single member can choose what happens with the value."), field="ways")
    if any(way.way not in READY_WAYS for way in ways):
        raise Refused(_("This way of using the value is not ready yet."), code="way_not_yet", field="ways")
    if way_rules.faults(ways):
        raise BadInput(_("The amounts of the ways do not fit together."), field="ways")


def _place_in_time(visit: Visit, limits: Tuning, *, post_today: bool) -> None:
    """Settle when it was weighed, and whether its session and month still take it."""
    session = visit.session
    today = clock.today(visit.org.time_zone)
    if visit.source == Source.PHONE:
        window = times.Window(session.planned_open, session.planned_close, limits.before, limits.after)
        found = times.weighing_time(visit.happened_at, offset_seconds=visit.clock_offset_seconds, window=window)
        visit.weighed_at = found.moment
        if not found.believed:
            visit.notices.append(Notice(FlagReason.WRONG_CLOCK))
    elif visit.source == Source.PAPER or clock.day_of(visit.happened_at, visit.org.time_zone) != session.held_on:
        visit.weighed_at = session.planned_open  # a late entry; on the day itself the server's clock is right
    if session.held_on > today:
        raise Refused(
            _("This weighing day is still to come."), next_step=_("Record it on its day."), code="session_in_future"
        )
    _session_takes(visit)
    if first_of(session.held_on) < first_of(today):
        look_at_month(visit, post_today=post_today)


def _session_takes(visit: Visit) -> None:
    session = visit.session
    if session.status == SessionStatus.PLANNED and visit.source == Source.ONLINE:
        raise Refused(_("The session is not open yet."), next_step=_("Open it, then weigh."), code="session_not_open")
    if session.status != SessionStatus.CLOSED:
        return
    if visit.source == Source.ONLINE:
        raise Refused(
            _("The session is closed. Nothing was recorded."),
            next_step=_("Enter it as a late note from paper, or ask the chair to reopen the session."),
            code="session_closed",
        )
    counts_as_opening = visit.weighed_at == session.planned_open  # a day may open and close before its time
    if session.closed_at is not None and visit.weighed_at > session.closed_at and not counts_as_opening:
        raise Refused(
            _("This was weighed after the session was closed."),
            next_step=_("The chair can reopen the session, with a reason."),
            code="weighed_after_closing",
        )
    visit.notices.append(Notice(FlagReason.LATE))
    WeighingSession.objects.filter(pk=session.id).update(recap_version=_next_recap(session.id))


def _next_recap(session_id: UUID) -> int:
    current: int = WeighingSession.objects.values_list("recap_version", flat=True).get(pk=session_id)
    return current + 1


def look_at_month(visit: Visit, *, post_today: bool) -> None:
    """Refuse a weighing day whose month is closed, unless somebody who may settle posts it today."""
    if not Period.objects.filter(month__gte=first_of(visit.session.held_on)).exists():
        return
    if not post_today:
        raise Refused(
            _("The month of this weighing day is closed. Nothing was recorded."),
            next_step=_("The treasurer can post it today, with the price of that day."),
            code="month_closed",
        )
    visit.posted_late = True


def _meet_people(visit: Visit, member_id: UUID | None, group: Sequence[GroupPart]) -> None:
    """Find who brought it; a merged member is the one she was merged into.

    What she brought before she left or died is hers, however late it is written down: the closing pays it out.
    """
    wanted = {part.member_id: part.parts for part in group} if group else {}
    if member_id is not None:
        wanted = {member_id: 1}
    if not wanted:
        return
    day, found = clock.day_of(visit.weighed_at, visit.org.time_zone), hot.member_facts(visit.org.pk, wanted)
    merged = {facts.merged_into for facts in found.values() if facts.merged_into is not None}
    now_called = hot.member_facts(visit.org.pk, merged) if merged else {}
    for asked, parts in wanted.items():
        facts = found.get(asked)
        if facts is not None and facts.merged_into is not None:
            facts = now_called.get(facts.merged_into)
        if facts is None:
            raise NotHere
        if facts.status != "active" and (facts.left_on is None or day > facts.left_on):
            raise Refused(
                _("%(name)s is no longer a member. Nothing was recorded.") % {"name": facts.name},
                next_step=_("Record it as a gift, or register her again."),
                code="member_left",
                field="member",
            )
        visit.people.append((facts, parts))
    visit.people.sort(key=lambda person: person[0].number)
    if member_id is not None:
        visit.member = visit.people[0][0]
    own = visit.member is not None and visit.by.is_member(visit.member.id)
    if own and TO_HERSELF & {way.way for way in visit.ways}:
        raise Refused(
            _("Nobody pays out to herself."), next_step=_("Ask another officer to weigh for you."), code="own_benefit"
        )
