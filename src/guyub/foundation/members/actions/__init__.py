"""What may be done about members. Every write of this room is one of these."""

from guyub.foundation.members.actions.registering import edit_member, link_person, register_member

__all__ = ["edit_member", "link_person", "register_member"]
