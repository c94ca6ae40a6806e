"""Passbook and payouts: asked, approved, paid; read back, once, and never to oneself."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Payout, PocketKind
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank, saver
from tests.livelihoods.wastebank.pages import follow, press, text_of, url


@pytest.fixture
def member(bank):
    return saver(bank, 60_000)


def asked(org, client, member, amount):
    address = url(org, "payout-ask", member.pk)
    return press(client, address, client.get(address), part="other", amount=str(amount))


def test_asked_by_the_officer_approved_by_the_chair_paid_by_the_treasurer(org, bank, member, weigher, chair, treasurer):
    assert "Permintaan tersimpan." in text_of(follow(weigher, asked(org, weigher, member, 50_000)))
    payout = Payout.objects.get()
    assert (payout.amount, payout.status, bank.pocket(member).held) == (50_000, "requested", 50_000)
    address = url(org, "payout-approve", payout.pk)
    assert "Setujui" in text_of(chair.get(url(org, "payout", payout.pk)))
    assert press(chair, address, chair.get(address)).status_code == 303
    address = url(org, "payout-pay", payout.pk)
    page = treasurer.get(address)
    assert "Lima puluh ribu rupiah".lower() in text_of(page).lower()
    assert "1 × Rp50.000" in text_of(page)
    receipt = follow(treasurer, press(treasurer, address, page))
    payout.refresh_from_db()
    assert (payout.status, bank.pocket(member).balance) == ("paid", 10_000)
    assert payout.receipt_code in text_of(receipt)
    assert payout.receipt_code in text_of(treasurer.get(url(org, "passbook", member.pk)))
    assert payout.receipt_code in text_of(treasurer.get(url(org, "passbook-print", member.pk)))
    assert treasurer.get(url(org, "payout-file", payout.pk)).content.startswith(b"%PDF")
    assert "Penarikan" in text_of(treasurer.get(url(org, "passbook", member.pk)))


def test_more_than_she_has_is_refused_and_the_amount_stays(org, member, weigher):
    answer = asked(org, weigher, member, 70_000)
    assert answer.status_code == 422
    assert "Rp60.000" in text_of(answer)
    assert 'value="70000"' in answer.content.decode()
    assert not Payout.objects.exists()


def test_paid_at_the_table_after_reading_back_and_only_once(org, bank, member, treasurer):
    address = url(org, "payout-now", member.pk)
    check = press(treasurer, address, treasurer.get(address), part="20000")
    assert not Payout.objects.exists()
    assert "Saldo setelah ini Rp40.000" in text_of(check)
    first = press(treasurer, address, check, step="save")
    second = press(treasurer, address, check, step="save")
    assert first.headers["Location"] == second.headers["Location"]
    assert (Payout.objects.get().status, bank.pocket(member).balance) == ("paid", 40_000)


def test_all_of_it_is_what_may_be_taken_and_leaves_the_minimum(org, bank, member, treasurer):
    PocketKind.objects.filter(code="reguler").update(minimum_left=15_000)
    address = url(org, "payout-now", member.pk)
    page = treasurer.get(address)
    assert "Bisa ditarik Rp45.000" in text_of(page)
    check = press(treasurer, address, page, part="all")
    assert "Saldo setelah ini Rp15.000" in text_of(check)
    assert press(treasurer, address, check, step="save").status_code == 303
    assert (Payout.objects.get().amount, bank.pocket(member).balance) == (45_000, 15_000)


def test_the_read_back_leads_back_to_what_was_typed(org, member, treasurer):
    address = url(org, "payout-now", member.pk)
    check = press(treasurer, address, treasurer.get(address), part="other", amount="12.500")
    again = press(treasurer, address, check, step="edit")
    assert 'value="12.500"' in again.content.decode()
    assert not Payout.objects.exists()


def test_a_cash_box_too_small_is_said_clearly_and_nothing_is_paid(org, treasurer):
    bank = make_bank(org, in_cash=10_000)
    member = saver(bank, 60_000)
    address = url(org, "payout-now", member.pk)
    check = press(treasurer, address, treasurer.get(address), part="50000")
    answer = press(treasurer, address, check, step="save")
    assert answer.status_code == 422
    assert "Isi kas Rp10.000. Belum ada yang dibayar." in text_of(answer)
    assert (Payout.objects.count(), bank.pocket(member).balance) == (0, 60_000)


def test_refused_with_a_reason_that_she_reads(org, bank, member, weigher, chair):
    follow(weigher, asked(org, weigher, member, 30_000))
    payout = Payout.objects.get()
    address = url(org, "payout-refuse", payout.pk)
    assert press(chair, address, chair.get(address), reason="").status_code == 422
    assert press(chair, address, chair.get(address), reason="kas sedang kosong").status_code == 303
    hers = signed_in(org, Office.MEMBER, member_id=member.pk)
    assert "kas sedang kosong" in text_of(hers.get(url(org, "payout", payout.pk)))
    assert bank.pocket(member).held == 0


def test_she_asks_and_takes_back_by_herself(org, bank, member):
    hers = signed_in(org, Office.MEMBER, member_id=member.pk)
    page = hers.get(url(org, "own-passbook"))
    assert "Buku tabungan saya" in text_of(page)
    assert "Enam puluh ribu rupiah".lower() in text_of(page).lower()
    follow(hers, asked(org, hers, member, 10_000))
    address = url(org, "payout-cancel", Payout.objects.get().pk)
    assert press(hers, address, hers.get(address)).status_code == 303
    assert (Payout.objects.get().status, bank.pocket(member).held) == ("cancelled", 0)


def test_nobody_approves_or_pays_her_own(org, bank):
    member = saver(bank, 60_000, "Suparti")
    own = signed_in(org, Office.TREASURER, member_id=member.pk)
    follow(own, asked(org, own, member, 10_000))
    payout = Payout.objects.get()
    page = text_of(own.get(url(org, "payout", payout.pk)))
    assert "Ini uang Anda sendiri." in page
    answer = own.post(url(org, "payout-approve", payout.pk), {"client_id": uuid7()})
    assert answer.status_code == 403
    assert "Mintalah petugas lain" in text_of(answer)
    assert Payout.objects.get().status == "requested"


def test_above_the_limit_of_a_day_who_approved_cannot_pay(org):
    bank = make_bank(org, in_cash=3_000_000)
    member = saver(bank, 1_200_000, "Wagiyem")
    both, treasurer = signed_in(org, Office.CHAIR, Office.TREASURER), signed_in(org, Office.TREASURER)
    at_the_table = url(org, "payout-now", member.pk)
    check = press(both, at_the_table, both.get(at_the_table), part="other", amount="1.100.000")
    answer = press(both, at_the_table, check, step="save")
    assert answer.status_code == 422
    assert "Di atas Rp1.000.000 sehari" in text_of(answer)
    assert not Payout.objects.exists()
    follow(both, asked(org, both, member, 1_100_000))
    payout = Payout.objects.get()
    approve, pay = url(org, "payout-approve", payout.pk), url(org, "payout-pay", payout.pk)
    assert press(both, approve, both.get(approve)).status_code == 303
    answer = press(both, pay, both.get(pay))
    assert answer.status_code == 422
    assert "petugas lain" in text_of(answer)
    payout.refresh_from_db()
    assert (payout.status, bank.pocket(member).balance) == ("approved", 1_200_000)
    assert press(treasurer, pay, treasurer.get(pay)).status_code == 303
    payout.refresh_from_db()
    assert (payout.status, bank.pocket(member).balance) == ("paid", 100_000)


def test_the_passbook_of_another_is_not_here(org, bank, member):
    stranger = signed_in(org, Office.MEMBER, member_id=make_member(org, "Warsini").pk)
    for name in ("passbook", "passbook-print", "payout-ask"):
        assert stranger.get(url(org, name, member.pk)).status_code == 404, name
    assert stranger.get(url(org, "passbooks")).status_code == 403


def test_pages_of_a_long_passbook_follow_each_other(org, bank, treasurer):
    member = make_member(org, "Rumini")
    for grams in range(1000, 1030):
        bank.deposit(member, bank.line("PET", grams))
    first = treasurer.get(url(org, "passbook", member.pk))
    assert "No. 30 " in text_of(first)
    assert "?sebelum=6" in first.content.decode()
    second = text_of(treasurer.get(url(org, "passbook", member.pk), {"sebelum": "6"}))
    assert "No. 5 " in second
    assert "No. 6 " not in second
    printed = text_of(treasurer.get(url(org, "passbook-print", member.pk)))
    assert "Rumini" in printed


def test_a_passbook_takes_three_queries_and_one_more_when_money_is_promised(
    org, bank, treasurer, member, django_assert_num_queries
):
    knowing_who = 2  # person, device and stay; membership, association and offices
    book = url(org, "passbook", member.pk)
    treasurer.get(book)
    with django_assert_num_queries(knowing_who + 3):
        treasurer.get(book)
    follow(treasurer, asked(org, treasurer, member, 1_000))
    treasurer.get(book)
    with django_assert_num_queries(knowing_who + 4):
        treasurer.get(book)


def test_lists_cost_the_same_with_one_and_with_three(org, bank, treasurer, member, django_assert_num_queries):
    pages = [url(org, "payouts"), url(org, "savings"), url(org, "passbook", member.pk), url(org, "passbooks")]
    follow(treasurer, asked(org, treasurer, member, 1_000))
    counts = []
    for address in pages:
        treasurer.get(address)
        with CaptureQueriesContext(connection) as seen:
            treasurer.get(address)
        counts.append(len(seen))
    for name in ("Ngatini", "Karsem"):
        follow(treasurer, asked(org, treasurer, saver(bank, 8_000, name), 1_000))
        follow(treasurer, asked(org, treasurer, member, 2_000))
    for address, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            treasurer.get(address)
