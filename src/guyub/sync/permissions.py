"""Who hands in what phones recorded, and who looks after what no room knows.

What a room's fact may be settled by, the room says itself (`FactKind.settle`).
"""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant


@declare
class SyncPermission(StrEnum):
    """Hand in, and settle what cannot be read."""

    SEND = "sync.send"  # hand in, and see one's own
    LOOK = "sync.look"  # offices that record or settle: a way there on the home page
    SETTLE = "sync.settle"  # facts that no room can read


grant(Office.MEMBER, SyncPermission.SEND)
for _office in (Office.TREASURER, Office.WEIGHING, Office.BUSINESS, Office.TUTOR, Office.INFORMATION):
    grant(_office, SyncPermission.LOOK)
for _office in (Office.CHAIR, Office.DEPUTY, Office.SECRETARY):
    grant(_office, SyncPermission.LOOK)
    grant(_office, SyncPermission.SETTLE)
