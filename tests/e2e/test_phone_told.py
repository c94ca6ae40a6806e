"""What a phone tells after a visit: what the books took, whose it became, how much room is left, what the slip says."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.members.models import Member
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit
from guyub.sync.actions import settle_fact
from guyub.sync.models import SyncFact
from tests.e2e.conftest import expect
from tests.e2e.phone_setting import phone_of, user_of
from tests.e2e.test_wastebank import look_at
from tests.e2e.wastebank_setting import Setting, set_up

KRD = (("Kardus", "3,2"),)


@pytest.fixture
def setting(books_db: None) -> Setting:
    """A waste bank with an open weighing day."""
    return set_up()


def test_a_visit_that_was_the_neighbours_says_so_on_its_slip(setting, open_page):
    """The chair handed it in for her, and the treasurer saw on the paper that Bu Kasiyem had come."""
    phone = phone_of(open_page, setting)
    phone.cut()
    phone.visit(kinds=KRD)
    (kept,) = phone.queue()
    user = user_of(setting.chair)
    body = {"user": str(user.pk), "facts": [kept["fact"]]}
    assert setting.chair.post("/p/sekar/kiriman/", body, content_type="application/json").status_code == 200
    with tenant(setting.org.pk):
        neighbour = Member.objects.get(name="Kasiyem")
        amended = kept["fact"]["payload"] | {"member": str(neighbour.pk)}
        settle_fact(
            org=setting.org,
            by=setting.bank.treasurer,
            fact_id=SyncFact.objects.get().pk,
            how="amended",
            amended=amended,
        )
    phone.cut(off=False)
    assert phone.replay_alone() in {"sent", "nothing"}
    main, slip = phone.page.locator("main"), phone.page.locator(".slip")
    expect(main).to_contain_text("Di buku tercatat atas nama Kasiyem, bukan Sutinah.")
    expect(main).to_contain_text("Berikan slip baru ini kepada penyetor.")
    expect(main).not_to_contain_text("Di buku tercatat Rp")
    expect(slip).to_contain_text(f"Kasiyem ({neighbour.number})")
    expect(slip).not_to_contain_text("Sutinah")
    assert "Sutinah" not in unquote(phone.page.get_by_role("link", name="Bagikan").get_attribute("href"))
    phone.page.goto("/hp/catatan/")
    expect(phone.page.locator("[data-list]")).to_contain_text("Kasiyem")
    expect(phone.page.locator("[data-list]")).to_contain_text("Di HP tadi: Sutinah")


def room(page, *, quota: int, kept: bool) -> None:
    """Give the browser's storage an end, and let it promise to keep what lies there or not."""
    cdp = page.context.new_cdp_session(page)
    origin, here = page.evaluate("location.origin"), cdp.send("Target.getTargetInfo")["targetInfo"]
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": quota})
    asked = {"permission": {"name": "persistent-storage"}, "setting": "granted" if kept else "denied"}
    cdp.send("Browser.setPermission", asked | {"origin": origin, "browserContextId": here["browserContextId"]})


FULL, NOT_KEPT = "HP ini hampir penuh", "peramban bisa menghapus catatan yang belum terkirim"


def test_a_phone_that_is_almost_full_says_so_until_it_is_not(setting, open_page, check_axe):
    phone = phone_of(open_page, setting)
    main, used = phone.page.locator("main"), "navigator.storage.estimate().then(({ usage }) => usage)"
    room(phone.page, quota=phone.page.evaluate(used) * 5 // 4 - 1, kept=True)
    phone.cut()
    phone.reload()
    expect(main).to_contain_text(FULL)
    phone.visit(kinds=KRD)
    phone.next()
    expect(main).to_contain_text(FULL)
    expect(main).not_to_contain_text(NOT_KEPT)
    look_at(phone.page, check_axe, "phone")
    phone.page.goto("/hp/catatan/")
    expect(main).to_contain_text(FULL)
    room(phone.page, quota=phone.page.evaluate(used) * 10, kept=True)
    phone.open()
    expect(phone.page.locator("#who")).to_be_visible()
    expect(main).not_to_contain_text(FULL)


def test_a_browser_that_may_throw_notes_away_is_named_with_what_to_do(setting, open_page, check_axe):
    phone = phone_of(open_page, setting)
    main = phone.page.locator("main")
    room(phone.page, quota=10**9, kept=False)
    with tenant(setting.org.pk):
        actions.close_session(
            org=setting.org, by=setting.bank.weigher, session_id=setting.session.pk, happened_at=clock.now()
        )
    phone.page.evaluate("async () => (await import('/static/web/outbox/pack.js')).fetchPack('sekar')")
    phone.cut()
    for address in ("/hp/timbang/#sekar", "/hp/catatan/"):
        phone.page.goto(address)
        expect(main).to_contain_text(NOT_KEPT)
        expect(main).to_contain_text("“Tambahkan ke layar utama”. Kirim begitu ada sinyal.")
    look_at(phone.page, check_axe, "phone")
    room(phone.page, quota=10**9, kept=True)
    phone.page.reload()
    expect(main.locator("[data-none]")).to_be_visible()
    expect(main).not_to_contain_text(NOT_KEPT)
    phone.open()
    expect(main).to_contain_text("Belum ada hari timbang untuk hari ini")
    expect(main).not_to_contain_text(NOT_KEPT)


def shared(page) -> list[str]:
    """What goes into the chat, line by line."""
    href = page.get_by_role("link", name="Bagikan").get_attribute("href")
    assert href.startswith("https://wa.me/?text=")
    return unquote(href.removeprefix("https://wa.me/?text=")).split("\n")


def test_the_text_of_a_slip_for_the_chat_says_the_same_as_the_paper(setting, open_page):
    """Without a signal it says that the number waits; afterwards number and code stand in it. Never a balance."""
    phone = phone_of(open_page, setting)
    phone.cut()
    phone.visit(kinds=(("Kardus", "3,2"), ("Tray telur", "40")))
    slip = phone.queue()[0]["shown"]["slip"]
    lines = ["Paguyuban Sekar Rantau", "Sutinah", "Kardus 3,20 kg: Rp5.440", "Tray telur 40 biji: Rp6.000", "Rp11.440"]
    assert shared(phone.page) == [*lines, f"Slip {slip}", "Nomor kuitansi menunggu server."]
    phone.cut(off=False)
    phone.settled(1)
    expect(phone.page.locator(".slip")).to_contain_text("Kuitansi 1")
    with tenant(setting.org.pk):
        code = Deposit.objects.get().receipt_code
    assert shared(phone.page) == [*lines, f"Slip {slip}", "Kuitansi 1", code]


def test_what_is_picked_up_has_the_price_of_being_picked_up(setting, open_page, check_axe):
    """Scenario 25 on the phone: 2 kg of cardboard, picked up at 600, brought at 1.700."""
    with tenant(setting.org.pk):
        setting.bank.price("KRD", 600, starts_at=clock.now(), channel="pickup")
    phone = phone_of(open_page, setting)
    phone.cut()
    phone.choose("1", "Sutinah")
    phone.page.locator(".pick label", has_text="Kardus").click()
    phone.keys("2")
    phone.button("Tambah")
    summary = phone.page.locator("[data-summary]")
    expect(summary).to_have_text("1 jenis, Rp3.400")
    phone.page.locator("summary", has_text="jenis").click()
    phone.page.get_by_role("button", name="Diantar. Ubah jadi: dijemput").click()
    expect(summary).to_have_text("1 jenis, Rp1.200")
    phone.page.locator("summary", has_text="jenis").click()
    expect(phone.page.get_by_role("button", name="Dijemput. Ubah jadi: diantar")).to_be_visible()
    look_at(phone.page, check_axe, "phone")
    phone.button("Lanjut")
    phone.save()
    phone.cut(off=False)
    phone.settled(1)
    expect(phone.page.locator("main")).not_to_contain_text("Di buku tercatat")
    with tenant(setting.org.pk):
        assert list(Deposit.objects.values_list("channel", "net")) == [("pickup", 1200)]
