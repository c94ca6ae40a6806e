"""Rights of this room, and which office holds them."""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant


@declare
class LedgerPermission(StrEnum):
    """What may be done here."""

    VIEW = "ledger.view"
    SETUP = "ledger.setup"


P = LedgerPermission

grant(Office.MEMBER, P.VIEW)
grant(Office.CHAIR, P.SETUP)
grant(Office.TREASURER, P.SETUP)
