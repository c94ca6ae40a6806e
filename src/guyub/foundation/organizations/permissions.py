"""Rights over the association itself: its settings, its offices, its trail."""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant, open_to_operator


@declare
class OrganizationPermission(StrEnum):
    """See and change the association, its offices and who may sign in."""

    ENTER = "organizations.enter"
    VIEW = "organizations.view"
    BELONG = "organizations.belong"  # stands inside: what she may not open is closed; to others it is not there
    SETTINGS = "organizations.settings"
    OFFICES = "organizations.offices"
    INVITE = "organizations.invite"
    RECOVER = "organizations.recover"
    AUDIT = "organizations.audit"
    CALENDAR = "organizations.calendar"


P = OrganizationPermission

grant(Office.MEMBER, P.ENTER, P.VIEW, P.BELONG)
grant(Office.CHAIR, P.SETTINGS, P.OFFICES, P.INVITE, P.RECOVER, P.AUDIT, P.CALENDAR)
grant(Office.DEPUTY, P.INVITE, P.RECOVER, P.CALENDAR)
grant(Office.SECRETARY, P.INVITE, P.RECOVER, P.CALENDAR)
grant(Office.AUDITOR, P.AUDIT)
grant(Office.MENTOR, P.ENTER, P.VIEW)

open_to_operator(P.ENTER, P.VIEW, P.AUDIT)
