"""The main way of the waste bank in a real browser: weigh, slip, passbook, pay out, sell, and the books agree."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command

from guyub.foundation.core import clock
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Deposit, Flag, Payout, Pocket, Sale
from tests.e2e.conftest import expect
from tests.e2e.goods_work_screens import goods_work_screens
from tests.e2e.savings_screens import savings_screens
from tests.e2e.test_look import CONTROLS, OVERFLOW, SMALL_TARGETS, SMALLEST_LETTERS
from tests.e2e.wastebank_setting import Setting, screens, set_up
from tests.factories import make_user, signed_in

FIVE = (("Kardus", "3,2"), ("Botol PET", "1,5"), ("Tray telur", "40"), ("Jelantah", "2,5"), ("Gelas plastik", "0,8"))
VALUE = 5440 + 6000 + 6000 + 10000 + 2400


@pytest.fixture
def setting(books_db: None) -> Setting:
    """A waste bank with an open weighing day."""
    return set_up()


class Taps:
    """A finger that counts."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.count = 0

    def __call__(self, found: Any) -> None:
        found.click()
        self.count += 1

    def kind(self, name: str) -> None:
        self(self.page.locator(".pick label", has_text=name))

    def keys(self, text: str) -> None:
        for key in text:
            self(self.page.locator(".keys").get_by_role("button", name=key, exact=True))

    def button(self, name: str) -> None:
        self(self.page.locator(".bar").get_by_role("button", name=name).locator("visible=true"))


def weigh(page: Any, setting: Setting) -> Taps:
    """Weigh five kinds for Bu Sutinah and save all of it."""
    taps = Taps(page)
    page.goto(setting.url("timbang/"))  # one open weighing day: its page opens by itself
    page.get_by_label("Nomor, nama").fill("1")
    page.keyboard.press("Enter")
    for name, weight in FIVE:
        taps.kind(name)
        taps.keys(weight)
    taps.button("Tambah")
    expect(page.locator("[data-summary]")).to_have_text("5 jenis, Rp29.840")
    taps.button("Lanjut")
    taps.button("Lanjut")  # the way: all is saved unless something else is tapped
    expect(page.locator("main")).to_contain_text(
        "dua puluh sembilan ribu delapan ratus empat puluh rupiah", ignore_case=True
    )
    taps.button("Simpan setoran")
    return taps


def test_from_the_scale_to_the_collector_and_the_books_agree(setting, open_page, capsys):
    page = open_page(setting.url(), who=setting.weigher)
    taps = weigh(page, setting)
    assert taps.count <= 27, f"{taps.count} taps"
    expect(page.get_by_role("heading", level=1)).to_have_text("Kuitansi setoran")
    expect(page.locator("main")).to_contain_text("Rp29.840")
    expect(page.get_by_role("button", name="Cetak")).to_be_visible()
    code = page.locator("b", has_text=re.compile(r"^\w{4}-\w{4}$")).inner_text()
    page.get_by_role("link", name="Penyetor berikutnya").click()
    expect(page.get_by_text("sudah datang hari ini")).to_have_count(1)

    # The treasurer opens her passbook and pays her out at the table, notes drawn and read back.
    treasurer = open_page(setting.url(f"buku/{setting.member.pk}/"), who=setting.treasurer)
    expect(treasurer.locator("main")).to_contain_text("Rp29.840")
    treasurer.get_by_role("link", name="Bayar tunai sekarang").click()
    treasurer.get_by_text("Rp20.000", exact=True).click()
    treasurer.get_by_role("button", name="Lanjut").click()
    expect(treasurer.locator("main")).to_contain_text("Dua puluh ribu rupiah", use_inner_text=True)
    expect(treasurer.locator("svg.money")).to_have_count(1)
    treasurer.get_by_role("button", name="Uang sudah diserahkan").click()
    expect(treasurer.get_by_role("heading", level=1)).to_have_text("Kuitansi penarikan")

    # She sells the cardboard to a collector.
    treasurer.goto(setting.url("pengepul/baru/"))
    treasurer.get_by_label("Nama").fill("Pak Karsim")
    treasurer.get_by_role("button", name="Simpan").click()
    treasurer.goto(setting.url("jual/baru/"))
    treasurer.get_by_role("button", name="Lanjut").click()
    treasurer.get_by_role("link", name="Kardus").click()
    treasurer.get_by_label("Berat timbangan pengepul").fill("3,1")
    treasurer.get_by_label("Harga pengepul untuk satu kg").fill("2000")
    treasurer.get_by_role("button", name="Muat jenis ini").click()
    treasurer.get_by_role("link", name="Selesaikan penjualan").click()
    treasurer.get_by_role("button", name="Ya, muatan sudah dibawa").click()
    expect(treasurer.locator("main")).to_contain_text("Rp6.200")

    with tenant(setting.org.pk):
        sale = Sale.objects.get()
        assert (sale.revenue, sale.cogs, sale.shrinkage, sale.paid) == (6200, 5270, 170, 6200)
        assert Pocket.objects.get().balance == VALUE - 20_000
        assert (Payout.objects.get().amount, Deposit.objects.get().receipt_code) == (20_000, code)
    call_command("verify")
    assert setting.org.slug in capsys.readouterr().out


def test_the_weighing_screen_fits_a_phone_whole(setting, open_page):
    page = open_page(setting.url(f"timbang/{setting.session.pk}/anggota/{setting.member.pk}/"), who=setting.weigher)
    page.locator(".pick label", has_text="Kardus").click()
    page.locator(".keys").get_by_role("button", name="3", exact=True).click()
    assert page.evaluate("document.documentElement.scrollHeight") <= 640
    for part in (".pick", "input[name=weight]", ".keys", ".bar button >> visible=true"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640, part
    expect(page.locator("label", has_text="Kardus, Rp1.700/kg")).to_be_visible()
    expect(page.locator(".bar")).to_have_text("Tambah Kardus 3 kg", use_inner_text=True)


def test_a_reload_and_a_killed_app_lose_nothing(setting, open_page):
    url = setting.url(f"timbang/{setting.session.pk}/anggota/{setting.member.pk}/")
    page = open_page(url, who=setting.weigher)
    taps = Taps(page)
    taps.kind("Kardus")
    taps.keys("3,2")
    taps.button("Tambah")
    page.reload()
    expect(page.locator("[data-summary]")).to_have_text("1 jenis, Rp5.440")
    again = page.context.new_page()
    page.close()
    again.goto(url)
    expect(again.locator("[data-summary]")).to_have_text("1 jenis, Rp5.440")
    taps = Taps(again)
    taps.kind("Besi")
    taps.keys("2")
    again.locator("summary", has_text="jenis").click()
    again.get_by_role("button", name="Hapus Kardus").click()
    taps.button("Tambah")
    expect(again.locator("[data-summary]")).to_have_text("1 jenis, Rp8.000")


WORKS_HERE = """async () => {
  if (!(await indexedDB.databases()).some((one) => one.name === "guyub")) return false;
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const book = await answer(indexedDB.open("guyub"));
  const person = await answer(book.transaction("meta").objectStore("meta").get("person"));
  book.close();
  return Boolean(person);
}"""
TYPED = "Object.keys(localStorage).filter((name) => name.startsWith('guyub.visit:'))"


def test_nothing_of_a_visit_stays_in_the_browser_after_signing_out(setting, open_page):
    url = setting.url(f"timbang/{setting.session.pk}/anggota/{setting.member.pk}/")
    page = open_page(url, who=setting.weigher)
    taps = Taps(page)
    taps.kind("Kardus")
    taps.keys("3,2")
    taps.button("Tambah")
    assert len(page.evaluate(TYPED)) == 1
    page.goto(setting.url(""))
    form = page.locator("form[data-sign-out]")
    form.evaluate("(form) => form.requestSubmit()")
    page.wait_for_selector("[data-left]", state="attached")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_another_person_at_the_same_browser_does_not_see_a_half_typed_visit(setting, open_page):
    """The first walks away without signing out: the next finds an empty scale, and nothing of her in the browser."""
    url = setting.url(f"timbang/{setting.session.pk}/anggota/{setting.member.pk}/")
    page = open_page(url, who=setting.weigher)
    taps = Taps(page)
    taps.kind("Kardus")
    taps.keys("3,2")
    taps.button("Tambah")
    expect(page.locator("[data-summary]")).to_have_text("1 jenis, Rp5.440")
    page.wait_for_function(WORKS_HERE)
    next_one = signed_in(setting.org, Office.WEIGHING, user=make_user("Darsini"))
    here = page.evaluate("location.origin")
    page.context.add_cookies([{"name": n, "value": m.value, "url": here} for n, m in next_one.cookies.items()])
    page.goto(url)
    expect(page.locator("[data-lines] li")).to_have_count(0)
    expect(page.locator("[data-summary]")).to_have_text("0 jenis, Rp0")
    page.wait_for_function(f"{TYPED}.length === 0")


def test_going_back_to_a_half_typed_form_keeps_what_was_typed(setting, open_page):
    """Pages are not stored, so Back fetches anew: the browser puts what was typed into the fields."""
    page = open_page(setting.url("pengepul/baru/"), who=setting.treasurer)
    page.get_by_label("Nama").fill("Pak Karsim")
    page.get_by_label("Catatan").fill("Datang hari Rabu")
    page.locator("header a").locator("visible=true").first.click()
    page.wait_for_url(lambda address: not address.endswith("pengepul/baru/"))
    page.go_back()
    expect(page.get_by_label("Nama")).to_have_value("Pak Karsim")
    expect(page.get_by_label("Catatan")).to_have_value("Datang hari Rabu")


def test_a_heavy_weight_is_asked_about_and_two_readings_too(setting, open_page):
    url = setting.url(f"timbang/{setting.session.pk}/anggota/{setting.member.pk}/")
    page = open_page(url, who=setting.weigher, forgive=422)
    taps = Taps(page)
    taps.kind("Kardus")
    taps.keys("60")
    taps.button("Tambah")
    page.get_by_label(re.compile("60,00 kg")).check()
    taps.button("Tambah")
    expect(page.locator("[data-summary]")).to_have_text("1 jenis, Rp102.000")


def test_without_javascript_the_same_way_only_slower(setting, open_page):
    page = open_page(
        setting.url(f"timbang/{setting.session.pk}/anggota/{setting.member.pk}/"),
        who=setting.weigher,
        java_script_enabled=False,
    )
    page.locator(".pick label", has_text="Kardus").click()
    page.locator("input[name=weight]").fill("3,2")
    page.get_by_role("button", name="Tambah").click()
    page.get_by_role("button", name="Jenis lain").click()
    page.get_by_role("button", name="Botol kaca").click()
    page.locator("input[name=weight]").fill("2")
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("radio", name="Sedekah").check()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Simpan setoran").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kuitansi setoran")
    with tenant(setting.org.pk):
        deposit = Deposit.objects.get()
        assert (deposit.net, deposit.line_count) == (6040, 2)
        assert Pocket.objects.get().balance == 0
        assert not Flag.objects.exists()


def test_what_is_left_for_sale_has_no_rupiah_at_the_scale(setting, open_page):
    with tenant(setting.org.pk):
        setting.bank.price("PET", 0, starts_at=clock.now(), mode="B")
    page = open_page(setting.url(f"timbang/{setting.session.pk}/anggota/{setting.member.pk}/"), who=setting.weigher)
    taps = Taps(page)
    for name, weight in (("Kardus", "2"), ("Botol PET", "1,5")):
        taps.kind(name)
        taps.keys(weight)
    taps.button("Tambah")
    expect(page.locator("[data-lines] li", has_text="Botol PET")).to_contain_text("titip jual")
    expect(page.locator("[data-summary]")).to_have_text("2 jenis, Rp3.400")
    taps.button("Lanjut")
    taps.button("Lanjut")
    expect(page.locator("main")).not_to_contain_text("belum ada harganya")
    taps.button("Simpan setoran")
    expect(page.locator("main")).to_contain_text("Botol PET bersih 1,50 kg")
    expect(page.locator("main")).to_contain_text("titip jual")


@pytest.mark.parametrize("size", ["phone", "laptop"])
def test_every_screen_is_without_barriers(size, setting, open_page, check_axe):
    everything = signed_in(setting.org, *Office, user=make_user("Tumirah", honorific="bu"))
    addresses = [*screens(setting), *savings_screens(setting), *goods_work_screens(setting)]
    page = open_page(setting.url(), size=size, who=everything)
    for address in addresses:
        assert page.goto(setting.url(address)).status == 200, address
        look_at(page, check_axe, size)
    if size == "phone":
        half = {"viewport": {"width": 180, "height": 320}, "device_scale_factor": 2}  # what 200 % makes of 360×640
        page = open_page(setting.url(), who=everything, **half)
        for address in addresses:
            page.goto(setting.url(address))
            assert page.evaluate(OVERFLOW) == 0, address


def test_the_steps_of_a_visit_have_no_barrier(setting, open_page, check_axe):
    for size in ("phone", "laptop"):
        page = open_page(
            setting.url(f"timbang/{setting.session.pk}/anggota/{setting.member.pk}/"), who=setting.weigher, size=size
        )
        taps = Taps(page)
        taps.kind("Kardus")
        taps.keys("3,2")
        taps.button("Tambah")
        page.locator("summary", has_text="jenis").click()
        look_at(page, check_axe, size)
        page.get_by_role("button", name="Jenis lain").click()
        look_at(page, check_axe, size)
        taps.button("Kembali ke timbangan")
        taps.button("Lanjut")
        page.get_by_role("radio", name="Ambil tunai").check()
        look_at(page, check_axe, size)
        taps.button("Lanjut")
        look_at(page, check_axe, size)


def look_at(page: Any, check_axe: Any, size: str) -> None:
    """Hold a page against the rules of the house."""
    check_axe(page)
    assert page.evaluate(SMALLEST_LETTERS) == []
    if size == "phone":
        assert page.evaluate(SMALL_TARGETS, CONTROLS) == []
        assert page.evaluate(OVERFLOW) == 0
