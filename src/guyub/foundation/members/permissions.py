"""Who sees and changes what about members. A plain member sees herself only."""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant, open_to_operator


@declare
class MembersPermission(StrEnum):
    """From one's own page to the national number."""

    SELF = "members.self"  # her own data, card and consents
    VIEW_BASIC = "members.view_basic"  # number, nickname, hamlet: enough to weigh for her
    VIEW = "members.view"  # address, phone, household, history
    REGISTER = "members.register"  # a new member, also with name and hamlet only
    EDIT = "members.edit"  # details, status, household, consents, export
    IMPORT = "members.import"
    MERGE = "members.merge"
    ERASE = "members.erase"  # ask for it, or carry out what another asked
    NIK = "members.nik"


P = MembersPermission

grant(Office.MEMBER, P.SELF)
grant(Office.SECRETARY, *P)
grant(Office.CHAIR, P.VIEW_BASIC, P.VIEW, P.REGISTER, P.EDIT, P.MERGE, P.ERASE)
grant(Office.DEPUTY, P.VIEW_BASIC, P.VIEW, P.REGISTER, P.EDIT, P.ERASE)
grant(Office.TREASURER, P.VIEW_BASIC, P.REGISTER)
grant(Office.WEIGHING, P.VIEW_BASIC, P.REGISTER)
grant(Office.BUSINESS, P.VIEW_BASIC)
grant(Office.INFORMATION, P.VIEW_BASIC)
grant(Office.CASES, P.VIEW_BASIC)
grant(Office.TUTOR, P.VIEW_BASIC)
grant(Office.AUDITOR, P.VIEW_BASIC)

open_to_operator(P.VIEW_BASIC)
