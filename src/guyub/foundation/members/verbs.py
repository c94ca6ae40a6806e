"""The verbs that this room writes into the trail, as sentences."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "members.registered": _("registered a member"),
    "members.edited": _("changed details: %(fields)s"),
    "members.linked": _("joined a sign-in to a member"),
    "members.active": _("recorded that she came back"),
    "members.left": _("recorded that she left"),
    "members.dead": _("recorded that she passed away"),
    "members.household_founded": _("started a household"),
    "members.stay_recorded": _("added a stay abroad"),
    "members.migrationstay_removed": _("took out a stay abroad"),
    "members.skill_added": _("added a skill"),
    "members.memberskill_removed": _("took out a skill"),
    "members.care_recorded": _("noted whom she looks after"),
    "members.care_ended": _("noted that she looks after them no more"),
    "members.consent_given": _("recorded a consent"),
    "members.consent_withdrawn": _("recorded that a consent was taken back"),
    "members.nik_kept": _("kept a NIK"),
    "members.nik_seen": _("looked at a NIK"),
    "members.nik_removed": _("deleted a NIK"),
    "members.merged": _("joined two rows of one member"),
    "members.not_duplicate": _("noted that two members are two people"),
    "members.card_replaced": _("replaced a membership card"),
    "members.data_copied": _("made a copy of her data"),
    "members.erasure_asked": _("wrote down a request to erase data"),
    "members.erased": _("erased personal data"),
    "members.erasure_refused": _("refused to erase data"),
    "members.import_previewed": _("uploaded a file of members"),
    "members.imported": _("imported %(created)s members"),
    "members.import_undone": _("took an import back"),
    "members.import_discarded": _("threw an uploaded file away"),
}
