"""Reads of what phones sent: lists for officers, what still lies on phones, what a month waits for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q

from guyub.foundation.accounts.models import Device, User
from guyub.foundation.core import clock, recording
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.tenancy import TenantQuerySet
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import find_members
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.queries import setting
from guyub.sync.choices import CLASH, OPEN, State
from guyub.sync.models import Clash, SyncFact
from guyub.sync.permissions import SyncPermission
from guyub.sync.settings import WAITING_DAYS

PAGE = 50
GAPS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact in a list."""

    id: UUID
    kind: str
    member: str
    recorder: str
    device: str
    counter: int | None
    happened_at: datetime | None
    received_at: datetime
    state: str
    settling: str
    receipt_number: int | None
    clashes: bool


@dataclass(frozen=True, slots=True)
class FactPage:
    """A page of the list; `older` is the key of the next one, "" at the end."""

    rows: list[FactRow]
    older: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Counters of one phone that are missing between those that came: they are still on the phone."""

    device: str
    recorder: str
    numbers: list[int] = field(default_factory=list)
    more: int = 0


def may_settle(by: Actor, kind_name: str) -> bool:
    """Return whether this officer settles facts of a kind; of what no room knows, those who may settle anything."""
    kind = recording.kind_of(kind_name)
    return by.may(kind.settle if kind is not None else SyncPermission.SETTLE)


def seen_by(by: Actor) -> TenantQuerySet[SyncFact]:
    """Return the facts that this person may see: those she may settle, and her own."""
    own = Q(user_id=by.user_id) | Q(from_user_id=by.user_id) if by.user_id else Q(pk__in=[])
    return SyncFact.objects.filter(_settled_by(by) | own)  # type: ignore[no-any-return]


def _settled_by(by: Actor) -> Q:
    known = recording.kinds()
    found = Q(kind__in=[name for name in known if may_settle(by, name)])
    return found | ~Q(kind__in=list(known)) if by.may(SyncPermission.SETTLE) else found


def fact_for(*, by: Actor, fact_id: UUID) -> SyncFact:
    """Return one fact that this person may see, or raise `NotHere`."""
    row = seen_by(by).filter(pk=fact_id).first()
    if row is None:
        raise NotHere
    return row


def clash_for(*, by: Actor, clash_id: UUID) -> Clash:
    """Return one clash whose fact this person may settle, or raise `NotHere`."""
    clash = Clash.get(clash_id)
    if not may_settle(by, clash.fact.kind):
        raise NotHere
    return clash


def listing(*, by: Actor, state: str = "", text: str = "", older_than: str = "") -> FactPage:
    """Return a page of facts, newest first, narrowed by state and by name, receipt or slip; five queries."""
    rows = _narrowed(seen_by(by), state)
    if text.strip():
        rows = rows.filter(_found(text.strip()))
    marked = _after(rows, older_than).annotate(clashes_open=Exists(_open_clashes().filter(fact=OuterRef("pk"))))
    found = list(marked.order_by("-received_at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    older = f"{shown[-1].received_at.isoformat()}_{shown[-1].pk}" if len(found) > PAGE else ""
    return FactPage(_rows(shown), older)


def _narrowed(rows: TenantQuerySet[SyncFact], state: str) -> TenantQuerySet[SyncFact]:
    if state == CLASH:
        return rows.filter(Exists(_open_clashes().filter(fact=OuterRef("pk"))))
    return rows.filter(state=state) if state in State.values else rows


def _open_clashes() -> Any:
    return Clash.objects.filter(settled_at__isnull=True)


def _found(text: str) -> Q:
    """A receipt's number, a slip's code (`KX7Q-12`), or a member."""
    wanted = Q(member_id__in=[member.pk for member in find_members(text=text, limit=20, also_left=True)])
    if text.isascii() and text.isdecimal() and len(text) < 10:
        wanted |= Q(receipt_number=int(text)) | Q(counter=int(text))
    code, _dash, number = text.upper().replace(" ", "").partition("-")
    device = Device.objects.filter(code=code).values_list("pk", flat=True).first()
    if device is not None:
        slip = Q(device_id=device)
        wanted |= (
            slip & Q(counter=int(number)) if number.isascii() and number.isdecimal() and len(number) < 16 else slip
        )
    return wanted


def _after(rows: TenantQuerySet[SyncFact], key: str) -> TenantQuerySet[SyncFact]:
    moment_text, _underscore, id_text = key.partition("_")
    try:
        moment, last_id = datetime.fromisoformat(moment_text), UUID(id_text)
    except ValueError:
        return rows  # no key, or one that somebody typed: the first page
    if moment.tzinfo is None:
        return rows
    return rows.filter(Q(received_at__lt=moment) | Q(received_at=moment, pk__lt=last_id))


def _rows(facts: Sequence[Any]) -> list[FactRow]:
    names = dict(Member.objects.filter(pk__in={f.member_id for f in facts}).values_list("pk", "name"))
    people, phones = names_of(f.user_id for f in facts), codes_of(f.device_id for f in facts)
    return [
        FactRow(
            id=fact.pk,
            kind=fact.kind,
            member=names.get(fact.member_id, ""),
            recorder=people.get(fact.user_id, ""),
            device=phones.get(fact.device_id, ""),
            counter=fact.counter,
            happened_at=fact.happened_at,
            received_at=fact.received_at,
            state=fact.state,
            settling=fact.settling,
            receipt_number=fact.receipt_number,
            clashes=fact.clashes_open,
        )
        for fact in facts
    ]


def names_of(user_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Return people's names by their ids."""
    return {user.pk: user.addressed for user in User.objects.filter(pk__in={pk for pk in user_ids if pk})}


def codes_of(device_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Return phones' codes by their ids."""
    return dict(Device.objects.filter(pk__in={pk for pk in device_ids if pk}).values_list("pk", "code"))


def to_check(*, org: Organization, by: Actor) -> int:
    """Return how many facts wait for this officer: to be checked, clashing, or waiting for too long; two queries."""
    oldest = clock.now() - timedelta(days=setting(org, WAITING_DAYS))
    wanted = Q(state=State.CHECKING) | Q(state=State.WAITING, received_at__lt=oldest)
    mine = SyncFact.objects.filter(_settled_by(by))
    clashes = _open_clashes().filter(fact__in=mine.values("pk")).count()
    return int(mine.filter(wanted).count()) + int(clashes)


def open_until(*, upto: date) -> int:
    """Return how many facts of days until then are open: their month does not close."""
    return int(SyncFact.objects.filter(state__in=OPEN, concerns_on__lte=upto).count())


def still_on_phones() -> list[Gap]:
    """Return what phones counted and never sent: the numbers between those that came. Four queries at most."""
    counted = SyncFact.objects.filter(counter__gt=0, device_id__isnull=False)
    sums = counted.values("device_id").annotate(last=Max("counter"), came=Count("counter", distinct=True))
    # A counter far above what came is a broken one, not thousands of lost records.
    holes = [row["device_id"] for row in sums if row["came"] < row["last"] <= 10 * row["came"] + 100]
    if not holes:
        return []
    rows = counted.filter(device_id__in=holes).order_by("device_id", "counter")
    phones, gaps = codes_of(holes), []
    for device_id, group in groupby(rows.values_list("device_id", "user_id", "counter"), key=lambda row: row[0]):
        came = list(group)
        seen = {number for _device, _user, number in came}
        missing = [number for number in range(1, max(seen) + 1) if number not in seen]
        gaps.append((phones.get(device_id, ""), came[-1][1], missing))
    people = names_of(user for _code, user, _missing in gaps)
    return [
        Gap(code, people.get(user, ""), missing[:GAPS_SHOWN], max(len(missing) - GAPS_SHOWN, 0))
        for code, user, missing in sorted(gaps, key=lambda gap: gap[0])
    ]
