"""Reads about associations, and the one door through which a person enters one."""

from guyub.foundation.organizations.queries.chosen import SettingRow, setting, setting_rows
from guyub.foundation.organizations.queries.entry import (
    Belonging,
    Entry,
    actor_of,
    associations_of,
    entry_of,
    former_entry_of,
    memberships_of,
    offices_on,
)
from guyub.foundation.organizations.queries.links import (
    InvitationRow,
    PinResetRow,
    find_invitation,
    find_pin_reset,
    offices_text,
    open_invitations,
    open_pin_resets,
)
from guyub.foundation.organizations.queries.people import (
    PersonRow,
    TermRow,
    get_membership,
    may_end_term,
    office_terms,
    people,
    people_by_user,
    person_of,
    running_operators,
)
from guyub.foundation.organizations.queries.trail import TrailPage, TrailRow, trail

__all__ = [
    "Belonging",
    "Entry",
    "InvitationRow",
    "PersonRow",
    "PinResetRow",
    "SettingRow",
    "TermRow",
    "TrailPage",
    "TrailRow",
    "actor_of",
    "associations_of",
    "entry_of",
    "find_invitation",
    "find_pin_reset",
    "former_entry_of",
    "get_membership",
    "may_end_term",
    "memberships_of",
    "office_terms",
    "offices_on",
    "offices_text",
    "open_invitations",
    "open_pin_resets",
    "people",
    "people_by_user",
    "person_of",
    "running_operators",
    "setting",
    "setting_rows",
    "trail",
]
