"""The card of a member before the camera of the weighing page; where a browser reads no codes, the number is typed."""

from __future__ import annotations

from typing import Any

import pytest

from guyub.foundation.core.tenancy import tenant
from guyub.foundation.members import cards
from guyub.foundation.members.models import Member
from tests.e2e.conftest import expect
from tests.e2e.phone_setting import READY, Phone, phone_of
from tests.e2e.test_wastebank import look_at
from tests.e2e.wastebank_setting import Setting, set_up
from tests.factories import make_org
from tests.factories_members import make_member

KRD = (("Kardus", "3,2"),)
# Chromium on Linux has no reader of codes: this one of the test says what the page `window.card` holds up.
READER = """
  globalThis.BarcodeDetector = class {
    static async getSupportedFormats() { return ['qr_code']; }
    async detect(video) { return globalThis.card && video.videoWidth ? [{ rawValue: globalThis.card }] : []; }
  };
"""
RESTS = """async () => {
  while (globalThis.video.srcObject.getTracks().some((track) => track.readyState !== 'ended')) {
    await new Promise((done) => setTimeout(done, 20));
  }
}"""
CAMERA = "document.featurePolicy.allowsFeature('camera')"


@pytest.fixture
def setting(books_db: None) -> Setting:
    """A waste bank with an open weighing day."""
    return set_up()


def card_of(setting: Setting, name: str) -> str:
    with tenant(setting.org.pk):
        return cards.address_of(setting.org, Member.objects.get(name=name))


def scanning(phone: Phone) -> Any:
    """Open the weighing page with a browser that reads codes, and its camera; return what stands on the page."""
    phone.page.context.grant_permissions(["camera"])
    phone.page.context.add_init_script(READER)
    phone.reload()
    phone.page.get_by_role("button", name="Pindai kartu").click()
    expect(phone.page.get_by_label("Gambar kamera")).to_be_visible()
    return phone.page.locator("main")


def test_a_card_before_the_camera_is_who_stands_at_the_scale(setting, open_page, check_axe):
    phone = phone_of(open_page, setting)
    phone.cut()
    main = scanning(phone)
    look_at(phone.page, check_axe, "phone")
    phone.page.evaluate("(card) => { globalThis.card = card; }", card_of(setting, "Sri Wahyuni"))
    expect(phone.page.locator("[data-heading]")).to_have_text("Sri Wahyuni")
    phone.weigh(KRD)
    phone.save()
    expect(main).to_contain_text("Sri Wahyuni (2)")
    phone.page.evaluate("() => { globalThis.card = ''; }")
    with tenant(setting.org.pk):
        member = Member.objects.get(name="Sri Wahyuni")
    assert phone.queue()[0]["fact"]["payload"]["member"] == str(member.pk)
    phone.next()
    look_at(phone.page, check_axe, "phone")


def test_a_foreign_card_is_named_and_the_camera_rests_when_she_goes_back(setting, open_page):
    other = make_org("lain")
    with tenant(other.pk):
        foreign = cards.address_of(other, make_member(other, "Sutinah"))
    phone = phone_of(open_page, setting)
    main = scanning(phone)
    phone.page.evaluate("() => { globalThis.video = document.querySelector('video'); }")
    phone.page.evaluate("(card) => { globalThis.card = card; }", foreign)
    expect(main).to_contain_text("HP ini tidak mengenal kartu ini. Kembali, lalu ketik nomornya.")
    phone.page.locator("[data-back]").click()
    phone.page.evaluate(RESTS)
    phone.visit(kinds=KRD)
    phone.settled(1)


def test_a_camera_that_is_refused_leads_back_to_the_number(setting, open_page):
    phone = phone_of(open_page, setting)
    phone.page.context.add_init_script(READER)
    phone.reload()
    phone.page.get_by_role("button", name="Pindai kartu").click()
    expect(phone.page.locator("main")).to_contain_text("Kamera tidak bisa dipakai. Kembali, lalu ketik nomornya.")


def test_without_a_reader_the_number_is_typed_and_no_other_page_may_use_the_camera(setting, open_page):
    phone = phone_of(open_page, setting)
    expect(phone.page.locator("#who")).to_be_visible()
    expect(phone.page.get_by_role("button", name="Pindai kartu")).to_have_count(0)
    assert phone.page.evaluate(CAMERA) is True
    for address in ("/hp/catatan/", "/p/sekar/", setting.url()):
        phone.page.goto(address)
        assert phone.page.evaluate(CAMERA) is False, address
    phone.page.goto("/hp/timbang/#sekar")
    phone.page.wait_for_selector(READY)
    assert phone.page.evaluate(CAMERA) is True
