"""What a phone may record without a signal: each room opens the door for its own facts, in a file `phone_facts.py`.

    register_kind(FactKind("wastebank.deposit", _("Deposit"), act=deposit, permission=P.DEPOSIT, settle=P.SETTLE, …))
    register_part("wastebank", pack)     # what the phone takes along to record them

The floor `sync` takes the facts in and calls `act` inside a transaction of its own; it knows no room. An act is an
ordinary action: safe to repeat, and whatever it refuses stays visible until an officer settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.forms import ChoiceField, Field
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.home import Note

Text = str | Promise
LONGEST_AWAY = timedelta(days=92)  # further back than this, a phone's clock is not believed by itself
MOST = 10**12


class Payload:
    """What a phone wrote into a fact, read one value at a time; what cannot be read raises `BadInput`."""

    def __init__(self, values: object) -> None:
        if not isinstance(values, Mapping):
            raise _incomplete("payload")
        self.values: Mapping[str, Any] = values

    def uuid(self, name: str) -> UUID:
        """Return an id that must be there."""
        return _uuid(self.values.get(name), name)

    def maybe_uuid(self, name: str) -> UUID | None:
        """Return an id, None if there is none."""
        value = self.values.get(name)
        return None if value is None or value == "" else self.uuid(name)

    def uuids(self, name: str) -> list[UUID]:
        """Return a list of ids."""
        return [_uuid(value, name) for value in self._list(name)]

    def pairs(self, name: str) -> list[tuple[UUID, int]]:
        """Return a list of [id, whole number]."""
        found = []
        for pair in self._list(name):
            if not isinstance(pair, list) or len(pair) != 2:
                raise _incomplete(name)
            found.append((_uuid(pair[0], name), _whole(pair[1], name, 0, MOST)))
        return found

    def text(self, name: str, *, longest: int = 200) -> str:
        """Return words, "" if there are none."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > longest or "\0" in value:
            raise _incomplete(name)
        return value

    def whole(self, name: str, *, least: int = 0, most: int = MOST) -> int:
        """Return a whole number that must be there."""
        return _whole(self.values.get(name), name, least, most)

    def maybe_whole(self, name: str, *, least: int = 0, most: int = MOST) -> int | None:
        """Return a whole number, None if there is none."""
        return None if self.values.get(name) is None else self.whole(name, least=least, most=most)

    def moment(self, name: str) -> datetime:
        """Return a moment with its zone."""
        return read_moment(self.values.get(name), name)

    def maybe_day(self, name: str) -> date | None:
        """Return a date, None if there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise _incomplete(name) from None

    def each(self, name: str) -> Iterator[Payload]:
        """Yield the objects of a list."""
        for value in self._list(name):
            yield Payload(value)

    def _list(self, name: str) -> list[Any]:
        value = self.values.get(name) or []
        if not isinstance(value, list):
            raise _incomplete(name)
        return value


def read_moment(value: object, name: str) -> datetime:
    """Return an ISO moment of the years 1970 to 2199 with its zone, or raise `BadInput`."""
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise _incomplete(name) from None
    if moment.tzinfo is None or not 1970 <= moment.year < 2200:
        raise _incomplete(name)
    return moment


def _uuid(value: object, name: str) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise _incomplete(name) from None


def _whole(value: object, name: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _incomplete(name)
    return value


def _incomplete(name: str) -> BadInput:
    return BadInput(
        _("A part of this record cannot be read."),
        next_step=_("An officer must compare it with the phone."),
        code="unreadable",
        field=name,
    )


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact as a room gets it: ids of other facts are already replaced by the ids of what those became.

    `by`: who recorded it, with what she may do today; or the officer who settles it. `needed`: what the facts that it
    names became. `post_today`: an officer lets the books take it today because its month is closed.
    """

    org: Any
    by: Actor
    client_id: UUID
    happened_at: datetime  # by the phone's clock
    offset: int  # that clock less the server's, in seconds, as the phone knew it then
    received_at: datetime
    payload: Payload
    needed: frozenset[UUID] = frozenset()
    post_today: bool = False

    @property
    def moment(self) -> datetime:
        """When it happened, as far as the phone's clock can be believed; otherwise when it came."""
        corrected = self.happened_at - timedelta(seconds=self.offset)
        return corrected if timedelta() <= self.received_at - corrected <= LONGEST_AWAY else self.received_at


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fact became: the row, its receipt if it has one, and what the person is told beside it."""

    result_id: UUID
    number: int | None = None
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Amendable:
    """A value that an officer may put right while settling: the field she sees, what stands, the way into the payload.

    None of `value`: what the phone wrote cannot be used, so she must choose. `asked_by`: the code of the refusal that
    this answers; until then nobody is asked.
    """

    name: str
    field: Callable[[], Field]
    value: Any
    put: Callable[[dict[str, Any], Any], None]
    asked_by: str = ""


def member_choice(value: object, members: Sequence[tuple[str, str]], *, required: bool = True) -> Amendable:
    """Return the choice of a member for `payload["member"]`."""
    chosen = value if isinstance(value, str) and value in dict(members) else (None if value else "")

    def put(payload: dict[str, Any], member: str) -> None:
        payload.pop("member", None)
        if member:
            payload["member"] = member

    choices = [("", _("somebody else")) if not required else ("", _("please choose")), *members]
    return Amendable("member", lambda: ChoiceField(label=_("Member"), choices=choices, required=required), chosen, put)


Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


def _nothing(_org: Any, _payload: Mapping[str, Any]) -> list[Any]:
    return []


@dataclass(frozen=True, slots=True)
class FactKind:
    """One kind of fact. `settle`: who may settle what was refused; settling lends her `permission`, which `act` asks.

    `people`: whom it concerns (members' ids): nobody of them settles it. `rows`: how an officer reads it.
    `exists`: which of these results are there, for `guyub verify`. `booked`: what the books say of results that a phone
    had reckoned itself, for its slip, and in one line (`about`) for its list; never a balance.
    `upgrades`: from version n of the page to n + 1.
    `comes_due`: codes of refusals that pass with time, so they are tried again every day.
    """

    name: str
    label: Text
    act: Callable[[Recorded], Outcome]
    permission: StrEnum
    settle: StrEnum
    url: Callable[[str, UUID], str]
    exists: Callable[[Collection[UUID]], set[UUID]]
    rows: Callable[[Any, Mapping[str, Any]], Sequence[tuple[str, str]]] = _nothing
    people: Callable[[Payload], Collection[UUID]] = lambda _payload: ()
    amends: Callable[[Any, Mapping[str, Any]], Sequence[Amendable]] = _nothing
    booked: Callable[[Collection[UUID]], Mapping[UUID, dict[str, Any]]] = lambda _ids: {}
    may_post_today: bool = False  # the books take it today when its month is closed
    version: int = 1
    upgrades: Mapping[int, Upgrade] = field(default_factory=dict)
    comes_due: frozenset[str] = frozenset()

    def upgraded(self, payload: dict[str, Any], version: int) -> dict[str, Any]:
        """Return a payload of an older page as the newest page would have written it."""
        for step in range(version, self.version):
            payload = self.upgrades[step](payload)
        return payload


PartMaker = Callable[[Any, Actor], Mapping[str, Any] | None]
InboxNote = Callable[[Any, Actor], Note | None]

_kinds: dict[str, FactKind] = {}
_parts: dict[str, PartMaker] = {}
_inboxes: list[InboxNote] = []
_senders: list[str] = []


def register_kind(*kinds: FactKind) -> None:
    """Open the door for kinds of facts; the same name again replaces the first."""
    for kind in kinds:
        missing = [step for step in range(1, kind.version) if step not in kind.upgrades]
        if missing:
            raise ValueError(f"{kind.name}: no upgrade from version {missing[0]}")
        _kinds[kind.name] = kind


def kind_of(name: str) -> FactKind | None:
    """Return the kind of that name, None if no room knows it."""
    return _kinds.get(name)


def kinds() -> dict[str, FactKind]:
    """Return every kind by its name."""
    return dict(_kinds)


def register_part(name: str, maker: PartMaker) -> None:
    """Give phones something of a room to take along. Never NIK, phone, balance, child or case: a phone gets lost."""
    _parts[name] = maker


def parts_for(org: Any, by: Actor) -> dict[str, Mapping[str, Any]]:
    """Return what this person's phone takes along, room by room; None of a maker: nothing for her."""
    made = {name: maker(org, by) for name, maker in sorted(_parts.items())}
    return {name: part for name, part in made.items() if part is not None}


def register_sender(permission: str) -> None:
    """Say which permission hands in what phones recorded."""
    if permission not in _senders:
        _senders.append(permission)


def may_send(by: Actor) -> bool:
    """Return whether this person's phone takes anything along: a page asks for nothing that is not hers."""
    return any(by.may(permission) for permission in _senders)


def register_inbox(note: InboxNote) -> None:
    """Say how many phone records wait for a look: asked by pages of rooms on which officers look for such things."""
    if note not in _inboxes:
        _inboxes.append(note)


def inbox_notes(org: Any, by: Actor) -> list[Note]:
    """Return what waits for this officer, with the way there."""
    return [found for note in _inboxes if (found := note(org, by)) is not None]
