"""What a phone is told about each fact. It believes only an answer that names its id and its hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import recording
from guyub.foundation.organizations.models import Organization
from guyub.sync.choices import CLASH, Settling, State
from guyub.sync.models import Clash, SyncFact
from guyub.sync.reading import Sent, read_stored


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one fact; `reason` is a stable code, `message` a sentence in the reader's language.

    `booked`: what the books say where the phone had reckoned for itself; the slip shows that from then on.
    """

    id: str
    hash: str
    state: str
    number: int | None = None
    code: str = ""
    result: str = ""
    message: str = ""
    url: str = ""
    reason: str = ""
    first: dict[str, Any] = field(default_factory=dict)
    booked: dict[str, Any] = field(default_factory=dict)


def answers(org: Organization, sents: Sequence[Sent]) -> list[Result]:
    """Return what became of facts that were just sent, in their order; two queries, and what the kinds ask."""
    rows = {row.client_id: row for row in SyncFact.objects.filter(client_id__in={sent.client_id for sent in sents})}
    settled, booked = _settled_clashes(rows.values()), _booked(rows.values())
    return [_answer(org, sent, rows[sent.client_id], settled, booked) for sent in sents]


def states(org: Organization, asked: Mapping[UUID, str], *, user_id: UUID | None) -> list[Result]:
    """Return where facts stand that this person recorded or handed in; of others nothing is told.

    `asked`: the hash of the phone's own version by id, so that it hears about that one; "" from pages of before, which
    hear about the first.
    """
    rows = list(SyncFact.objects.filter(client_id__in=asked))
    clashes: dict[UUID, list[Clash]] = defaultdict(list)
    for clash in Clash.objects.filter(fact__in=[row.pk for row in rows]):
        clashes[clash.fact_id].append(clash)
    found, booked = [], _booked(rows)
    for row in rows:
        id_text, hash_text, hers = str(row.client_id), asked[row.client_id], {row.user_id, row.from_user_id}
        if not hash_text or _is(row, hash_text):
            if user_id in hers:
                found.append(_result(org, row, booked, id_text=id_text, hash_text=hash_text))
            continue
        other = next((clash for clash in clashes[row.pk] if _is(clash, hash_text)), None)
        if other is not None and user_id in {*hers, other.from_user_id}:
            settled = other.settled_at is not None
            first = _result(org, row, booked, id_text=id_text)
            found.append(_clash(row, first, hash_text, settled=settled))
    return found


def _is(version: SyncFact | Clash, hash_text: str) -> bool:
    """Whether a phone means this content: by our hash, or by its own of a fact that was damaged on the way."""
    return hash_text in {version.content_hash, read_stored(version.raw).hash_text}


def _result(
    org: Organization, row: SyncFact, booked: Mapping[UUID, dict[str, Any]], *, id_text: str, hash_text: str = ""
) -> Result:
    """Return the answer that a fact's row gives."""
    kind = recording.kind_of(row.kind)
    url = kind.url(org.slug, row.result_id) if kind is not None and row.result_id is not None else ""
    return Result(
        id=id_text,
        hash=hash_text or row.content_hash,
        state=row.state,
        number=row.receipt_number,
        code=row.receipt_code,
        result=str(row.result_id or ""),
        message=_settled_words(row) if row.state == State.SETTLED else row.message,
        url=url,
        reason=row.code,
        booked=booked.get(row.pk, {}),
    )


def _answer(
    org: Organization,
    sent: Sent,
    row: SyncFact,
    settled: set[tuple[UUID, str]],
    booked: Mapping[UUID, dict[str, Any]],
) -> Result:
    if row.content_hash == sent.content_hash:
        return _result(org, row, booked, id_text=sent.id_text, hash_text=sent.hash_text)
    first = _result(org, row, booked, id_text=sent.id_text)
    return _clash(row, first, sent.hash_text, settled=(row.pk, sent.content_hash) in settled)


def _clash(row: SyncFact, first: Result, hash_text: str, *, settled: bool) -> Result:
    """Return the answer to other content under an id that is taken: the first stands."""
    if settled:
        words, state = _("An officer looked at both versions. The first one stands."), str(State.SETTLED)
    else:
        words, state = _("This was already recorded with other content. The first record stands."), CLASH
    return Result(
        id=first.id,
        hash=hash_text,
        state=state,
        message=words,
        url=first.url,
        reason=CLASH,
        first={
            "hash": row.content_hash,
            "state": row.state,
            "number": row.receipt_number,
            "result": first.result,
            "payload": read_stored(row.raw).payload,
        },
    )


def _booked(rows: Iterable[SyncFact]) -> dict[UUID, dict[str, Any]]:
    """Return by fact what the books say of its result; each kind is asked once."""
    results: dict[str, dict[UUID, UUID]] = defaultdict(dict)
    for row in rows:
        if row.result_id is not None:
            results[row.kind][row.pk] = row.result_id
    found: dict[UUID, dict[str, Any]] = {}
    for name, ids in results.items():
        kind = recording.kind_of(name)
        said = kind.booked(set(ids.values())) if kind is not None else {}
        found |= {pk: said[result] for pk, result in ids.items() if result in said}
    return found


def _settled_clashes(rows: Iterable[SyncFact]) -> set[tuple[UUID, str]]:
    found = Clash.objects.filter(fact__in=[row.pk for row in rows], settled_at__isnull=False)
    return set(found.values_list("fact_id", "content_hash"))


def _settled_words(row: SyncFact) -> str:
    how = Settling(row.settling)
    if how is Settling.REJECTED:
        return _("An officer rejected this: %(reason)s") % {"reason": row.reason}
    words = {
        Settling.ACCEPTED: _("An officer accepted this."),
        Settling.AMENDED: _("An officer accepted this with a correction."),
        Settling.POSTED_TODAY: _("An officer posted this today."),
    }[how]
    return f"{words} {row.reason}".strip()
