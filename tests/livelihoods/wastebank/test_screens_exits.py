"""Closing an account on the screen: what is there, who receives it, a second officer, the cash, the end at zero."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Approval
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions.consigning import return_lots
from guyub.livelihoods.wastebank.models import AccountExit, Payout, Receivable
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_savings import agree, ask, bill, common, lebaran, move
from tests.factories_wastebank import saver
from tests.livelihoods.wastebank.pages import follow, press, text_of, url
from tests.livelihoods.wastebank.test_exits import asked_goods, indebted, leave, lend


def sent(client, address, **typed):
    return press(client, address, client.get(address), **typed)


def agreed(org, client):
    """The chair finds the proposal under the decisions and agrees."""
    address = reverse("ledger:approval", args=[org.slug, Approval.objects.latest("recorded_at").pk])
    return press(client, address, client.get(address), approve="1")


def test_from_her_page_to_the_signature_of_the_heir(org, bank, treasurer, chair):
    member = saver(bank, 100_000)
    lebaran(bank, clock.today(org.time_zone) + timedelta(days=120))
    move(bank, member, 40_000)
    ask(bank, member, 20_000)
    bill(bank, member, 10_000)
    book = text_of(treasurer.get(url(org, "passbook", member.pk)))
    assert "Bisa ditarik Rp27.500" in book
    assert "dijanjikan Rp20.000, bisa dipakai hari ini Rp27.500" in book
    assert "bisa dipakai hari ini Rp0, dikunci sampai" in book
    address = url(org, "exit", member.pk)
    assert address not in treasurer.get(url(org, "passbook", member.pk)).content.decode()
    assert "Dia masih anggota." in text_of(treasurer.get(address))
    leave(member, "dead")
    assert address in treasurer.get(url(org, "passbook", member.pk)).content.decode()
    assert address in treasurer.get(reverse("members:member", args=[org.slug, member.pk])).content.decode()
    page = treasurer.get(address)
    said = text_of(page)
    for figure in ("Rp87.500", "Rp12.500", "Rp100.000", "Lebaran dikunci sampai", "Rp20.000", "Listrik 530011223344"):
        assert figure in said
    assert sent(treasurer, address).status_code == 422
    page = follow(treasurer, press(treasurer, address, page, receiver="Sugeng (anak)"))
    assert "Pengurus kedua harus setuju." in text_of(page)
    assert "Sugeng (anak)" in text_of(chair.get(reverse("ledger:approval", args=[org.slug, Approval.objects.get().pk])))
    assert agreed(org, chair).status_code == 302
    payout = Payout.objects.get(status="approved")
    waiting = treasurer.get(address)
    assert url(org, "payout", payout.pk) in waiting.content.decode()
    assert "Sisanya menunggu diserahkan." in text_of(waiting)
    assert "Sutinah" in text_of(treasurer.get(url(org, "exits")))
    assert "Sugeng (anak)" in text_of(treasurer.get(url(org, "payout-pay", payout.pk)))
    receipt = follow(treasurer, sent(treasurer, url(org, "payout-pay", payout.pk)))
    assert "Penerima Sugeng (anak)" in text_of(receipt)
    assert "Tabungan ini sudah ditutup." in text_of(treasurer.get(address))
    paper = text_of(treasurer.get(url(org, "exit-print", AccountExit.objects.get().pk)))
    assert "Rp100.000" in paper
    assert paper.endswith("Pengurus pertama Pengurus kedua Sugeng (anak)")
    assert "Tidak ada tabungan yang sedang ditutup." in text_of(treasurer.get(url(org, "exits")))
    assert verify(org).findings == []


def test_the_book_of_who_is_gone_offers_the_closing_and_nothing_else(org, bank, treasurer):
    member = saver(bank, 100_000)
    ask(bank, member, 20_000)
    actions.ask_loan(**common(bank.weigher, bank), member_id=member.pk, amount=30_000)
    ways = [url(org, name, member.pk) for name in ("payout-now", "payout-ask", "loan-ask", "goods-take")]
    more = [url(org, name, member.pk) for name in ("savings-move", "bill-ask", "savings-give")]
    book, pockets, close = (url(org, name, member.pk) for name in ("passbook", "purses", "exit"))
    assert [way in treasurer.get(book).content.decode() for way in ways[:3]] == [True] * 3
    assert all(way in treasurer.get(pockets).content.decode() for way in more)
    leave(member, "dead")
    for page, gone in ((book, ways), (pockets, more)):
        html = treasurer.get(page).content.decode()
        assert close in html
        assert not [way for way in gone if way in html]
    assert "Dua pengurus menutup tabungannya dan menyerahkan sisanya." in text_of(treasurer.get(book))
    said = text_of(treasurer.get(book))
    assert ("Rp100.000" in said, "Bisa ditarik" in said, "bisa dipakai" in said) == (True, False, False)
    check = sent(treasurer, ways[0], part="20000")
    refused = press(treasurer, ways[0], check, step="save")
    assert (refused.status_code, "Sutinah bukan anggota lagi." in text_of(refused)) == (422, True)
    assert (bank.pocket(member).balance, Payout.objects.get().status) == (100_000, "requested")
    assert "Rp30.000" in text_of(treasurer.get(close))
    weigher = signed_in(org, Office.WEIGHING)
    assert close not in weigher.get(book).content.decode()


def test_what_she_asked_for_before_leads_to_the_closing(org, bank, treasurer, chair):
    member, other, day = saver(bank, 200_000), saver(bank, 50_000, name="Tumirah"), clock.today(org.time_zone)
    asked, approved = ask(bank, member, 10_000, planned_on=day), ask(bank, member, 20_000, planned_on=day)
    her_own = ask(bank, other, 30_000, planned_on=day)
    for payout in (approved, her_own):
        actions.approve_payout(org=org, by=bank.chair, payout_id=payout.pk, happened_at=clock.now())
    held, loan = bill(bank, member, 5_000), lend(bank, member, 30_000, approved=False)
    ways = [
        (url(org, "payout", asked.pk), url(org, "payout-approve", asked.pk)),
        (url(org, "payout", approved.pk), url(org, "payout-pay", approved.pk)),
        (url(org, "loan", loan.pk), url(org, "loan-approve", loan.pk)),
        (url(org, "bill", held.pk), url(org, "bill-pay", held.pk)),
    ]
    assert all(way in chair.get(page).content.decode() for page, way in ways[::2])
    assert all(way in treasurer.get(page).content.decode() for page, way in ways[1::2])
    leave(member, "dead")
    close = url(org, "exit", member.pk)
    for page, way in ways:
        for client in (chair, treasurer):
            html = client.get(page).content.decode()
            assert way not in html
            assert close in html
            assert "Dua pengurus menutup tabungannya dan menyerahkan sisanya." in html
    listed = text_of(treasurer.get(url(org, "payouts")))
    assert "Yang diminta sebelum dia keluar atau meninggal" in listed
    today = f"{day:%Y-%m-%d}"
    assert "Sutinah" not in text_of(treasurer.get(url(org, "payday", today)))
    assert "Sutinah" not in text_of(treasurer.get(url(org, "payday-sheet", today)))
    assert treasurer.get(url(org, "payday-next", today)).headers["Location"] == url(org, "payout-pay", her_own.pk)
    actions.propose_exit(**common(bank.treasurer, bank), member_id=member.pk, receiver="Sugeng (anak)")
    agreed(org, chair)
    rest = AccountExit.objects.get().payout
    assert rest.amount == 200_000
    page = treasurer.get(url(org, "payout", rest.pk)).content.decode()
    assert url(org, "payout-pay", rest.pk) in page
    assert "Yang diminta sebelum" not in text_of(treasurer.get(url(org, "payouts")))


def test_a_debt_of_who_is_gone_is_not_repaid_out_of_her_savings_by_one_officer(org, bank, treasurer):
    member = indebted(bank, 40_000, 30_000)
    debt = Receivable.objects.get()
    page, savings = url(org, "receivable", debt.pk), url(org, "debt-savings", debt.pk)
    assert savings in treasurer.get(page).content.decode()
    leave(member)
    html = treasurer.get(page).content.decode()
    assert savings not in html
    assert url(org, "debt-cash", debt.pk) in html


def test_goods_she_asked_for_are_not_handed_out(org, bank, treasurer):
    member = make_member(org, "Waginah")
    row = asked_goods(bank, member)
    page = url(org, "goods-request", row.pk)
    assert "Barang sudah diserahkan" in text_of(treasurer.get(page))
    leave(member)
    told = treasurer.get(page)
    assert "Barang sudah diserahkan" not in text_of(told)
    assert url(org, "exit", member.pk) in told.content.decode()


def test_what_she_cannot_pay_is_said_before_it_is_written_off(org, bank, treasurer, chair):
    member = indebted(bank, 40_000, 30_000)
    leave(member)
    page = treasurer.get(url(org, "exit", member.pk))
    assert "Utangnya Rp30.000 lebih besar dari tabungannya." in text_of(page)
    press(treasurer, url(org, "exit", member.pk), page)
    agreed(org, chair)
    assert "Dihapuskan Rp30.000" in text_of(treasurer.get(url(org, "exit-print", AccountExit.objects.get().pk)))
    assert balance(org=org, account="6106") == 30_000


def test_it_stays_open_while_her_waste_lies_there_and_ends_at_zero(org, bank, treasurer, chair):
    bank.consign("ALU")
    member = saver(bank, 10_000)
    bank.deposit(member, bank.line("ALU", 2_500))
    leave(member)
    address = url(org, "exit", member.pk)
    page = treasurer.get(address)
    assert "Aluminium 2,50 kg" in text_of(page)
    press(treasurer, address, page)
    agreed(org, chair)
    sent(treasurer, url(org, "payout-pay", Payout.objects.get().pk))
    assert "Sampah titipannya belum terjual." in text_of(treasurer.get(address))
    sent(treasurer, url(org, "exit-end", member.pk))
    assert AccountExit.objects.get().status == "closing"
    return_lots(
        **common(bank.weigher, bank), post_id=bank.post.pk, member_id=member.pk, item_id=bank.items["ALU"].pk,
        quantity=2_500, reason="diambil keluarga",
    )  # fmt: skip
    assert "Tidak ada yang tersisa." in text_of(treasurer.get(address))
    assert "Tabungan ini sudah ditutup." in text_of(follow(treasurer, sent(treasurer, url(org, "exit-end", member.pk))))
    assert AccountExit.objects.get().status == "closed"


def test_proceeds_that_come_later_are_settled_again(org, bank, treasurer, chair):
    bank.consign("ALU")
    member = saver(bank, 10_000)
    bank.deposit(member, bank.line("ALU", 1_000))
    leave(member)
    press(treasurer, url(org, "exit", member.pk), treasurer.get(url(org, "exit", member.pk)))
    agreed(org, chair)
    sent(treasurer, url(org, "payout-pay", Payout.objects.get().pk))
    bank.sell(
        bank.load("ALU", 1_000, 10_000, pool="B", take_all=True), collector=bank.collector(),
        cash_account=bank.post.cash_account,
    )  # fmt: skip
    later = bank.pocket(member).balance
    assert later == 9_000
    page = treasurer.get(url(org, "exit", member.pk))
    assert "Rp9.000" in text_of(page)
    assert press(treasurer, url(org, "exit", member.pk), page).status_code == 303
    agreed(org, chair)
    sent(treasurer, url(org, "payout-pay", Payout.objects.get(status="approved").pk))
    assert set(AccountExit.objects.values_list("status", flat=True)) == {"closed"}
    assert verify(org).findings == []


def test_who_came_back_is_a_member_again_and_what_nobody_settled_is_on_the_list(org, bank, treasurer, chair):
    back, waiting = saver(bank, 10_000), saver(bank, 25_000, name="Tumirah")
    leave(back)
    leave(waiting)
    address, listed = url(org, "exit", back.pk), url(org, "exits")
    assert "Sutinah (No. 1) Rp10.000 Tumirah (No. 2) Rp25.000" in text_of(treasurer.get(listed))
    sent(treasurer, address)
    agreed(org, chair)
    said = text_of(treasurer.get(listed))
    assert "Rp10.000 Tabungan yang pemiliknya keluar atau meninggal Tumirah (No. 2) Rp25.000" in said
    sent(treasurer, url(org, "payout-pay", Payout.objects.get().pk))
    assert "Tabungan ini sudah ditutup." in text_of(treasurer.get(address))
    back.status, back.left_on = "active", None
    back.save()
    bank.deposit(back, bank.line("PET", 1_000))
    assert "Dia masih anggota." in text_of(treasurer.get(address))
    leave(back)
    again = treasurer.get(address)
    assert "Rp4.000" in text_of(again)
    assert press(treasurer, address, again).status_code == 303
    agreed(org, chair)
    assert Payout.objects.get(status="approved").amount == 4_000
    assert url(org, "exit", waiting.pk) in treasurer.get(listed).content.decode()


def test_nobody_closes_her_own_and_no_stranger_looks(org, bank):
    member = saver(bank, 10_000)
    leave(member)
    hers = signed_in(org, Office.TREASURER, member_id=member.pk)
    answer = sent(hers, url(org, "exit", member.pk))
    assert answer.status_code == 422
    assert not Approval.objects.exists()
    weigher = signed_in(org, Office.WEIGHING)
    for name, pk in (("exit", member.pk), ("exit-end", member.pk), ("exits", None)):
        assert weigher.get(url(org, name, *([pk] if pk else []))).status_code == 403


def test_the_list_costs_the_same_with_one_and_three(org, bank, treasurer):
    counts = []
    for names in (["Ani"], ["Budi", "Cici"]):
        for name in names:
            member = saver(bank, 10_000, name)
            leave(member)
            agree(bank, actions.propose_exit(**common(bank.treasurer, bank), member_id=member.pk))
        treasurer.get(url(org, "exits"))
        with CaptureQueriesContext(connection) as found:
            page = treasurer.get(url(org, "exits"))
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert all(name in text_of(page) for name in ("Ani", "Budi", "Cici"))
