"""The pages of the frame itself: front door, home, help, style guide, health, language."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

import pytest
from django.test import Client

from guyub.foundation.core import clock, home
from guyub.foundation.core.actor import Actor
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.permissions import OrganizationPermission
from guyub.web import homes
from tests.factories import enter, make_membership, make_org, make_user, signed_in

PUBLIC = ["/gaya/", "/bantuan/", "/sehat/", "/guyub.webmanifest"]


@pytest.mark.parametrize("url", PUBLIC)
def test_public_pages_open_for_everybody(url, db):
    assert Client().get(url).status_code == 200


def test_health_asks_the_database(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert Client().get("/sehat/").json() == {"ok": True}


def test_the_front_door_leads_everyone_to_where_she_belongs(org, other_org):
    assert Client().get("/").headers["Location"] == "/akun/masuk/"
    user = make_user()
    client = Client()
    make_membership(org, user=user)
    enter(client, user)
    assert client.get("/").headers["Location"] == f"/p/{org.slug}/"
    make_membership(other_org, user=user)
    assert client.get("/").headers["Location"] == "/pilih/"
    chooser = client.get("/pilih/").content.decode()
    assert org.name in chooser
    assert other_org.name in chooser


def test_someone_without_an_association_is_told_what_to_do(db):
    client = Client()
    enter(client, make_user())
    assert client.get("/").headers["Location"] == "/pilih/"
    assert "Mintalah pengurus" in client.get("/pilih/").content.decode()


@pytest.mark.parametrize(
    ("utc_hour", "words"),
    [
        (1, "Selamat pagi"),
        (3, "Selamat pagi"),
        (4, "Selamat siang"),
        (8, "Selamat sore"),
        (12, "Selamat malam"),
        (19, "Selamat malam"),
    ],
)
def test_home_greets_by_the_clock_of_the_association(utc_hour, words, org):
    user = make_user("Tumirah", honorific="bu")
    with clock.set_to(datetime(2022, 3, 6, utc_hour, 0, tzinfo=UTC)):  # Gumelar is seven hours ahead
        page = signed_in(org, Office.WEIGHING, user=user).get(f"/p/{org.slug}/")
    assert f"{words}, Bu Tumirah" in page.content.decode()


def test_sample_data_is_marked_on_every_page(org, db):
    demo = make_org("contoh", is_demo=True)
    assert "DATA CONTOH" in signed_in(demo).get(f"/p/{demo.slug}/").content.decode()
    assert "DATA CONTOH" not in signed_in(org).get(f"/p/{org.slug}/").content.decode()


class Right(StrEnum):
    MAY = "tests.may"


@pytest.fixture
def tiles(monkeypatch):
    """A home page with tiles of this test only."""
    monkeypatch.setattr(home, "_tiles", {})
    monkeypatch.setattr(home, "_notes", {})


def test_seven_tiles_at_most_then_the_rest_behind_one_more(tiles, org):
    urls = ["home:home", "home:more", *(f"tests:missing-{n}" for n in range(3))]
    home.register(*(home.Tile(url, "scale", url, OrganizationPermission.ENTER) for url in urls))
    actor = Actor(user_id=None, permissions=frozenset({OrganizationPermission.ENTER}))
    shown = homes.home_of(org, actor)
    assert [tile.title for tile in shown.tiles] == ["home:home", "home:more"], "a tile without a page is not shown"
    many = [homes.ShownTile(str(n), "scale", str(n), "", now=n == 8) for n in range(9)]
    tiles_shown, rest = homes.divide(many)
    assert [tile.title for tile in tiles_shown] == ["8", "0", "1", "2", "3", "4", "5"]
    assert [tile.title for tile in rest] == ["6", "7"]


def busy(_org: Organization, _actor: Actor) -> home.Saying:
    return home.Saying("18 dari 52", now=True)


def two_wait(_org: Organization, actor: Actor) -> home.Note | None:
    return home.Note("turmeric", "clock", "Dua menunggu.") if actor.may(Right.MAY) else None


def test_tiles_are_for_those_who_may_and_speak_of_now(tiles, org):
    home.register(
        home.Tile(
            "home:home",
            "scale",
            "Timbang",
            Right.MAY,
            order=10,
            say=busy,
        ),
        home.Tile("home:more", "book", "Buku", OrganizationPermission.ENTER),
    )
    home.register_note("x", two_wait)
    with_right = Actor(user_id=None, permissions=frozenset({Right.MAY, OrganizationPermission.ENTER}))
    without = Actor(user_id=None, permissions=frozenset({OrganizationPermission.ENTER}))
    assert [(t.title, t.about, t.now) for t in homes.home_of(org, with_right).tiles] == [
        ("Timbang", "18 dari 52", True),
        ("Buku", "", False),
    ]
    assert [note.sentence for note in homes.home_of(org, with_right).notes] == ["Dua menunggu."]
    assert [t.title for t in homes.home_of(org, without).tiles] == ["Buku"]
    assert homes.home_of(org, without).notes == []


def test_language_is_kept_in_the_browser_and_with_the_person(org):
    visitor = Client()
    answer = visitor.post("/bahasa/", {"language": "en", "next": "/bantuan/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/bantuan/")
    assert 'lang="en"' in visitor.get("/bantuan/").content.decode()
    assert 'lang="id"' in Client().get("/bantuan/").content.decode()

    user = make_user()
    client = signed_in(org, user=user)
    client.post("/bahasa/", {"language": "en", "next": "/"})
    user.refresh_from_db()
    assert user.language == "en"
    elsewhere = Client()
    enter(elsewhere, user)
    assert 'lang="en"' in elsewhere.get("/bantuan/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", ""])
def test_the_language_button_never_leads_away(target, db):
    assert Client().post("/bahasa/", {"language": "en", "next": target}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(db):
    client = Client()
    client.post("/bahasa/", {"language": "jv", "next": "/"})
    assert 'lang="id"' in client.get("/bantuan/").content.decode()
