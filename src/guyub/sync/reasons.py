"""Why a fact is not in the books yet, in words for the one who holds the phone and for the officer who looks."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEEDS, NEEDED_REJECTED, UNEXPECTED = "needs", "needed_rejected", "unexpected"
UNKNOWN_KIND, NEWER_PAGE = "unknown_kind", "newer_page"
OTHER_PERSON, OTHER_DEVICE, DEVICE_REVOKED = "other_person", "other_device", "device_revoked"
MEMBERSHIP_ENDED = "membership_ended"

SENTENCES: dict[str, str | Promise] = {
    NEEDS: _("This waits for another record that has not come yet."),
    NEEDED_REJECTED: _("The record that this one belongs to was rejected."),
    UNEXPECTED: _("The server could not book this. It is kept, an officer will look."),
    UNKNOWN_KIND: _("The server does not know this kind of record yet. It is kept."),
    NEWER_PAGE: _("The phone is newer than the server. The record is kept until the server is renewed."),
    OTHER_PERSON: _("This was recorded by somebody else. An officer must look first."),
    OTHER_DEVICE: _("This was recorded on a phone that is not known as hers. An officer must look first."),
    DEVICE_REVOKED: _("The phone that recorded this was removed. An officer must look first."),
    MEMBERSHIP_ENDED: _("The one who recorded this no longer belongs here. An officer must look first."),
    "unreadable": _("A part of this record cannot be read. It is kept as it came."),
    "hash_differs": _("This record was changed or damaged on the way. It is kept as it came."),
    "forbidden": _("Her office does not allow this any more. An officer must look first."),
}

# They pass by themselves: a newer server knows the kind, a mistake of ours is mended. Tried again every day.
COMES_DUE = frozenset({UNEXPECTED, UNKNOWN_KIND, NEWER_PAGE})


def sentence(code: str) -> str:
    """Return the words for a reason of our own, in the active language."""
    return str(SENTENCES.get(code, ""))
