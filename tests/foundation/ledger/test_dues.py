"""Dues: oldest month first, from cash or savings, and what the list of arrears says."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.models import DuesPayment, Entry
from guyub.foundation.ledger.reversals import take_back
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from tests.factories import make_actor
from tests.factories_ledger import open_books, savings
from tests.factories_members import make_member

MARCH = datetime(2021, 3, 7, 2, tzinfo=UTC)


@pytest.fixture
def books(org):
    with clock.set_to(MARCH):
        open_books(org)
        treasurer = make_actor(org, Office.TREASURER)
        dues.set_rate(
            org=org, by=treasurer, starts_on=date(2021, 1, 1), amount=2_000, happened_at=MARCH, client_id=uuid7()
        )
        yield org


@pytest.fixture
def treasurer(books):
    return make_actor(books, Office.TREASURER)


@pytest.fixture
def member(books):
    return make_member(books)


def take(org, by, member, amount, **values):
    values = {"cash": "1101", "happened_at": MARCH, "client_id": uuid7()} | values
    return dues.take_dues(org=org, by=by, member=member, amount=amount, **values)


def months(paid):
    return [(part.month.month, part.amount) for part in paid.months]


def test_the_oldest_month_is_paid_first(books, treasurer, member):
    assert dues.owed(org=books, member=member, upto=date(2021, 3, 7)).amount == 6_000
    assert months(take(books, treasurer, member, 3_000)) == [(1, 2_000), (2, 1_000)]
    assert months(take(books, treasurer, member, 3_000)) == [(2, 1_000), (3, 2_000)]
    assert dues.owed(org=books, member=member, upto=date(2021, 3, 7)).amount == 0
    assert balance(org=books, account="4202") == -6_000
    assert balance(org=books, account="1101") == 6_000


def test_savings_pay_what_is_owed_and_keep_the_rest(books, treasurer, member):
    """A visit of 12.000 with 6.000 owed: dues 6.000, saved 6.000."""
    savings(books, member.pk, 12_000)
    with atomic():
        paid = dues.pay_dues(
            org=books,
            by=treasurer,
            member=member,
            amount=12_000,
            pay_from=Line("2101", 0, unit="BSP", party=member.pk),
            event_at=MARCH,
            client_id=uuid7(),
            source_id=uuid7(),
        )
    assert (paid.applied, paid.excess) == (6_000, 6_000)
    assert party_balance(org=books, account="2101", party=member.pk) == -6_000
    assert balance(org=books, account="4202") == -6_000


def test_nothing_owed_moves_nothing(books, treasurer, member):
    take(books, treasurer, member, 6_000)
    before = Entry.objects.count()
    with atomic():
        paid = dues.pay_dues(
            org=books,
            by=treasurer,
            member=member,
            amount=5_000,
            pay_from=Line("1101", 0, cash_flow="O2"),
            event_at=MARCH,
            client_id=uuid7(),
            source_id=uuid7(),
        )
    assert (paid.applied, paid.excess, paid.posted) == (0, 5_000, None)
    assert Entry.objects.count() == before


def test_at_most_twelve_months_ahead(books, treasurer, member):
    with pytest.raises(Refused) as caught:
        take(books, treasurer, member, 30_001)
    assert caught.value.code == "too_far_ahead"
    assert not DuesPayment.objects.exists()
    assert take(books, treasurer, member, 30_000).months[-1].month == date(2022, 3, 1)


def test_sent_twice_is_paid_once(books, treasurer, member):
    client_id = uuid7()
    first = take(books, treasurer, member, 3_000, client_id=client_id)
    assert take(books, treasurer, member, 3_000, client_id=client_id) == first
    with pytest.raises(Clash):
        take(books, treasurer, member, 4_000, client_id=client_id)
    assert balance(org=books, account="4202") == -3_000
    assert first.posted.receipt_number == 1


def test_taking_back_makes_the_months_owed_again(books, treasurer, member):
    paid = take(books, treasurer, member, 3_000)
    take_back(
        org=books,
        by=treasurer,
        entry_id=paid.posted.entry_id,
        reason="salah orang",
        happened_at=MARCH,
        client_id=uuid7(),
    )
    assert dues.owed(org=books, member=member, upto=date(2021, 3, 7)).amount == 6_000
    assert balance(org=books, account="4202") == 0
    assert [row.amount for row in dues.history(member=member)].count(-2_000) == 1


def test_nobody_books_or_frees_her_own_dues(books, member):
    own = make_actor(books, Office.TREASURER, member_id=member.pk)
    with pytest.raises(Forbidden):
        take(books, own, member, 2_000)
    with pytest.raises(Forbidden):
        dues.exempt(
            org=books, by=own, member=member, first=date(2021, 1, 1), last=None, reason="", happened_at=MARCH,
            client_id=uuid7(),
        )  # fmt: skip
    with pytest.raises(Forbidden):
        take(books, make_actor(books, Office.WEIGHING), member, 2_000)


def test_exempt_months_are_not_owed(books, treasurer, member):
    dues.exempt(
        org=books,
        by=treasurer,
        member=member,
        first=date(2021, 2, 1),
        last=date(2021, 2, 28),
        reason="sakit",
        happened_at=MARCH,
        client_id=uuid7(),
    )
    owed = dues.owed(org=books, member=member, upto=date(2021, 3, 7))
    assert [month.month.month for month in owed.months] == [1, 3]


def test_what_a_merged_row_paid_counts(books, treasurer, member):
    old = make_member(books, "Sutinah (lama)")
    take(books, treasurer, old, 4_000)
    type(old).objects.filter(pk=old.pk).update(merged_into=member, status="merged")
    assert dues.owed(org=books, member=member, upto=date(2021, 3, 7)).amount == 2_000
    assert [row.amount for row in dues.arrears(org=books, upto=date(2021, 3, 7))] == [2_000]


def test_the_list_of_arrears_needs_the_same_queries_for_one_and_three(books, treasurer, django_assert_num_queries):
    late = make_member(books, "Karsini")
    take(books, treasurer, late, 2_000)
    with django_assert_num_queries(4):
        rows = dues.arrears(org=books, upto=date(2021, 3, 7))
    assert [(row.called, row.amount, row.months) for row in rows] == [("Karsini", 4_000, 2)]
    make_member(books, "Tarsini")
    make_member(books, "Warsini", joined_on=date(2021, 3, 2))
    with django_assert_num_queries(4):
        rows = dues.arrears(org=books, upto=date(2021, 3, 7))
    assert [(row.called, row.amount) for row in rows] == [
        ("Tarsini", 6_000),
        ("Karsini", 4_000),
        ("Warsini", 2_000),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_list_of_arrears_says_what_each_member_reads_of_herself(books, treasurer, seed):
    chance = random.Random(seed)
    dues.set_rate(
        org=books, by=treasurer, starts_on=date(2021, 6, 1), amount=3_000, happened_at=MARCH, client_id=uuid7()
    )
    people = [make_member(books, f"Anggota {n}", joined_on=date(2021, chance.randint(1, 4), 9)) for n in range(12)]
    for person in people:  # whole months, parts, gaps, two parts of one month, a reversal
        months = chance.sample(range(1, 13), chance.randint(0, 12))
        rows = [(month, chance.choice([500, 1_000, 2_000, 3_000])) for month in months]
        rows += [(month, -amount) for month, amount in rows if chance.random() < 0.2]
        rows += [(month, 1_000) for month in months if chance.random() < 0.3]
        DuesPayment.objects.bulk_create(
            DuesPayment(
                id=uuid7(), org=books, member=person, month=date(2021, month, 1), amount=amount, asked=amount,
                entry_id=uuid7(), source_id=uuid7(), paid_on=date(2021, 3, 7),
            )
            for month, amount in rows
        )  # fmt: skip
    dues.exempt(
        org=books, by=treasurer, member=people[0], first=date(2021, 2, 1), last=date(2021, 8, 31), reason="sakit",
        happened_at=MARCH, client_id=uuid7(),
    )  # fmt: skip
    Member.objects.filter(pk=people[1].pk).update(merged_into=people[2], status="merged")
    upto = date(2021, 10, 5)
    own = {person.pk: dues.owed(org=books, member=person, upto=upto) for person in people if person != people[1]}
    listed = {row.member_id: (row.amount, row.months) for row in dues.arrears(org=books, upto=upto)}
    assert listed == {pk: (owed.amount, len(owed.months)) for pk, owed in own.items() if owed.months}
    assert listed


def test_a_rate_cannot_change_months_that_were_paid(books, treasurer, member):
    take(books, treasurer, member, 2_000)

    def rate(day, amount=3_000):
        return dues.set_rate(
            org=books, by=treasurer, starts_on=day, amount=amount, happened_at=MARCH, client_id=uuid7()
        )

    with pytest.raises(Refused):
        rate(date(2021, 1, 1))
    rate(date(2021, 4, 1))
    with pytest.raises(Refused):
        rate(date(2021, 4, 15), 4_000)
    with pytest.raises(BadInput):
        rate(date(2021, 5, 1), -1)
    assert dues.owed(org=books, member=member, upto=date(2021, 4, 1)).amount == 4_000 + 3_000


def test_the_database_keeps_what_was_paid(books, treasurer, member):
    take(books, treasurer, member, 2_000)
    rows = DuesPayment.objects.all()
    for change in (lambda: rows.update(amount=1), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    row = DuesPayment(
        org=books, member=member, month=date(2021, 1, 2), amount=1, entry_id=uuid7(), source_id=uuid7(),
        paid_on=date(2021, 1, 2),
    )  # fmt: skip
    for wrong in ({"month": date(2021, 1, 2)}, {"month": date(2021, 1, 1), "amount": 0}):
        for name, value in wrong.items():
            setattr(row, name, value)
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)
