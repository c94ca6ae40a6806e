"""Rights of this room, and which office holds them."""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant


@declare
class LedgerPermission(StrEnum):
    """What may be done here. Members read the statements and their own lines; nobody pays or counts for herself."""

    VIEW = "ledger.view"  # statements, own dues
    BOOKS = "ledger.books"  # every entry, every account, who is behind with dues
    RECORD = "ledger.record"  # money in and out, dues, proposals
    COUNT = "ledger.count"  # count the cash of somebody else
    APPROVE = "ledger.approve"  # be the second person
    SETUP = "ledger.setup"  # accounts, cash boxes, funds, dues rates


P = LedgerPermission

grant(Office.MEMBER, P.VIEW)
grant(Office.CHAIR, P.BOOKS, P.COUNT, P.APPROVE, P.SETUP)
grant(Office.DEPUTY, P.BOOKS, P.COUNT)
grant(Office.SECRETARY, P.BOOKS, P.COUNT)
grant(Office.TREASURER, P.BOOKS, P.RECORD, P.COUNT, P.SETUP)
grant(Office.AUDITOR, P.BOOKS, P.COUNT, P.APPROVE)
