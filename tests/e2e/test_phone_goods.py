"""Bartering without a signal in a real browser: from the bekal of this phone, and as a request beyond it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from guyub.foundation.accounts.models import Device
from guyub.foundation.core.tenancy import tenant
from guyub.livelihoods.wastebank.models import Barter, DeviceAllotment, ExchangeGood, GoodsRequest
from tests.e2e.conftest import expect
from tests.e2e.phone_setting import Phone, user_of
from tests.e2e.wastebank_setting import Setting, set_up
from tests.factories_goods import make_oil, make_soap, offer, set_aside

USED_OIL = (("Jelantah", "12"),)


@pytest.fixture
def setting(books_db: None) -> Setting:
    """A weighing day with ten litres of new oil, five litres of used oil for one; soap at 3.000."""
    found = set_up()
    with tenant(found.org.pk):
        oil = make_oil(found.bank, 10, 180_000)
        offer(found.bank, oil, 5_000)
        make_soap(found.bank, 10, 25_000, price=3_000)
    return found


def with_bekal(setting: Setting, open_page: Any, count: int) -> Phone:
    """A phone that was signed in, given its bekal, and then took the pack along."""
    page = open_page("/p/sekar/", who=setting.weigher, cut=True)
    with tenant(setting.org.pk):
        device = Device.objects.get(user=user_of(setting.weigher))
        set_aside(setting.bank, ExchangeGood.objects.get(name="Minyak goreng"), device.pk, count)
    phone = Phone(page)
    phone.install()
    page.evaluate("async () => (await import('/static/web/outbox/pack.js')).fetchPack('sekar')")
    phone.reload()
    phone.cut()
    return phone


def swap(phone: Phone, count: int, *told: str) -> None:
    phone.choose("1", "Sutinah")
    phone.weigh(USED_OIL)
    way = phone.page.locator(".pick label", has_text="Minyak goreng")
    expect(way).to_contain_text("5 l Jelantah untuk satu")
    phone.tap(way)
    counts = phone.page.locator("fieldset.choices", has=phone.page.locator("[name=count]"))
    phone.tap(counts.locator("label", has_text=str(count)))
    for words in told:
        expect(phone.page.locator("main")).to_contain_text(words)
    phone.save()


def test_a_swap_from_bekal_counts_down_and_what_is_beyond_it_is_a_request(setting, open_page, check_axe, capsys):
    phone = with_bekal(setting, open_page, 3)
    swap(phone, 2, "2 l Minyak goreng: Rp40.000", "Sisa bekal HP ini sesudahnya: 1 Minyak goreng")
    expect(phone.page.locator(".slip")).to_contain_text("2 l Minyak goreng")
    phone.next()
    swap(phone, 1, "Sisa bekal HP ini sesudahnya: 0 Minyak goreng")
    phone.next()
    phone.choose("1", "Sutinah")
    phone.weigh(USED_OIL)
    phone.tap(phone.page.locator(".pick label", has_text="Minyak goreng"))
    expect(phone.page.locator("main")).to_contain_text("Dicatat sebagai permintaan")
    check_axe(phone.page)
    phone.save()
    phone.cut(off=False)
    phone.settled(3)
    with tenant(setting.org.pk):
        assert sorted(Barter.objects.values_list("count", "amount")) == [(1, 20_000), (2, 40_000)]
        assert DeviceAllotment.objects.get().used == 3
        assert list(GoodsRequest.objects.values_list("count", "unit_price")) == [(1, 20_000)]
    call_command("verify")
    assert "sekar" in capsys.readouterr().out


def test_goods_at_their_price_are_offered_where_the_value_reaches(setting, open_page):
    phone = with_bekal(setting, open_page, 1)
    phone.choose("1", "Sutinah")
    phone.weigh((("Kardus", "1"),))
    ways = phone.page.locator(".pick.ways")
    expect(ways).to_contain_text("Tabung")
    expect(ways).not_to_contain_text("Sabun cuci")
    expect(ways).not_to_contain_text("Minyak goreng")
    phone.page.go_back()
    phone.weigh((("Botol PET", "2"),))
    expect(ways).to_contain_text("Sabun cuci")


def test_of_two_swaps_the_farther_reaching_one_is_offered_as_on_the_server(setting, open_page):
    """12 l of used oil reach for two, 15 kg of bottles at 5 kg for one reach for three."""
    with tenant(setting.org.pk):
        offer(setting.bank, ExchangeGood.objects.get(name="Minyak goreng"), 5_000, code="PET")
    phone = with_bekal(setting, open_page, 5)
    phone.choose("1", "Sutinah")
    phone.weigh((("Jelantah", "12"), ("Botol PET", "15")))
    way = phone.page.locator(".pick label", has_text="Minyak goreng")
    expect(way).to_contain_text("5,00 kg Botol PET bersih untuk satu")
    phone.tap(way)
    expect(phone.page.locator("[name=count]")).to_have_count(3)
    phone.save()
    phone.cut(off=False)
    phone.settled(1)
    with tenant(setting.org.pk):
        assert list(Barter.objects.values_list("waste_name", "count", "amount")) == [("Botol PET bersih", 1, 20_000)]
