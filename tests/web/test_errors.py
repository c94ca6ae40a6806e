"""What went wrong is told as a sentence, in the form that was asked for, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from guyub.foundation.accounts import middleware
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.organizations.access import public
from guyub.web.errors import kept_values

RAISED: dict[str, Exception] = {
    "locked": OperationalError("database is locked"),
    "full": OSError(28, "No space left on device"),
    "refused": Refused("Saldo tidak cukup.", next_step="Kurangi jumlahnya."),
    "unread": BadInput("Berat tidak terbaca."),
    "forbidden": Forbidden(),
    "missing": NotHere(),
    "clash": Clash(),
    "rule": IntegrityError("CHECK constraint failed"),
    "broken": RuntimeError("a secret: sqlite3 at /var"),
}


@public
def raising(request: HttpRequest, name: str) -> HttpResponse:
    raise RAISED[name]


urlpatterns = [path("raise/<slug:name>/", raising, name="raise"), path("", include("guyub.config.urls"))]
handler400 = "guyub.web.errors.bad_request"
handler403 = "guyub.web.errors.forbidden"
handler404 = "guyub.web.errors.not_found"
handler500 = "guyub.web.errors.server_error"

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def post(name: str, **headers: str):
    client = Client(raise_request_exception=False)
    data = {
        "weight": "3,20",
        "note": "kardus <b>",
        "pin": "246810",
        "client_id": "0190a000-0000-7000-8000-00000000dead",
    }
    return client.post(f"/raise/{name}/", data, headers=headers)


STATUSES = {
    "locked": 503,
    "full": 503,
    "refused": 422,
    "unread": 422,
    "forbidden": 403,
    "missing": 404,
    "clash": 409,
    "rule": 500,
    "broken": 500,
}


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
def test_every_trouble_has_its_page_and_keeps_what_was_typed(name, status):
    answer = post(name)
    page = answer.content.decode()
    assert answer.status_code == status
    assert '<html lang="id">' in page
    assert 'value="3,20"' in page
    assert "kardus &lt;b&gt;" in page
    assert "Kirim sekali lagi" in page
    assert "246810" not in page
    assert "sqlite3" not in page


def test_a_busy_database_says_what_was_not_saved_and_what_to_do():
    page = post("locked").content.decode()
    assert "Orang lain sedang menulis. Catatan Anda belum tersimpan." in page
    assert "Penyimpanan penuh." in post("full").content.decode()
    assert 'action="/raise/locked/"' in page


def test_a_refusal_keeps_its_own_sentence_and_next_step():
    page = post("refused").content.decode()
    assert "Saldo tidak cukup." in page
    assert "Kurangi jumlahnya." in page


def test_a_phone_gets_json_that_it_cannot_mistake_for_success():
    answer = post("refused", accept="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/json")
    assert answer.json() == {"error": "refused", "sentence": "Saldo tidak cukup.", "next_step": "Kurangi jumlahnya."}


def test_htmx_gets_a_fragment():
    page = post("unread", **{"hx-request": "true"}).content.decode()
    assert "Berat tidak terbaca." in page
    assert "<html" not in page


def test_missing_pages_lead_home():
    page = Client().get("/tidak/ada/")
    assert page.status_code == 404
    assert "Halaman ini tidak ada" in page.content.decode()
    assert "Ke beranda" in page.content.decode()


def test_a_stale_page_keeps_what_was_typed_and_sends_it_again():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/raise/refused/", {"weight": "3,20"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "terlalu lama terbuka" in page
    assert 'value="3,20"' in page
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = client.post("/raise/refused/", {"weight": "3,20", "csrfmiddlewaretoken": token})
    assert again.status_code == 422


@override_settings(SESSION_ENGINE="django.contrib.sessions.backends.db")
def test_a_database_that_is_away_before_any_view_is_503(monkeypatch):
    def away(request: HttpRequest) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(middleware, "recognise", away)
    answer = Client(raise_request_exception=False).get("/bantuan/")
    assert answer.status_code == 503
    assert "sibuk sebentar" in answer.content.decode()


def test_kept_values_survive_an_unreadable_body():
    request = RequestFactory().post("/x/", b"--broken", content_type="multipart/form-data; boundary=y")
    assert kept_values(request) == []


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}],
)
def test_another_site_cannot_put_words_into_a_form_that_one_press_sends(headers):
    answer = Client(enforce_csrf_checks=True).post("/raise/refused/", {"weight": "3,20"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "3,20" not in page
    assert "Ini tidak terbaca" in page
    assert "Kirim sekali lagi" not in page
