"""The verbs of sign-in and of the association, as sentences of the trail: they follow the name of who did it."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "accounts.opened": _("opened an account"),
    "accounts.device_bound": _("signed in on a new phone"),
    "accounts.device_revoked": _("removed a phone of %(about)s"),
    "accounts.device_allowed": _("let a phone of %(about)s in again"),
    "accounts.pin_changed": _("changed the PIN"),
    "accounts.profile_changed": _("changed name or language"),
    "accounts.stay_ended": _("signed out on another phone"),
    "calendar.day_put": _("wrote a day into the calendar"),
    "calendar.day_removed": _("took a day out of the calendar"),
    "calendar.year_filled": _("filled in the calendar of %(year)s"),
    "organizations.founded": _("founded the association"),
    "organizations.profile_changed": _("changed the association's name, district or time zone"),
    "organizations.settings_changed": _("changed settings"),
    "organizations.admitted": _("let %(about)s sign in"),
    "organizations.membership_ended": _("closed the access of %(about)s"),
    "organizations.appointed": _("gave %(about)s the office: %(office)s"),
    "organizations.term_ended": _("ended the office of %(about)s: %(office)s"),
    "organizations.invited": _("invited a person"),
    "organizations.invitation_renewed": _("made a new invitation link"),
    "organizations.invitation_revoked": _("took an invitation back"),
    "organizations.joined": _("joined with an invitation"),
    "organizations.pin_reset_asked": _("asked for a new PIN for %(about)s"),
    "organizations.pin_reset_approved": _("approved a new PIN for %(about)s"),
    "organizations.pin_reset_given": _("gave %(about)s a link for a new PIN, as the host: %(reason)s"),
    "organizations.pin_reset_given_elsewhere": _(
        "gave %(about)s a link for a new PIN, as the host, in another association: %(reason)s"
    ),
    "organizations.pin_reset_withdrawn": _("stopped a new PIN for %(about)s"),
    "organizations.pin_reset_used": _("chose a new PIN with a link"),
    "organizations.pin_reset_approved_elsewhere": _("approved, in another association, a new PIN for %(about)s"),
    "organizations.pin_reset_used_elsewhere": _("chose a new PIN with another association's link"),
    "organizations.operator_started": _("entered in operator mode for %(minutes)s minutes: %(reason)s"),
    "organizations.operator_page": _("looked in operator mode at %(page)s"),
    "organizations.operator_ended": _("ended operator mode"),
}
