"""What a phone records of a weighing day without a signal, fed to the same actions as the pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.recording import LONGEST_AWAY, FactKind, Outcome, Payload, Recorded, register_kind
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.choices import Channel, FlagReason, Intent, MemberClass, Source, Way
from guyub.livelihoods.wastebank.models import Deposit, Payout, Pocket, PocketKind, WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.phone import review
from guyub.livelihoods.wastebank.queries.results import figures_of
from guyub.livelihoods.wastebank.rules.times import Window
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.visits import DepositResult, GoodsIn, GroupPart, LineIn, WayIn


def session(fact: Recorded) -> Outcome:
    """A weighing day that was begun where there is no signal."""
    opens, closes = fact.payload.moment("planned_open"), fact.payload.moment("planned_close")
    held_on, today = clock.day_of(opens, fact.org.time_zone), clock.today(fact.org.time_zone)
    if held_on > today:
        raise Refused(
            _("This weighing day is still to come."), next_step=_("Record it on its day."), code="session_in_future"
        )
    if clock.day_of(fact.received_at, fact.org.time_zone) - held_on > LONGEST_AWAY:
        raise Refused(
            _("This weighing day lies long back. The phone's date may be wrong."),
            next_step=_("An officer must put the date right."),
            code="session_long_ago",
        )
    limits = tuning(fact.org)
    moment = fact.happened_at - timedelta(seconds=fact.offset)
    window = Window(opens, closes, limits.before, limits.after)
    found = actions.plan_session(
        org=fact.org,
        by=fact.by,
        client_id=fact.client_id,
        happened_at=moment if window.holds(moment) else opens,
        post_id=fact.payload.uuid("post"),
        planned_open=opens,
        planned_close=closes,
        officers=fact.payload.uuids("officers") or _herself(fact),
        open_now=True,
    )
    return Outcome(found.pk)


def _herself(fact: Recorded) -> list[UUID]:
    """Who opens a day without naming anybody serves there herself, if she is a member: her hours count."""
    return [fact.by.member_id] if fact.by.member_id else []


def deposit(fact: Recorded) -> Outcome:
    """A visit with its lines and ways; cash becomes a request."""
    load = fact.payload
    ways, told = _ways(load)
    found = actions.record_deposit(
        org=fact.org,
        by=fact.by,
        client_id=fact.client_id,
        happened_at=fact.happened_at,
        session_id=load.uuid("session"),
        lines=_lines(load),
        member_id=load.maybe_uuid("member"),
        group=[GroupPart(member, parts) for member, parts in load.pairs("group")],
        guest_name=load.text("guest", longest=60),
        ways=ways,
        channel=load.text("channel") or Channel.DELIVERED,
        member_class=load.text("member_class") or MemberClass.INDIVIDUAL,
        source=Source.PHONE,
        clock_offset_seconds=fact.offset,
        slip_code=load.text("slip_code", longest=20),
        list_version=load.maybe_whole("list_version", most=2**31 - 1) or 0,
        post_today=fact.post_today,
    )
    return _of_deposit(found, *told)


def correction(fact: Recorded) -> Outcome:
    """A correction on the phone that recorded the visit, while the session lasts."""
    found = actions.correct_deposit(
        org=fact.org,
        by=fact.by,
        client_id=fact.client_id,
        happened_at=fact.moment,
        deposit_id=_version_meant(fact.payload.uuid("deposit"), fact.needed),
        lines=_lines(fact.payload),
        reason=fact.payload.text("reason", longest=140),
        missing_reason=fact.payload.text("missing_reason", longest=140),
        post_today=fact.post_today,
    )
    return _of_deposit(found)


def payout_request(fact: Recorded) -> Outcome:
    """Cash is only asked for without a signal; what the passbook does not cover waits for an officer."""
    load, today = fact.payload, clock.today(fact.org.time_zone)
    wished = load.maybe_day("planned_on")
    pocket = _pocket(load.uuid("member"), load.maybe_uuid("pocket_kind"))
    if pocket is None:
        raise Refused(
            _("There are no such savings yet."), next_step=_("Ask for a smaller amount."), code="not_enough_savings"
        )
    found = actions.request_payout(
        org=fact.org,
        by=fact.by,
        client_id=fact.client_id,
        happened_at=fact.moment,
        pocket_id=pocket.pk,
        amount=load.whole("amount"),
        planned_on=max(wished, today) if wished else None,
    )
    return Outcome(found.pk)


def _lines(load: Payload) -> list[LineIn]:
    return [
        LineIn(
            line.uuid("item"),
            line.whole("quantity"),
            shown_price=line.maybe_whole("shown_price", most=2**31 - 1),
            confirmed=True,  # the phone asked when it was weighed
        )
        for line in load.each("lines")
    ]


def _ways(load: Payload) -> tuple[list[WayIn], list[str]]:
    """Return the ways, and what she must be told: savings that rest by now take nothing in, the regular ones do."""
    resting = set(PocketKind.objects.filter(is_active=False).values_list("pk", flat=True))
    ways, told = [], []
    for way in load.each("ways"):
        found = _way(way)
        if found.kind_id in resting:
            found = replace(found, kind_id=None)
            told.append(_("These savings rest. The value is in the regular savings."))
        ways.append(found)
    return ways, told


def _way(way: Payload) -> WayIn:
    name, intent, asked = way.text("way"), way.text("intent") or "all", way.maybe_whole("asked") or 0
    if name == Way.BARTER:
        count = way.maybe_whole("count", most=10_000) or asked
        goods = GoodsIn(way.uuid("good"), count, way.text("terms", longest=5), only_asked=intent == "ask")
        return WayIn(name, Intent.AMOUNT, 0, goods=goods)
    return WayIn(name, intent, asked, kind_id=way.maybe_uuid("pocket_kind") if name == Way.SAVE else None)


def _pocket(member_id: UUID, kind_id: UUID | None) -> Pocket | None:
    rows = Pocket.objects.filter(member_id=member_id, label="").order_by("kind__position", "id")
    found: Pocket | None = (rows.filter(kind_id=kind_id) if kind_id else rows).first()
    return found


def _version_meant(deposit_id: UUID, needed: Collection[UUID]) -> UUID:
    """Return the newest version among those that the phone knew: its own corrections come one after the other."""
    root: UUID | None = Deposit.objects.filter(pk=deposit_id).values_list("root_id", flat=True).first()
    known = Deposit.objects.filter(root_id=root, pk__in=[deposit_id, *needed]).order_by("-version")
    newest: UUID | None = known.values_list("pk", flat=True).first()
    return newest or deposit_id


def _of_deposit(found: DepositResult, *words: str) -> Outcome:
    notices = [f"{FlagReason(notice.reason).label}." for notice in found.notices]
    return Outcome(found.deposit_id, found.receipt_number, found.receipt_code, " ".join([*notices, *words]))


def _people(load: Payload) -> list[UUID]:
    member_id = load.maybe_uuid("member")
    return [*([member_id] if member_id else []), *(member for member, _parts in load.pairs("group"))]


def _people_of_deposit(load: Payload) -> list[UUID]:
    found = Deposit.objects.filter(pk=load.uuid("deposit")).first()
    if found is None:
        return []
    return [found.member_id] if found.member_id else list(found.shares.values_list("member_id", flat=True))


def _slip(slug: str, result_id: UUID) -> str:
    return reverse("wastebank:slip", args=[slug, result_id])


def _there(model: Any) -> Any:
    def exists(ids: Collection[UUID]) -> set[UUID]:
        return set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))

    return exists


def register() -> None:
    """Open the door for the facts of a weighing day."""
    common: Mapping[str, Any] = {"settle": P.SETTLE}
    register_kind(
        FactKind(
            "wastebank.session",
            gettext_lazy("Weighing day"),
            session,
            permission=P.SESSION,
            url=lambda slug, pk: reverse("wastebank:session", args=[slug, pk]),
            exists=_there(WeighingSession),
            rows=review.session_rows,
            amends=review.amend_session,
            comes_due=frozenset({"session_in_future"}),
            **common,
        ),
        FactKind(
            "wastebank.deposit",
            gettext_lazy("Deposit"),
            deposit,
            permission=P.DEPOSIT,
            url=_slip,
            exists=_there(Deposit),
            booked=figures_of,
            people=_people,
            rows=review.deposit_rows,
            amends=review.amend_deposit,
            may_post_today=True,
            comes_due=frozenset({"session_in_future"}),
            **common,
        ),
        FactKind(
            "wastebank.correction",
            gettext_lazy("Correction"),
            correction,
            permission=P.CORRECT,
            url=_slip,
            exists=_there(Deposit),
            booked=figures_of,
            people=_people_of_deposit,
            rows=review.correction_rows,
            amends=review.amend_correction,
            may_post_today=True,
            **common,
        ),
        FactKind(
            "wastebank.payout_request",
            gettext_lazy("Request for cash"),
            payout_request,
            permission=P.REQUEST,
            url=lambda slug, _pk: reverse("wastebank:payouts", args=[slug]),
            exists=_there(Payout),
            people=_people,
            rows=review.request_rows,
            amends=review.amend_request,
            **common,
        ),
    )
