"""A file of members: preview with verdicts, commit, undo."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from guyub.foundation.core.errors import BadInput, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.members.actions import (
    answer_rows,
    change_mapping,
    commit_import,
    discard_import,
    edit_member,
    explain_villages,
    start_import,
    undo_import,
)
from guyub.foundation.members.choices import Answer, BatchStatus, Verdict
from guyub.foundation.members.models import ImportBatch, ImportRow, Member, MemberNumber
from guyub.foundation.organizations.choices import Office
from tests.dirty_members import dirty_members
from tests.factories import EPOCH, make_actor
from tests.factories_members import CIHONJE, make_member

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "real"


@pytest.fixture
def secretary(org):
    return make_actor(org, Office.SECRETARY)


def as_csv(*rows: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode()


def upload(org, by, content: bytes, name="anggota.csv", **values) -> ImportBatch:
    values = {"client_id": uuid7(), "happened_at": EPOCH} | values
    return start_import(org=org, by=by, file_name=name, content=content, **values)


def rows_of(batch: ImportBatch) -> list[ImportRow]:
    return list(ImportRow.objects.filter(batch=batch).order_by("row_number"))


def verdicts(batch: ImportBatch) -> list[str]:
    return [row.verdict for row in rows_of(batch)]


def codes(row: ImportRow) -> set[str]:
    return {problem["code"] for problem in row.problems}


def test_rows_are_read_as_lists_are_written(org, secretary):
    batch = upload(
        org,
        secretary,
        as_csv(
            ["DAFTAR ANGGOTA"],
            [],
            ["No", "Nama Lengkap", "No. HP", "Tgl Lahir", "Alamat", "Desa", "RT/RW", "L/P", "Keterangan Anggota"],
            ["1", "Bu SUTINAH ", "0812-3400-0001", "1/2/71", "Dsn Lor", "Karang Kemojing", "3/2", "P", "purna"],
            ["2", "Tumirah", "812 3400 0002", "01-02-1972", "", "Samudera Kulon", "1/1", "p", "keluarga PMI"],
        ),
    )  # fmt: skip
    assert verdicts(batch) == [Verdict.NEW, Verdict.NEW]
    commit_import(org=org, by=secretary, batch_id=batch.pk, happened_at=EPOCH)
    first, second = Member.objects.order_by("number")
    assert (first.name, first.honorific, first.phone) == ("Sutinah", "bu", "+6281234000001")
    assert (first.birth_date, first.birth_year) == (date(1971, 2, 1), 1971)
    assert (first.village_code, first.hamlet, first.rt, first.rw) == ("33.02.15.2001", "Lor", "003", "002")
    assert (first.sex, first.kind, first.joined_on) == ("f", "former_migrant", date(2021, 1, 1))
    assert (second.village_code, second.kind) == ("33.02.15.2010", "family")


def test_the_real_layout_of_another_waste_bank(org, secretary):
    path = REAL / "format_import_nasabah_tanahdatar.xlsx"
    if not path.exists():
        pytest.skip("the folder of shared data is not beside this checkout")
    batch = upload(org, secretary, path.read_bytes(), path.name)
    assert (batch.sheet, batch.headings) == ("Import Nasabah", ["Nama", "Email", "Password", "NIK", "Nomor HP"])
    assert batch.mapping == {"0": "name", "4": "phone"}
    assert verdicts(batch) == [Verdict.NEW, Verdict.NEW]
    assert [row.raw["cells"][2:4] for row in rows_of(batch)] == [["", ""], ["", ""]], (
        "passwords and NIKs are not stored"
    )
    commit_import(org=org, by=secretary, batch_id=batch.pk, happened_at=EPOCH)
    assert [(m.name, m.phone) for m in Member.objects.order_by("number")] == [
        ("Budi Santoso", "+6281234567890"),
        ("Siti Rahma", "+6282345678901"),
    ]


def test_the_same_layout_with_our_own_rows(org, secretary):
    batch = upload(
        org,
        secretary,
        as_csv(
            ["Nama", "Email", "Password", "NIK", "Nomor HP"],
            ["Sutinah", "s@example.com", "12345678", "3302994101750001", "081234000001"],
        ),
    )
    assert batch.mapping == {"0": "name", "4": "phone"}
    assert "12345678" not in str(rows_of(batch)[0].raw)
    assert "3302994101750001" not in str(rows_of(batch)[0].raw)
    assert codes(rows_of(batch)[0]) == {"nik_not_kept"}


@pytest.mark.parametrize(
    ("row", "verdict", "code"),
    [
        (["", "081234000001", "", "Cihonje"], Verdict.BAD, "name_missing"),
        (["77", "", "", "Cihonje"], Verdict.BAD, "name_unreadable"),
        (["Sutinah", "0812", "", "Cihonje"], Verdict.QUESTION, "unreadable"),
        (["Sutinah", "", "31/02/1975", "Cihonje"], Verdict.QUESTION, "unreadable"),
        (["Sutinah", "", "02/13/1975", "Cihonje"], Verdict.QUESTION, "two_readings"),
        (["Sutinah", "", "", "Tiaga"], Verdict.QUESTION, "village_unsure"),
        (["Sutinah", "", "", "Purwokerto"], Verdict.QUESTION, "village_unknown"),
        (["Sutinah", "", "", "Samudera Kulon"], Verdict.NEW, "village_spelling"),
        (["Ibu Sutinah", "", "", "Cihonje"], Verdict.NEW, "title_removed"),
    ],
)
def test_what_is_wrong_is_said(org, secretary, row, verdict, code):
    batch = upload(org, secretary, as_csv(["Nama", "HP", "Tgl lahir", "Desa"], row))
    (found,) = rows_of(batch)
    assert (found.verdict, codes(found)) == (verdict, {code})


@pytest.mark.parametrize(
    ("nik", "code"),
    [("330299010175001", "nik_length"), ("3.30215E+15", "nik_rounded"), ("3302150000000000", "nik_rounded")],
)
def test_damaged_niks_are_told_and_never_kept(org, secretary, nik, code):
    batch = upload(org, secretary, as_csv(["Nama", "NIK"], ["Sutinah", nik]))
    (row,) = rows_of(batch)
    assert row.verdict == Verdict.NEW
    assert {"nik_not_kept", code} <= codes(row)
    assert nik not in str(row.raw)


def test_known_members_are_recognised(org, secretary):
    make_member(org, "Sutinah", phone="+6281234000001", village_code=CIHONJE, hamlet="Karangpucung")
    make_member(org, "Tumirah", phone="", village_code=CIHONJE, hamlet="Karangpucung")
    make_member(org, "Kasinem", village_code=CIHONJE, hamlet="")
    make_member(org, "Rasinah", village_code=CIHONJE, birth_year=1970)
    batch = upload(
        org,
        secretary,
        as_csv(
            ["Nama", "HP", "Dusun", "Desa", "Tahun lahir"],
            ["Soetinah", "0812 3400 0001", "Karangpucung", "Cihonje", ""],
            ["Tumirah", "0812 3400 0002", "Karang pucung", "Cihonje", ""],
            ["Kasinem", "", "Dukuh", "Cihonje", ""],
            ["Rasinah", "", "", "Cihonje", "1985"],
            ["Wartini", "0812 3400 0001", "", "Cihonje", ""],
        ),
    )
    assert verdicts(batch) == [Verdict.SAME, Verdict.UPDATE, Verdict.DUPLICATE, Verdict.NEW, Verdict.NEW]
    rows = rows_of(batch)
    assert "phone_of_other" in codes(rows[4])
    answer_rows(org=org, by=secretary, batch_id=batch.pk, verdict=Verdict.UPDATE, answer=Answer.FILL)
    answer_rows(org=org, by=secretary, batch_id=batch.pk, row_ids=[rows[2].pk], answer=Answer.CREATE)
    commit_import(org=org, by=secretary, batch_id=batch.pk, happened_at=EPOCH)
    assert Member.objects.get(number=2).phone == "+6281234000002"
    assert sorted(Member.objects.filter(number__gt=4).values_list("name", "phone_shared")) == [
        ("Kasinem", False), ("Rasinah", False), ("Wartini", True),
    ]  # fmt: skip
    assert undo_import(org=org, by=secretary, batch_id=batch.pk) == (4, 0)
    assert (Member.objects.count(), Member.objects.get(number=2).phone) == (4, "")


def test_twice_in_one_file_is_asked_and_two_people_of_one_name_stay_two(org, secretary):
    batch = upload(
        org,
        secretary,
        as_csv(
            ["Nama", "Desa", "Tahun lahir"],
            ["Sutinah", "Cihonje", "1970"],
            ["SUTINAH ", "Cihonje", "1970"],
            ["Sutinah", "Cihonje", "1991"],
            ["Sutinah", "Tlaga", "1970"],
        ),
    )
    assert verdicts(batch) == [Verdict.NEW, Verdict.DUPLICATE, Verdict.NEW, Verdict.NEW]
    assert rows_of(batch)[1].problems[-1] == {"code": "twice_in_file", "field": "name", "text": "2"}


def test_one_answer_for_a_spelling_settles_all_its_rows(org, secretary):
    batch = upload(
        org, secretary, as_csv(["Nama", "Desa"], ["Sutinah", "Tiaga"], ["Tumirah", "Tiaga"], ["Kasinem", "Cihonje"])
    )
    assert verdicts(batch) == [Verdict.QUESTION, Verdict.QUESTION, Verdict.NEW]
    explain_villages(org=org, by=secretary, batch_id=batch.pk, villages={"Tiaga": "33.02.15.2008"})
    assert verdicts(batch) == [Verdict.NEW] * 3
    with pytest.raises(BadInput):
        explain_villages(org=org, by=secretary, batch_id=batch.pk, villages={"Tiaga": "99.99"})


def test_columns_can_be_said_again_and_answers_stay_where_the_verdict_stays(org, secretary):
    batch = upload(org, secretary, as_csv(["Nama", "Lain"], ["Sutinah", "Imah"], ["Tumirah", "Mira"]))
    answer_rows(org=org, by=secretary, batch_id=batch.pk, row_ids=[rows_of(batch)[1].pk], answer=Answer.SKIP)
    change_mapping(org=org, by=secretary, batch_id=batch.pk, mapping={"0": "name", "1": "nickname"})
    assert [(row.read["nickname"], row.answer) for row in rows_of(batch)] == [("Imah", ""), ("Mira", "skip")]
    for wrong in (
        {"1": "nickname"},
        {"0": "name", "1": "name"},
        {"0": "name", "1": "secret"},
        {"0": "name", "7": "rt"},
    ):
        with pytest.raises(BadInput):
            change_mapping(org=org, by=secretary, batch_id=batch.pk, mapping=wrong)


def test_committing_twice_is_safe_and_so_is_the_same_file_again(org, secretary):
    content, client_id = as_csv(["Nama"], ["Sutinah"]), uuid7()
    batch = upload(org, secretary, content, client_id=client_id)
    assert upload(org, secretary, content, client_id=client_id).pk == batch.pk
    for _ in range(2):
        commit_import(org=org, by=secretary, batch_id=batch.pk, happened_at=EPOCH)
    assert Member.objects.count() == 1
    assert upload(org, secretary, content).pk == batch.pk, "the file is recognised, under whatever name"
    with pytest.raises(Refused):
        answer_rows(org=org, by=secretary, batch_id=batch.pk, verdict=Verdict.NEW, answer=Answer.SKIP)
    undo_import(org=org, by=secretary, batch_id=batch.pk)
    assert upload(org, secretary, content).pk != batch.pk, "an undone file may come again"


def test_whoever_was_registered_since_the_preview_is_not_made_again(org, secretary):
    batch = upload(org, secretary, as_csv(["Nama", "HP"], ["Sutinah", "081234000001"], ["Tumirah", ""]))
    make_member(org, "Sutinah", phone="+6281234000001")
    commit_import(org=org, by=secretary, batch_id=batch.pk, happened_at=EPOCH)
    assert sorted(Member.objects.values_list("name", flat=True)) == ["Sutinah", "Tumirah"]


def test_undo_keeps_who_is_in_use_and_says_so(org, secretary):
    batch = upload(org, secretary, as_csv(["Nama"], ["Sutinah"], ["Tumirah"], ["Kasinem"]))
    commit_import(org=org, by=secretary, batch_id=batch.pk, happened_at=EPOCH)
    edit_member(org=org, by=secretary, member_id=Member.objects.get(name="Tumirah").pk, nickname="Mira")
    assert undo_import(org=org, by=secretary, batch_id=batch.pk) == (2, 1)
    assert list(Member.objects.values_list("name", flat=True)) == ["Tumirah"]
    assert undo_import(org=org, by=secretary, batch_id=batch.pk) == (0, 1)
    with pytest.raises(Refused):
        discard_import(org=org, by=secretary, batch_id=batch.pk)


def test_a_file_that_was_only_looked_at_can_be_thrown_away(org, secretary):
    batch = upload(org, secretary, as_csv(["Nama"], ["Sutinah"]))
    with pytest.raises(Refused):
        undo_import(org=org, by=secretary, batch_id=batch.pk)
    discard_import(org=org, by=secretary, batch_id=batch.pk)
    assert (ImportBatch.objects.count(), ImportRow.objects.count(), Member.objects.count()) == (0, 0, 0)


def test_two_thousand_dirty_rows_are_judged_imported_and_taken_back(org, secretary):
    make_member(org, "Wagiyem")
    dirty = dirty_members(2000)
    batch = upload(org, secretary, dirty.xlsx(), "anggota.xlsx")
    rows = rows_of(batch)
    counted = Counter(row.verdict for row in rows)
    asked = dirty.bad_phones + dirty.bad_dates + dirty.unsure_villages
    assert len(rows) == 2000
    assert counted[Verdict.BAD] == dirty.nameless == 20
    assert counted[Verdict.DUPLICATE] == dirty.twice == 20
    assert 0 < counted[Verdict.QUESTION] <= asked
    assert counted[Verdict.NEW] + counted[Verdict.QUESTION] == dirty.people == 1960
    assert sum("title_removed" in codes(row) for row in rows) == dirty.titled + sum(
        str(row.raw["cells"][1]).startswith("BU ") for row in rows
    )
    assert sum(bool(codes(row) & {"nik_length", "nik_rounded"}) for row in rows) >= dirty.bad_niks
    explain_villages(org=org, by=secretary, batch_id=batch.pk, villages={"Tiaga": "33.02.15.2008"})
    commit_import(org=org, by=secretary, batch_id=batch.pk, happened_at=EPOCH)
    made = ImportRow.objects.filter(batch=batch, created=True).count()
    assert made == Member.objects.count() - 1 >= 1900
    assert sorted(Member.objects.values_list("number", flat=True)) == list(range(1, made + 2))
    assert undo_import(org=org, by=secretary, batch_id=batch.pk) == (made, 0)
    assert list(Member.objects.values_list("name", flat=True)) == ["Wagiyem"]
    assert MemberNumber.objects.get().last == 1
    assert ImportBatch.get(batch.pk).status == BatchStatus.UNDONE


def test_files_that_are_no_lists_are_explained(org, secretary):
    for content in (b"", b"hello", as_csv(["Nama"]), as_csv(["Harga", "Satuan"], ["1", "kg"]), b"PK\x03\x04broken"):
        with pytest.raises(BadInput):
            upload(org, secretary, content)
    assert ImportBatch.objects.count() == 0


def test_only_who_may_import_and_only_here(org, other_org, secretary):
    batch = upload(org, secretary, as_csv(["Nama"], ["Sutinah"]))
    chair = make_actor(org, Office.CHAIR)
    for act in (
        lambda: upload(org, chair, as_csv(["Nama"], ["X Y"])),
        lambda: commit_import(org=org, by=chair, batch_id=batch.pk, happened_at=EPOCH),
        lambda: undo_import(org=org, by=chair, batch_id=batch.pk),
    ):
        with pytest.raises(Forbidden):
            act()
    with tenant(other_org.pk), pytest.raises(NotHere):
        commit_import(org=other_org, by=make_actor(other_org, Office.SECRETARY), batch_id=batch.pk, happened_at=EPOCH)
