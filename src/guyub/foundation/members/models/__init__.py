"""People of an association: members, households, consents, and files that brought them."""

from guyub.foundation.members.models.consents import Consent, IdentityNumber
from guyub.foundation.members.models.erasure import Erasure
from guyub.foundation.members.models.imports import ImportBatch, ImportRow
from guyub.foundation.members.models.lives import Care, MemberSkill, MigrationStay
from guyub.foundation.members.models.people import Household, Member, MemberNumber, Merge, NotDuplicate, StatusChange

__all__ = [
    "Care",
    "Consent",
    "Erasure",
    "Household",
    "IdentityNumber",
    "ImportBatch",
    "ImportRow",
    "Member",
    "MemberNumber",
    "MemberSkill",
    "Merge",
    "MigrationStay",
    "NotDuplicate",
    "StatusChange",
]
