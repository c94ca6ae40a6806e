"""Reads about members. `get_member_for` is the one door to a single member."""

from guyub.foundation.members.queries.consents import consents_of, has_consent, masked_nik, members_who_agree
from guyub.foundation.members.queries.doors import (
    current_row,
    earlier_ids,
    get_member_for,
    may_see,
    row_ids,
    same_household,
)
from guyub.foundation.members.queries.duplicates import duplicate_pairs
from guyub.foundation.members.queries.finding import find_members
from guyub.foundation.members.queries.lists import (
    MemberFilter,
    MemberPage,
    count_members,
    find_households,
    household_members,
    list_members,
    status_history,
    trail_of,
)
from guyub.foundation.members.queries.persons import person_sections

__all__ = [
    "MemberFilter",
    "MemberPage",
    "consents_of",
    "count_members",
    "current_row",
    "duplicate_pairs",
    "earlier_ids",
    "find_households",
    "find_members",
    "get_member_for",
    "has_consent",
    "household_members",
    "list_members",
    "masked_nik",
    "may_see",
    "members_who_agree",
    "person_sections",
    "row_ids",
    "same_household",
    "status_history",
    "trail_of",
]
