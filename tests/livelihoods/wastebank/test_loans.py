"""Loans repaid in waste: asked, approved by another, handed out, repaid out of what she brings, settled or let go."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger import approvals, reversals
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.models import EntryLine
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members.models import Household, Member
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Loan, LoanGood, PassbookLine, Receivable, Repayment, UseOfValue
from guyub.livelihoods.wastebank.visits import GroupPart, WayIn
from tests.factories import make_actor
from tests.factories_goods import buy, lies, make_oil, make_soap, set_price
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank, saver

SUNDAY = date(2021, 6, 6)


@pytest.fixture
def bank(org):
    with clock.set_to(at(SUNDAY, time(9))):
        bank = make_bank(org)
        yield bank
        assert verify(org).findings == []
        assert sum(Loan.objects.values_list("owed", flat=True)) == balance(org=org, account="1202")
        assert sum(Receivable.objects.values_list("owed", flat=True)) == balance(org=org, account="1201")


@pytest.fixture
def sutinah(bank):
    return make_member(bank.org)


def facts(bank, by=None):
    return {"org": bank.org, "by": by or bank.treasurer, "happened_at": clock.now()}


def ask(bank, member, amount, *, by=None, **values):
    values = {"client_id": uuid7()} | values
    return actions.ask_loan(member_id=member.pk, amount=amount, **facts(bank, by or bank.weigher), **values)


def lend(bank, member, amount, **values):
    loan = ask(bank, member, amount, **values)
    actions.approve_loan(loan_id=loan.pk, **facts(bank, bank.chair))
    return actions.disburse_loan(client_id=uuid7(), loan_id=loan.pk, post_id=bank.post.pk, **facts(bank))


def repay(bank, debt, amount, **values):
    values = {"client_id": uuid7()} | values
    return actions.repay_in_cash(debt_id=debt.pk, amount=amount, post_id=bank.post.pk, **facts(bank), **values)


def owed(loan):
    return Loan.get(loan.pk).owed


def test_from_asking_to_settled_in_waste(bank, sutinah):
    loan = lend(bank, sutinah, 60_000)
    assert (loan.status, loan.owed, loan.receipt_number is not None) == ("disbursed", 60_000, True)
    assert balance(org=bank.org, account="1101") == 940_000
    assert EntryLine.objects.get(account="1101", amount=-60_000).cash_flow == "I2"
    first = bank.deposit(sutinah, bank.line("PET", 10_000))
    assert (first.saved, first.balance_after, owed(loan)) == (0, 0, 20_000)
    second = bank.deposit(sutinah, bank.line("PET", 10_000))
    assert (second.saved, second.balance_after) == (20_000, 20_000)  # capped by the debt
    loan = Loan.get(loan.pk)
    assert (loan.status, loan.owed, loan.repaid, loan.ended_at is not None) == ("settled", 0, 60_000, True)
    assert list(PassbookLine.objects.order_by("no").values_list("kind", "amount")) == [
        ("deposit", 40_000),
        ("loan", -40_000),
        ("deposit", 40_000),
        ("loan", -20_000),
    ]
    third = bank.deposit(sutinah, bank.line("PET", 1000))
    assert third.saved == 4000


def test_the_agreed_share_rounds_half_up(bank, sutinah):
    loan = lend(bank, sutinah, 60_000, share_bp=3333)
    result = bank.deposit(sutinah, bank.line("PET", 2500))
    assert owed(loan) == 60_000 - 3333
    assert result.saved == 6667
    bank.deposit(sutinah, bank.line("TRY", 1))  # 150 × 33,33 % = 49,995 → 50
    assert owed(loan) == 60_000 - 3333 - 50


def test_piutang_first_then_the_loan_then_the_ways(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    bank.withdraw(sutinah, 40_000)
    bank.correct(typed.deposit_id, bank.line("PET", 5000))  # 20.000 is lacking
    loan = lend(bank, sutinah, 100_000, share_bp=5000)
    result = bank.deposit(
        sutinah, bank.line("PET", 20_000), ways=[WayIn("donate", "ratio", 1000), WayIn("save", "rest")]
    )
    # 80.000: Piutang 20.000; half of 60.000 to the loan; a tenth of the remaining 30.000 donated.
    assert (owed(loan), Receivable.objects.get().owed) == (70_000, 0)
    assert (result.saved, balance(org=bank.org, account="2201")) == (27_000, -3000)
    uses = UseOfValue.objects.filter(deposit_id=result.deposit_id).order_by("no")
    assert list(uses.values_list("way", "amount")) == [
        ("receivable", 20_000),
        ("loan", 30_000),
        ("donate", 3000),
        ("save", 27_000),
    ]


def test_a_part_of_each_deposit_can_be_set_for_piutang_and_uses_stay_within_the_rest(bank, sutinah):
    bank.org.chosen["wastebank.receivable_bp"] = 5000
    bank.org.save()
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    bank.withdraw(sutinah, 40_000)
    bank.correct(typed.deposit_id, bank.line("PET", 5000))
    result = bank.deposit(sutinah, bank.line("PET", 5000), ways=[WayIn("donate", "all")])
    # Half of 20.000 repays; 10.000 is saved, and 10.000 is still owed: nothing is free to donate.
    assert (result.saved, Receivable.objects.get().owed, balance(org=bank.org, account="2201")) == (10_000, 10_000, 0)
    with pytest.raises(Refused) as refused:
        bank.withdraw(sutinah, 1)
    assert refused.value.code == "owes_first"
    more = bank.deposit(sutinah, bank.line("PET", 5000), ways=[WayIn("donate", "all")])
    # Half of 20.000 repays the rest; 10.000 + 10.000 are free, of which this value's 10.000 are donated.
    assert (more.saved, Receivable.objects.get().owed, balance(org=bank.org, account="2201")) == (0, 0, -10_000)


def test_each_of_a_group_repays_out_of_her_part(bank, sutinah):
    tumirah = make_member(bank.org, "Tumirah")
    loan = lend(bank, sutinah, 15_000)
    bank.deposit(None, bank.line("PET", 10_000), group=[GroupPart(sutinah.pk), GroupPart(tumirah.pk)])
    assert (owed(loan), bank.pocket(sutinah).balance, bank.pocket(tumirah).balance) == (0, 5000, 20_000)
    assert not UseOfValue.objects.exists()  # the slip of a group tells nobody's debts


def test_a_correction_repays_anew(bank, sutinah):
    loan = lend(bank, sutinah, 100_000)
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    assert owed(loan) == 50_000
    right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    assert (owed(loan), right.balance_after, right.lacking) == (95_000, 0, 0)
    more = bank.correct(right.deposit_id, bank.line("PET", 30_000))
    assert (owed(loan), more.balance_after, Loan.get(loan.pk).status) == (0, 20_000, "settled")
    bank.withdraw(sutinah, 20_000)
    back = bank.correct(more.deposit_id, bank.line("PET", 1250))
    # 100.000 stands again, 5.000 repays; of what she took, 20.000 is lacking.
    assert (owed(loan), Loan.get(loan.pk).status) == (95_000, "disbursed")
    assert (back.lacking, party_balance(org=bank.org, account="1201", party=sutinah.pk)) == (20_000, 20_000)
    parts = Repayment.objects.filter(loan=loan).order_by("recorded_at", "id").values_list("amount", flat=True)
    assert list(parts) == [50_000, -50_000, 5000, -5000, 100_000, -100_000, 5000]


def test_a_correction_leaves_loans_alone_that_came_later(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 1250))
    with clock.set_to(clock.now() + timedelta(hours=1)):
        loan = lend(bank, sutinah, 100_000)
        right = bank.correct(typed.deposit_id, bank.line("PET", 12_500), by=bank.treasurer)
    assert (owed(loan), right.balance_after) == (100_000, 50_000)


def test_more_is_repaid_in_cash_and_a_slip_of_the_finger_taken_back(bank, sutinah):
    loan = lend(bank, sutinah, 60_000)
    paid = repay(bank, loan, 45_000)
    assert (owed(loan), paid.receipt_number is not None, balance(org=bank.org, account="1101")) == (
        15_000,
        True,
        985_000,
    )
    with pytest.raises(Refused) as refused:
        repay(bank, loan, 15_001)
    assert (refused.value.code, refused.value.details["owed"]) == ("over_debt", 15_000)
    with pytest.raises(BadInput):
        repay(bank, loan, 0)
    reversals.take_back(entry_id=paid.entry_id, reason="4.500", client_id=uuid7(), **facts(bank))
    assert (owed(loan), balance(org=bank.org, account="1101")) == (60_000, 940_000)
    repay(bank, loan, 60_000)
    assert Loan.get(loan.pk).status == "settled"


def test_the_same_repayment_twice_is_once(bank, sutinah):
    loan, same = lend(bank, sutinah, 60_000), {"client_id": uuid7()}
    assert repay(bank, loan, 10_000, **same).pk == repay(bank, loan, 10_000, **same).pk
    assert owed(loan) == 50_000
    with pytest.raises(Clash):
        repay(bank, loan, 10_001, **same)


def test_piutang_is_repaid_in_cash_or_out_of_savings(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    bank.withdraw(sutinah, 40_000)
    bank.correct(typed.deposit_id, bank.line("PET", 2500))
    debt = Receivable.objects.get()
    repay(bank, debt, 12_000)
    assert (Receivable.objects.get().owed, balance(org=bank.org, account="1101")) == (18_000, 972_000)
    assert EntryLine.objects.get(account="1101", amount=12_000).cash_flow == "D2"
    bank.org.chosen["wastebank.receivable_bp"] = 0
    bank.org.save()
    bank.deposit(sutinah, bank.line("PET", 5000))
    pocket = bank.pocket(sutinah)
    row = actions.repay_out_of_pocket(
        client_id=uuid7(), debt_id=debt.pk, amount=18_000, pocket_id=pocket.pk, **facts(bank)
    )
    assert (Receivable.objects.get().owed, bank.pocket(sutinah).balance, row.kind) == (0, 2000, "savings")
    bank.withdraw(sutinah, 2000)


def test_written_off_by_two_officers(bank, sutinah):
    loan = lend(bank, sutinah, 60_000)
    bank.deposit(sutinah, bank.line("PET", 5000))
    propose = {"debt_id": loan.pk, "reason": "meninggal"}
    with pytest.raises(Forbidden):
        actions.propose_write_off(client_id=uuid7(), **propose, **facts(bank, bank.weigher))
    proposal = actions.propose_write_off(client_id=uuid7(), **propose, **facts(bank, bank.chair))
    with pytest.raises(Refused) as refused:
        approvals.approve(org=bank.org, by=bank.chair, approval_id=proposal.pk)
    assert refused.value.code == "same_person"
    deputy = make_actor(bank.org, Office.DEPUTY)
    approvals.approve(org=bank.org, by=deputy, approval_id=proposal.pk)
    loan = Loan.get(loan.pk)
    assert (loan.status, loan.owed, loan.written_off, loan.repaid) == ("written_off", 0, 40_000, 20_000)
    assert balance(org=bank.org, account="6106") == 40_000
    again = actions.propose_write_off(client_id=proposal.client_id, **propose, **facts(bank, bank.chair))
    assert again.pk == proposal.pk
    with pytest.raises(Refused):
        actions.propose_write_off(client_id=uuid7(), **propose, **facts(bank, bank.chair))


def test_what_was_written_off_of_a_piutang(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    bank.withdraw(sutinah, 40_000)
    right = bank.correct(typed.deposit_id, bank.line("PET", 2500))
    debt = Receivable.objects.get()
    proposal = actions.propose_write_off(
        client_id=uuid7(), debt_id=debt.pk, reason="salah kami", **facts(bank, bank.treasurer)
    )
    approvals.approve(org=bank.org, by=bank.chair, approval_id=proposal.pk)
    assert (Receivable.objects.get().owed, balance(org=bank.org, account="6106")) == (0, 30_000)
    assert bank.correct(right.deposit_id, bank.line("PET", 10_000)).balance_after == 30_000
    bank.withdraw(sutinah, 30_000)


def test_a_repaid_part_of_a_written_off_loan_can_be_taken_back(bank, sutinah):
    loan = lend(bank, sutinah, 60_000)
    typed = bank.deposit(sutinah, bank.line("PET", 5000))
    proposal = actions.propose_write_off(
        client_id=uuid7(), debt_id=loan.pk, reason="sakit", **facts(bank, bank.treasurer)
    )
    approvals.approve(org=bank.org, by=bank.chair, approval_id=proposal.pk)
    bank.correct(typed.deposit_id, bank.line("PET", 3000))
    loan = Loan.get(loan.pk)
    assert (loan.status, loan.owed, loan.written_off, loan.repaid) == ("disbursed", 8000, 40_000, 12_000)


def test_at_most_the_limit_all_together(bank, sutinah):
    loan = lend(bank, sutinah, 300_000)
    ask(bank, sutinah, 150_000)
    with pytest.raises(Refused) as refused:
        ask(bank, sutinah, 50_001)
    assert (refused.value.code, refused.value.details["room"]) == ("loan_limit", 50_000)
    repay(bank, loan, 100_000)
    assert ask(bank, sutinah, 150_000).status == "asked"


def test_approved_by_another_officer(bank, sutinah):
    both = make_actor(bank.org, Office.CHAIR, Office.TREASURER)
    herself = make_actor(bank.org, Office.MEMBER, Office.CHAIR, Office.TREASURER, member_id=sutinah.pk)
    loan = ask(bank, sutinah, 50_000, by=herself)
    with pytest.raises(Forbidden):
        actions.approve_loan(loan_id=loan.pk, **facts(bank, bank.treasurer))
    with pytest.raises(Forbidden):
        actions.approve_loan(loan_id=loan.pk, **facts(bank, herself))
    actions.approve_loan(loan_id=loan.pk, **facts(bank, both))
    disburse = {"client_id": uuid7(), "loan_id": loan.pk, "post_id": bank.post.pk}
    with pytest.raises(Refused) as refused:
        actions.disburse_loan(**disburse, **facts(bank, both))
    assert refused.value.code == "same_person"
    with pytest.raises(Forbidden):
        actions.disburse_loan(**disburse, **facts(bank, herself))
    assert actions.disburse_loan(**disburse, **facts(bank)).pk == actions.disburse_loan(**disburse, **facts(bank)).pk
    with pytest.raises(Clash):
        actions.disburse_loan(**(disburse | {"client_id": uuid7()}), **facts(bank))
    asker = make_actor(bank.org, Office.CHAIR, Office.WEIGHING)
    asked = ask(bank, sutinah, 50_000, by=asker)
    with pytest.raises(Refused) as refused:
        actions.approve_loan(loan_id=asked.pk, **facts(bank, asker))
    assert refused.value.code == "same_person"


def test_nobody_approves_for_her_household(bank, sutinah):
    daughter = make_member(bank.org, "Ani")
    fact = {"client_id": uuid7(), "content_hash": "", "happened_at": clock.now(), "recorded_at": clock.now()}
    household = Household.objects.create(org=bank.org, name="Keluarga Sutinah", **fact)
    Member.objects.filter(pk__in=[sutinah.pk, daughter.pk]).update(household=household)
    loan = ask(bank, sutinah, 50_000)
    with pytest.raises(Forbidden) as refused:
        actions.approve_loan(loan_id=loan.pk, **facts(bank, make_actor(bank.org, Office.CHAIR, member_id=daughter.pk)))
    assert refused.value.code == "own_benefit"


def test_refused_and_taken_back(bank, sutinah):
    loan, other = ask(bank, sutinah, 50_000), ask(bank, sutinah, 60_000)
    with pytest.raises(BadInput):
        actions.refuse_loan(loan_id=loan.pk, reason=" ", **facts(bank, bank.chair))
    assert actions.refuse_loan(loan_id=loan.pk, reason="kas kecil", **facts(bank, bank.chair)).status == "refused"
    with pytest.raises(Refused):
        actions.approve_loan(loan_id=loan.pk, **facts(bank, bank.chair))
    herself = make_actor(bank.org, Office.MEMBER, member_id=sutinah.pk)
    stranger = make_actor(bank.org, Office.MEMBER, member_id=make_member(bank.org, "Lain").pk)
    with pytest.raises(NotHere):
        actions.cancel_loan(loan_id=other.pk, **facts(bank, stranger))
    assert actions.cancel_loan(loan_id=other.pk, **facts(bank, herself)).status == "cancelled"


def test_not_before_it_is_approved_nor_without_cash(bank, sutinah):
    loan = ask(bank, sutinah, 500_000)
    disburse = {"client_id": uuid7(), "loan_id": loan.pk, "post_id": bank.post.pk}
    with pytest.raises(Refused) as refused:
        actions.disburse_loan(**disburse, **facts(bank))
    assert refused.value.code == "not_approved"
    actions.approve_loan(loan_id=loan.pk, **facts(bank, bank.chair))
    other = lend(bank, make_member(bank.org, "Tumirah"), 500_000)
    lend(bank, make_member(bank.org, "Warsinem"), 100_000)
    with pytest.raises(Refused) as refused:
        actions.disburse_loan(**disburse, **facts(bank))
    assert (refused.value.code, other.owed) == ("cash_short", 500_000)


def test_goods_on_credit_are_a_loan(bank, sutinah):
    loan = ask(bank, sutinah, 50_000)
    actions.approve_loan(loan_id=loan.pk, **facts(bank, bank.chair))

    oil, soap = make_oil(bank, 10, 150_000, price=18_000), make_soap(bank, 5, 10_000, price=3_000)
    common = {"loan_id": loan.pk, "post_id": bank.post.pk, "client_id": uuid7()}

    def hand_out(*wanted):
        goods = [actions.LentIn(good.pk, count) for good, count in wanted]
        return actions.loan_for_goods(goods=goods, **common, **facts(bank))

    for wanted, error, code in (
        ([(oil, 3)], Refused, "over_loan"),
        ([(soap, 6)], Refused, "no_goods"),
        ([], BadInput, "bad_input"),
        ([(oil, 1), (oil, 1)], BadInput, "bad_input"),
    ):
        with pytest.raises(error) as refused:
            hand_out(*wanted)
        assert refused.value.code == code
    assert (lies(bank, oil).quantity, lies(bank, soap).quantity, LoanGood.objects.count()) == (10_000, 5, 0)
    loan = hand_out((oil, 2), (soap, 2))
    assert hand_out((oil, 2), (soap, 2)).pk == loan.pk
    assert (loan.amount, loan.owed, loan.in_goods) == (42_000, 42_000, True)
    assert (lies(bank, oil), lies(bank, soap)) == (Stock(8000, 120_000), Stock(3, 6000))
    booked = {account: balance(org=bank.org, account=account) for account in ("1202", "4102", "5102")}
    assert booked == {"1202": 42_000, "4102": -42_000, "5102": 34_000}
    assert verify(bank.org).findings == []
    bank.deposit(sutinah, bank.line("PET", 10_500))
    assert (Loan.get(loan.pk).status, bank.pocket(sutinah).balance) == ("settled", 0)
    assert verify(bank.org).findings == []


def test_goods_below_cost_are_lent_only_as_a_subsidy(bank, sutinah):
    oil = make_oil(bank, 5, 70_000, price=14_500)
    buy(bank, oil, 5, 80_000)
    loan = ask(bank, sutinah, 50_000)
    actions.approve_loan(loan_id=loan.pk, **facts(bank, bank.chair))
    lend_one = {
        "loan_id": loan.pk, "post_id": bank.post.pk, "goods": [actions.LentIn(oil.pk, 1)], "client_id": uuid7(),
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        actions.loan_for_goods(**lend_one, **facts(bank))
    assert refused.value.code == "below_cost"
    set_price(bank, oil, 14_500, starts_at=clock.now(), is_subsidised=True, reason="Ramadan")
    loan = actions.loan_for_goods(**lend_one, **facts(bank))
    assert (loan.owed, LoanGood.objects.get().subsidy) == (14_500, 500)
    assert verify(bank.org).findings == []


def test_asking_twice_is_once(bank, sutinah):
    same = {"client_id": uuid7()}
    assert ask(bank, sutinah, 50_000, **same).pk == ask(bank, sutinah, 50_000, **same).pk
    with pytest.raises(Clash):
        ask(bank, sutinah, 60_000, **same)
    for amount, part in ((0, None), (1000, 0), (1000, 10_001)):
        with pytest.raises(BadInput):
            ask(bank, sutinah, amount, share_bp=part)


def test_a_loan_counts_among_what_one_person_is_handed_in_a_day(org):
    with clock.set_to(at(SUNDAY, time(9))):
        bank = make_bank(org, in_cash=3_000_000)
        rich = saver(bank, 600_000)
        lend(bank, rich, 500_000)
        bank.withdraw(rich, 500_000)
        with pytest.raises(Refused) as refused:
            bank.withdraw(rich, 100_000)
        assert refused.value.code == "two_persons"
