"""The demo is the same on every machine, and its figures are those that it promises."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db import transaction

from guyub.demo import waste
from guyub.demo.build import Plan, build
from guyub.demo.cast import PARTS, PIN, cast, logins
from guyub.demo.people import people
from guyub.demo.world import World, dice
from guyub.foundation.accounts.actions import pin_is_right
from guyub.foundation.accounts.models import User
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Entry, Period
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Deposit, Pocket


def test_people_are_as_many_and_where_they_should_be():
    everyone = people(dice())
    assert len(everyone) == 254
    stayed = [person for person in everyone if person.left_on is None]
    assert Counter(p.village for p in stayed) == {
        "Cihonje": 52, "Gumelar": 44, "Paningkaban": 34, "Tlaga": 24, "Karangkemojing": 20,
        "Kedungurang": 18, "Samudra": 16, "Gancang": 14, "Samudra Kulon": 10, "Cilangkap": 8,
    }  # fmt: skip
    assert sum(p.joined_on == date(2021, 1, 1) for p in everyone) == 128
    pairs = [key for key, count in Counter((p.village, p.name) for p in everyone).items() if count > 1]
    assert {village for village, _name in pairs} >= {"Cihonje", "Gumelar", "Paningkaban"}
    assert all(p.phone.startswith("+62840000") for p in everyone if p.phone), "no operator has the prefix 0840"


def test_the_weighing_days_give_the_promised_order_of_figures():
    days = list(waste.sessions(dice(1), people(dice())))
    visits = [visit for day in days for visit in day.visits]
    lines = [line for visit in visits for line in visit.lines]
    assert not [day for day in days if date(2021, 7, 3) <= day.opens_at.date() <= date(2021, 8, 31)]
    assert 1_600 <= len(visits) <= 1_800
    assert 6_200 <= len(lines) <= 7_000
    assert 8_300_000 <= sum(line.quantity for line in lines) <= 9_500_000
    assert 15 <= sum(line.typed != line.quantity for line in lines) <= 40, "one line in about 250 is typed times ten"
    ways = Counter(visit.way for visit in visits)
    assert 0.60 <= ways["save"] / len(visits) <= 0.68


def test_each_office_has_a_login():
    parts = cast(people(dice()))
    assert len(parts) == len(PARTS) + 1
    assert len({part.phone for part in parts}) == len(parts)
    assert {part.office for part in logins(parts)} == set(Office)
    assert len({part.name for part in parts}) == len(parts), "officers are told apart by their names"


def test_the_plan_is_in_order_of_time():
    moments = [event.moment for event in Plan(World()).events()]
    assert moments == sorted(moments)
    assert len(moments) > 2_500


@pytest.mark.django_db
def test_three_months_are_built_by_the_actions_and_twice_the_same():
    def one_run() -> tuple[object, ...]:
        with transaction.atomic():
            org = build(until=date(2021, 4, 1))
            with tenant(org.pk):
                head = Entry.objects.order_by("-n").first()
                savings = sum(Pocket.objects.values_list("balance", flat=True))
                assert savings == -balance(org=org, account="2101")
                assert Period.objects.count() == 2, "January and February are closed"
                assert Member.objects.count() >= 128
                assert Deposit.objects.count() > 100
                assert Pocket.objects.filter(kind__code="lebaran", balance__gt=0).count() > 3, "some save for Lebaran"
                assert pin_is_right(User.objects.get(phone=cast(people(dice()))[0].phone), PIN)
                result = (head.n, head.hash, savings)
            transaction.set_rollback(True)
        return result

    assert one_run() == one_run()
