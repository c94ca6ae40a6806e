"""Rights of this room, and which office holds them."""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant


@declare
class ParticipationPermission(StrEnum):
    """What may be done here."""

    VIEW = "participation.view"


P = ParticipationPermission

grant(Office.MEMBER, P.VIEW)
