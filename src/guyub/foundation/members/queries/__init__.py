"""Reads about members. `get_member_for` is the one door to a single member."""

from guyub.foundation.members.queries.consents import consents_of, has_consent, masked_nik, members_who_agree
from guyub.foundation.members.queries.doors import current_row, get_member_for, may_see, row_ids, same_household
from guyub.foundation.members.queries.duplicates import duplicate_pairs
from guyub.foundation.members.queries.finding import find_members

__all__ = [
    "consents_of",
    "current_row",
    "duplicate_pairs",
    "find_members",
    "get_member_for",
    "has_consent",
    "masked_nik",
    "may_see",
    "members_who_agree",
    "row_ids",
    "same_household",
]
