"""Rights of this room, and which office holds them."""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant


@declare
class MembersPermission(StrEnum):
    """What may be done here."""

    VIEW = "members.view"


P = MembersPermission

grant(Office.MEMBER, P.VIEW)
