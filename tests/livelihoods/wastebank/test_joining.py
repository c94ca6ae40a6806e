"""Two member rows of one person: savings, promises and debts go along by linked entries, both histories stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Forbidden, Refused
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members import actions as members
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.queries import actor_of
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import (
    ConsignmentLot,
    Flag,
    GoodsRequest,
    Loan,
    PassbookLine,
    Payout,
    Pocket,
    Receivable,
    Transfer,
)
from guyub.livelihoods.wastebank.queries.passbook import slip
from guyub.livelihoods.wastebank.queries.visitors import may_correct
from tests.factories import make_actor, make_membership, signed_in
from tests.factories_goods import make_soap, phone_of, wants
from tests.factories_members import make_member
from tests.factories_savings import agree, ask, bill, common, lebaran, move
from tests.factories_wastebank import at, make_bank, saver
from tests.livelihoods.wastebank.pages import fields, text_of, url


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        yield make_bank(org)


@pytest.fixture
def rows(bank):
    return saver(bank, 20_000), saver(bank, 60_000, "Sutinah S.")


def merge(bank, kept, gone):
    return members.merge_members(**common(make_actor(bank.org, Office.CHAIR), bank), kept_id=kept.pk, gone_id=gone.pk)


def test_savings_of_every_kind_go_along(bank, rows):
    kept, gone = rows
    move(bank, gone, 15_000, to="pendidikan", label="Dimas")
    merge(bank, kept, gone)
    assert (bank.pocket(kept).balance, bank.pocket(kept, "pendidikan", "Dimas").balance) == (65_000, 15_000)
    assert bank.pocket(gone).balance == 0
    assert Transfer.objects.filter(kind="merge").count() == 2
    assert party_balance(org=bank.org, account="2101", party=gone.pk) == 0
    assert balance(org=bank.org, account="2101") == -80_000
    assert PassbookLine.objects.filter(pocket__member=gone, kind="deposit").count() == 1
    assert verify(bank.org).findings == []


def test_promises_are_made_again_at_the_same_stage(bank, rows):
    kept, gone = rows
    asked = ask(bank, gone, 10_000, planned_on=date(2021, 6, 20))
    approved = ask(bank, gone, 20_000)
    actions.approve_payout(org=bank.org, by=bank.chair, payout_id=approved.pk, happened_at=clock.now())
    merge(bank, kept, gone)
    again = {p.continues_id: p for p in Payout.objects.filter(member=kept)}
    assert (again[asked.pk].status, again[asked.pk].planned_on) == ("requested", date(2021, 6, 20))
    assert (again[approved.pk].status, again[approved.pk].approved_by_id) == ("approved", bank.chair.user_id)
    assert set(Payout.objects.filter(member=gone).values_list("status", flat=True)) == {"cancelled"}
    assert (bank.pocket(kept).balance, bank.pocket(kept).held) == (80_000, 30_000)
    paid = actions.pay_payout(**common(bank.treasurer, bank), payout_id=again[approved.pk].pk, post_id=bank.post.pk)
    assert paid.status == "paid"
    assert verify(bank.org).findings == []


def test_debts_go_along(bank, rows):
    kept, gone = rows
    result = bank.deposit(gone, bank.line("PET", 10_000))
    bank.withdraw(gone, 100_000)
    actions.undo_deposit(**common(bank.weigher, bank), deposit_id=result.deposit_id, reason="salah orang")
    assert Receivable.objects.get().owed == 40_000
    merge(bank, kept, gone)
    assert Receivable.objects.get().member_id == kept.pk
    assert party_balance(org=bank.org, account="1201", party=kept.pk) == 40_000
    assert verify(bank.org).findings == []


def test_a_bill_is_settled_first(bank, rows):
    kept, gone = rows
    bill(bank, gone, 10_000)
    with pytest.raises(Refused) as refused:
        merge(bank, kept, gone)
    assert refused.value.code == "bill_held"
    gone.refresh_from_db()
    assert gone.status == "active"


def test_a_row_without_a_passbook_is_no_trouble(bank, rows):
    kept, _gone = rows
    merge(bank, kept, make_member(bank.org, "Sutinah baru"))
    assert bank.pocket(kept).balance == 20_000


def test_lots_and_loans_go_along_and_what_the_bank_owes_stays(bank, rows):
    kept, gone = rows
    bank.consign("ALU")
    bank.deposit(gone, bank.line("ALU", 2_500))
    loan = actions.ask_loan(**common(bank.weigher, bank), member_id=gone.pk, amount=50_000)
    actions.approve_loan(org=bank.org, by=bank.chair, loan_id=loan.pk, happened_at=clock.now())
    actions.disburse_loan(**common(bank.treasurer, bank), loan_id=loan.pk, post_id=bank.post.pk)
    before = [balance(org=bank.org, account=account) for account in ("2101", "1202", "1201")]
    merge(bank, kept, gone)
    assert [balance(org=bank.org, account=account) for account in ("2101", "1202", "1201")] == before
    assert before[:2] == [-80_000, 50_000]
    assert party_balance(org=bank.org, account="1202", party=kept.pk) == 50_000
    assert party_balance(org=bank.org, account="1202", party=gone.pk) == 0
    assert ConsignmentLot.objects.get().member_id == kept.pk
    bank.deposit(kept, bank.line("PET", 12_500))
    assert Loan.get(loan.pk).status == "settled"
    assert verify(bank.org).findings == []


def test_the_page_tells_what_would_move_and_both_histories_show(bank, rows):
    kept, gone = rows
    org = bank.org
    move(bank, gone, 15_000, to="pendidikan", label="Dimas")
    ask(bank, gone, 10_000)
    loan = actions.ask_loan(**common(bank.weigher, bank), member_id=gone.pk, amount=50_000)
    actions.approve_loan(org=org, by=bank.chair, loan_id=loan.pk, happened_at=clock.now())
    actions.disburse_loan(**common(bank.treasurer, bank), loan_id=loan.pk, post_id=bank.post.pk)
    chair = signed_in(org, Office.CHAIR)
    address = reverse("members:compare", args=[org.slug, kept.pk, gone.pk])
    page = chair.get(address)
    said = text_of(page)
    for words in ("Tabungan Rp20.000 Rp60.000", "Dijanjikan – Rp10.000", "Pinjaman – Rp50.000"):
        assert words in said
    assert "Rp60.000" not in text_of(signed_in(org, Office.SECRETARY).get(address))
    assert chair.post(address, {**fields(page), "answer": "one", "keep": str(kept.pk)}).status_code == 303
    book = chair.get(url(org, "passbook", kept.pk))
    earlier = Pocket.objects.get(member=gone, kind__code="reguler")
    assert f"kantong={earlier.pk}" in book.content.decode()
    assert "Reguler dari No. 2" in text_of(book)
    history = text_of(chair.get(url(org, "passbook", kept.pk), {"kantong": str(earlier.pk)}))
    assert "Catatan ini dari No. 2" in history
    assert "+Rp60.000" in history
    old = chair.get(url(org, "passbook", gone.pk))
    assert url(org, "passbook", kept.pk) in old.content.decode()
    assert verify(org).findings == []


def test_goods_asked_for_go_along_and_are_handed_out_of_the_kept_savings(bank, rows):
    kept, gone = rows
    soap = make_soap(bank, 10, 25_000, price=3_000)
    by = replace(bank.weigher, device_id=phone_of(bank.weigher))
    for _twice in range(2):
        bank.deposit(gone, bank.line("PET", 1_000), by=by, ways=[wants(soap)], source="phone")
    refused, waiting = GoodsRequest.objects.order_by("id")
    values = {"org": bank.org, "by": bank.treasurer, "happened_at": clock.now()}
    actions.refuse_requested(**values, request_id=refused.pk, reason="ambil tunai")
    merge(bank, kept, gone)
    assert dict(GoodsRequest.objects.values_list("pk", "member_id")) == {refused.pk: gone.pk, waiting.pk: kept.pk}
    given = actions.give_requested(**common(bank.treasurer, bank), request_id=waiting.pk)
    assert (given.member_id, given.amount, bank.pocket(kept).balance) == (kept.pk, 3_000, 85_000)
    assert verify(bank.org).findings == []


def test_an_officer_neither_settles_nor_corrects_what_she_brought_under_her_earlier_row(bank):
    kept, gone = make_member(bank.org, "Sutinah"), make_member(bank.org, "Sutinah S.")
    membership = make_membership(bank.org, Office.TREASURER, member_id=kept.pk)
    before = bank.deposit(gone, bank.line("PET", 1_000, shown_price=3_500), source="phone")
    flag = Flag.objects.get()
    merge(bank, kept, gone)
    membership.refresh_from_db()
    herself = actor_of(membership)
    assert herself.member_ids == {kept.pk, gone.pk}
    values = {"org": bank.org, "happened_at": clock.now(), "flag_id": flag.pk, "settlement": "kept"}
    with pytest.raises(Refused) as refused:
        actions.settle_flag(by=herself, **values)
    assert refused.value.code == "own_benefit"
    with pytest.raises(Forbidden) as forbidden:
        bank.correct(before.deposit_id, bank.line("PET", 9_000), by=herself)
    assert forbidden.value.code == "own_benefit"
    assert not may_correct(by=herself, deposit_id=before.deposit_id)
    assert slip(org=bank.org, by=herself, deposit_id=before.deposit_id).net == 4_000
    assert actions.settle_flag(by=bank.treasurer, **values).settlement == "kept"


def test_nobody_agrees_to_what_was_proposed_for_her_earlier_row(bank):
    kept, gone = make_member(bank.org, "Sutinah"), saver(bank, 60_000, "Sutinah S.")
    membership = make_membership(bank.org, Office.CHAIR, member_id=kept.pk)
    lebaran(bank, date(2022, 5, 2))
    move(bank, gone, 20_000)
    proposed = actions.propose_override(
        **common(bank.treasurer, bank),
        pocket_id=bank.pocket(gone, "lebaran").pk,
        amount=10_000,
        reason="berobat",
    )
    merge(bank, kept, gone)
    membership.refresh_from_db()
    with pytest.raises(Refused) as refused:
        agree(bank, proposed, by=actor_of(membership))
    assert refused.value.code == "own_benefit"
