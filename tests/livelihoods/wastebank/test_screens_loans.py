"""Loans and debts on the screen: asked by herself, approved, handed out, repaid, written off by two; and put right."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.models import Approval
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, Loan, Receivable, Repayment
from tests.factories import signed_in
from tests.factories_goods import lies, make_oil, make_soap
from tests.factories_members import make_member
from tests.factories_wastebank import saver
from tests.livelihoods.wastebank.pages import follow, press, text_of, url


def lend(bank, member, amount, **values):
    facts = {"org": bank.org, "happened_at": clock.now()}
    loan = actions.ask_loan(by=bank.weigher, client_id=uuid7(), member_id=member.pk, amount=amount, **facts, **values)
    actions.approve_loan(by=bank.chair, loan_id=loan.pk, **facts)
    return actions.disburse_loan(by=bank.treasurer, client_id=uuid7(), loan_id=loan.pk, post_id=bank.post.pk, **facts)


def lacking(bank, name="Sutinah"):
    """A member of whose corrected deposit 30.000 is gone."""
    member = saver(bank, 40_000, name)
    bank.withdraw(member, 40_000)
    bank.correct(Deposit.objects.get(member=member).pk, bank.line("PET", 2500))
    return member


def sent(client, address, **typed):
    return press(client, address, client.get(address), **typed)


def test_from_her_own_passbook_to_the_receipt(org, bank, treasurer, chair):
    member = make_member(org, "Sutinah")
    hers = signed_in(org, Office.MEMBER, member_id=member.pk)
    assert url(org, "loan-ask", member.pk) in hers.get(url(org, "own-passbook")).content.decode()
    page = follow(hers, sent(hers, url(org, "loan-ask", member.pk), part="200000", purpose="modal gorengan"))
    loan = Loan.objects.get()
    assert "modal gorengan" in text_of(page)
    assert (loan.amount, loan.share_bp, loan.status) == (200_000, 10_000, "asked")
    assert "Pinjaman" in text_of(hers.get(url(org, "own-passbook")))
    assert "Sutinah" in text_of(chair.get(url(org, "loans")))
    assert sent(chair, url(org, "loan-approve", loan.pk)).status_code == 303
    page = treasurer.get(url(org, "loan-disburse", loan.pk))
    assert "2 × Rp100.000" in text_of(page)
    receipt = follow(treasurer, press(treasurer, url(org, "loan-disburse", loan.pk), page))
    loan.refresh_from_db()
    assert (loan.status, loan.receipt_code in text_of(receipt)) == ("disbursed", True)
    assert treasurer.get(url(org, "loan-file", loan.pk)).content.startswith(b"%PDF")
    bank.deposit(member, bank.line("PET", 10_000))
    card = text_of(hers.get(url(org, "loan", loan.pk)))
    assert "Rp160.000" in card
    assert "Rp40.000" in text_of(hers.get(url(org, "loan-print", loan.pk)))
    assert "Rp160.000" in text_of(hers.get(url(org, "own-passbook")))


def test_handed_out_in_goods_instead_of_cash(org, bank, treasurer):
    member = make_member(org, "Sutinah")
    facts = {"org": org, "happened_at": clock.now()}
    loan = actions.ask_loan(by=bank.weigher, client_id=uuid7(), member_id=member.pk, amount=50_000, **facts)
    actions.approve_loan(by=bank.chair, loan_id=loan.pk, **facts)
    address = url(org, "loan-goods", loan.pk)
    assert address in treasurer.get(url(org, "loan", loan.pk)).content.decode()
    assert "Belum ada yang bisa diambil." in text_of(treasurer.get(address))
    oil = make_oil(bank, 10, 150_000, price=18_000)
    soap = make_soap(bank, 5, 10_000, price=3_000)
    page = treasurer.get(address)
    assert "Rp18.000 per 1 l, ada 10" in text_of(page)
    assert press(treasurer, address, page).status_code == 422
    check = press(treasurer, address, page, count_0="3", count_1="1")
    assert "Rp57.000" in text_of(check)
    refused = press(treasurer, address, check, step="save")
    assert (refused.status_code, "disetujui paling banyak" in text_of(refused).lower()) == (422, True)
    check = press(treasurer, address, refused, count_0="2", count_1="1")
    receipt = follow(treasurer, press(treasurer, address, check, step="save"))
    loan.refresh_from_db()
    assert (loan.amount, loan.owed, loan.in_goods) == (39_000, 39_000, True)
    for words in ("2 l Minyak goreng Rp36.000", "1 biji Sabun cuci Rp3.000", loan.receipt_code):
        assert words in text_of(receipt)
    assert (lies(bank, oil).quantity, lies(bank, soap).quantity) == (8000, 4)
    for name in ("loan", "loan-print"):
        assert "Minyak goreng" in text_of(treasurer.get(url(org, name, loan.pk)))
    assert treasurer.get(url(org, "loan-file", loan.pk)).content.startswith(b"%PDF")


def test_too_much_is_refused_and_what_was_typed_stays(org, bank):
    member = make_member(org, "Sutinah")
    hers = signed_in(org, Office.MEMBER, member_id=member.pk)
    answer = sent(hers, url(org, "loan-ask", member.pk), part="other", amount="600000", purpose="motor")
    assert answer.status_code == 422
    assert "Rp500.000" in text_of(answer)
    assert 'value="motor"' in answer.content.decode()
    assert not Loan.objects.exists()


def test_refused_and_taken_back(org, bank, chair):
    member = make_member(org, "Sutinah")
    hers = signed_in(org, Office.MEMBER, member_id=member.pk)
    for _twice in range(2):
        follow(hers, sent(hers, url(org, "loan-ask", member.pk), part="100000"))
    first, second = Loan.objects.order_by("id")
    assert sent(chair, url(org, "loan-refuse", first.pk), reason="").status_code == 422
    assert sent(chair, url(org, "loan-refuse", first.pk), reason="kas kecil").status_code == 303
    assert "kas kecil" in text_of(hers.get(url(org, "loan", first.pk)))
    assert sent(hers, url(org, "loan-cancel", second.pk)).status_code == 303
    assert [loan.status for loan in Loan.objects.order_by("id")] == ["refused", "cancelled"]


def test_cash_for_a_loan_is_read_back_and_booked_once(org, bank, treasurer):
    member = make_member(org, "Sutinah")
    loan = lend(bank, member, 60_000)
    address = url(org, "debt-cash", loan.pk)
    check = sent(treasurer, address, amount="20.000")
    assert not Repayment.objects.exists()
    assert "Rp40.000" in text_of(check)
    first, second = (press(treasurer, address, check, step="save") for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    row = Repayment.objects.get()
    assert row.receipt_code in text_of(treasurer.get(url(org, "repayment", row.pk)))
    assert treasurer.get(url(org, "repayment-file", row.pk)).content.startswith(b"%PDF")
    too_much = press(treasurer, address, sent(treasurer, address, amount="50.000"), step="save")
    assert too_much.status_code == 422
    assert "Rp40.000" in text_of(too_much)


def test_piutang_is_listed_and_repaid_out_of_savings(org, bank, treasurer):
    member = lacking(bank)
    debt = Receivable.objects.get()
    assert "Rp30.000" in text_of(treasurer.get(url(org, "receivables")))
    hers = signed_in(org, Office.MEMBER, member_id=member.pk)
    assert "Rp30.000" in text_of(hers.get(url(org, "own-passbook")))
    assert "salah ketik" in text_of(hers.get(url(org, "receivable", debt.pk)))
    org.chosen["wastebank.receivable_bp"] = 0
    org.save()
    bank.deposit(member, bank.line("PET", 10_000))
    answer = sent(treasurer, url(org, "debt-savings", debt.pk), amount="30.000")
    assert "Dari tabungan" in text_of(follow(treasurer, answer))
    assert (Receivable.objects.get().owed, bank.pocket(member).balance) == (0, 10_000)
    assert treasurer.get(url(org, "receivable", debt.pk)).status_code == 200


def test_without_open_savings_the_way_leads_to_cash(org, bank, treasurer):
    member = lacking(bank)
    debt = Receivable.objects.get()
    page = treasurer.get(url(org, "debt-savings", debt.pk))
    assert "Tidak ada tabungan yang bebas dipakai." in text_of(page)
    assert 'name="amount"' not in page.content.decode()
    for way in (url(org, "debt-cash", debt.pk), url(org, "purses", member.pk)):
        assert treasurer.get(way).status_code == 200
        assert way in page.content.decode()


def test_written_off_by_two(org, bank, treasurer, chair):
    lacking(bank)
    debt = Receivable.objects.get()
    assert sent(treasurer, url(org, "debt-write-off", debt.pk), reason="salah kami").status_code == 303
    proposal = Approval.objects.get()
    assert (proposal.amount, Receivable.objects.get().owed) == (30_000, 30_000)
    page = chair.get(reverse("ledger:approval", args=[org.slug, proposal.pk]))
    assert "salah kami" in text_of(page)
    assert "Rp30.000" in text_of(page)
    assert press(chair, page.request["PATH_INFO"], page, approve="1").status_code == 302
    assert (Receivable.objects.get().owed, Receivable.objects.get().written_off) == (0, 30_000)


def test_a_stranger_sees_no_loan(org, bank):
    loan = lend(bank, make_member(org, "Sutinah"), 60_000)
    stranger = signed_in(org, Office.MEMBER, member_id=make_member(org, "Lain").pk)
    for name in ("loan", "loan-print", "loan-receipt"):
        assert stranger.get(url(org, name, loan.pk)).status_code == 404
    assert stranger.get(url(org, "loans")).status_code == 403


def test_search_and_empty_states(org, bank, treasurer):
    page = text_of(treasurer.get(url(org, "loans")))
    assert "Belum ada yang berutang pinjaman." in page
    lend(bank, make_member(org, "Sutinah"), 60_000)
    assert "Sutinah" in text_of(treasurer.get(url(org, "loans"), {"q": "sutinah"}))
    assert "Sutinah" not in text_of(treasurer.get(url(org, "loans"), {"q": "warsinem"}))
    assert "Tidak ada yang berutang dari perbaikan." in text_of(treasurer.get(url(org, "receivables")))


@pytest.mark.parametrize("name", ["loans", "receivables"])
def test_the_lists_cost_the_same_with_one_and_three(name, org, bank, treasurer):
    counts = []
    for names in (["Ani"], ["Budi", "Cici"]):
        for member in names:
            lend(bank, lacking(bank, member), 60_000)
        treasurer.get(url(org, name))
        with CaptureQueriesContext(
            connection,
        ) as found:
            treasurer.get(url(org, name))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_what_is_missing_is_asked_when_a_sold_deposit_is_put_right(org, bank, treasurer):
    member = make_member(org, "Sutinah")
    done = bank.deposit(member, bank.line("PET", 12_500))
    bank.withdraw(member, 48_000)
    bank.sell(bank.load("PET", 12_000, 5000, take_all=True), collector=bank.collector())
    address = url(org, "correct", done.deposit_id)
    page = treasurer.get(address)
    assert "missing_reason" in page.content.decode()
    assert "Mengapa sudah tidak ada?" not in text_of(page)
    check = press(treasurer, address, page, weight_1="1,25", reason="salah ketik")
    asked = press(treasurer, address, check, step="save")
    assert asked.status_code == 422
    assert "Mengapa sudah tidak ada?" in text_of(asked)
    check = press(treasurer, address, asked, missing_reason="sudah terjual")
    slip = follow(treasurer, press(treasurer, address, check, step="save"))
    assert "Rp43.000" in text_of(slip)
    assert Receivable.objects.get().owed == 43_000


def test_an_undone_deposit_asks_the_same(org, bank, treasurer):
    done = bank.deposit(make_member(org, "Sutinah"), bank.line("PET", 1000))
    bank.sell(bank.load("PET", 1000, 5000, take_all=True), collector=bank.collector())
    address = url(org, "undo", done.deposit_id)
    asked = sent(treasurer, address, reason="dua kali")
    assert asked.status_code == 422
    assert "Mengapa sudah tidak ada?" in text_of(asked)
    assert press(treasurer, address, asked, missing_reason="tidak pernah ada").status_code == 303
