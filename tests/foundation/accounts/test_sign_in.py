"""One door: phone and PIN, the same answer for the unknown and the wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from guyub.foundation.accounts import actions, throttle
from guyub.foundation.accounts.devices import Where
from guyub.foundation.accounts.forms import SignInForm
from guyub.foundation.accounts.models import Device, Ending, SignIn
from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import BadInput, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from tests.factories import enter, make_membership, make_user

PIN = "246810"
NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)


def here(address: str = "10.0.0.1", **values: object) -> Where:
    return Where(
        address=address, phone_key=values.pop("phone_key", None) or uuid7(), browser="Chrome", system="Android"
    )


def sign_in_page(client: Client, user: object, pin: str = PIN, **data: object) -> object:
    return client.post(
        reverse("accounts:sign-in"),
        {"phone": user.phone, "pin": pin, "client_id": uuid7(), **data},
        headers={"user-agent": PHONE_AGENT},
    )


def test_right_pin_opens_a_stay_on_a_named_device(db):
    client, user = Client(), make_user()
    answer = sign_in_page(client, user, next=reverse("accounts:account"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts:account"))
    device = Device.objects.get(user=user)
    assert (device.browser, device.system) == ("Chrome", "Android")
    page = client.get(reverse("accounts:account")).content.decode()
    assert "Chrome di Android" in page
    cookie = answer.cookies["guyub_phone"]
    assert cookie["httponly"]
    assert cookie["max-age"] > 365 * 86_400


@pytest.mark.parametrize("phone", ["known", "unknown"])
def test_unknown_phone_and_wrong_pin_get_the_same_sentence(db, phone):
    user = make_user()
    number = user.phone if phone == "known" else "+6284099999999"
    with pytest.raises(Refused) as refused:
        actions.sign_in(phone=number, pin="975310", where=here())
    assert refused.value.code == "wrong_pin"
    assert str(refused.value.sentence) == "Nomor HP atau PIN tidak cocok."


def test_an_unknown_phone_costs_a_hash_too(db, monkeypatch):
    """Without it, the answer's time would tell which numbers are known."""
    hashed = []
    real = actions.make_password
    monkeypatch.setattr(actions, "make_password", lambda pin: hashed.append(1) or real(pin))
    with pytest.raises(Refused):
        actions.sign_in(phone="+6284099999999", pin="975310", where=here())
    assert hashed == [1]


def test_a_closed_account_is_unknown(db):
    user = make_user(is_active=False)
    with pytest.raises(Refused) as refused:
        actions.sign_in(phone=user.phone, pin=PIN, where=here())
    assert refused.value.code == "wrong_pin"


def test_a_second_sign_in_on_the_same_phone_is_the_same_device(db):
    user, where = make_user(), here()
    first = actions.sign_in(phone=user.phone, pin=PIN, where=where)
    second = actions.sign_in(phone=user.phone, pin=PIN, where=where)
    assert first.device_id == second.device_id
    assert first.pk != second.pk


def test_two_women_share_a_phone_as_two_devices(db):
    mother, daughter, where = make_user("Tumirah"), make_user("Wulan"), here()
    hers = actions.sign_in(phone=mother.phone, pin=PIN, where=where)
    other = actions.sign_in(phone=daughter.phone, pin=PIN, where=where)
    assert hers.device_id != other.device_id
    assert hers.device.phone_key == other.device.phone_key


def test_a_stolen_session_without_the_phones_cookie_opens_nothing(db):
    client = Client()
    enter(client, make_user())
    assert client.get(reverse("accounts:account")).status_code == 200
    del client.cookies["guyub_phone"]
    assert client.get(reverse("accounts:account")).status_code == 302


def test_a_cookie_that_somebody_wrote_himself_is_no_phone(db):
    client, user = Client(), make_user()
    client.cookies["guyub_phone"] = str(uuid7())
    assert sign_in_page(client, user).status_code == 302
    assert Device.objects.count() == 1


def test_sign_out_ends_the_stay_and_says_what_remains(db):
    client = Client()
    stay = enter(client, make_user())
    answer = client.post(reverse("accounts:sign-out"), follow=True)
    assert "Yang tetap di HP ini" in answer.content.decode()
    stay.refresh_from_db()
    assert stay.ended_because == Ending.SIGNED_OUT
    assert client.get(reverse("accounts:account")).status_code == 302
    assert client.get(reverse("accounts:sign-out")).status_code == 405


def test_a_demo_shows_its_sample_logins_and_one_press_signs_in(db, rf):
    """The rows come from the floor of the demo; this page only knows how to show them."""
    user = make_user()
    rows = [{"office": "Bendahara", "name": "Tumirah", "phone": user.phone}]
    request = rf.get(reverse("accounts:sign-in"))
    context = {"form": SignInForm(), "sample_logins": rows, "sample_pin": PIN}
    page = render_to_string("accounts/sign_in.html", context, request=request)
    form = page[page.index('aria-labelledby="samples"') :]
    sent = dict(re.findall(r'<input type="hidden" name="(client_id|phone|pin)" value="([^"]*)"', form))
    assert Client().post(reverse("accounts:sign-in"), sent).status_code == 302
    assert "samples" not in Client().get(reverse("accounts:sign-in")).content.decode()


def test_signing_in_keeps_no_next_of_another_house(db):
    answer = sign_in_page(Client(), make_user(), next="https://elsewhere.example/")
    assert answer["Location"] == "/"


def test_knowing_who_asks_costs_one_query_and_entering_a_room_one_more(org, django_assert_num_queries):
    client = Client()
    enter(client, make_membership(org, "chair").user)
    client.get(reverse("accounts:who"))
    with django_assert_num_queries(1):  # the session is cached; person, device and stay come in one
        assert client.get(reverse("accounts:who")).status_code == 200
    with django_assert_num_queries(2):  # membership, association and terms come in one
        assert client.get(reverse("organizations:invite", args=["sekar"])).status_code == 200


def test_who_answers_a_phone_with_a_fresh_token_and_401_without_a_session(db):
    client, user = Client(), make_user()
    answer = client.get(reverse("accounts:who"), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"error": "signed_out"})
    enter(client, user)
    answer = client.get(reverse("accounts:who"), headers={"accept": "application/json"})
    assert answer.json()["user"] == str(user.pk)
    assert "no-store" in answer["Cache-Control"]


def test_seen_is_noted_to_the_hour(db):
    client, user = Client(), make_user()
    with clock.set_to(NOON):
        stay = enter(client, user)
    for minutes, seen in ((59, NOON), (61, NOON + timedelta(minutes=61))):
        with clock.set_to(NOON + timedelta(minutes=minutes)):
            assert client.get(reverse("accounts:who")).status_code == 200
        stay.refresh_from_db()
        assert stay.seen_at == seen


# --- PIN ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pin", ["12345", "1234567890123", "abcdef", "111111", "123456", "654321", "121212"])
def test_a_weak_pin_is_refused(db, pin):
    user = make_user()
    with pytest.raises(BadInput) as refused:
        actions.change_pin(user=user, by=Actor(user.pk), old=PIN, pin=pin, again=pin, where=here())
    assert refused.value.field == "pin"
    assert user.check_password(PIN)


def test_a_new_pin_wants_the_old_one_and_ends_other_stays(db):
    user = make_user()
    this, other = Client(), Client()
    stay = enter(this, user)
    enter(other, user)
    data = {"old_pin": "000111", "pin": "739152", "pin_again": "739152", "client_id": uuid7()}
    refused = this.post(reverse("accounts:change-pin"), data)
    assert refused.status_code == 422
    assert "739152" not in refused.content.decode()
    assert this.post(reverse("accounts:change-pin"), data | {"old_pin": PIN}).status_code == 302
    assert this.get(reverse("accounts:account")).status_code == 200
    assert other.get(reverse("accounts:account")).status_code == 302
    assert SignIn.objects.filter(user=user, ended_at__isnull=True).get() == stay
    user.refresh_from_db()
    assert user.check_password("739152")


def test_two_different_pins_are_refused(db):
    user = make_user()
    with pytest.raises(BadInput) as refused:
        actions.change_pin(user=user, by=Actor(user.pk), old=PIN, pin="739152", again="739153", where=here())
    assert refused.value.field == "pin_again"


def test_guessing_the_old_pin_is_throttled_as_well(db):
    user = make_user()
    for _guess in range(throttle.ACCOUNT.free + 1):
        with pytest.raises(BadInput):
            actions.change_pin(user=user, by=Actor(user.pk), old="975310", pin="739152", again="739152", where=here())
    with pytest.raises(Refused) as refused:
        actions.change_pin(user=user, by=Actor(user.pk), old=PIN, pin="739152", again="739152", where=here())
    assert refused.value.code == "wait"


# --- devices and stays ---


def test_a_revoked_phone_is_out_at_once_and_stays_out(db):
    client, user, mine = Client(), make_user(), Client()
    where = here()
    stay = enter(client, user, phone_key=where.phone_key)
    enter(mine, user)
    assert mine.post(reverse("accounts:revoke-device", args=[stay.device_id])).status_code == 302
    assert client.get(reverse("accounts:account")).status_code == 302
    with pytest.raises(Refused) as refused:
        actions.sign_in(phone=user.phone, pin=PIN, where=where)
    assert refused.value.code == "device_revoked"
    assert mine.get(reverse("accounts:account")).status_code == 200


def test_removing_the_phone_in_the_hand_signs_out(db):
    client = Client()
    stay = enter(client, make_user())
    answer = client.post(reverse("accounts:revoke-device", args=[stay.device_id]))
    assert answer["Location"] == reverse("accounts:signed-out")
    assert client.get(reverse("accounts:account")).status_code == 302


def test_a_stay_is_ended_from_another_phone_once(db):
    client, mine, user = Client(), Client(), make_user()
    stay = enter(client, user)
    enter(mine, user)
    for _twice in range(2):
        assert mine.post(reverse("accounts:end-stay", args=[stay.pk])).status_code == 302
    assert client.get(reverse("accounts:account")).status_code == 302
    stay.refresh_from_db()
    assert stay.ended_because == Ending.ENDED_ELSEWHERE


def test_nobody_touches_the_phones_of_another(db):
    mine, user, stranger = Client(), make_user(), make_user()
    stay = enter(Client(), stranger)
    enter(mine, user)
    assert mine.post(reverse("accounts:revoke-device", args=[stay.device_id])).status_code == 404
    assert mine.post(reverse("accounts:end-stay", args=[stay.pk])).status_code == 404
    with pytest.raises(NotHere):
        actions.end_stay(user=user, by=Actor(user.pk), sign_in_id=stay.pk)


def test_the_account_page_costs_the_same_for_one_phone_and_three(db, django_assert_num_queries):
    for phones in (1, 3):
        user, client = make_user(), Client()
        for _phone in range(phones - 1):
            enter(Client(), user)
        enter(client, user)
        client.get(reverse("accounts:account"))
        with django_assert_num_queries(3):
            client.get(reverse("accounts:account"))


def test_her_name_and_language(db):
    client, user = Client(), make_user()
    enter(client, user)
    data = {"name": "  Sri   Wahyuni ", "honorific": "mbak", "language": "en", "client_id": uuid7()}
    answer = client.post(reverse("accounts:profile"), data, follow=True)
    assert "Mbak Sri Wahyuni" in answer.content.decode()
    assert "Change the PIN" in answer.content.decode()
    assert client.post(reverse("accounts:profile"), data | {"name": " "}).status_code == 422
