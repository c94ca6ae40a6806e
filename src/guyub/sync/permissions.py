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
    SETTLE = "sync.settle"  # facts that no room can read


grant(Office.MEMBER, SyncPermission.SEND)
for _office in (Office.CHAIR, Office.DEPUTY, Office.SECRETARY):
    grant(_office, SyncPermission.SETTLE)
