"""Putting a visit right: exactly, once for each version, by the right person, or not at all."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Receipt
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, Flag, PassbookLine, Payout
from guyub.livelihoods.wastebank.queries.passbook import slip, slips_of
from guyub.livelihoods.wastebank.visits import WayIn
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

SUNDAY = date(2021, 6, 6)


@pytest.fixture
def bank(org):
    with clock.set_to(at(SUNDAY, time(9))):
        bank = make_bank(org)
        yield bank
        assert verify(org).findings == []


@pytest.fixture
def sutinah(bank):
    return make_member(bank.org)


def undo(bank, deposit_id, **values):
    values = {"by": bank.weigher, "client_id": uuid7(), "happened_at": clock.now(), "reason": "dua kali"} | values
    return actions.undo_deposit(org=bank.org, deposit_id=deposit_id, **values)


def test_any_number_of_times_but_only_the_newest(bank, sutinah):
    first = bank.deposit(sutinah, bank.line("PET", 12_500))
    second = bank.correct(first.deposit_id, bank.line("PET", 1250))
    third = bank.correct(second.deposit_id, bank.line("PET", 1200), bank.line("KRD", 100))
    assert (third.version, third.net, bank.pocket(sutinah).balance) == (3, 4970, 4970)
    with pytest.raises(Refused) as refused:
        bank.correct(first.deposit_id, bank.line("PET", 1))
    assert refused.value.code == "not_newest"
    assert [card.deposit_id for card in slips_of(org=bank.org, by=bank.treasurer, member_id=sutinah.pk)] == [
        third.deposit_id
    ]
    assert slip(org=bank.org, by=bank.treasurer, deposit_id=first.deposit_id).replaced_by == second.deposit_id
    later = Receipt.objects.get(number=third.receipt_number)
    assert later.replaces.number == second.receipt_number


def test_repeating_a_correction_changes_nothing(bank, sutinah):
    first = bank.deposit(sutinah, bank.line("PET", 12_500))
    same = {"client_id": uuid7()}
    one, again = (bank.correct(first.deposit_id, bank.line("PET", 1250), **same) for _ in range(2))
    assert one == again
    with pytest.raises(Clash):
        bank.correct(first.deposit_id, bank.line("PET", 1251), **same)


def test_uses_of_that_visit_are_applied_anew(bank):
    sutinah = make_member(bank.org, joined_on=SUNDAY)
    dues.set_rate(
        org=bank.org,
        by=bank.treasurer,
        starts_on=date(2021, 1, 1),
        amount=2000,
        happened_at=clock.now(),
        client_id=uuid7(),
    )
    typed = bank.deposit(
        sutinah,
        bank.line("PET", 12_500),
        ways=[WayIn("dues", "all"), WayIn("donate", "ratio", 1000), WayIn("cash", "amount", 1000)],
    )
    assert typed.saved == 50_000 - 2000 - 5000 - 1000
    right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    # Cash stands at 1.000, dues at 2.000; a tenth of 5.000 is donated.
    assert (right.saved, right.balance_after) == (1500, 1500)
    assert balance(org=bank.org, account="2201") == -500
    assert balance(org=bank.org, account="4202") == -2000
    assert balance(org=bank.org, account="1101") == 999_000
    again = bank.correct(right.deposit_id, bank.line("PET", 2500))
    assert again.balance_after == 10_000 - 1000 - 2000 - 1000


def test_taken_back_it_was_no_visit(bank, sutinah):
    kept, double = (bank.deposit(sutinah, bank.line("PET", 1000)) for _ in range(2))
    result = undo(bank, double.deposit_id)
    assert (result.net, result.version, bank.pocket(sutinah).balance) == (0, 2, 4000)
    assert bank.stock("PET").quantity == 1000
    assert Participation.objects.filter(withdrawn_at__isnull=True).get().source_id == kept.deposit_id
    assert Flag.objects.get(subject_id=double.deposit_id).settlement == "reversed"
    back = bank.correct(result.deposit_id, bank.line("PET", 500))
    assert (back.version, back.net) == (3, 2000)
    assert Participation.objects.filter(withdrawn_at__isnull=True).count() == 2


def test_the_passbook_never_dips_below_zero_on_the_way(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    bank.withdraw(sutinah, 5000)
    bank.correct(typed.deposit_id, bank.line("PET", 9000))
    lines = PassbookLine.objects.order_by("no").values_list("amount", "balance_after")
    assert list(lines) == [(40_000, 40_000), (-5000, 35_000), (36_000, 71_000), (-40_000, 31_000)]


def test_the_newest_holds_give_way(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    old, new = (
        actions.request_payout(
            org=bank.org,
            by=bank.weigher,
            client_id=uuid7(),
            happened_at=clock.now(),
            pocket_id=bank.pocket(sutinah).pk,
            amount=15_000,
        )
        for _ in range(2)
    )
    bank.correct(typed.deposit_id, bank.line("PET", 5000))
    assert [Payout.get(p.pk).status for p in (old, new)] == ["requested", "cancelled"]
    assert (bank.pocket(sutinah).balance, bank.pocket(sutinah).held) == (20_000, 15_000)


def test_who_may_correct(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 1000))
    other_weigher = make_actor(bank.org, Office.WEIGHING)
    herself = make_actor(bank.org, Office.TREASURER, member_id=sutinah.pk)
    for who in (other_weigher, herself):
        with pytest.raises(Forbidden):
            bank.correct(typed.deposit_id, bank.line("PET", 900), by=who)
    newer = bank.correct(typed.deposit_id, bank.line("PET", 900))
    actions.close_session(org=bank.org, by=bank.weigher, session_id=bank.session().pk, happened_at=clock.now())
    with pytest.raises(Forbidden):
        bank.correct(newer.deposit_id, bank.line("PET", 800))
    assert bank.correct(newer.deposit_id, bank.line("PET", 800), by=bank.treasurer).version == 3


def test_a_reason_is_compulsory(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 1000))
    with pytest.raises(BadInput):
        bank.correct(typed.deposit_id, bank.line("PET", 900), reason=" ")
    assert Deposit.objects.count() == 1
