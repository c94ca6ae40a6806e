"""A file of members: looked at first, imported when an officer says so, taken back whole if it was wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit, clock, sheets
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, NotHere, Refused
from guyub.foundation.core.facts import content_hash, first_result, stamp
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.members import names, places, uses
from guyub.foundation.members.choices import Answer, BatchStatus, Kind, Verdict
from guyub.foundation.members.importing import columns, files
from guyub.foundation.members.importing.judging import FILLABLE, Judge, missing
from guyub.foundation.members.importing.reading import ReadRow, read_row
from guyub.foundation.members.models import ImportBatch, ImportRow, Member, MemberNumber
from guyub.foundation.members.numbering import take_numbers
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.organizations.models import Organization

_DAYS = ("birth_date", "joined_on")
_SHARED = ("phone_shared",)


def start_import(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, file_name: str, content: bytes
) -> ImportBatch:
    """Read a file and judge its rows. Nothing becomes a member yet. A file that is here already is opened again."""
    by.require(MembersPermission.IMPORT)
    file_hash = hashlib.sha256(content).hexdigest()
    known = first_result(ImportBatch, client_id=client_id, content_hash=file_hash) or _same_file(file_hash)
    if known is not None:
        return known
    people = files.find_people(sheets.read(content))  # slow, so before the transaction
    return _store(org, by, people, file_name=file_name, facts=stamp(
        by=by, client_id=client_id, happened_at=happened_at, digest=file_hash
    ))  # fmt: skip


@atomic
def _store(org: Organization, by: Actor, people: files.People, *, file_name: str, facts: dict[str, Any]) -> ImportBatch:
    lock_association(org.pk)
    known = _same_file(facts["content_hash"])  # two officers with one file
    if known is not None:
        return known
    batch: ImportBatch = ImportBatch.objects.create(
        org=org,
        file_name=file_name[-200:],
        file_hash=facts["content_hash"],
        sheet=people.sheet[:100],
        headings=people.headings,
        mapping=columns.guess_mapping(people.headings),
        **facts,
    )
    raw = [(row.number, {"cells": row.cells, "notes": row.notes}) for row in people.rows]
    ImportRow.objects.bulk_create(_judged(org, batch, raw), batch_size=500)
    audit.record(org_id=org.pk, by=by, verb="members.import_previewed", target=batch, rows=len(raw))
    return batch


@atomic
def change_mapping(*, org: Organization, by: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> ImportBatch:
    """Say which column is what, and judge all rows anew. Each field may stand once, and the name must."""
    batch = _open(org, by, batch_id)
    fields = [field for field in mapping.values() if field]
    if "name" not in fields:
        raise BadInput(_("Please say in which column the names stand."))
    if len(set(fields)) != len(fields):
        raise BadInput(_("Two columns were given the same meaning."))
    allowed = {str(n) for n in range(len(batch.headings))} - set(map(str, columns.secret_columns(batch.headings)))
    if not set(fields) <= set(columns.FIELDS) or not set(mapping) <= allowed:
        raise BadInput(_("Please choose one from the list."))
    batch.mapping = {column: field for column, field in mapping.items() if field}
    batch.save(update_fields=["mapping"])
    _replace_rows(batch, _judged_anew(org, batch))
    return batch


@atomic
def explain_villages(*, org: Organization, by: Actor, batch_id: UUID, villages: Mapping[str, str]) -> ImportBatch:
    """Say which village a spelling means (empty: none), for all rows that have it."""
    batch = _open(org, by, batch_id)
    known = {code for code, _name in places.villages_of(org)}
    if any(code and code not in known for code in villages.values()):
        raise BadInput(_("Please choose one from the list."))
    batch.villages = batch.villages | dict(villages)
    batch.save(update_fields=["villages"])
    _replace_rows(batch, _judged_anew(org, batch))
    return batch


@atomic
def answer_rows(
    *,
    org: Organization,
    by: Actor,
    batch_id: UUID,
    answer: str,
    row_ids: Iterable[UUID] | None = None,
    verdict: str = "",
) -> int:
    """Decide about some rows, or about all of one verdict. Return how many that concerned.

    A row that cannot be read can only be left out; filling needs a member to fill.
    """
    batch = _open(org, by, batch_id)
    if answer not in Answer.values:
        raise BadInput(_("Please choose one from the list."))
    rows = ImportRow.objects.filter(batch=batch)
    rows = rows.filter(verdict=verdict) if row_ids is None else rows.filter(pk__in=list(row_ids))
    if answer != Answer.SKIP:
        rows = rows.exclude(verdict__in=[Verdict.BAD, Verdict.SAME])
    if answer == Answer.FILL:
        rows = rows.filter(match__isnull=False)
    count: int = rows.update(answer=answer)
    return count


@atomic
def commit_import(*, org: Organization, by: Actor, batch_id: UUID, happened_at: datetime) -> ImportBatch:
    """Make members of the new rows and of those that were decided. Twice is the same as once.

    Rows are judged once more under the lock: whoever was registered since the preview is not made a second time.
    """
    by.require(MembersPermission.IMPORT)
    lock_association(org.pk)
    batch = ImportBatch.get(batch_id)
    if batch.status == BatchStatus.COMMITTED:
        return batch
    batch = _open(org, by, batch_id)
    rows = _judged_anew(org, batch)
    made = _create(org, by, [row for row in rows if _creates(row)], happened_at)
    filled = _fill_all([row for row in rows if row.answer == Answer.FILL])
    _replace_rows(batch, rows)
    batch.status, batch.committed_at, batch.committed_by_id = BatchStatus.COMMITTED, clock.now(), by.user_id
    batch.save(update_fields=["status", "committed_at", "committed_by_id"])
    audit.record(org_id=org.pk, by=by, verb="members.imported", target=batch, created=len(made), filled=filled)
    return batch


@atomic
def undo_import(*, org: Organization, by: Actor, batch_id: UUID) -> tuple[int, int]:
    """Take back what an import made and filled. Return how many rows were taken back, and how many had to stay.

    A member stays whom another row refers to, or who was edited since; a filled value stays that was changed since.
    """
    by.require(MembersPermission.IMPORT)
    lock_association(org.pk)
    batch = ImportBatch.get(batch_id)
    made = list(ImportRow.objects.filter(batch=batch, created=True))
    if batch.status == BatchStatus.UNDONE:
        return 0, len(made)
    if batch.status == BatchStatus.PREVIEWED:
        raise Refused(_("This file was not imported yet. There is nothing to undo."))
    ids = [row.member_id for row in made]
    used = uses.used_among(ids) | _edited_among(ids)
    gone = [member_id for member_id in ids if member_id not in used]
    rows = ImportRow.objects.filter(batch=batch)
    rows.filter(created=True, member__in=gone).update(member=None, created=False)
    ImportRow.objects.filter(match__in=gone).update(match=None)
    Member.objects.filter(pk__in=gone).delete()
    MemberNumber.objects.update(last=Member.objects.aggregate(last=Max("number"))["last"] or 0)
    filled = rows.filter(created=False, member__isnull=False).select_related("member")
    restored = [row.pk for row in filled if _restore(row)]
    rows.filter(pk__in=restored).update(member=None, before={})
    batch.status, batch.undone_at, batch.undone_by_id = BatchStatus.UNDONE, clock.now(), by.user_id
    batch.save(update_fields=["status", "undone_at", "undone_by_id"])
    audit.record(org_id=org.pk, by=by, verb="members.import_undone", target=batch, removed=len(gone), kept=len(used))
    return len(gone) + len(restored), len(used)


@atomic
def discard_import(*, org: Organization, by: Actor, batch_id: UUID) -> None:
    """Throw away a file that was only looked at, or taken back whole."""
    by.require(MembersPermission.IMPORT)
    batch = ImportBatch.get(batch_id)
    if batch.status == BatchStatus.COMMITTED or ImportRow.objects.filter(batch=batch, member__isnull=False).exists():
        raise Refused(_("Members came from this file. It stays as their origin."))
    audit.record(org_id=org.pk, by=by, verb="members.import_discarded", target=batch)
    ImportRow.objects.filter(batch=batch).delete()
    batch.delete()


# --- judging and writing rows ---------------------------------------------------------------------------------------


def _open(org: Organization, by: Actor, batch_id: UUID) -> ImportBatch:
    by.require(MembersPermission.IMPORT)
    batch = ImportBatch.get(batch_id)
    if batch.org_id != org.pk:
        raise NotHere
    if batch.status != BatchStatus.PREVIEWED:
        raise Refused(_("This import is finished. It cannot be changed any more."))
    return batch


def _same_file(file_hash: str) -> ImportBatch | None:
    same: ImportBatch | None = (
        ImportBatch.objects.filter(file_hash=file_hash).exclude(status=BatchStatus.UNDONE).first()
    )
    return same


def _judged(org: Organization, batch: ImportBatch, raw: Sequence[tuple[int, dict[str, Any]]]) -> list[ImportRow]:
    today, judge = clock.today(org.time_zone), Judge()

    def village_of(text: str, row: ReadRow) -> str:
        if text in batch.villages:
            return str(batch.villages[text])
        found = places.find_village(org, text)
        if found is None:
            row.problem("village_unknown", "village", text)
            return ""
        if not found.sure:
            row.problem("village_unsure", "village", text)
            return ""
        if text.casefold() != places.village_name(found.code).casefold():
            row.problem("village_spelling", "village", text)
        return found.code

    rows = []
    for number, stored in raw:
        read = read_row(stored["cells"], batch.mapping, today=today, village_of=village_of, notes=stored["notes"])
        verdict, match_id = judge.judge(number, read)
        rows.append(
            ImportRow(
                id=uuid7(),
                org=org,
                batch=batch,
                row_number=number,
                raw=stored,
                read=read.values,
                verdict=verdict,
                problems=read.problems,
                match_id=match_id,
            )
        )
    return rows


def _judged_anew(org: Organization, batch: ImportBatch) -> list[ImportRow]:
    """Return fresh rows, not stored yet; an answer stays where the verdict is still the one that was answered."""
    answers, raw = {}, []
    for row in ImportRow.objects.filter(batch=batch).order_by("row_number"):
        raw.append((row.row_number, row.raw))
        if row.answer:
            answers[row.row_number, row.verdict] = (row.answer, row.match_id)
    rows = _judged(org, batch, raw)
    for row in rows:
        answer, match_id = answers.get((row.row_number, str(row.verdict)), ("", None))
        if answer and (answer != Answer.FILL or match_id == row.match_id):
            row.answer = answer
    return rows


def _replace_rows(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Store fresh rows in place of the old ones: nothing refers to a row of a file."""
    old = ImportRow.objects.filter(batch=batch)
    old._raw_delete(using=old.db)  # noqa: SLF001 -- without loading thousands of rows first
    ImportRow.objects.bulk_create(rows, batch_size=500)


def _creates(row: ImportRow) -> bool:
    return row.answer == Answer.CREATE or (row.verdict == Verdict.NEW and row.answer != Answer.SKIP)


def _create(org: Organization, by: Actor, rows: list[ImportRow], happened_at: datetime) -> list[ImportRow]:
    if not rows:
        return []
    first, today = take_numbers(org, len(rows)), clock.day_of(happened_at, org.time_zone)
    members = []
    for number, row in enumerate(rows, start=first):
        values = _model_values(row.read)
        member = Member(
            id=uuid7(),
            org=org,
            number=number,
            search_key=names.search_key(values["name"], values.get("nickname", "")),
            **({"kind": Kind.FAMILY, "joined_on": today} | values),
            **stamp(by=by, client_id=row.pk, happened_at=happened_at, digest=content_hash(row.read)),
        )
        members.append(member)
        row.member, row.created = member, True
    Member.objects.bulk_create(members, batch_size=500)
    return rows


def _model_values(read: Mapping[str, Any]) -> dict[str, Any]:
    allowed = {"name", "kind", "joined_on", *FILLABLE, *_SHARED}
    values = {what: value for what, value in read.items() if what in allowed}
    return values | {what: date.fromisoformat(values[what]) for what in _DAYS if values.get(what)}


def _fill_all(rows: list[ImportRow]) -> int:
    """Fill what the matched members lack; return how many that were."""
    members = Member.objects.in_bulk({row.match_id for row in rows})
    return sum(_fill(row, members[row.match_id]) for row in rows if row.match_id in members)


def _fill(row: ImportRow, member: Member) -> bool:
    """Fill what the member lacks; remember what was there, for the undo."""
    values = missing(member, row.read)
    if not values:
        return False
    row.before = {what: _plain(getattr(member, what)) for what in values}
    for what, value in _model_values(values).items():
        setattr(member, what, value)
    member.search_key = names.search_key(member.name, member.nickname)
    member.save(update_fields=[*values, "search_key"])
    row.member = member
    return True


def _restore(row: ImportRow) -> bool:
    """Empty again what the import filled, unless it was changed since; return whether nothing of it is left."""
    member = row.member
    assert member is not None
    same = [what for what in row.before if _plain(getattr(member, what)) == row.read.get(what)]
    for what in same:
        setattr(member, what, row.before[what])
    if same:
        member.search_key = names.search_key(member.name, member.nickname)
        member.save(update_fields=[*same, "search_key"])
    return len(same) == len(row.before)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _edited_among(member_ids: Sequence[UUID]) -> set[UUID]:
    events = AuditEvent.objects.filter(target_id__in=member_ids, target_type="members.member")
    return {member_id for member_id in events.values_list("target_id", flat=True) if member_id is not None}
