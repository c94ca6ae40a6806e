"""Writes about associations: founding, settings, offices, invitations, forgotten PINs, the host's help."""

from guyub.foundation.organizations.actions.associations import (
    Founded,
    change_profile,
    change_settings,
    create_association,
)
from guyub.foundation.organizations.actions.invitations import (
    Invited,
    accept_invitation,
    invite,
    renew_invitation,
    revoke_invitation,
)
from guyub.foundation.organizations.actions.offices import admit, appoint, end_membership, end_term
from guyub.foundation.organizations.actions.operators import end_operator, grant_operator, note_operator_page
from guyub.foundation.organizations.actions.recovery import (
    Reset,
    allow_member_device,
    approve_pin_reset,
    ask_pin_reset,
    give_pin_reset,
    revoke_member_device,
    use_pin_reset,
    withdraw_pin_reset,
)

__all__ = [
    "Founded",
    "Invited",
    "Reset",
    "accept_invitation",
    "admit",
    "allow_member_device",
    "appoint",
    "approve_pin_reset",
    "ask_pin_reset",
    "change_profile",
    "change_settings",
    "create_association",
    "end_membership",
    "end_operator",
    "end_term",
    "give_pin_reset",
    "grant_operator",
    "invite",
    "note_operator_page",
    "renew_invitation",
    "revoke_invitation",
    "revoke_member_device",
    "use_pin_reset",
    "withdraw_pin_reset",
]
