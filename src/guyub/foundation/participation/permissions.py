"""Who sees whose time. A member sees her own hours and the group's total."""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant


@declare
class ParticipationPermission(StrEnum):
    """Look at and record presence."""

    OWN = "participation.own"
    VIEW = "participation.view"
    RECORD = "participation.record"


P = ParticipationPermission

grant(Office.MEMBER, P.OWN)
for _office in (Office.CHAIR, Office.DEPUTY, Office.SECRETARY):
    grant(_office, P.VIEW, P.RECORD)
for _office in (Office.WEIGHING, Office.BUSINESS, Office.TUTOR, Office.INFORMATION):
    grant(_office, P.RECORD)
grant(Office.TREASURER, P.VIEW)
grant(Office.AUDITOR, P.VIEW)
