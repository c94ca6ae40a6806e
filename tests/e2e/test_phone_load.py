"""A load for a collector, written down without a signal by who sells: a draft, once, whatever happens on the way."""

from __future__ import annotations

import pytest

from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Sale
from tests.e2e.conftest import expect
from tests.e2e.phone_setting import Phone, phone_of
from tests.e2e.test_wastebank import look_at
from tests.e2e.wastebank_setting import Setting, set_up
from tests.factories import make_user, signed_in
from tests.factories_members import make_member


@pytest.fixture
def setting(books_db: None) -> Setting:
    """A waste bank with an open weighing day, 20 kg of cardboard and a collector."""
    setting = set_up()
    with tenant(setting.org.pk):
        line = setting.bank.line("KRD", 20_000)
        setting.bank.deposit(make_member(setting.org, "Kasinem"), line, session_id=setting.session.pk)
        setting.bank.collector("Pak Karsim")
    return setting


def weigh_load(phone: Phone, kind: str, own: str, his: str, price: str = "") -> None:
    page = phone.page
    phone.button("Tambah jenis")
    page.get_by_label("Jenis sampah").select_option(label=kind)
    page.get_by_label("Berat kita").fill(own)
    page.get_by_label("Berat pengepul").fill(his)
    page.get_by_label("Harganya per").fill(price)
    phone.button("Muat jenis ini")


def sales(setting: Setting) -> list[tuple[str, list[tuple[int, int, int]]]]:
    with tenant(setting.org.pk):
        return [
            (sale.status, list(sale.lines.order_by("no").values_list("own_quantity", "weight", "price")))
            for sale in Sale.objects.order_by("id")
        ]


def test_the_treasurer_writes_a_load_down_and_it_becomes_one_draft(setting, open_page, check_axe):
    phone = phone_of(open_page, setting, who=setting.treasurer)
    main = phone.page.locator("main")
    look_at(phone.page, check_axe, "phone")
    phone.cut()
    phone.reload()
    phone.page.get_by_role("button", name="Catat muatan pengepul").click()
    phone.button("Tambah jenis")
    phone.page.get_by_label("Jenis sampah").select_option(label="Kardus")
    phone.page.get_by_label("Berat kita").fill("12.500")
    phone.button("Muat jenis ini")
    expect(main).to_contain_text("Tulis kedua berat dengan koma, misalnya 12,5.")
    look_at(phone.page, check_axe, "phone")
    phone.page.go_back()
    weigh_load(phone, "Kardus", "12,5", "12", "2.000")
    expect(main).to_contain_text("kita 12,50 kg · pengepul 12,00 kg · Rp2.000/kg")
    look_at(phone.page, check_axe, "phone")
    phone.reload()
    expect(main).to_contain_text("kita 12,50 kg · pengepul 12,00 kg · Rp2.000/kg")
    phone.button("Simpan draf")
    expect(main).to_contain_text("Draf tersimpan di HP ini.")
    assert [(e["state"], e["shown"]["title"], e["shown"]["about"]) for e in phone.queue()] == [
        ("unsent", "Pak Karsim", "Draf muatan, 1 jenis")
    ]
    assert sales(setting) == []
    phone.cut(off=False)
    phone.settled(1)
    for _time in range(3):
        phone.replay_alone()
    assert sales(setting) == [("draft", [(12_500, 12_000, 2000)])]
    phone.page.goto("/hp/catatan/")
    phone.page.get_by_role("link", name="Buka").click()
    expect(main).to_contain_text("Rp24.000")


def test_who_weighs_and_sells_finds_it_beside_the_visits_and_a_load_too_heavy_stays_visible(setting, open_page):
    both = signed_in(setting.org, Office.WEIGHING, Office.TREASURER, user=make_user("Rumini"))
    phone = phone_of(open_page, setting, who=both)
    phone.cut()
    phone.page.get_by_role("button", name="Catat muatan pengepul").click()
    weigh_load(phone, "Kardus", "30", "30")
    phone.button("Simpan draf")
    phone.page.locator(".lines .line").first.click()
    phone.page.locator("#who").wait_for()
    phone.visit(kinds=(("Kardus", "3,2"),))
    phone.cut(off=False)
    phone.settled(1)
    assert sorted(phone.states()) == ["accepted", "checking"]
    assert sales(setting) == []
    phone.page.goto("/hp/catatan/")
    expect(phone.page.locator("[data-list]")).to_contain_text("perlu diperiksa")
    expect(phone.page.locator("[data-list]")).to_contain_text("Pak Karsim")


def test_who_does_not_sell_is_offered_no_load(setting, open_page):
    phone = phone_of(open_page, setting)
    expect(phone.page.locator("#who")).to_be_visible()
    expect(phone.page.get_by_role("button", name="Catat muatan pengepul")).to_have_count(0)
    assert "Karsim" not in phone.page.evaluate(PACK)


PACK = """async () => {
  const { packOf } = await import('/static/web/outbox/pack.js');
  const { current } = await import('/static/web/outbox/person.js');
  return JSON.stringify((await packOf(await current())).pack);
}"""
