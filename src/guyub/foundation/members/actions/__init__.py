"""What may be done about members. Every write of this room is one of these."""

from guyub.foundation.members.actions.cards import replace_card
from guyub.foundation.members.actions.consents import keep_nik, open_nik, record_consent, remove_nik
from guyub.foundation.members.actions.erasing import ask_erasure, carry_out_erasure, refuse_erasure
from guyub.foundation.members.actions.exporting import copy_person
from guyub.foundation.members.actions.households import found_household, move_to_household
from guyub.foundation.members.actions.importing import (
    answer_rows,
    change_mapping,
    commit_import,
    discard_import,
    explain_villages,
    start_import,
    undo_import,
)
from guyub.foundation.members.actions.lives import (
    add_skill,
    end_care,
    record_care,
    record_stay,
    remove_skill,
    remove_stay,
)
from guyub.foundation.members.actions.merging import merge_members, note_not_duplicate
from guyub.foundation.members.actions.registering import edit_member, link_person, register_member
from guyub.foundation.members.actions.status import end_membership, record_death, resume_membership

__all__ = [
    "add_skill",
    "answer_rows",
    "ask_erasure",
    "carry_out_erasure",
    "change_mapping",
    "commit_import",
    "copy_person",
    "discard_import",
    "edit_member",
    "end_care",
    "end_membership",
    "explain_villages",
    "found_household",
    "keep_nik",
    "link_person",
    "merge_members",
    "move_to_household",
    "note_not_duplicate",
    "open_nik",
    "record_care",
    "record_consent",
    "record_death",
    "record_stay",
    "refuse_erasure",
    "register_member",
    "remove_nik",
    "remove_skill",
    "remove_stay",
    "replace_card",
    "resume_membership",
    "start_import",
    "undo_import",
]
