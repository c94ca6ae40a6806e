"""Guessing gets slower: per account, per address, across processes; the one with the right PIN is never punished."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from guyub.foundation.accounts import actions, throttle
from guyub.foundation.accounts.devices import Where, address_of
from guyub.foundation.accounts.models import Throttle
from guyub.foundation.core import clock
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from tests.factories import make_user

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
PIN = "246810"


def attempt(phone: str, pin: str = "975310", address: str = "10.0.0.1") -> str:
    """Try once; return the code of what happened."""
    try:
        actions.sign_in(phone=phone, pin=pin, where=Where(address=address, phone_key=uuid7()))
    except Refused as refused:
        return refused.code
    return "in"


@given(st.integers(min_value=0, max_value=500))
def test_the_wait_only_grows_and_has_a_limit(failures):
    for rule in (throttle.ACCOUNT, throttle.ADDRESS):
        assert rule.wait(failures) <= rule.wait(failures + 1) <= rule.most
        assert bool(rule.wait(failures)) == (failures > rule.free)


def test_a_six_digit_pin_outlives_a_guesser():
    """At the longest wait 24 tries a day: half of a million PINs take more than fifty years."""
    tries_a_day = timedelta(days=1) / throttle.ACCOUNT.most
    assert 500_000 / tries_a_day / 365 > 50


def test_waits_double_and_the_sentence_says_how_long(db):
    user = make_user()
    moment = NOON
    waits = []
    for _try in range(throttle.ACCOUNT.free):
        with clock.set_to(moment):
            assert attempt(user.phone) == "wrong_pin"
    for _try in range(3):
        with clock.set_to(moment):
            assert attempt(user.phone) == "wrong_pin"
            with pytest.raises(Refused) as refused:
                actions.sign_in(phone=user.phone, pin=PIN, where=Where("10.0.0.2", uuid7()))
        waits.append(refused.value.details["seconds"])
        moment += timedelta(seconds=waits[-1])
    assert waits == [30, 60, 120]
    assert str(refused.value.sentence) == "PIN salah terlalu sering. Tunggu 2 menit, lalu coba lagi."


def test_a_refused_try_is_not_counted_and_the_right_pin_opens_after_the_wait(db):
    user = make_user()
    with clock.set_to(NOON):
        for _try in range(throttle.ACCOUNT.free + 1):
            attempt(user.phone)
        for _try in range(50):
            assert attempt(user.phone, PIN) == "wait"
    with clock.set_to(NOON + timedelta(seconds=29)):
        assert attempt(user.phone, PIN) == "wait"
    with clock.set_to(NOON + timedelta(seconds=30)):
        assert attempt(user.phone, PIN) == "in"


def test_success_resets_the_account_but_not_the_address(db):
    user, neighbour = make_user(), make_user()
    with clock.set_to(NOON):
        for _try in range(throttle.ACCOUNT.free):
            assert attempt(user.phone) == "wrong_pin"
        assert attempt(user.phone, PIN) == "in"
        assert attempt(neighbour.phone, PIN) == "in"
        failures = sorted(Throttle.objects.values_list("key", "failures"))
    assert [(key.split(":")[0], count) for key, count in failures] == [("address", throttle.ACCOUNT.free)]


def test_many_numbers_from_one_address_are_slowed_and_another_address_is_not(db):
    user = make_user()
    with clock.set_to(NOON):
        codes = [attempt(f"+6284077{n:06d}") for n in range(throttle.ADDRESS.free + 2)]
        assert codes == ["wrong_pin"] * (throttle.ADDRESS.free + 1) + ["wait"]
        assert attempt(user.phone, PIN) == "wait"
        assert attempt(user.phone, PIN, address="10.0.0.9") == "in"


def test_her_own_account_does_not_buy_free_guesses_from_one_address(db):
    """Signing in right between guesses gives the address its one try back, never the earlier ones."""
    guesser = make_user()
    with clock.set_to(NOON):
        for n in range(throttle.ADDRESS.free):
            assert attempt(f"+6284077{n:06d}") == "wrong_pin"
            assert attempt(guesser.phone, PIN) == "in"
        assert attempt("+6284077999999") == "wrong_pin"
        assert attempt(guesser.phone, PIN) == "wait"


def test_a_stranger_does_not_lock_her_out_of_her_own_phone(db):
    user, mine = make_user(), Where(address="10.0.0.7", phone_key=uuid7())
    with clock.set_to(NOON):
        actions.sign_in(phone=user.phone, pin=PIN, where=mine)
        for _try in range(20):
            attempt(user.phone)
        assert attempt(user.phone, PIN) == "wait"
        assert actions.sign_in(phone=user.phone, pin=PIN, where=mine).user == user
        for _try in range(throttle.ACCOUNT.free + 1):  # her own phone in other hands has its own patience
            with pytest.raises(Refused):
                actions.sign_in(phone=user.phone, pin="975310", where=mine)
        with pytest.raises(Refused) as refused:
            actions.sign_in(phone=user.phone, pin=PIN, where=mine)
    assert refused.value.code == "wait"


def test_guesses_sent_at_once_do_not_slip_through(db):
    """Each try is counted before the PIN is looked at: two hundred parallel ones get no more than five looks."""
    user = make_user()
    looked = 0
    with clock.set_to(NOON):
        for _parallel in range(200):
            try:
                throttle.reserve(account=user.phone, address="10.0.0.1")
            except Refused:
                continue
            looked += 1
    assert looked == throttle.ACCOUNT.free + 1


def test_counters_are_forgotten_after_a_day(db):
    user = make_user()
    with clock.set_to(NOON):
        for _try in range(throttle.ACCOUNT.free):
            attempt(user.phone)
    with clock.set_to(NOON + timedelta(days=1, seconds=1)):
        assert attempt(user.phone) == "wrong_pin"
        assert set(Throttle.objects.values_list("failures", flat=True)) == {1}


def test_the_table_shows_no_numbers_and_no_addresses(db):
    user = make_user()
    attempt(user.phone)
    keys = " ".join(Throttle.objects.values_list("key", flat=True))
    assert user.phone not in keys
    assert "10.0.0.1" not in keys


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.2.3.4", "127.0.0.1"),  # nobody is trusted: the header is what a visitor wrote
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # the visitor wrote the first
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),  # came past a proxy
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
        (1, "nonsense", "unknown"),
    ],
)
def test_the_address_is_the_one_before_our_proxies(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert address_of(RequestFactory().get("/", headers={"x-forwarded-for": forwarded})) == address
