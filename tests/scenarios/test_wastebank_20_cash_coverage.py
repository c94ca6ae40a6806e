"""Scenario 20: 120 withdrawals are promised for one payday; the cash is short, it is warned, and never negative."""

from __future__ import annotations

from datetime import date, time, timedelta

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Refused
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Payout
from guyub.livelihoods.wastebank.queries.coverage import coverage, short_soon
from tests.factories import signed_in
from tests.factories_savings import ask, common
from tests.factories_wastebank import at, make_bank, saver
from tests.livelihoods.wastebank.pages import text_of, url

TODAY = date(2022, 4, 15)
PAYDAY = TODAY + timedelta(days=10)
EACH = 153_750


def test_scenario_20_more_is_promised_than_the_cash_box_holds(org):
    with clock.set_to(at(TODAY, time(9))):
        bank = make_bank(org, in_cash=15_000_000)
        asked = [
            ask(bank, saver(bank, EACH + 2, f"Anggota {n}"), EACH, planned_on=PAYDAY, post_id=bank.post.pk)
            for n in range(120)
        ]
        assert sum(payout.amount for payout in asked) == 18_450_000
        ahead = {one.days: one.outlook.short for one in coverage(org=org).ahead}
        assert ahead == {7: 0, 14: 3_450_000, 30: 3_450_000, 60: 3_450_000}
        warned = short_soon(org=org)
        assert (warned.amount, warned.days) == (3_450_000, 14)
        for office in (Office.TREASURER, Office.CHAIR):
            officer = signed_in(org, office)
            assert "Rp3.450.000" in text_of(officer.get(f"/p/{org.slug}/"))
            assert "Rp3.450.000" in text_of(officer.get(url(org, "coverage")))
        assert "Rp3.450.000" not in text_of(signed_in(org, Office.WEIGHING).get(f"/p/{org.slug}/"))
    with clock.set_to(at(PAYDAY, time(9))):
        ids = [payout.pk for payout in asked]
        many = actions.approve_many(org=org, by=bank.chair, happened_at=clock.now(), payout_ids=ids)
        assert (many.done, many.left_out) == (120, ())
        refused = [code for code in (paid(bank, payout_id) for payout_id in ids) if code]
        assert Payout.objects.filter(status="paid").count() == 97  # 97 of 153.750 are 14.913.750
        assert refused == ["cash_short"] * 23
        assert balance(org=org, account="1101") == 86_250
        assert coverage(org=org).ahead[0].outlook.short == 23 * EACH - 86_250 == 3_450_000
        assert verify(org).findings == []


def paid(bank, payout_id):
    """Return why a withdrawal is not paid, nothing if it is."""
    try:
        actions.pay_payout(**common(bank.treasurer, bank), payout_id=payout_id)
    except Refused as refused:
        return refused.code
    return ""
