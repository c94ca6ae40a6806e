"""Pockets on the screen: their locks, moving, giving with consent, opening before the day by two officers."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Approval
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Override, PocketKind, Transfer
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_savings import give, lebaran, move
from tests.factories_wastebank import at, make_bank, saver
from tests.livelihoods.wastebank.pages import follow, press, text_of, url


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        yield make_bank(org)


@pytest.fixture
def sutinah(bank):
    """60.000 in the regular savings and 40.000 for Lebaran, which opens on 18 April."""
    member = saver(bank, 100_000)
    lebaran(bank, date(2022, 5, 2))
    move(bank, member, 40_000)
    return member


def sent(client, address, **typed):
    return press(client, address, client.get(address), **typed)


def test_her_pockets_say_until_when_they_are_closed(org, bank, sutinah):
    hers = signed_in(org, Office.MEMBER, member_id=sutinah.pk)
    assert url(org, "purses", sutinah.pk) in hers.get(url(org, "own-passbook")).content.decode()
    page = text_of(hers.get(url(org, "purses", sutinah.pk)))
    assert "dikunci sampai Senin, 18 April 2022" in page
    assert "Rp60.000" in page
    assert "Rp40.000" in page
    assert "Buka tabungan yang dikunci" not in page  # nobody opens her own
    nosy = signed_in(org, Office.MEMBER, member_id=make_member(org, "Tumirah").pk)
    assert nosy.get(url(org, "purses", sutinah.pk)).status_code == 404


def test_a_kind_without_a_day_in_the_calendar_says_so(org, bank, chair):
    page = text_of(chair.get(url(org, "pockets")))
    assert "dibuka 14 hari sebelum Lebaran, terkunci, Lebaran belum ada di kalender" in page
    lebaran(bank, date(2022, 5, 2))
    assert "dikunci sampai Senin, 18 April 2022" in text_of(chair.get(url(org, "pockets")))


def test_she_moves_her_own_savings_after_reading_it_back(org, bank, sutinah):
    hers = signed_in(org, Office.MEMBER, member_id=sutinah.pk)
    address = url(org, "savings-move", sutinah.pk)
    kind = PocketKind.objects.get(code="lebaran")
    source = bank.pocket(sutinah).pk
    check = sent(hers, address, pocket=str(source), kind=str(kind.pk), part="20000")
    assert "Setelah itu tidak bisa diambil: dikunci sampai Senin, 18 April 2022." in text_of(check)
    assert Transfer.objects.count() == 1  # the one of the fixture
    first, second = (press(hers, address, check, step="save") for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (303, second.headers["Location"])
    assert (bank.pocket(sutinah).balance, bank.pocket(sutinah, "lebaran").balance) == (40_000, 60_000)
    moved = Transfer.objects.order_by("-id").first()
    assert "Rp20.000" in text_of(hers.get(url(org, "transfer", moved.pk)))
    assert hers.get(url(org, "transfer-file", moved.pk)).status_code == 404  # no receipt of her own moving


def test_locked_savings_stay_and_what_was_typed_too(org, bank, sutinah, treasurer):
    address = url(org, "savings-move", sutinah.pk)
    source = bank.pocket(sutinah, "lebaran").pk
    kind = PocketKind.objects.get(code="sembako").pk
    check = sent(treasurer, address, pocket=str(source), kind=str(kind), part="other", amount="15.000", label="Cucu")
    refused = press(treasurer, address, check, step="save")
    assert refused.status_code == 422
    assert "terkunci sampai Senin, 18 April 2022" in text_of(refused)
    assert 'value="15.000"' in refused.content.decode()
    assert 'value="Cucu"' in refused.content.decode()
    assert bank.pocket(sutinah, "lebaran").balance == 40_000


def test_an_officer_gives_for_her_with_her_signed_paper(org, bank, sutinah, treasurer):
    daughter = make_member(org, "Rini Astuti")
    address = url(org, "savings-give", sutinah.pk)
    assert "Sutinah" in text_of(treasurer.get(url(org, "consent-print", sutinah.pk)))
    typed = {"pocket": str(bank.pocket(sutinah).pk), "part": "50000", "note": "biaya sekolah"}
    wrong = sent(treasurer, address, number=str(daughter.number), name="Tumirah", signed="on", **typed)
    assert "tidak cocok" in text_of(wrong)
    assert "Rini" not in text_of(wrong)
    unsigned = sent(treasurer, address, number=str(daughter.number), name="rini", **typed)
    assert "Pemberi harus setuju." in text_of(unsigned)
    check = sent(treasurer, address, number=str(daughter.number), name="rini", signed="on", **typed)
    assert f"Rini Astuti (No. {daughter.number})" in text_of(check)
    assert not Transfer.objects.filter(kind="member").exists()
    slip = text_of(follow(treasurer, press(treasurer, address, check, step="save")))
    done = Transfer.objects.get(kind="member")
    assert (done.amount, done.consent, bank.pocket(daughter).balance) == (50_000, "slip", 50_000)
    assert done.receipt_code in slip
    assert "biaya sekolah" in slip
    assert treasurer.get(url(org, "transfer-file", done.pk)).content.startswith(b"%PDF")
    assert balance(org=org, account="2101") == -100_000
    theirs = signed_in(org, Office.MEMBER, member_id=daughter.pk)
    assert "Rp50.000" in text_of(theirs.get(url(org, "transfer", done.pk)))
    assert url(org, "transfer", done.pk) in theirs.get(url(org, "own-passbook")).content.decode()
    stranger = signed_in(org, Office.MEMBER, member_id=make_member(org, "Kasiyem").pk)
    assert stranger.get(url(org, "transfer", done.pk)).status_code == 404


def test_she_gives_under_her_own_sign_in_and_nobody_else_without_the_right(org, bank, sutinah):
    daughter = make_member(org, "Rini")
    hers = signed_in(org, Office.MEMBER, member_id=sutinah.pk)
    address = url(org, "savings-give", sutinah.pk)
    typed = {"pocket": str(bank.pocket(sutinah).pk), "part": "other", "amount": "1.500"}
    check = sent(hers, address, number=str(daughter.number), name="Rini", **typed)
    assert follow(hers, press(hers, address, check, step="save")).status_code == 200
    assert Transfer.objects.get(kind="member").consent == "sign_in"
    assert signed_in(org, Office.WEIGHING).get(address).status_code == 403


def test_opened_by_two_and_seen_until_it_is_spent(org, bank, sutinah, treasurer, chair):
    address = url(org, "savings-open", sutinah.pk)
    none = sent(treasurer, address, part="other", amount="30.000", reason="")
    assert none.status_code == 422
    assert sent(treasurer, address, part="other", amount="40.001", reason="sakit").status_code == 422
    page = follow(treasurer, sent(treasurer, address, part="other", amount="30.000", reason="anak sakit"))
    assert "anak sakit" in text_of(page)
    proposal = Approval.objects.get()
    decide = reverse("ledger:approval", args=[org.slug, proposal.pk])
    assert press(treasurer, decide, treasurer.get(decide), approve="1").status_code == 422
    assert not Override.objects.exists()
    assert press(chair, decide, chair.get(decide), approve="1").status_code == 302
    assert "Dibuka dua pengurus: Rp30.000" in text_of(chair.get(url(org, "purses", sutinah.pk)))
    ask = url(org, "payout-ask", sutinah.pk)
    pocket = str(bank.pocket(sutinah, "lebaran").pk)
    assert sent(treasurer, ask, pocket=pocket, part="other", amount="30.000").status_code == 303
    assert "Dibuka dua pengurus" not in text_of(chair.get(url(org, "purses", sutinah.pk)))


def test_the_overview_costs_the_same_with_one_and_with_three(org, bank, sutinah, treasurer):
    def cost():
        treasurer.get(url(org, "purses", sutinah.pk))
        with CaptureQueriesContext(connection) as seen:
            treasurer.get(url(org, "purses", sutinah.pk))
        return len(seen)

    before = cost()
    move(bank, sutinah, 5_000, to="sembako")
    move(bank, sutinah, 5_000, to="pendidikan", label="Cucu Dimas")
    give(bank, sutinah, make_member(org, "Rini"), 1_000)
    assert cost() == before <= 10


def test_a_lock_that_keeps_savings_is_shortened_by_two(org, bank, chair, treasurer, sutinah):
    kind = PocketKind.objects.get(code="lebaran")
    address = url(org, "pocket", kind.pk)
    page = chair.get(address)
    assert "Kunci ini menjaga Rp40.000." in text_of(page)
    bare = press(chair, address, page, opens_before="30")
    assert bare.status_code == 422
    assert "alasan" in text_of(bare)
    assert 'value="30"' in bare.content.decode()
    listed = text_of(follow(chair, press(chair, address, bare, opens_before="30", reason="pasar murah")))
    assert "Sudah diusulkan. Pengurus lain yang memutuskan." in listed
    assert "menunggu pengurus kedua" in listed
    kind.refresh_from_db()
    assert kind.opens_before == 14
    approval = reverse("ledger:approval", args=[org.slug, Approval.objects.get().pk])
    shown = treasurer.get(approval)
    for words in ("dibuka 14 hari sebelum Lebaran", "dibuka 30 hari sebelum Lebaran", "Rp40.000", "pasar murah"):
        assert words in text_of(shown)
    assert press(treasurer, approval, shown, approve="1").status_code == 302
    kind.refresh_from_db()
    assert kind.opens_before == 30
    assert "menunggu pengurus kedua" not in text_of(chair.get(url(org, "pockets")))
    assert follow(chair, press(chair, address, chair.get(address), opens_before="10")).status_code == 200
    kind.refresh_from_db()
    assert kind.opens_before == 10
