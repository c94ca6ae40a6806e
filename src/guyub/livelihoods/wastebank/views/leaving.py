"""What pages of money say of a member who left or died: two officers close her account, nothing else is handed out."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.organizations.access import RoomRequest
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, here


def lead_to_closing(request: RoomRequest, page: Page, member_id: UUID, name: str, *, is_empty: bool = False) -> None:
    """Say that she is no longer a member, and lead those who may close accounts to hers. `is_empty`: nothing rests."""
    words = _("%(name)s is no longer a member.") % {"name": name}
    more = "" if is_empty else _("Two officers close the account and hand out the rest.")
    page.notices.append(Notice("turmeric", "lock", words, more))
    if request.actor.may(P.OVERRIDE) and not request.actor.is_member(member_id):
        page.main = Button(here(request, "exit", member_id), "lock", _("Close the account"))
