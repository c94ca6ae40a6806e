"""Consents, NIK, cards, merging, copies and erasure."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from guyub.foundation.core import sealing
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.members import actions, cards, erasing, merging, nik, queries
from guyub.foundation.members.choices import ConsentWay, Purpose, Status
from guyub.foundation.members.models import Consent, Erasure, IdentityNumber, Member, MemberSkill, Merge
from guyub.foundation.organizations.actions import invite
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership
from tests.factories import EPOCH, make_actor, make_membership
from tests.factories_members import make_member

DIGITS = "3302994101750001"


@pytest.fixture
def secretary(org):
    return make_actor(org, Office.SECRETARY)


@pytest.fixture
def chair(org):
    return make_actor(org, Office.CHAIR)


def consent(org, by, member, purpose=Purpose.PHOTO, *, given=True, way=ConsentWay.PAPER, days=0, client_id=None):
    return actions.record_consent(
        org=org,
        by=by,
        client_id=client_id or uuid7(),
        happened_at=EPOCH + timedelta(days=days),
        member_id=member.pk,
        purpose=purpose,
        given=given,
        way=way,
    )


def now() -> dict:
    return {"client_id": uuid7(), "happened_at": EPOCH}


# --- consents --------------------------------------------------------------------------------------------------------


def test_the_newest_answer_counts_and_all_stay(org, secretary):
    member = make_member(org)
    assert not queries.has_consent(member=member, purpose=Purpose.PHOTO), "never asked is no"
    consent(org, secretary, member, given=True, days=1)
    consent(org, secretary, member, given=False, days=3)
    consent(org, secretary, member, given=True, days=2)  # a paper that came late
    state = next(s for s in queries.consents_of(member=member) if s.purpose == Purpose.PHOTO)
    assert not state.given
    assert [row.given for row in state.history] == [False, True, True]
    assert queries.members_who_agree(member_ids=[member.pk], purpose=Purpose.PHOTO) == set()


def test_an_answer_sent_twice_is_one(org, secretary):
    member, client_id = make_member(org), uuid7()
    first = consent(org, secretary, member, client_id=client_id)
    assert consent(org, secretary, member, client_id=client_id).pk == first.pk
    with pytest.raises(Clash):
        consent(org, secretary, member, given=False, client_id=client_id)


def test_only_she_answers_on_her_own_screen(org, secretary):
    member = make_member(org)
    herself = make_actor(org, member_id=member.pk)
    assert consent(org, herself, member, way=ConsentWay.SCREEN).given
    with pytest.raises(BadInput):
        consent(org, secretary, member, way=ConsentWay.SCREEN)
    with pytest.raises(Forbidden):
        consent(org, make_actor(org, Office.WEIGHING), member)
    with pytest.raises(NotHere):
        consent(org, make_actor(org), member)


def test_the_database_keeps_consents_as_they_are(org, secretary):
    row = consent(org, secretary, make_member(org))
    for change in (lambda: Consent.objects.update(given=False), lambda: Consent.objects.filter(pk=row.pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Consent.get(row.pk).given


# --- NIK -------------------------------------------------------------------------------------------------------------


def test_a_nik_is_kept_only_with_consent_sealed_and_masked(org, secretary, chair):
    member = make_member(org)
    keep = {"org": org, "member_id": member.pk, "number": "3302 9941 0175 0001"}
    with pytest.raises(Refused):
        actions.keep_nik(**keep, by=secretary, **now())
    consent(org, secretary, member, Purpose.NIK)
    with pytest.raises(Forbidden):
        actions.keep_nik(**keep, by=chair, **now())
    assert actions.keep_nik(**keep, by=secretary, **now()).digits == DIGITS
    row = IdentityNumber.objects.get()
    assert DIGITS not in row.sealed + row.fingerprint
    assert queries.masked_nik(member=member) == "3302 •••• •••• ••01"
    assert actions.open_nik(org=org, by=secretary, member_id=member.pk) == DIGITS
    assert AuditEvent.objects.filter(verb="members.nik_seen").count() == 1
    with pytest.raises(Forbidden):
        actions.open_nik(org=org, by=chair, member_id=member.pk)
    consent(org, secretary, member, Purpose.NIK, given=False, days=1)
    assert IdentityNumber.objects.count() == 0, "taking the consent back deletes it"


def test_the_same_nik_at_two_members_is_told(org, secretary):
    first, second = make_member(org), make_member(org, "Tumirah")
    for member in (first, second):
        consent(org, secretary, member, Purpose.NIK)
        reading = actions.keep_nik(org=org, by=secretary, member_id=member.pk, number=DIGITS, **now())
    assert "nik_twice" in reading.warnings
    assert queries.duplicate_pairs()[0].reasons == ("nik",)
    actions.remove_nik(org=org, by=secretary, member_id=first.pk)
    assert IdentityNumber.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "known", "digits", "warnings"),
    [
        (DIGITS, {}, DIGITS, ()),
        ("3302.9941.0175.0001", {"sex": "f", "birth_year": 1975}, DIGITS, ()),
        (DIGITS, {"sex": "m"}, DIGITS, ("nik_sex",)),
        (DIGITS, {"birth_year": 1980}, DIGITS, ("nik_year",)),
        ("3302993113750001", {}, "3302993113750001", ("nik_date",)),
        ("330299410175000", {}, "", ("nik_length",)),
        ("3.30215E+15", {}, "", ("nik_rounded",)),
        ("3302150000000000", {}, "3302150000000000", ("nik_rounded", "nik_date", "nik_series")),
        ("abc", {}, "", ("nik_length",)),
    ],
)
def test_niks_are_warned_about_and_never_refused_for_their_digits(text, known, digits, warnings):
    assert nik.read(text, **known) == nik.Reading(digits, warnings)


def test_seals_differ_each_time_and_break_when_touched():
    one, other = (sealing.seal(DIGITS, purpose="a") for _ in range(2))
    assert one != other
    assert sealing.unseal(one, purpose="a") == DIGITS
    assert sealing.unseal(sealing.seal("", purpose="a"), purpose="a") == ""
    assert sealing.fingerprint("x", purpose="a") != sealing.fingerprint("x", purpose="b")
    touched = one[:10] + ("A" if one[10] != "A" else "B") + one[11:]
    for broken, purpose in ((touched, "a"), (one, "b"), ("s1.", "a"), ("§", "a"), (one[:-4], "a")):
        with pytest.raises(sealing.BrokenSeal):
            sealing.unseal(broken, purpose=purpose)


# --- the card --------------------------------------------------------------------------------------------------------


def test_a_card_opens_its_member_until_it_is_replaced(org, other_org, secretary):
    member = make_member(org)
    code = cards.code_of(member)
    assert member.name not in cards.address_of(org, member)
    assert cards.member_of(code).pk == member.pk
    forged = [code[:-1] + ("0" if code[-1] != "0" else "1"), "", "x", code[:24], code.upper()]
    for wrong in forged:
        with pytest.raises(NotHere):
            cards.member_of(wrong)
    with tenant(other_org.pk), pytest.raises(NotHere):
        cards.member_of(code)
    for _ in range(2):
        actions.replace_card(org=org, by=secretary, member_id=member.pk, version=1)
    member.refresh_from_db()
    assert member.card_version == 2
    with pytest.raises(NotHere):
        cards.member_of(code)
    assert cards.member_of(cards.code_of(member)).pk == member.pk


def test_eight_cards_stand_on_a_sheet(org):
    members = [make_member(org, f"Sutinah {n}") for n in range(9)]
    pages = PdfReader(BytesIO(cards.sheet_pdf(org, members))).pages
    assert len(pages) == 2
    assert pages[0].extract_text().count("Sutinah") == 8
    assert "Sutinah 8" in pages[1].extract_text()


# --- merging ---------------------------------------------------------------------------------------------------------


def merge(org, by, kept, gone, **values) -> Merge:
    return actions.merge_members(org=org, by=by, kept_id=kept.pk, gone_id=gone.pk, **({**now()} | values))


def test_two_rows_of_one_person_become_one(org, secretary):
    kept = make_member(org, "Sutinah", phone="")
    gone = make_member(org, "Soetinah", phone="+6284000001234", nickname="Inah", joined_on=date(2020, 5, 1))
    for member, skill in ((kept, "Memasak"), (gone, "memasak"), (gone, "Menjahit")):
        MemberSkill.objects.create(
            org=org, member=member, name=skill, client_id=uuid7(), happened_at=EPOCH, recorded_at=EPOCH
        )
    consent(org, secretary, kept, given=True, days=1)
    consent(org, secretary, gone, given=False, days=2)
    membership = make_membership(org, member_id=gone.pk)
    client_id = uuid7()
    made = merge(org, secretary, kept, gone, client_id=client_id)
    assert merge(org, secretary, kept, gone, client_id=client_id).pk == made.pk
    kept.refresh_from_db()
    gone.refresh_from_db()
    membership.refresh_from_db()
    assert (kept.phone, kept.nickname, kept.joined_on) == ("+6284000001234", "Inah", date(2020, 5, 1))
    assert (gone.status, gone.merged_into_id, membership.member_id) == (Status.MERGED, kept.pk, kept.pk)
    assert sorted(MemberSkill.objects.filter(member=kept).values_list("name", flat=True)) == ["Memasak", "Menjahit"]
    assert not queries.has_consent(member=kept, purpose=Purpose.PHOTO), "the newest answer of either row counts"
    assert queries.members_who_agree(member_ids=[kept.pk], purpose=Purpose.PHOTO) == set()
    assert queries.get_member_for(org=org, by=secretary, member_id=gone.pk).pk == kept.pk
    assert [m.pk for m in queries.find_members(text=str(gone.number))] == [kept.pk]
    assert [m.pk for m in queries.find_members(text="sutinah")] == [kept.pk]
    assert made.moved == {"skills": 1, "sign_ins": 1}


def test_a_chain_of_merges_leads_to_the_last_row(org, secretary):
    one, two, three = (make_member(org, "Sutinah") for _ in range(3))
    merge(org, secretary, two, one)
    merge(org, secretary, three, two)
    assert queries.get_member_for(org=org, by=secretary, member_id=one.pk).pk == three.pk
    assert set(queries.row_ids(three)) == {one.pk, two.pk, three.pk}


def test_merges_that_cannot_be(org, secretary, chair):
    one, two = make_member(org), make_member(org, "Tumirah")
    with pytest.raises(Refused):
        merge(org, secretary, one, one)
    with pytest.raises(Refused):
        merge(org, make_actor(org, Office.SECRETARY, member_id=one.pk), one, two)
    with pytest.raises(Forbidden):
        merge(org, make_actor(org, Office.TREASURER), one, two)
    make_membership(org, member_id=two.pk)
    with pytest.raises(Refused, match="akun masuk"):
        merge(org, secretary, one, two)
    Membership.objects.filter(member_id=two.pk).update(member_id=None)
    actions.note_not_duplicate(org=org, by=secretary, member_ids=(two.pk, one.pk), **now())
    with pytest.raises(Refused):
        merge(org, chair, one, two)


def test_a_room_can_stop_a_merge_whole(org, secretary, monkeypatch):
    one, two = make_member(org), make_member(org, "Tumirah")

    def refuse(**_):
        raise Refused("not now")

    monkeypatch.setattr(merging, "_handlers", {"room": (50, refuse)})
    with pytest.raises(Refused):
        merge(org, secretary, one, two)
    two.refresh_from_db()
    assert two.status == Status.ACTIVE
    monkeypatch.setattr(merging, "_handlers", {"room": (50, lambda **_: 3)})
    assert merge(org, secretary, one, two).moved == {"room": 3}


def test_three_pairs_of_one_name_may_be_six_people(org, secretary):
    pairs = [(make_member(org, name), make_member(org, name)) for name in ("Sutinah", "Tumirah", "Kasinem")]
    make_member(org, "Sutinah", village_code="33.02.15.2008")
    assert [(p.first.number, p.second.number) for p in queries.duplicate_pairs()] == [(1, 2), (3, 4), (5, 6)]
    client_id = uuid7()
    for _ in range(2):
        actions.note_not_duplicate(
            org=org, by=secretary, member_ids=(pairs[1][1].pk, pairs[1][0].pk), client_id=client_id, happened_at=EPOCH
        )
    assert [(p.first.number, p.second.number) for p in queries.duplicate_pairs()] == [(1, 2), (5, 6)]


def test_a_phone_alone_makes_no_duplicate(org):
    make_member(org, "Sutinah", phone="+6284000001234", birth_date=date(1970, 1, 1))
    make_member(org, "Rina", phone="+6284000001234")
    assert queries.duplicate_pairs() == []
    make_member(org, "Inah", phone="+6284000001234", birth_date=date(1970, 1, 1))
    assert queries.duplicate_pairs()[0].reasons == ("birth", "phone")


# --- copies and erasure ----------------------------------------------------------------------------------------------


def test_a_copy_holds_what_is_known_and_is_written_down(org, secretary):
    member = make_member(org, phone="+6284000001234")
    consent(org, secretary, member)
    _member, sections = actions.copy_person(org=org, by=secretary, member_id=member.pk, form="json")
    by_key = {section.key: section for section in sections}
    assert {"details", "consents", "stays", "skills", "cares", "trail", "participation"} <= set(by_key)
    assert [value for _what, value in by_key["details"].rows if value in {"Sutinah", "+6284000001234"}] == [
        "Sutinah",
        "+6284000001234",
    ]
    assert AuditEvent.objects.filter(verb="members.data_copied").count() == 1
    with pytest.raises(Forbidden):
        actions.copy_person(org=org, by=make_actor(org, Office.WEIGHING), member_id=member.pk, form="json")


def erasure(org, by, member) -> Erasure:
    return actions.ask_erasure(org=org, by=by, member_id=member.pk, **now())


def test_two_officers_erase_and_the_number_stays(org, secretary, chair):
    member = make_member(org, phone="+6284000001234", nickname="Inah", birth_date=date(1970, 1, 1))
    membership = make_membership(org, member_id=member.pk)
    MemberSkill.objects.create(
        org=org, member=member, name="Memasak", client_id=uuid7(), happened_at=EPOCH, recorded_at=EPOCH
    )
    home = actions.found_household(org=org, by=secretary, member_id=member.pk, name="Dapur Sutinah", **now())
    facts = {"name": "Sutinah", "phone": "081234000001", "member_id": member.pk}
    invited = invite(org=org, by=secretary, client_id=uuid7(), **facts)
    asked = erasure(org, secretary, member)
    assert erasure(org, secretary, member).pk == asked.pk, "one request waits at a time"
    with pytest.raises(Refused, match="dua orang"):
        actions.carry_out_erasure(org=org, by=secretary, erasure_id=asked.pk)
    for _ in range(2):
        actions.carry_out_erasure(org=org, by=chair, erasure_id=asked.pk)
    member.refresh_from_db()
    membership.refresh_from_db()
    membership.user.refresh_from_db()
    assert (member.number, member.name, member.phone, member.nickname, member.birth_date) == (1, "#1", "", "", None)
    assert (member.status, membership.member_id, membership.user.is_active) == (Status.LEFT, None, False)
    assert membership.user.name == "–"
    assert MemberSkill.objects.count() == 0
    stored = json.dumps(list(Member.objects.values()), default=str)
    home.refresh_from_db()
    invited.invitation.refresh_from_db()
    stored += home.name + home.hamlet + invited.invitation.name + invited.invitation.phone
    assert "Sutinah" not in stored
    assert "340000" not in stored
    assert invited.invitation.revoked_at is not None
    assert queries.find_members(text="sutinah", also_left=True) == []
    for act in (
        lambda: actions.edit_member(org=org, by=secretary, member_id=member.pk, name="Sutinah"),
        lambda: consent(org, secretary, member),
        lambda: erasure(org, secretary, member),
    ):
        with pytest.raises(Refused):
            act()


def test_she_who_belongs_elsewhere_keeps_her_sign_in_there(org, other_org, secretary, chair):
    member = make_member(org)
    membership = make_membership(org, member_id=member.pk)
    make_membership(other_org, user=membership.user)
    actions.carry_out_erasure(org=org, by=chair, erasure_id=erasure(org, secretary, member).pk)
    membership.user.refresh_from_db()
    assert membership.user.is_active


def test_what_is_open_stands_in_the_way(org, secretary, chair, monkeypatch):
    member = make_member(org)
    make_membership(org, Office.TREASURER, member_id=member.pk)
    with pytest.raises(Refused, match="jabatan"):
        erasure(org, secretary, member)
    other = make_member(org, "Tumirah")
    asked = erasure(org, secretary, other)
    monkeypatch.setattr(erasing, "_blockers", [lambda **_: "She still has savings."])
    with pytest.raises(Refused, match="savings"):
        actions.carry_out_erasure(org=org, by=chair, erasure_id=asked.pk)
    other.refresh_from_db()
    assert other.name == "Tumirah"


def test_a_request_can_be_refused(org, secretary, chair):
    member = make_member(org)
    asked = erasure(org, secretary, member)
    for _ in range(2):
        actions.refuse_erasure(org=org, by=secretary, erasure_id=asked.pk)
    with pytest.raises(Refused):
        actions.carry_out_erasure(org=org, by=chair, erasure_id=asked.pk)
    member.refresh_from_db()
    assert member.name == "Sutinah"
