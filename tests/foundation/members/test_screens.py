"""The pages of members: who sees what, what they say, and at how many queries."""

from __future__ import annotations

import json
from io import BytesIO
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.core.ids import uuid7
from guyub.foundation.members import cards, panels
from guyub.foundation.members.choices import Purpose
from guyub.foundation.members.models import (
    Care,
    Consent,
    Erasure,
    Household,
    IdentityNumber,
    ImportBatch,
    Member,
    MemberSkill,
    MigrationStay,
)
from guyub.foundation.members.panels import Panel
from guyub.foundation.organizations.choices import Office
from tests.factories import make_membership, signed_in
from tests.factories_members import make_member


@pytest.fixture
def secretary(org):
    return signed_in(org, Office.SECRETARY)


def url(org, name: str, *args) -> str:
    return reverse(f"members:{name}", args=[org.slug, *args])


def post(client, address: str, **data):
    return client.post(address, {"client_id": str(uuid7())} | data)


def text_of(response) -> str:
    return response.content.decode()


# --- lists and what each office sees ---------------------------------------------------------------------------------


def test_the_list_shows_each_office_what_it_needs(org, other_org, secretary):
    make_member(org, "Sutinah", nickname="Inah", phone="+6284000001234", hamlet="Karangpucung")
    make_member(other_org, "Wartini")
    weighing = text_of(signed_in(org, Office.WEIGHING).get(url(org, "list")))
    assert "Inah" in weighing
    assert "Karangpucung" in weighing
    assert "Sutinah" not in weighing
    full = text_of(secretary.get(url(org, "list")))
    assert "Sutinah" in full
    assert "Cihonje" in full
    assert "Wartini" not in full
    assert signed_in(org).get(url(org, "list")).status_code == 403


def test_the_list_costs_the_same_for_one_and_for_three(org, secretary):
    counts = []
    for names in (["Sutinah"], ["Wartini", "Kasinem"]):
        for name in names:
            make_member(org, name)
        for query in ("", "?q=sutinah", "?village=33.02.15.2003"):
            with CaptureQueriesContext(connection) as captured:
                secretary.get(url(org, "list") + query)
            counts.append(len(captured))
    assert counts[:3] == counts[3:]


def test_the_list_turns_pages_by_number(org, secretary):
    for n in range(103):
        make_member(org, f"Sutinah {n}")
    first = text_of(secretary.get(url(org, "list")))
    assert "?status=active" not in first
    assert "after=50" in first
    second = text_of(secretary.get(url(org, "list") + "?after=50"))
    assert "No. 51," in second
    assert "No. 100," in second
    assert "before=51" in second
    third = text_of(secretary.get(url(org, "list") + "?after=100"))
    assert "after=150" not in third
    back = text_of(secretary.get(url(org, "list") + "?before=51"))
    assert "No. 1," in back
    assert "before=" not in back.replace("?before=51", "")


def test_filters_and_empty_lists(org, secretary):
    assert 'class="empty"' in text_of(secretary.get(url(org, "list")))
    make_member(org, "Sutinah", kind="companion")
    make_member(org, "Wartini", village_code="33.02.15.2008")
    page = text_of(secretary.get(url(org, "list") + "?kind=companion"))
    assert "Sutinah" in page
    assert "Wartini" not in page
    assert 'class="empty"' in text_of(secretary.get(url(org, "list") + "?status=dead"))
    assert 'class="empty"' in text_of(secretary.get(url(org, "list") + "?q=mulyono"))


def test_a_member_page_for_the_weighing_officer_hides_address_and_phone(org):
    member = make_member(org, "Sutinah", nickname="Inah", phone="+6284000001234", rt="003")
    page = text_of(signed_in(org, Office.WEIGHING).get(url(org, "member", member.pk)))
    assert "Inah" in page
    for hidden in ("1234", "RT 003", "Sutinah"):
        assert hidden not in page


def test_a_member_opens_her_own_page_and_no_other(org):
    me, other = make_member(org, "Sutinah", phone="+6284000001234"), make_member(org, "Wartini")
    client = signed_in(org, member_id=me.pk)
    assert "0840" in text_of(client.get(url(org, "own")))
    for name in ("consents", "card", "data"):
        assert client.get(url(org, name, me.pk)).status_code == 200
        assert client.get(url(org, name, other.pk)).status_code == 404
    assert client.get(url(org, "member", me.pk)).status_code == 403
    assert signed_in(org).get(url(org, "own")).status_code == 200, "not joined to a member: a page that says so"


def test_officers_without_the_right_are_told_so(org):
    member = make_member(org)
    weighing = signed_in(org, Office.WEIGHING)
    for name in ("consents", "card", "data", "edit", "nik", "trail", "erase"):
        assert weighing.get(url(org, name, member.pk)).status_code == 403


def test_rooms_put_their_panels_on_the_page(org, secretary, monkeypatch):
    member = make_member(org)
    monkeypatch.setattr(panels, "_makers", {
        "late": (90, lambda **_: Panel("passbook", "Passbook", (("Balance", "Rp12.500"),), "/x/", "Open")),
        "none": (10, lambda **_: None),
    })  # fmt: skip
    page = text_of(secretary.get(url(org, "member", member.pk)))
    assert "Rp12.500" in page
    assert 'href="/x/"' in page


def test_the_member_page_costs_the_same_whatever_she_has(org, secretary):
    member = make_member(org, phone="+6284000001234")

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            secretary.get(url(org, "member", member.pk))
        return len(captured)

    before = count()
    for n in range(3):
        post(secretary, url(org, "skills", member.pk), name=f"Bisa {n}")
    assert count() == before


# --- adding and changing ---------------------------------------------------------------------------------------------


def test_a_new_member_in_three_fields_pressed_twice_is_one(org, secretary):
    data = {"client_id": str(uuid7()), "name": "bu sutinah", "hamlet": "Karangpucung", "village_code": "33.02.15.2003"}
    answers = [secretary.post(url(org, "add"), data) for _ in range(2)]
    member = Member.objects.get()
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(303, url(org, "member", member.pk))}
    more = secretary.post(url(org, "add"), data | {"client_id": str(uuid7()), "name": "Rina", "more": "on"})
    assert more.headers["Location"].endswith("/ubah/")


def test_an_error_keeps_what_was_typed(org, secretary):
    answer = post(secretary, url(org, "add"), name="77", hamlet="Karangpucung", village_code="")
    assert answer.status_code == 422
    assert 'value="Karangpucung"' in text_of(answer)
    assert Member.objects.count() == 0


def test_details_are_changed_on_one_page(org, secretary):
    member = make_member(org, phone="+6284000001234")
    page = text_of(secretary.get(url(org, "edit", member.pk)))
    assert 'value="Sutinah"' in page
    values = {"name": "Sutinah", "kind": "former_migrant", "phone": "0812-3400-0001", "birth_year": "1975",
              "village_code": "33.02.15.2008", "hamlet": "Dukuh", "rt": "3", "rw": "", "joined_on": "1-2-2021",
              "nickname": "", "honorific": "bu", "sex": "f", "birth_date": ""}  # fmt: skip
    assert post(secretary, url(org, "edit", member.pk), **values).status_code == 303
    member.refresh_from_db()
    assert (member.phone, member.rt, member.birth_year, member.honorific) == ("+6281234000001", "003", 1975, "bu")
    wrong = post(secretary, url(org, "edit", member.pk), **(values | {"phone": "0812"}))
    assert wrong.status_code == 422
    assert 'value="0812"' in text_of(wrong)


def test_status_household_stays_skills_and_cares(org, secretary):
    member = make_member(org)
    for name in ("status", "household", "stays", "skills", "cares", "trail", "card", "data", "erase"):
        assert secretary.get(url(org, name, member.pk)).status_code == 200, name
    assert post(secretary, url(org, "household", member.pk), name="Dapur Sutinah").status_code == 303
    home = Household.objects.get()
    other = make_member(org, "Rina")
    assert "Dapur Sutinah" in text_of(secretary.get(url(org, "household", other.pk) + "?q=dapur"))
    secretary.post(url(org, "move-household", other.pk), {"household": str(home.pk)})
    secretary.post(url(org, "move-household", other.pk), {"household": "nonsense"})
    other.refresh_from_db()
    assert other.household_id is None
    stay = {"country": "HK", "from_year": "2005", "to_year": "2012", "contracts": "3", "sector": "domestic"}
    assert post(secretary, url(org, "stays", member.pk), **stay).status_code == 303
    assert "Hong Kong" in text_of(secretary.get(url(org, "stays", member.pk)))
    assert post(secretary, url(org, "stays", member.pk), **(stay | {"to_year": "2001"})).status_code == 422
    secretary.post(url(org, "remove-stay", member.pk, MigrationStay.objects.get().pk))
    assert post(secretary, url(org, "skills", member.pk), name="Menjahit").status_code == 303
    secretary.post(url(org, "remove-skill", member.pk, MemberSkill.objects.get().pk))
    care = {"kind": "school", "relation": "grandparent", "people": "2", "absent_number": str(other.number)}
    assert post(secretary, url(org, "cares", member.pk), **care).status_code == 303
    assert post(secretary, url(org, "cares", member.pk), **(care | {"absent_number": "99"})).status_code == 422
    assert "Rina" in text_of(secretary.get(url(org, "cares", member.pk)))
    secretary.post(url(org, "end-care", member.pk, Care.objects.get().pk))
    assert (MigrationStay.objects.count(), MemberSkill.objects.count()) == (0, 0)
    assert Care.objects.get().ended_on is not None
    done = post(secretary, url(org, "status", member.pk), what="left", on_day="2022-05-01", reason="moved")
    assert done.status_code == 303
    assert post(secretary, url(org, "status", member.pk), what="active", on_day="2022-05-02").status_code == 303
    trail = text_of(secretary.get(url(org, "trail", member.pk)))
    assert trail.count("<li>") >= 6


# --- rights ----------------------------------------------------------------------------------------------------------


def test_consents_on_paper_and_on_her_own_screen(org, secretary):
    member = make_member(org)
    post(secretary, url(org, "consents", member.pk), purpose="photo", given="yes", way="paper")
    client = signed_in(org, member_id=member.pk)
    post(client, url(org, "consents", member.pk), purpose="photo", given="no")
    assert list(Consent.objects.order_by("recorded_at").values_list("given", "way")) == [
        (True, "paper"), (False, "screen"),
    ]  # fmt: skip
    assert post(client, url(org, "consents", member.pk), purpose="x", given="no").status_code == 422


def test_the_nik_is_masked_until_it_is_asked_for(org, secretary):
    member = make_member(org)
    assert 'form="nik"' not in text_of(secretary.get(url(org, "nik", member.pk)))
    post(secretary, url(org, "consents", member.pk), purpose=Purpose.NIK, given="yes", way="paper")
    assert post(secretary, url(org, "nik", member.pk), number="12").status_code == 422
    assert post(secretary, url(org, "nik", member.pk), number="3302994101750001").status_code == 303
    page = text_of(secretary.get(url(org, "nik", member.pk)))
    assert "3302 •••• •••• ••01" in page
    assert "3302994101750001" not in page
    opened = secretary.post(url(org, "show-nik", member.pk))
    assert "3302994101750001" in text_of(opened)
    assert opened.headers["Cache-Control"] == "no-store"
    secretary.post(url(org, "remove-nik", member.pk))
    assert IdentityNumber.objects.count() == 0


def test_the_card_on_screen_on_paper_and_scanned(org, secretary):
    member = make_member(org)
    assert "<svg" in text_of(secretary.get(url(org, "card", member.pk)))
    assert secretary.get(url(org, "card", member.pk) + "?pdf=1").content.startswith(b"%PDF")
    assert secretary.get(url(org, "card-sheet")).content.startswith(b"%PDF")
    scan = url(org, "scan", cards.code_of(member))
    assert secretary.get(scan).headers["Location"] == url(org, "member", member.pk)
    assert signed_in(org, member_id=member.pk).get(scan).headers["Location"] == url(org, "own")
    assert signed_in(org).get(scan).status_code == 404
    secretary.post(url(org, "replace-card", member.pk), {"version": "1"})
    assert secretary.get(scan).status_code == 404


def test_her_data_as_a_file(org, secretary):
    member = make_member(org)
    answer = secretary.post(url(org, "data", member.pk), {"form": "json"})
    content = json.loads(answer.content)
    assert content["member_number"] == 1
    assert {"what": str, "value": str} == {key: type(value) for key, value in content["details"][1].items()}
    assert secretary.post(url(org, "data", member.pk), {"form": "pdf"}).content.startswith(b"%PDF")


def test_erasing_takes_two_officers_on_screen_too(org, secretary):
    member = make_member(org)
    assert post(secretary, url(org, "erase", member.pk)).status_code == 303
    erasure = Erasure.objects.get()
    decide = url(org, "decide-erasure", erasure.pk)
    secretary.post(decide, {"answer": "yes"})
    assert Member.get(member.pk).name == "Sutinah"
    chair = signed_in(org, Office.CHAIR)
    assert "Sutinah" in text_of(chair.get(url(org, "erasures")))
    chair.post(decide, {"answer": "yes"})
    assert Member.get(member.pk).name == "#1"
    assert secretary.get(url(org, "member", member.pk)).status_code == 200
    assert secretary.get(url(org, "status", member.pk)).status_code == 404


def test_pairs_are_joined_or_noted_as_two(org, secretary):
    first, second = make_member(org), make_member(org)
    third, fourth = make_member(org, "Wartini"), make_member(org, "Wartini")
    page = text_of(secretary.get(url(org, "duplicates")))
    assert page.count("/kembar/") >= 2
    compare = url(org, "compare", first.pk, second.pk)
    assert secretary.get(compare).status_code == 200
    post(secretary, url(org, "compare", third.pk, fourth.pk), answer="two")
    done = post(secretary, compare, answer="one", keep=str(second.pk))
    assert done.headers["Location"] == url(org, "member", second.pk)
    first.refresh_from_db()
    assert first.merged_into_id == second.pk
    assert 'class="empty"' in text_of(secretary.get(url(org, "duplicates")))
    assert secretary.get(compare).status_code == 404


# --- the way of a file -----------------------------------------------------------------------------------------------


def file_of(*lines: str) -> BytesIO:
    content = BytesIO("\n".join(lines).encode())
    content.name = "anggota.csv"
    return content


def test_a_file_from_upload_to_undo(org, secretary):
    make_member(org, "Kasinem", phone="")
    lines = ("Nama;HP;Desa", "Sutinah;081234000001;Cihonje", "Kasinem;081234000002;Cihonje", "Wartini;;Tiaga", ";;x")
    answer = post(secretary, url(org, "import"), file=file_of(*lines))
    batch = ImportBatch.objects.get()
    assert answer.headers["Location"] == url(org, "import-preview", batch.pk)
    again = post(secretary, url(org, "import"), file=file_of(*lines))
    assert again.headers["Location"] == answer.headers["Location"]
    page = text_of(secretary.get(url(org, "import-preview", batch.pk)))
    assert "Tiaga" in page
    assert secretary.get(url(org, "import-mapping", batch.pk)).status_code == 200
    secretary.post(url(org, "import-villages", batch.pk), {"v0": "33.02.15.2008"})
    post(secretary, url(org, "import-mapping", batch.pk), c0="name", c1="phone", c2="village")
    assert post(secretary, url(org, "import-mapping", batch.pk), c0="", c1="phone").status_code == 422
    secretary.post(url(org, "import-answer", batch.pk), {"verdict": "duplicate", "answer": "fill"})
    secretary.post(url(org, "import-answer", batch.pk), {"row": "nonsense", "answer": "skip"})
    for verdict in ("new", "duplicate", "bad", ""):
        assert secretary.get(url(org, "import-preview", batch.pk) + f"?verdict={verdict}").status_code == 200
    secretary.post(url(org, "import-commit", batch.pk))
    assert sorted(Member.objects.values_list("name", "phone")) == [
        ("Kasinem", "+6281234000002"), ("Sutinah", "+6281234000001"), ("Wartini", ""),
    ]  # fmt: skip
    rest = secretary.get(url(org, "import-rest", batch.pk))
    assert rest.content[:2] == b"PK"
    secretary.post(url(org, "import-undo", batch.pk))
    assert list(Member.objects.values_list("name", "phone")) == [("Kasinem", "")]
    secretary.post(url(org, "import-discard", batch.pk))
    assert ImportBatch.objects.count() == 0
    assert 'enctype="multipart/form-data"' in text_of(secretary.get(url(org, "import")))


def test_a_file_that_is_no_list_is_explained_on_the_page(org, secretary):
    answer = post(secretary, url(org, "import"), file=file_of("Harga;Satuan", "1;kg"))
    assert answer.status_code == 422
    assert "error" in text_of(answer)
    assert post(secretary, url(org, "import")).status_code == 422


def test_rows_left_over_come_back_with_a_reason(org, secretary):
    post(secretary, url(org, "import"), file=file_of("Nama;HP", "Sutinah;0812", ";081234000001"))
    batch = ImportBatch.objects.get()
    rest = secretary.get(url(org, "import-rest", batch.pk)).content
    answer = post(secretary, url(org, "import"), file=_named(rest))
    again = ImportBatch.objects.exclude(pk=batch.pk).get()
    assert answer.status_code == 303
    assert again.headings == ["Nama", "HP", "Alasan"]
    assert again.mapping == {"0": "name", "1": "phone"}


def _named(content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = "sisa.xlsx"
    return file


def test_pages_of_another_association_are_not_here(org, other_org, secretary):
    theirs = make_member(other_org)
    for name in ("member", "edit", "card", "consents", "data"):
        assert secretary.get(url(org, name, theirs.pk)).status_code == 404
    assert secretary.get(url(other_org, "list")).status_code == 404
    assert secretary.get(url(org, "import-preview", UUID(int=7))).status_code == 404


def test_a_member_is_joined_to_her_sign_in_or_invited(org, secretary):
    member = make_member(org, phone="+6284000001234")
    membership = make_membership(org)
    page = text_of(secretary.get(url(org, "sign-in", member.pk)))
    assert f"anggota={member.pk}" in page
    assert post(secretary, url(org, "sign-in", member.pk), membership=str(uuid7())).status_code == 422
    assert post(secretary, url(org, "sign-in", member.pk), membership=str(membership.pk)).status_code == 303
    membership.refresh_from_db()
    assert membership.member_id == member.pk
    assert membership.user.name in text_of(secretary.get(url(org, "sign-in", member.pk)))
