"""Barang tukar, page by page: from the first litre bought to the litre handed out, as a browser without JavaScript."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.valuation import Stock
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import (
    Barter,
    Deposit,
    DeviceAllotment,
    ExchangeGood,
    GoodPrice,
    GoodsPurchase,
    GoodsRequest,
    PocketKind,
    Receivable,
    SwapOffer,
)
from tests.factories import signed_in
from tests.factories_goods import buy, lies, make_oil, make_soap, offer, phone_of, set_aside, wants
from tests.factories_members import make_member
from tests.factories_wastebank import saver
from tests.livelihoods.wastebank.pages import follow, press, text_of, url


def send(client, address, *, save=True, **typed):
    """Fill a form in, press on, and save what is read back."""
    answer = press(client, address, client.get(address), **typed)
    if save and answer.status_code == 200:
        answer = press(client, address, answer, step="save")
    assert answer.status_code == 303, text_of(answer)
    return follow(client, answer)


def test_from_a_new_good_to_its_poster(org, bank, treasurer, chair):
    send(treasurer, url(org, "good-new"), name="Minyak goreng", sale_unit="ml:1000", is_food="on", drawing="oil")
    oil = ExchangeGood.objects.select_related("stock_item").get()
    assert (oil.unit, oil.unit_size, oil.stock_item.is_food) == ("ml", 1000, True)
    send(treasurer, url(org, "goods-buy", oil.pk), count="10", cost="180.000", kind="cash")
    assert lies(bank, oil) == Stock(10_000, 180_000)
    send(chair, url(org, "good-price", oil.pk), price="19.000")
    assert GoodPrice.objects.get().price == 19_000
    address = url(org, "swap-new", oil.pk)
    typed = {"item": str(bank.items["JLT"].pk), "quantity": "5"}
    check = press(chair, address, chair.get(address), **typed)
    words = text_of(check)
    assert "5 l Jelantah" in words
    assert "Rp20.000" in words
    assert "untung Rp2.000" in words
    follow(chair, press(chair, address, check, step="save"))
    assert SwapOffer.objects.get().quantity == 5_000
    page = text_of(treasurer.get(url(org, "goods")))
    assert "5 l Jelantah = 1 l Minyak goreng" in page
    assert "modal Rp18.000, untung Rp2.000" in page
    assert "5 l Jelantah = 1 l Minyak goreng" in text_of(treasurer.get(url(org, "swap-poster")))
    for size in ("a4", "a5"):
        answer = treasurer.get(url(org, "swap-file", size))
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Content-Type"] == "application/pdf"


def test_a_member_sees_the_offer_but_not_what_it_costs(org, bank):
    offer(bank, make_oil(bank, 10, 180_000, price=19_000), 5_000)
    page = text_of(signed_in(org).get(url(org, "goods")))
    assert "nilai hari ini Rp20.000" in page
    assert "18.000" not in page


def test_a_loss_is_told_before_it_is_set_and_only_the_chair_may_allow_it(org, bank, chair):
    oil = make_oil(bank, 10, 240_000)
    address = url(org, "swap-new", oil.pk)
    typed = {"item": str(bank.items["JLT"].pk), "quantity": "4"}
    check = press(chair, address, chair.get(address), **typed)
    assert "rugi Rp8.000" in text_of(check)
    refused = press(chair, address, check, step="save")
    assert refused.status_code == 422
    assert "subsidi" in text_of(refused)
    send(chair, address, **typed, is_subsidised="on", reason="minyak sedang mahal")
    assert SwapOffer.objects.get().is_subsidised
    send(chair, address, item=str(bank.items["JLT"].pk), ends="on", start="later", day="2099-01-01")
    assert SwapOffer.objects.order_by("-starts_at").first().quantity == 0


def test_she_swaps_at_the_scale(org, bank, treasurer):
    officer = signed_in(org, Office.WEIGHING)
    oil = make_oil(bank, 10, 180_000)
    offer(bank, oil, 5_000)
    sutinah = make_member(org, "Sutinah")
    scale = url(org, "weigh-member", bank.session().pk, sutinah.pk)
    jlt = str(bank.items["JLT"].pk)
    answer = press(officer, scale, officer.get(scale), step="ways", item=jlt, weight="12")
    page = text_of(answer)
    assert "ditukar 5 l Jelantah (Rp20.000), paling banyak 2" in page
    goods = {"way": "barter", "good": f"{oil.pk}:swap"}
    too_many = press(officer, scale, answer, step="check", **goods, count="3")
    assert too_many.status_code == 422
    assert "Paling banyak 2" in text_of(too_many)
    check = press(officer, scale, answer, step="check", **goods, count="2")
    assert "2 l Minyak goreng Rp40.000" in text_of(check)
    slip = follow(officer, press(officer, scale, check, step="save"))
    assert "2 l Minyak goreng Rp40.000" in text_of(slip)
    assert Barter.objects.get().count == 2
    book = treasurer.get(url(org, "passbook", sutinah.pk))
    assert "Tukar barang" in text_of(book)
    shown = treasurer.get(url(org, "barter", Barter.objects.get().visit_id))
    assert shown.status_code == 303


def test_the_way_is_not_offered_where_nothing_can_be_taken(org, bank):
    officer = signed_in(org, Office.WEIGHING)
    offer(bank, make_oil(bank), 5_000)
    scale = url(org, "weigh-member", bank.session().pk, make_member(org, "Sutinah").pk)
    answer = press(officer, scale, officer.get(scale), step="ways", item=str(bank.items["JLT"].pk), weight="12")
    assert 'value="barter"' not in answer.content.decode()


def test_goods_for_savings_with_receipt_and_taking_back(org, bank, treasurer, chair):
    soap = make_soap(bank, 10, 25_000, price=3_000)
    kartinah = saver(bank, 20_000, "Kartinah")
    page = send(treasurer, url(org, "goods-take", kartinah.pk), good=str(soap.pk), count="2")
    row = Barter.objects.get()
    assert "Rp6.000" in text_of(page)
    assert row.receipt_code in text_of(page)
    assert treasurer.get(url(org, "barter-file", row.pk)).content.startswith(b"%PDF")
    address = url(org, "goods-take", kartinah.pk)
    too_dear = press(treasurer, address, treasurer.get(address), good=str(soap.pk), count="8")
    refused = press(treasurer, address, too_dear, step="save")
    assert refused.status_code == 422
    assert "Rp14.000" in text_of(refused)
    send(chair, url(org, "barter-undo", row.pk), reason="salah barang")
    assert bank.pocket(kartinah).balance == 20_000
    assert "dibatalkan" in text_of(treasurer.get(url(org, "barter", row.pk)))
    assert "dibatalkan" in text_of(treasurer.get(url(org, "barters")))


def test_what_she_may_really_take_stands_beside_the_goods(org, bank, treasurer):
    soap = make_soap(bank, 30, 75_000, price=3_000)
    kartinah = saver(bank, 40_000, "Kartinah")
    bank.withdraw(kartinah, 12_000)
    bank.correct(Deposit.objects.get(member=kartinah).pk, bank.line("PET", 2_500))  # 10.000: she took 2.000 too much
    org.chosen["wastebank.receivable_bp"] = 0
    org.save()
    bank.deposit(kartinah, bank.line("PET", 10_000))
    regular = PocketKind.objects.filter(code="reguler")
    regular.update(minimum_left=15_000)
    address = url(org, "goods-take", kartinah.pk)
    assert (Receivable.objects.get().owed, bank.pocket(kartinah).balance) == (2_000, 40_000)
    page = treasurer.get(address)
    assert "Tabungan yang bebas Rp25.000" in text_of(page)
    too_dear = press(treasurer, address, press(treasurer, address, page, good=str(soap.pk), count="9"), step="save")
    assert (too_dear.status_code, Barter.objects.count()) == (422, 0)
    regular.update(minimum_left=0)
    assert "Tabungan yang bebas Rp38.000" in text_of(treasurer.get(address))
    send(treasurer, address, good=str(soap.pk), count="8")
    assert "Tabungan yang bebas Rp14.000" in text_of(treasurer.get(address))
    regular.update(withdrawals_a_month=1)
    page = treasurer.get(address)
    assert "Tidak ada tabungan yang bebas dipakai." in text_of(page)
    assert 'name="count"' not in page.content.decode()
    assert url(org, "purses", kartinah.pk) in page.content.decode()


def test_a_barter_of_another_is_not_here(org, bank):
    soap = make_soap(bank, 10, 25_000, price=3_000)
    kartinah = make_member(org, "Kartinah")
    bank.deposit(kartinah, bank.line("PET", 1_000), ways=[wants(soap)])
    row = Barter.objects.get()
    assert signed_in(org).get(url(org, "barter", row.pk)).status_code == 404
    own = signed_in(org, member_id=kartinah.pk)
    assert "Kartinah" in text_of(own.get(url(org, "barter", row.pk)))


def test_buying_on_credit_paying_and_setting_off(org, bank, treasurer):
    oil = make_oil(bank)
    collector = bank.collector()
    send(treasurer, url(org, "shop-new"), name="Toko Makmur")
    address = url(org, "goods-buy", oil.pk)
    missing = press(treasurer, address, treasurer.get(address), count="5", cost="90000", kind="credit")
    assert missing.status_code == 422
    send(treasurer, address, count="5", cost="90000", kind="credit", party=f"collector:{collector}")
    saver(bank, 40_000, "Kartinah")
    bank.sell(bank.load("PET", 10_000, 5_000, take_all=True), collector=collector)
    page = text_of(treasurer.get(url(org, "shops")))
    assert "Pak Karsim utang sampah ke kita Rp50.000 Rp90.000" in page
    send(treasurer, url(org, "shop-set-off", collector), amount="50000")
    send(treasurer, url(org, "shop-pay", collector), amount="40000")
    assert "Tidak ada utang barang" in text_of(treasurer.get(url(org, "shops")))
    wrong = buy(bank, oil, 100, 20_000)
    send(treasurer, url(org, "goods-purchase-undo", wrong.pk), reason="salah ketik")
    assert GoodsPurchase.objects.filter(reversed_at__isnull=False).count() == 1


def test_counting_and_bekal(org, bank, treasurer):
    oil = make_oil(bank, 10, 180_000)
    phone = phone_of(bank.weigher)
    send(treasurer, url(org, "goods-allot", oil.pk), phone=str(phone), count="4")
    row = DeviceAllotment.objects.get()
    assert "4 Minyak goreng" in text_of(treasurer.get(url(org, "allotments")))
    counting = url(org, "goods-count-at", oil.pk, bank.post.pk)
    assert treasurer.get(url(org, "goods-count", oil.pk)).headers["Location"] == counting
    send(treasurer, counting, counted="9", reason="satu pecah")
    assert lies(bank, oil) == Stock(9_000, 162_000)
    send(treasurer, url(org, "allotment-back", row.pk), count="4")
    assert "Belum ada bekal HP" in text_of(treasurer.get(url(org, "allotments")))
    assert treasurer.get(url(org, "allotment-back", row.pk)).status_code == 303
    page = text_of(treasurer.get(url(org, "good", oil.pk)))
    assert "catatan 10, ada 9" in page


def test_what_phones_still_hold_after_closing_is_remembered(org, bank, treasurer):
    oil = make_oil(bank, 5, 90_000, price=19_000)
    set_aside(bank, oil, phone_of(bank.weigher), 2)
    set_aside(bank, oil, phone_of(bank.weigher), 1)
    session, told = bank.session(), "2 HP masih memegang barang dari hari timbang yang sudah ditutup."
    weigher = signed_in(org, Office.WEIGHING)
    home, day = reverse("home:home", args=[org.slug]), url(org, "session", session.pk)
    looks = ((treasurer, home), (weigher, day))
    assert all(told not in text_of(who.get(page)) for who, page in looks)
    actions.close_session(org=org, by=bank.weigher, session_id=session.pk, happened_at=clock.now())
    assert all(told in text_of(who.get(page)) for who, page in looks)
    assert told not in text_of(weigher.get(home))
    for row in DeviceAllotment.objects.all():
        send(treasurer, url(org, "allotment-back", row.pk))
    assert all(told not in text_of(who.get(page)) for who, page in looks)


def test_requests_are_handed_out_or_refused(org, bank, treasurer):
    soap = make_soap(bank, 10, 25_000, price=3_000)
    for name in ("Sutinah", "Kartinah"):
        bank.deposit(make_member(org, name), bank.line("PET", 1_000), ways=[wants(soap)], source="phone")
    first, second = GoodsRequest.objects.order_by("asked_at", "id")
    assert "Permintaan barang" in text_of(treasurer.get(url(org, "goods")))
    send(treasurer, url(org, "goods-request", first.pk))
    send(treasurer, url(org, "goods-request-refuse", second.pk), reason="minta tunai")
    assert "Tidak ada yang menunggu" in text_of(treasurer.get(url(org, "goods-requests")))
    assert treasurer.get(url(org, "goods-request", first.pk)).status_code == 303


def test_lists_cost_the_same_with_one_row_and_with_three(org, bank):
    client = signed_in(org, Office.TREASURER, Office.CHAIR)
    pages = ["goods", "barters", "goods-requests", "allotments", "shops"]

    def one_more(number):
        good = make_soap(bank, 10, 25_000, price=3_000) if number == 0 else None
        if good is None:
            good = ExchangeGood.objects.get(name="Sabun cuci")
        bank.deposit(make_member(org, f"Anggota {number}"), bank.line("PET", 1_000), ways=[wants(good)])
        bank.deposit(make_member(org, f"Tamu {number}"), bank.line("PET", 1_000), ways=[wants(good)], source="phone")

    def queries():
        found = {}
        for name in pages:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(url(org, name)).status_code == 200
            found[name] = len(seen)
        return found

    one_more(0)
    client.get(url(org, "goods"))
    first = queries()
    one_more(1)
    one_more(2)
    assert queries() == first


def test_a_second_press_sets_one_price(org, bank, chair):
    oil = make_oil(bank, 10, 180_000)
    address = url(org, "good-price", oil.pk)
    check = press(chair, address, chair.get(address), price="19.000")
    for _press in range(2):
        assert press(chair, address, check, step="save").status_code == 303
    assert GoodPrice.objects.count() == 1
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        assert press(chair, address, check, step="save").status_code == 303


def test_the_chart_shows_oil_in_and_oil_out(org, bank, treasurer):
    oil = make_oil(bank, 10, 180_000)
    offer(bank, oil, 5_000)
    bank.deposit(make_member(org), bank.line("JLT", 10_000), ways=[wants(oil, 2)])
    page = text_of(treasurer.get(url(org, "goods")))
    assert "masuk 10 l Jelantah, keluar 2 l Minyak goreng" in page


def test_an_officer_without_the_right_to_goods_only_looks(org, bank):
    client = signed_in(org, Office.WEIGHING)
    oil = make_oil(bank, 10, 180_000)
    assert "Masukkan barang" not in text_of(client.get(url(org, "good", oil.pk)))
    assert client.get(url(org, "goods-buy", oil.pk)).status_code in {403, 404}
