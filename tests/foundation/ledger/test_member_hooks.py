"""The books have a word when a member is shown, merged, erased, or taken back with an import."""

from __future__ import annotations

import pytest

from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.models import PartyBalance
from guyub.foundation.members import uses
from guyub.foundation.members.actions import ask_erasure, merge_members
from guyub.foundation.members.panels import panels_for
from guyub.foundation.organizations.choices import Office
from tests.factories import EPOCH, make_actor
from tests.factories_members import make_member


def saved(org, member, amount: int) -> None:
    PartyBalance.objects.create(org=org, account="2101", party=member.pk, credit=amount)


def facts(org, by) -> dict:
    return {"org": org, "by": by, "client_id": uuid7(), "happened_at": EPOCH}


def test_a_row_with_savings_does_not_vanish_in_a_merge(org):
    secretary = make_actor(org, Office.SECRETARY)
    rich, poor = make_member(org), make_member(org)
    saved(org, rich, 12_500)
    with pytest.raises(Refused, match=str(rich.number)):
        merge_members(**facts(org, secretary), kept_id=poor.pk, gone_id=rich.pk)
    merge_members(**facts(org, secretary), kept_id=rich.pk, gone_id=poor.pk)
    assert uses.used_among([rich.pk]) == {rich.pk}


def test_nobody_with_savings_is_erased(org):
    member = make_member(org)
    saved(org, member, 12_500)
    with pytest.raises(Refused):
        ask_erasure(**facts(org, make_actor(org, Office.SECRETARY)), member_id=member.pk)
    PartyBalance.objects.filter(party=member.pk).update(debit=12_500)
    ask_erasure(**facts(org, make_actor(org, Office.SECRETARY)), member_id=member.pk)


def test_dues_stand_on_the_member_page_for_her_and_the_treasurer(org):
    member = make_member(org)
    titles = {
        office: [str(panel.icon) for panel in panels_for(org=org, actor=actor, member=member)]
        for office, actor in {
            "treasurer": make_actor(org, Office.TREASURER),
            "herself": make_actor(org, member_id=member.pk),
            "tutor": make_actor(org, Office.TUTOR),
        }.items()
    }
    assert "coins" in titles["treasurer"]
    assert "coins" in titles["herself"]
    assert "coins" not in titles["tutor"]
