"""Registering, changing, leaving, joining a sign-in: every verb, its retry, its refusals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from guyub.foundation.accounts.devices import Where
from guyub.foundation.core import clock
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.members import actions, queries
from guyub.foundation.members.choices import CareKind, Kind, LeavingReason, Relation, Status
from guyub.foundation.members.models import Care, Member, MemberSkill, MigrationStay, StatusChange
from guyub.foundation.organizations.actions import accept_invitation, invite
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership
from guyub.foundation.organizations.queries import actor_of
from tests.factories import EPOCH, make_actor, make_membership
from tests.factories_members import make_member


@pytest.fixture
def secretary(org):
    return make_actor(org, Office.SECRETARY)


def register(org, by, name="Sutinah", **values) -> Member:
    values = {"client_id": uuid7(), "happened_at": EPOCH} | values
    return actions.register_member(org=org, by=by, name=name, **values)


def register_two(org, by, name: str, other: str) -> None:
    register(org, by, name)
    register(org, by, other)


def now() -> dict:
    return {"client_id": uuid7(), "happened_at": EPOCH}


# --- registering -----------------------------------------------------------------------------------------------------


def test_a_name_is_enough_and_numbers_have_no_gap(org, secretary):
    first = register(org, secretary, "  bu sutinah ")
    with pytest.raises(BadInput), atomic():
        register_two(org, secretary, "Kasinem", "")
    second = register(org, make_actor(org, Office.WEIGHING), "Tumirah", hamlet="karangpucung")
    assert (first.number, first.name, first.honorific, first.called) == (1, "Sutinah", "bu", "Bu Sutinah")
    assert (second.number, second.hamlet, second.joined_on) == (2, "Karangpucung", date(2021, 1, 1))
    assert (first.kind, first.status, first.search_key) == (Kind.FAMILY, Status.ACTIVE, "sutina")


def test_the_same_registration_twice_is_one_member(org, secretary):
    client_id = uuid7()
    first = register(org, secretary, client_id=client_id)
    assert register(org, secretary, client_id=client_id).pk == first.pk
    with pytest.raises(Clash):
        register(org, secretary, "Tumirah", client_id=client_id)
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " .. "}, "name"),
        ({"name": "123"}, "name"),
        ({"phone": "0812"}, "phone"),
        ({"kind": "queen"}, "kind"),
        ({"sex": "x"}, "sex"),
        ({"birth_year": 2090}, "birth_year"),
        ({"birth_date": date(2150, 1, 1)}, "birth_date"),
        ({"joined_on": date(2150, 1, 1)}, "joined_on"),
        ({"rt": "abc"}, "rt"),
        ({"rw": "12345"}, "rw"),
    ],
)
def test_bad_details_name_their_field(org, secretary, values, field):
    with pytest.raises(BadInput) as caught:
        register(org, secretary, **values)
    assert caught.value.field == field
    assert Member.objects.count() == 0


def test_who_may_register(org):
    with pytest.raises(Forbidden):
        register(org, make_actor(org))


def test_rt_and_rw_are_written_alike(org, secretary):
    member = register(org, secretary, rt="RT.01", rw="8")
    assert (member.rt, member.rw) == ("001", "008")


# --- changing --------------------------------------------------------------------------------------------------------


def test_the_trail_names_fields_and_never_values(org, secretary):
    member = make_member(org)
    changed = actions.edit_member(org=org, by=secretary, member_id=member.pk, nickname="Inah", phone="+6284000001234")
    actions.edit_member(org=org, by=secretary, member_id=member.pk, nickname="Inah")
    (event,) = AuditEvent.objects.filter(verb="members.edited")
    assert event.data == {"fields": ["nickname", "phone"]}
    assert changed.search_key == "sutina | ina"


def test_foreign_members_are_not_here(org, other_org, secretary):
    theirs = make_member(other_org)
    mine = make_member(org)
    for act in (
        lambda: actions.edit_member(org=org, by=secretary, member_id=theirs.pk, name="X Y"),
        lambda: actions.record_death(org=org, by=secretary, member_id=theirs.pk, on_day=date(2022, 1, 1), **now()),
        lambda: actions.record_stay(org=org, by=secretary, member_id=theirs.pk, country="HK", from_year=2001, **now()),
        lambda: actions.add_skill(org=org, by=secretary, member_id=theirs.pk, name="Menjahit", **now()),
        lambda: actions.merge_members(org=org, by=secretary, kept_id=mine.pk, gone_id=theirs.pk, **now()),
        lambda: actions.ask_erasure(org=org, by=secretary, member_id=theirs.pk, **now()),
        lambda: actions.copy_person(org=org, by=secretary, member_id=theirs.pk, form="json"),
        lambda: queries.get_member_for(org=org, by=secretary, member_id=theirs.pk),
    ):
        with pytest.raises(NotHere):
            act()


def test_a_plain_member_sees_herself_only(org):
    me, other = make_member(org), make_member(org, "Tumirah")
    actor = make_actor(org, member_id=me.pk)
    assert queries.get_member_for(org=org, by=actor, member_id=me.pk).pk == me.pk
    with pytest.raises(NotHere):
        queries.get_member_for(org=org, by=actor, member_id=other.pk)


# --- leaving and coming back -----------------------------------------------------------------------------------------


def test_she_leaves_comes_back_and_each_step_stays(org, secretary):
    member = make_member(org)
    left = {"org": org, "by": secretary, "member_id": member.pk, "on_day": date(2022, 5, 1)}
    client_id = uuid7()
    for _ in range(2):
        actions.end_membership(**left, client_id=client_id, happened_at=EPOCH, reason=LeavingReason.MIGRATED)
    member.refresh_from_db()
    assert (member.status, member.left_on) == (Status.LEFT, date(2022, 5, 1))
    with pytest.raises(Refused):
        actions.end_membership(**left, **now())
    with pytest.raises(BadInput):
        actions.resume_membership(**(left | {"on_day": date(2022, 4, 1)}), **now())
    actions.resume_membership(**(left | {"on_day": date(2023, 4, 1)}), **now())
    member.refresh_from_db()
    assert (member.status, member.left_on) == (Status.ACTIVE, None)
    assert [change.status for change in queries.status_history(member=member)] == [Status.ACTIVE, Status.LEFT]


def test_impossible_days_are_refused(org, secretary):
    member = make_member(org, joined_on=date(2022, 1, 1))
    for day in (date(2021, 12, 31), clock.today("Asia/Jakarta") + timedelta(days=2)):
        with pytest.raises(BadInput):
            actions.record_death(org=org, by=secretary, member_id=member.pk, on_day=day, **now())
    assert StatusChange.objects.count() == 0


def test_a_death_ends_her_sign_in(org, secretary):
    member = make_member(org)
    membership = make_membership(org, member_id=member.pk)
    actions.record_death(org=org, by=secretary, member_id=member.pk, on_day=date(2022, 1, 1), **now())
    membership.refresh_from_db()
    assert membership.ended_at is not None


# --- sign-in ---------------------------------------------------------------------------------------------------------


def test_a_sign_in_belongs_to_one_member(org, secretary):
    member, other, membership = make_member(org), make_member(org, "Tumirah"), make_membership(org)
    for _ in range(2):
        actions.link_person(org=org, by=secretary, member=member, membership=membership)
    with pytest.raises(Refused):
        actions.link_person(org=org, by=secretary, member=other, membership=membership)
    with pytest.raises(Refused):
        actions.link_person(org=org, by=secretary, member=member, membership=make_membership(org))
    assert AuditEvent.objects.filter(verb="members.linked").count() == 1


def test_her_sign_in_knows_the_rows_that_were_joined_into_hers(org, secretary):
    kept, first, second, third = (make_member(org, f"Sutinah {n}") for n in range(4))
    actions.merge_members(org=org, by=secretary, kept_id=kept.pk, gone_id=first.pk, **now())
    membership = make_membership(org)
    actions.link_person(org=org, by=secretary, member=kept, membership=membership)
    assert actor_of(membership).member_ids == {kept.pk, first.pk}
    actions.merge_members(org=org, by=secretary, kept_id=kept.pk, gone_id=second.pk, **now())
    membership.refresh_from_db()
    assert actor_of(membership).member_ids == {kept.pk, first.pk, second.pk}
    actions.merge_members(org=org, by=secretary, kept_id=third.pk, gone_id=kept.pk, **now())
    membership.refresh_from_db()
    herself = actor_of(membership)
    assert (herself.member_id, herself.member_ids) == (third.pk, {kept.pk, first.pk, second.pk, third.pk})
    assert [herself.is_member(row) for row in (first.pk, make_member(org, "Tumirah").pk, None)] == [True, False, False]


def test_an_invitation_opens_the_row_that_goes_on(org, secretary):
    kept, gone = make_member(org), make_member(org, "Sutinah S.")
    values = {"client_id": uuid7(), "name": "Sutinah", "phone": "0840-5555-0001"}
    token = invite(org=org, by=make_actor(org, Office.CHAIR), member_id=gone.pk, **values).token
    actions.merge_members(org=org, by=secretary, kept_id=kept.pk, gone_id=gone.pk, **now())
    where = Where(address="10.0.0.1", phone_key=uuid7(), browser="Chrome", system="Android")
    user = accept_invitation(org=org, token=token, pin="739152", again="739152", where=where).user
    assert actor_of(Membership.objects.get(user=user)).member_ids == {kept.pk, gone.pk}


# --- household -------------------------------------------------------------------------------------------------------


def test_who_eats_from_one_kitchen_is_one_household(org, secretary):
    mother, daughter, stranger = (make_member(org, name) for name in ("Sutinah", "Rina", "Tumirah"))
    client_id = uuid7()
    facts = {"member_id": mother.pk, "name": "Dapur Sutinah", "client_id": client_id, "happened_at": EPOCH}
    home, again = (actions.found_household(org=org, by=secretary, **facts) for _ in range(2))
    assert home == again
    actions.move_to_household(org=org, by=secretary, member_id=daughter.pk, household_id=home.pk)
    assert queries.same_household(mother.pk, mother.pk)
    assert queries.same_household(mother.pk, daughter.pk)
    assert not queries.same_household(mother.pk, stranger.pk)
    assert not queries.same_household(stranger.pk, uuid7())
    assert [m.name for m in queries.household_members(household_id=home.pk)] == ["Sutinah", "Rina"]
    assert queries.find_households(text="rina") == [home]
    actions.move_to_household(org=org, by=secretary, member_id=daughter.pk, household_id=None)
    assert not queries.same_household(mother.pk, daughter.pk)
    with pytest.raises(NotHere):
        actions.move_to_household(org=org, by=secretary, member_id=daughter.pk, household_id=uuid7())


# --- stays, skills, cares --------------------------------------------------------------------------------------------


def test_stays_abroad(org, secretary):
    member, client_id = make_member(org), uuid7()
    stay = {
        "org": org, "by": secretary, "member_id": member.pk, "happened_at": EPOCH, "country": "hk",
        "from_year": 2005, "sector": "domestic", "agency": " PT  Contoh ", "contracts": 3,
        "returned_on": date(2012, 3, 1), "reason": "contract",
    }  # fmt: skip
    made = [actions.record_stay(**stay, client_id=client_id) for _ in range(2)]
    assert made[0].pk == made[1].pk
    assert (made[0].country, made[0].to_year, made[0].agency) == ("HK", 2012, "PT Contoh")
    with pytest.raises(Clash):
        actions.record_stay(**(stay | {"country": "TW"}), client_id=client_id)
    for wrong in ({"country": "ZZ"}, {"from_year": 2150}, {"to_year": 2001}, {"contracts": 0}, {"sector": "king"}):
        with pytest.raises(BadInput):
            actions.record_stay(**(stay | wrong), client_id=uuid7())
    actions.remove_stay(org=org, by=secretary, member_id=member.pk, stay_id=made[0].pk)
    assert MigrationStay.objects.count() == 0
    other = make_member(org, "Tumirah")
    again = actions.record_stay(**stay, client_id=uuid7())
    with pytest.raises(NotHere):
        actions.remove_stay(org=org, by=secretary, member_id=other.pk, stay_id=again.pk)


def test_skills(org, secretary):
    member = make_member(org)
    skill = actions.add_skill(org=org, by=secretary, member_id=member.pk, name=" menjahit ", **now())
    assert skill.name == "Menjahit"
    assert actions.add_skill(org=org, by=secretary, member_id=member.pk, name="MENJAHIT", **now()).pk == skill.pk
    with pytest.raises(BadInput):
        actions.add_skill(org=org, by=secretary, member_id=member.pk, name=" ", **now())
    actions.remove_skill(org=org, by=secretary, member_id=member.pk, skill_id=skill.pk)
    assert MemberSkill.objects.count() == 0


def test_cares(org, secretary):
    carer, abroad = make_member(org), make_member(org, "Rina")
    values = {"kind": CareKind.SCHOOL_CHILDREN, "relation": Relation.GRANDPARENT, "people": 2}
    care = actions.record_care(org=org, by=secretary, member_id=carer.pk, absent_id=abroad.pk, **values, **now())
    for _ in range(2):
        ended = actions.end_care(org=org, by=secretary, member_id=carer.pk, care_id=care.pk, on_day=date(2022, 1, 1))
    assert ended.ended_on == date(2022, 1, 1)
    for wrong in ({"people": 21}, {"kind": "x"}, {"relation": "x"}):
        with pytest.raises(BadInput):
            actions.record_care(org=org, by=secretary, member_id=carer.pk, **(values | wrong), **now())
    with pytest.raises(BadInput):
        actions.record_care(org=org, by=secretary, member_id=carer.pk, absent_id=carer.pk, **values, **now())
    with pytest.raises(NotHere):
        actions.end_care(org=org, by=secretary, member_id=abroad.pk, care_id=care.pk, on_day=date(2022, 1, 1))
    assert Care.objects.count() == 1


# --- what the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"number": 0},
        {"name": ""},
        {"kind": "queen"},
        {"sex": "x"},
        {"birth_year": 1700},
        {"status": Status.LEFT},
        {"left_on": date(2022, 1, 1)},
        {"status": Status.LEFT, "left_on": date(2020, 1, 1)},
        {"status": Status.MERGED},
    ],
)
def test_the_database_refuses_impossible_members(org, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_member(org, **values)


def test_the_database_refuses_impossible_facts(org, other_org):
    member, facts = make_member(org), {"content_hash": "", "happened_at": EPOCH, "recorded_at": EPOCH}

    def refused(model, **values):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(org=org, client_id=uuid7(), **facts, **values)

    stay = {"member": member, "country": "HK", "from_year": 2005}
    for wrong in ({"to_year": 2001}, {"from_year": 1800}, {"contracts": 0}, {"contracts": 31}, {"country": ""}):
        refused(MigrationStay, **(stay | wrong))
    care = {"carer": member, "kind": CareKind.ILL, "relation": Relation.CHILD}
    for wrong in ({"people": 0}, {"people": 21}, {"absent": member}):
        refused(Care, **(care | wrong))
    refused(MemberSkill, member=member, name="")
    refused(StatusChange, member=member, status=Status.MERGED, on_day=date(2022, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(status=Status.MERGED, merged_into=member)
    with tenant(other_org.pk):
        assert make_member(other_org).number == 1
