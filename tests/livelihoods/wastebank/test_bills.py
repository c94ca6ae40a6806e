"""Bills: set aside with the fee, bought with a proof, or given back."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Bill, BillProof, PassbookLine
from tests.factories import make_actor
from tests.factories_savings import bill, common
from tests.factories_wastebank import at, make_bank, saver

JPEG = b"\xff\xd8\xff\xe0" + b"struk" * 20


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        yield make_bank(org)


@pytest.fixture
def held(bank):
    """Electricity of 50.000 and a fee of 2.500 out of 60.000."""
    return bill(bank, saver(bank, 60_000), 50_000)


def books(bank):
    return [balance(org=bank.org, account=code) for code in ("1101", "2101", "2102", "4201")]


def pay(bank, one, **values):
    values = {"proof": "1234-5678-9012-3456-7890", "post_id": bank.post.pk} | values
    by = values.pop("by", bank.treasurer)
    return actions.pay_bill(**(common(by, bank) | {"bill_id": one.pk} | values))


def test_set_aside_then_bought(bank, held):
    assert books(bank) == [1_000_000, -7500, -52_500, 0]
    done = pay(bank, held)
    assert (done.status, done.proof) == ("bought", "1234-5678-9012-3456-7890")
    assert done.receipt_number is not None
    assert books(bank) == [950_000, -7500, 0, -2500]
    assert verify(bank.org).findings == []


def test_failed_gives_everything_back(bank, held):
    failed = actions.fail_bill(**common(bank.treasurer, bank), bill_id=held.pk, reason="PLN tidak menjawab")
    assert (failed.status, books(bank)) == ("failed", [1_000_000, -60_000, 0, 0])
    amounts = PassbookLine.objects.filter(source_id=held.pk).order_by("no").values_list("amount", flat=True)
    assert list(amounts) == [-52_500, 52_500]
    assert verify(bank.org).findings == []


def test_a_photo_is_proof_enough_and_the_entry_covers_it(bank, held):
    with pytest.raises(BadInput) as bad:
        pay(bank, held, proof=" ")
    assert bad.value.code == "no_proof"
    with pytest.raises(BadInput) as bad:
        pay(bank, held, proof="", photo=b"<html>")
    assert bad.value.code == "no_photo"
    with pytest.raises(BadInput) as bad:
        pay(bank, held, photo=JPEG + b"0" * 2_000_000)
    assert bad.value.code == "photo_large"
    pay(bank, held, proof="", photo=JPEG)
    assert bytes(BillProof.objects.get().content) == JPEG
    assert verify(bank.org).findings == []


def test_paying_is_sent_twice_and_done_once(bank, held):
    client_id = uuid7()
    first = pay(bank, held, client_id=client_id)
    assert pay(bank, held, client_id=client_id).pk == first.pk
    with pytest.raises(Clash):
        pay(bank, held)
    with pytest.raises(Refused):
        actions.fail_bill(**common(bank.treasurer, bank), bill_id=held.pk, reason="salah")
    assert balance(org=bank.org, account="1101") == 950_000


def test_nobody_pays_her_own_bill_and_an_empty_box_pays_none(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        bank = make_bank(org, in_cash=49_999)
        member = saver(bank, 60_000)
        hers = make_actor(org, Office.TREASURER, member_id=member.pk)
        one = bill(bank, member, 50_000, by=hers)
        with pytest.raises(Forbidden) as forbidden:
            pay(bank, one, by=hers)
        assert forbidden.value.code == "own_benefit"
        with pytest.raises(Refused) as refused:
            pay(bank, one)
    assert refused.value.code == "cash_short"
    assert Bill.objects.get().status == "held"


def test_a_large_bill_takes_two_officers(bank):
    one = bill(bank, saver(bank, 1_100_000), 1_000_001, kind="gold")
    with pytest.raises(Refused) as refused:
        pay(bank, one)
    assert refused.value.code == "two_persons"
    bank.sell(bank.load("PET", 250_000, 4500, take_all=True), collector=bank.collector(), cash_account="1101")
    assert pay(bank, one, by=make_actor(bank.org, Office.TREASURER)).status == "bought"


def test_amounts_that_are_none(bank):
    member = saver(bank, 60_000)
    for amount, fee in ((0, 2500), (50_000, -1)):
        with pytest.raises(BadInput):
            bill(bank, member, amount, fee)
