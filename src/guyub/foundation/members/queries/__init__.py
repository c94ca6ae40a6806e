"""Reads about members. `get_member_for` is the one door to a single member."""

from guyub.foundation.members.queries.doors import current_row, get_member_for, may_see, row_ids, same_household
from guyub.foundation.members.queries.finding import find_members

__all__ = ["current_row", "find_members", "get_member_for", "may_see", "row_ids", "same_household"]
