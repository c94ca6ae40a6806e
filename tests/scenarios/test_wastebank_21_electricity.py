"""Scenario 21: electricity of 50.000 and a fee of 2.500 with a balance of 51.000 is refused."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Refused
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Entry
from guyub.livelihoods.wastebank.models import Bill
from tests.factories_savings import bill
from tests.factories_wastebank import at, make_bank, saver


def test_scenario_21_the_fee_does_not_fit(org):
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        bank = make_bank(org)
        member = saver(bank, 51_000)
        entries = Entry.objects.count()
        with pytest.raises(Refused) as refused:
            bill(bank, member, 50_000, 2_500)
        assert (refused.value.code, refused.value.details["available"]) == ("not_enough_savings", 51_000)
        pocket = bank.pocket(member)
        assert (pocket.balance, pocket.held, Bill.objects.count(), Entry.objects.count()) == (51_000, 0, 0, entries)
        assert balance(org=org, account="2102") == 0
        bill(bank, member, 48_500, 2_500)  # what fits goes through
        assert (bank.pocket(member).balance, balance(org=org, account="2102")) == (0, -51_000)
