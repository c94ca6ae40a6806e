"""The search forgives: spelling, titles, one word, a number, the end of a phone number, a hamlet."""

from __future__ import annotations

from datetime import date

import pytest

from guyub.foundation.members.queries import find_members
from tests.factories_members import make_member

PEOPLE = [
    ("Sutinah", {"phone": "+6284000001234", "hamlet": "Karangpucung"}),
    ("Djuminah", {"hamlet": "Cihonje Lor"}),
    ("Siti Khotimah", {"nickname": "Imah", "hamlet": "Gumelar Kulon"}),
    ("Tumirah", {}),
    ("Suwarti", {}),
    ("Zaenab", {}),
    ("Fitriyani", {}),
    ("Sri Rahayu", {"hamlet": "Karangpucung"}),
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Sutinah", "Sutinah"),
        ("sutina", "Sutinah"),
        ("soetinah", "Sutinah"),
        ("Bu Sutinah", "Sutinah"),
        ("sutinh", "Sutinah"),
        ("Juminah", "Djuminah"),
        ("jumina", "Djuminah"),
        ("siti kotimah", "Siti Khotimah"),
        ("kotimah siti", "Siti Khotimah"),
        ("imah", "Siti Khotimah"),
        ("Suarti", "Suwarti"),
        ("jainab", "Zaenab"),
        ("pitriani", "Fitriyani"),
        ("tumi", "Tumirah"),
        ("1", "Sutinah"),
        ("#3", "Siti Khotimah"),
        ("1234", "Sutinah"),
        ("0840-0000-1234", "Sutinah"),
        ("+62 840 0000 1234", "Sutinah"),
        ("rahayu karangpucung", "Sri Rahayu"),
    ],
)
def test_the_search_forgives(org, typed, first):
    for name, values in PEOPLE:
        make_member(org, name, **values)
    assert find_members(text=typed)[0].name == first


def test_nothing_is_found_for_nothing_and_for_another_name(org):
    make_member(org, "Sutinah")
    assert find_members(text="  ") == []
    assert find_members(text="...") == []
    assert find_members(text="Mulyono") == []


def test_only_active_members_of_this_association_in_two_queries(org, other_org, django_assert_num_queries):

    make_member(other_org, "Sutinah")
    make_member(org, "Sutinah", status="left", left_on=date(2022, 1, 1))
    for _ in range(3):
        make_member(org, "Sutinah")
    with django_assert_num_queries(2):
        assert [m.number for m in find_members(text="sutinah")] == [2, 3, 4]
    assert [m.number for m in find_members(text="sutinah", also_left=True)] == [1, 2, 3, 4]
    assert len(find_members(text="sutinah", limit=1)) == 1
