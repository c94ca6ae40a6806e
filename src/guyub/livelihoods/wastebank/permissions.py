"""Rights of this room, and which office holds them."""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant


@declare
class WastebankPermission(StrEnum):
    """What may be done here."""

    VIEW = "wastebank.view"


P = WastebankPermission

grant(Office.MEMBER, P.VIEW)
