"""Bills on the screen: set aside with the fee, paid with a proof, or given back; and who may see them."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.core import clock
from guyub.foundation.ledger.balances import balance
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Bill
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_savings import bill, move
from tests.factories_wastebank import at, make_bank, saver
from tests.livelihoods.wastebank.pages import follow, press, text_of, url

JPEG = b"\xff\xd8\xff\xe0" + b"struk" * 20


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        yield make_bank(org)


@pytest.fixture
def member(bank):
    return saver(bank, 60_000)


def sent(client, address, **typed):
    return press(client, address, client.get(address), **typed)


def test_a_bill_is_offered_savings_that_are_open(org, bank, member, treasurer):
    move(bank, member, 20_000)
    move(bank, member, 5_000, to="pendidikan")
    address = url(org, "bill-ask", member.pk)
    page = text_of(treasurer.get(address))
    assert "Rp35.000" in page
    assert "Rp5.000" in page
    assert "Rp20.000" not in page
    locked = bank.pocket(member, "lebaran")
    assert sent(treasurer, address, kind="electricity", amount="10.000", pocket=str(locked.pk)).status_code == 422
    assert (Bill.objects.count(), bank.pocket(member, "lebaran").balance) == (0, 20_000)


def test_she_sets_a_bill_aside_at_the_usual_fee_and_the_treasurer_pays(org, bank, member, treasurer):
    hers = signed_in(org, Office.MEMBER, member_id=member.pk)
    address = url(org, "bill-ask", member.pk)
    assert address in hers.get(url(org, "purses", member.pk)).content.decode()
    check = sent(hers, address, kind="electricity", customer="530011223344", amount="50.000", fee="0")
    assert "Rp52.500" in text_of(check)
    page = follow(hers, press(hers, address, check, step="save"))
    assert "Uangnya disisihkan. Pengurus membayarkan tagihannya." in text_of(page)
    found = Bill.objects.get()
    assert (found.amount, found.fee, bank.pocket(member).balance) == (50_000, 2_500, 7_500)
    assert hers.get(url(org, "bill-pay", found.pk)).status_code == 403
    assert "Sutinah" in text_of(treasurer.get(url(org, "bills")))
    address = url(org, "bill-pay", found.pk)
    nothing = sent(treasurer, address)
    assert nothing.status_code == 422
    assert "nomor token" in text_of(nothing).lower()
    slip = text_of(follow(treasurer, sent(treasurer, address, proof="1234-5678-9012")))
    found.refresh_from_db()
    books = [balance(org=org, account=code) for code in ("1101", "2102", "4201")]
    assert (found.status, books) == ("bought", [950_000, 0, -2_500])
    assert found.receipt_code in slip
    assert "1234-5678-9012" in slip
    assert treasurer.get(url(org, "bill-file", found.pk)).content.startswith(b"%PDF")
    assert "1234-5678-9012" in text_of(hers.get(url(org, "bill", found.pk)))
    assert url(org, "bill", found.pk) in hers.get(url(org, "own-passbook")).content.decode()


def test_a_photo_is_kept_and_shown_to_her_and_to_officers_only(org, bank, member, treasurer):
    found = bill(bank, member, 20_000)
    address = url(org, "bill-pay", found.pk)
    page = treasurer.get(address)
    assert 'enctype="multipart/form-data"' in page.content.decode()
    answer = press(treasurer, address, page, photo=SimpleUploadedFile("struk.jpg", JPEG, "image/jpeg"))
    assert url(org, "bill-photo", found.pk) in follow(treasurer, answer).content.decode()
    shown = signed_in(org, Office.MEMBER, member_id=member.pk).get(url(org, "bill-photo", found.pk))
    assert (shown.content, shown.headers["Content-Type"]) == (JPEG, "image/jpeg")
    stranger = signed_in(org, Office.MEMBER, member_id=make_member(org, "Tumirah").pk)
    for name in ("bill", "bill-photo", "bill-file"):
        assert stranger.get(url(org, name, found.pk)).status_code == 404


def test_one_that_could_not_be_paid_gives_everything_back(org, bank, member, treasurer):
    found = bill(bank, member, 50_000)
    address = url(org, "bill-fail", found.pk)
    assert sent(treasurer, address, reason="").status_code == 422
    page = follow(treasurer, sent(treasurer, address, reason="PLN tidak menjawab"))
    assert "PLN tidak menjawab" in text_of(page)
    assert bank.pocket(member).balance == 60_000
    assert treasurer.get(url(org, "bill-photo", found.pk)).status_code == 404


def test_more_than_she_has_is_refused_and_what_was_typed_stays(org, bank, treasurer):
    member = saver(bank, 52_400, "Wasti")
    address = url(org, "bill-ask", member.pk)
    check = sent(treasurer, address, kind="water", customer="77", amount="50.000", fee="2.500")
    refused = press(treasurer, address, check, step="save")
    assert refused.status_code == 422
    assert "Rp52.400" in text_of(refused)
    assert 'value="50.000"' in refused.content.decode()
    assert not Bill.objects.exists()


def test_nobody_pays_her_own_on_the_screen(org, bank, member):
    found = bill(bank, member, 50_000)
    hers = signed_in(org, Office.TREASURER, member_id=member.pk)
    page = hers.get(url(org, "bill", found.pk))
    assert "Pengurus lain yang membayarkan." in text_of(page)
    assert url(org, "bill-pay", found.pk) not in page.content.decode()
    assert sent(hers, url(org, "bill-pay", found.pk), proof="1").status_code in {403, 422}
    assert Bill.objects.get().status == "held"


def test_the_list_costs_the_same_with_one_and_with_three(org, bank, member, treasurer):
    def cost():
        treasurer.get(url(org, "bills"))
        with CaptureQueriesContext(connection) as seen:
            treasurer.get(url(org, "bills"))
        return len(seen)

    bill(bank, member, 10_000)
    before = cost()
    for name in ("Ngatini", "Karsem"):
        bill(bank, saver(bank, 20_000, name), 10_000)
    assert cost() == before <= 5
