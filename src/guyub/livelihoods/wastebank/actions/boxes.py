"""Cash leaves the box of a post only as far as it is in there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guyub.foundation.core.errors import Refused
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.balances import balance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.models import Post


def refuse_short_box(org: Organization, post: Post, amount: int) -> None:
    """Refuse to pay `amount` rupiah out of a box that holds less; for actions, under the association's lock."""
    in_box = balance(org=org, account=post.cash_account, fund=accounts.FUND)
    if in_box < amount:
        raise Refused(
            _("The cash box holds %(amount)s. Nothing was paid.") % {"amount": rupiah(max(in_box, 0))},
            next_step=_("Bring cash into this box, or pay from another post."),
            code="cash_short",
            in_box=in_box,
        )
