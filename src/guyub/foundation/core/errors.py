"""The error tree. Each error is a sentence for a person: what happened, what is safe, what to do next.

Programming mistakes (`Unscoped`, `WrongTenant`) stand apart: they are never shown, they are mended.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class GuyubError(Exception):
    """Something a person must be told.

    `sentence` is shown as it is; `next_step` says what to do; `code` is stable, for phones and tests;
    `field` names the input that it is about, if one; `details` holds plain values for a screen that wants to draw them.
    """

    status = 400
    code = "error"
    default: str | Promise = _("This did not work. Nothing was changed.")

    def __init__(
        self,
        sentence: str | Promise = "",
        *,
        next_step: str | Promise = "",
        code: str = "",
        field: str = "",
        **details: object,
    ) -> None:
        super().__init__(sentence or self.default)
        self.sentence = sentence or self.default
        self.next_step = next_step
        self.code = code or self.code
        self.field = field
        self.details = details

    def __str__(self) -> str:
        return str(self.sentence)


class BadInput(GuyubError):
    """What was typed cannot be read, or two readings are possible (then `details["readings"]` has them)."""

    status = 422
    code = "bad_input"


class Refused(GuyubError):
    """The input is clear, but a rule of the association or the books says no. Nothing was written."""

    status = 422
    code = "refused"


class Forbidden(GuyubError):
    """The person is known, the thing may be seen, but her offices do not allow this act."""

    status = 403
    code = "forbidden"

    default = _("Your office does not allow this.")


class NotHere(GuyubError):
    """Missing, hidden, or of another association: the same answer for all three."""

    status = 404
    code = "not_here"

    default = _("This page or item is not here.")


class Clash(GuyubError):
    """The same `client_id` came again with other content. The first stands; both are to be shown."""

    status = 409
    code = "clash"

    default = _("This was already recorded with other content. The first record stands.")


class Busy(GuyubError):
    """The database is locked, full, read-only or away. Nothing was written; trying again is safe."""

    status = 503
    code = "busy"


class Unscoped(RuntimeError):
    """A tenant table was touched without saying whose (see `core.tenancy`)."""


class WrongTenant(RuntimeError):
    """A row of one association was about to be written while another one is active."""
