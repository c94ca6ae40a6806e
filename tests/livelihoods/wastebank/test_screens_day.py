"""Weighing days, corrections, what is to be checked, settings, and what other pages show of the waste bank."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from guyub.foundation.core import clock, home
from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.queries import actor_of
from guyub.livelihoods.wastebank.models import Category, Deposit, Flag, Post, WasteItem, WeighingSession
from guyub.livelihoods.wastebank.tiles import flags_wait, requests_wait, weigh_says
from tests.factories import enter, make_actor, make_membership, signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import saver
from tests.livelihoods.wastebank.pages import follow, press, text_of, url


@pytest.fixture
def member(org):
    return make_member(org, "Sutinah")


# --- weighing days --------------------------------------------------------------------------------------------------


def test_a_day_is_planned_opened_closed_and_reopened_with_a_reason(org, bank, weigher, chair, member):
    address = url(org, "session-new")
    today = clock.today(org.time_zone).isoformat()
    wrong = press(weigher, address, weigher.get(address), day=today, opens="10:30", closes="08:00")
    assert wrong.status_code == 422
    assert 'value="10:30"' in wrong.content.decode()
    follow(weigher, press(weigher, address, wrong, opens="08:00", closes="10:30"))
    session = WeighingSession.objects.get()
    for name, status in (("session-open", "open"), ("session-close", "closed")):
        page = url(org, name, session.pk)
        follow(weigher, press(weigher, page, weigher.get(page)))
        session.refresh_from_db()
        assert session.status == status
    page = url(org, "session-reopen", session.pk)
    assert weigher.get(page).status_code == 403
    assert press(chair, page, chair.get(page), reason="").status_code == 422
    follow(chair, press(chair, page, chair.get(page), reason="satu nota tertinggal"))
    session.refresh_from_db()
    assert (session.status, session.reopen_reason) == ("open", "satu nota tertinggal")


def test_who_serves_is_chosen_among_officers(org, bank, member):
    user = make_membership(org, Office.WEIGHING, member_id=member.pk).user
    client = signed_in(org, Office.WEIGHING)
    enter(client, user)
    address = url(org, "session-serving", bank.session().pk)
    assert "Sutinah" in text_of(client.get(address))
    follow(client, press(client, address, client.get(address), officers=[str(member.pk)]))
    assert bank.session().officers.get().member_id == member.pk
    assert "Sutinah" in text_of(client.get(url(org, "recap", bank.session().pk)))


def test_the_recap_adds_up_on_screen_and_in_files(org, bank, weigher, member):
    bank.deposit(member, bank.line("KRD", 3_200), bank.line("TRY", 40))
    bank.deposit(None, bank.line("PET", 1_000))
    recap = text_of(weigher.get(url(org, "recap", bank.session().pk)))
    for words in ("Kunjungan 2", "Tamu 1", "Nilai Rp15.440", "40 biji", "3,20 kg"):
        assert words in recap
    assert weigher.get(url(org, "recap-file", bank.session().pk, "pdf")).content.startswith(b"%PDF")
    assert weigher.get(url(org, "recap-file", bank.session().pk, "xlsx")).content.startswith(b"PK")


def test_every_link_of_a_page_opens_for_who_sees_it(org, bank, member):
    bank.deposit(member, bank.line("PET", 9_000), bank.line("KRD", 3_000))
    bank.sell(bank.load("PET", 5_000, 5_000, own_quantity=5_000), collector=bank.collector())
    address = url(org, "payout-ask", member.pk)
    weigher = signed_in(org, Office.WEIGHING)
    press(weigher, address, weigher.get(address), part="other", amount="1000")
    for office in (Office.MEMBER, Office.WEIGHING, Office.TREASURER, Office.CHAIR, Office.SECRETARY, Office.AUDITOR):
        client, seen, waiting = signed_in(org, office), set(), [url(org, "home")]
        while waiting:
            here = waiting.pop().split("?")[0]
            if here in seen or not here.startswith(url(org, "home")):
                continue
            seen.add(here)
            answer = client.get(here)
            assert answer.status_code in {200, 302, 303}, (office, here)
            if answer.headers["Content-Type"].startswith("text/html"):
                waiting += re.findall(r'href="(/p/[^"]+)"', answer.content.decode())
        assert len(seen) > 3


# --- corrections ----------------------------------------------------------------------------------------------------


def test_a_weight_is_corrected_read_back_and_saved_once(org, bank, treasurer, member):
    done = bank.deposit(member, bank.line("PET", 12_500))
    address = url(org, "correct", done.deposit_id)
    check = press(treasurer, address, treasurer.get(address), weight_1="1,25", reason="salah ketik")
    said = text_of(check)
    assert "Botol PET bersih 12,50 kg Rp50.000" in said
    assert "Botol PET bersih 1,25 kg Rp5.000" in said
    assert "Selisih di buku tabungan: −Rp45.000" in said
    first = press(treasurer, address, check, step="save")
    assert press(treasurer, address, check, step="save").headers["Location"] == first.headers["Location"]
    slip = text_of(follow(treasurer, first))
    assert "Ini kuitansi yang sudah diperbaiki. salah ketik" in slip
    assert "Buka kuitansi sebelumnya" in slip
    assert "Kuitansi ini sudah diperbaiki." in text_of(treasurer.get(url(org, "slip", done.deposit_id)))
    assert (bank.pocket(member).balance, bank.stock("PET").quantity) == (5_000, 1_250)


def test_a_forgotten_kind_is_added_and_a_wrong_line_emptied(org, bank, treasurer, member):
    done = bank.deposit(member, bank.line("PET", 1_000), bank.line("KRD", 2_000))
    address = url(org, "correct", done.deposit_id)
    typed = {"weight_2": "", "item_0": str(bank.items["TRY"].pk), "weight_0": "10", "reason": "tertukar"}
    check = press(treasurer, address, treasurer.get(address), **typed)
    press(treasurer, address, check, step="save")
    newest = Deposit.objects.get(replaced_by__isnull=True)
    assert [(line.item_name, line.quantity) for line in newest.lines.order_by("no")] == [
        ("Botol PET bersih", 1_000),
        ("Tray telur", 10),
    ]
    nothing = press(treasurer, url(org, "correct", newest.pk), treasurer.get(url(org, "correct", newest.pk)),
                    weight_1="", weight_2="", reason="kosong")  # fmt: skip
    assert nothing.status_code == 422
    assert "Batalkan saja setorannya." in text_of(nothing)


def test_a_deposit_is_undone_and_nobody_corrects_her_own(org, bank, treasurer, member):
    done = bank.deposit(member, bank.line("PET", 1_000))
    own = signed_in(org, Office.TREASURER, member_id=member.pk)
    address = url(org, "undo", done.deposit_id)
    assert "Perbaiki" not in text_of(own.get(url(org, "slip", done.deposit_id)))
    assert press(own, address, own.get(address), reason="coba").status_code == 403
    slip = text_of(follow(treasurer, press(treasurer, address, treasurer.get(address), reason="tercatat dua kali")))
    assert "Setoran ini dibatalkan. tercatat dua kali" in slip
    assert bank.pocket(member).balance == 0
    assert "Perbaiki" in text_of(
        treasurer.get(url(org, "slip", bank.deposit(member, bank.line("KRD", 900)).deposit_id))
    )


# --- what is to be checked ------------------------------------------------------------------------------------------


def test_twins_are_looked_at_and_settled(org, bank, treasurer, member):
    for _twice in range(2):
        bank.deposit(member, bank.line("KRD", 1_000))
    listed = text_of(treasurer.get(url(org, "flags")))
    assert listed.count("Sutinah") == 2
    address = url(org, "flag", Flag.objects.order_by("id").first().pk)
    page = treasurer.get(address)
    assert "Batalkan satu bila setorannya sama." in text_of(page)
    assert press(treasurer, address, page, settlement="rejected", note="").status_code == 422
    follow(treasurer, press(treasurer, address, page, settlement="kept", note="memang dua karung"))
    assert "Ini sudah diselesaikan." in text_of(treasurer.get(address))
    assert Flag.objects.filter(settled_at__isnull=True).count() == 1


# --- settings -------------------------------------------------------------------------------------------------------


def test_a_kind_with_picture_unit_and_class_is_added_then_priced(org, bank, chair):
    address = url(org, "category-new")
    typed = {"name": "Ember", "drawing": "box", "sipsn_class": "plastic"}
    follow(chair, press(chair, address, chair.get(address), **typed))
    material = Category.objects.get(name="Ember")
    address = url(org, "item-new")
    typed = {"category": str(material.pk), "name": "Ember bekas", "unit": "pcs", "factor_grams": "0,8"}
    answer = press(chair, address, chair.get(address), **typed)
    item = WasteItem.objects.get(name="Ember bekas")
    assert answer.headers["Location"] == url(org, "price-publish", item.pk)
    assert (item.unit, item.factor_grams, item.factor_per, item.category_id) == ("pcs", 800, 1, material.pk)
    assert press(chair, address, chair.get(address), **typed).status_code == 422
    change = url(org, "item", item.pk)
    press(chair, change, chair.get(change), name="Ember utuh")
    item.refresh_from_db()
    assert (item.name, item.is_active) == ("Ember utuh", True)


def test_a_post_and_the_least_amounts_of_savings(org, bank, chair):
    address = url(org, "post-new")
    page = chair.get(address)
    follow(chair, press(chair, address, page, name="Paningkaban", cash_account="1101"))
    assert Post.objects.filter(name="Paningkaban").count() == 1
    kinds = chair.get(url(org, "pockets"))
    assert "Reguler" in text_of(kinds)
    kind = bank.pocket(saver(bank, 4_000)).kind
    change = url(org, "pocket", kind.pk)
    follow(chair, press(chair, change, chair.get(change), minimum_withdrawal="10.000"))
    kind.refresh_from_db()
    assert kind.minimum_withdrawal == 10_000


# --- on other pages -------------------------------------------------------------------------------------------------


def test_the_open_day_is_the_one_thing_of_this_moment(org, bank):
    officer = make_actor(org, Office.WEIGHING)
    assert weigh_says(org, officer) == home.Saying()
    bank.session()
    said = weigh_says(org, officer)
    assert said.now
    assert said.about == "Cihonje, sedang buka"


def test_notes_speak_to_those_who_may_act(org, bank, weigher, member):
    for _twice in range(2):
        bank.deposit(member, bank.line("KRD", 1_000))
    address = url(org, "payout-ask", member.pk)
    press(weigher, address, weigher.get(address), part="other", amount="1000")
    chair, clerk = make_actor(org, Office.CHAIR), make_actor(org, Office.WEIGHING)
    assert requests_wait(org, chair).sentence == "1 penarikan menunggu persetujuan."
    assert flags_wait(org, chair).sentence == "2 setoran perlu diperiksa."
    assert requests_wait(org, clerk) is flags_wait(org, clerk) is None
    hers = actor_of(make_membership(org, Office.CHAIR, member_id=member.pk))
    assert requests_wait(org, hers) is None


def test_her_page_shows_the_passbook_to_those_who_may(org, bank, member, weigher):
    bank.deposit(member, bank.line("PET", 1_000))
    page = text_of(weigher.get(f"/p/{org.slug}/anggota/{member.pk}/"))
    assert "Buka buku tabungan" in page
    assert "Rp4.000" in page
    plain = signed_in(org, Office.SECRETARY)
    assert "Rp4.000" not in text_of(plain.get(f"/p/{org.slug}/anggota/{member.pk}/"))


def test_the_summary_opens_at_the_last_month_with_visits(org, bank, member, treasurer):
    march = datetime(2022, 3, 6, 1, 30, tzinfo=UTC)
    with clock.set_to(march):
        bank.deposit(member, bank.line("PET", 5_000))
    page = text_of(treasurer.get(url(org, "summary")))
    assert "Maret 2022 Kunjungan 1" in page
    assert "Ditimbang 5,00 kg" in page
    assert "April 2022" not in page, "nothing happened since"
    before = text_of(treasurer.get(url(org, "summary"), {"bulan": "2022-02"}))
    assert "Februari 2022 Kunjungan 0" in before
    assert "Maret 2022" in before
    assert text_of(treasurer.get(url(org, "summary"), {"bulan": "x"})) == page


def test_the_summary_draws_months_and_hides_money_from_members(org, bank, member, treasurer):
    bank.deposit(member, bank.line("PET", 5_000))
    page = text_of(treasurer.get(url(org, "summary")))
    assert "Tabungan dan kas" in page
    assert "5,00 kg dalam 6 bulan." in page
    plain = text_of(signed_in(org, Office.MEMBER).get(url(org, "summary")))
    assert "Tabungan dan kas" not in plain
    assert "5,00 kg" in plain


def test_the_room_shows_each_office_its_tiles(org, bank):
    bank.session()
    seen = {
        office: text_of(signed_in(org, office).get(url(org, "home")))
        for office in (Office.MEMBER, Office.WEIGHING, Office.TREASURER, Office.CHAIR)
    }
    assert "Timbang di sini" in seen[Office.WEIGHING]
    assert "Timbang di sini" not in seen[Office.MEMBER]
    assert "Perlu diperiksa" in seen[Office.TREASURER]
    assert "Pengaturan" in seen[Office.CHAIR]
    assert "Pengaturan" not in seen[Office.TREASURER]
    tomorrow = bank.plan(clock.today(org.time_zone) + timedelta(days=1))
    answer = signed_in(org, Office.WEIGHING).post(url(org, "session-open", tomorrow.pk), {"client_id": uuid7()})
    assert answer.status_code == 422
    assert "direncanakan untuk hari lain" in text_of(answer)
