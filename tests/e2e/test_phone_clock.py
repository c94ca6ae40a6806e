"""A phone whose clock is wrong by a year weighs as any other: what it knows of the server's time puts it right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.tenancy import tenant
from guyub.livelihoods.wastebank.models import Deposit, Flag, WeighingSession
from guyub.sync.models import SyncFact
from tests.e2e.phone_setting import Phone
from tests.e2e.wastebank_setting import Setting, set_up

KRD = (("Kardus", "3,2"),)
YEAR = 365 * 86_400_000
OFF = """(() => {
  const Right = Date;
  const off = () => Number(localStorage.getItem('off') ?? 0);
  globalThis.Date = class extends Right {
    constructor(...said) {
      if (said.length) super(...said);
      else super(Right.now() + off());
    }
    static now() { return Right.now() + off(); }
  };
})()"""


@pytest.fixture
def setting(books_db: None) -> Setting:
    """A waste bank with an open weighing day."""
    return set_up()


def phone_off_by(open_page: Any, setting: Setting, off: int) -> Phone:
    """A phone that had this clock already when it fetched names and prices."""
    page = open_page("/sehat/", who=setting.weigher, cut=True)
    page.context.add_init_script(OFF)
    turn(page, off)
    page.goto("/p/sekar/")
    phone = Phone(page)
    phone.install()
    return phone


def turn(page: Any, off: int) -> None:
    """From the next page on the phone's clock goes so many milliseconds before the server's."""
    page.evaluate("(off) => localStorage.setItem('off', off)", off)


def only_visit(setting: Setting) -> tuple[Deposit, list[str]]:
    """The visit in the books, and why an officer should look at it."""
    with tenant(setting.org.pk):
        assert set(SyncFact.objects.values_list("state", flat=True)) == {"accepted"}
        return Deposit.objects.select_related("session").get(), list(Flag.objects.values_list("reason", flat=True))


def weigh_and_send(phone: Phone, facts: int = 1) -> None:
    phone.visit(kinds=KRD)
    slip = phone.page.locator(".slip").inner_text()
    today = phone.page.evaluate(TODAY)
    assert today in slip, "the slip says the day that it is"
    phone.cut(off=False)
    phone.settled(facts)


TODAY = """() => new Date(Date.now() - Number(localStorage.getItem('off'))).toLocaleDateString('id',
  { day: 'numeric', month: 'short' })"""


@pytest.mark.parametrize("off", [YEAR, -YEAR])
def test_a_clock_that_was_always_wrong_is_put_right(off, setting, open_page):
    phone = phone_off_by(open_page, setting, off)
    phone.cut()
    phone.reload()
    assert phone.page.evaluate(SCREEN) == "who", "the weighing day of today is known as such"
    weigh_and_send(phone)
    deposit, flags = only_visit(setting)
    assert abs(deposit.weighed_at - clock.now()) < timedelta(minutes=2)
    assert flags == []


@pytest.mark.parametrize("off", [YEAR, -YEAR])
def test_a_day_that_is_opened_by_such_a_clock_has_the_right_date(off, setting, open_page):
    with tenant(setting.org.pk):
        WeighingSession.objects.update(status="closed", closed_at=setting.session.planned_close)
    phone = phone_off_by(open_page, setting, off)
    phone.cut()
    phone.page.get_by_role("button", name="Di Cihonje").click()
    phone.page.locator("#who").wait_for()
    weigh_and_send(phone, facts=2)
    deposit, flags = only_visit(setting)
    assert deposit.session_id != setting.session.pk
    assert abs(deposit.session.planned_open - clock.now()) < timedelta(minutes=2)
    assert abs(deposit.weighed_at - clock.now()) < timedelta(minutes=2)
    assert flags == []


def test_a_clock_that_fell_back_since_counts_for_the_opening_and_an_officer_looks(setting, open_page):
    """The battery was empty: it is last year again. What the phone was told this morning is later than that."""
    phone = phone_off_by(open_page, setting, 0)
    phone.cut()
    turn(phone.page, -YEAR)
    phone.reload()
    assert phone.page.evaluate(SCREEN) == "who"
    phone.visit(kinds=KRD)
    phone.cut(off=False)
    phone.settled(1)
    deposit, flags = only_visit(setting)
    assert deposit.weighed_at == setting.session.planned_open
    assert flags == ["wrong_clock"]
    known = phone.page.evaluate(SERVED)
    phone.reload()
    phone.page.evaluate(FRESH, known)


SCREEN = "document.body.dataset.screen"
SERVED = """async () => {
  const { ask, read } = await import('/static/web/outbox/store.js');
  return (await read('packs', (packs) => ask(packs.getAll())))[0].fetched_at;
}"""
FRESH = """async (before) => {
  const { ask, read } = await import('/static/web/outbox/store.js');
  const fetched = async () => (await read('packs', (packs) => ask(packs.getAll())))[0].fetched_at;
  while ((await fetched()) >= before) await new Promise((done) => setTimeout(done, 20)); // fetched by the clock of now
}"""
