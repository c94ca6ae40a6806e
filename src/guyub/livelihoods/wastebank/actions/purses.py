"""A pocket while a transaction writes into it: lines are gathered, then written together with the new balance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Busy
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.sql import insert_rows, uuid_adapter
from guyub.livelihoods.wastebank.actions.hot import MemberFacts
from guyub.livelihoods.wastebank.models import PassbookLine, Pocket

_LINE = (
    "id", "org_id", "pocket_id", "no", "kind", "amount", "balance_after", "happened_at", "recorded_at", "source_id",
    "entry_id", "receipt_number",
)  # fmt: skip
_POCKET = ("id", "org_id", "member_id", "kind_id", "label", "balance", "held", "last_no", "opened_at")
_UPDATE = (
    "UPDATE wastebank_pocket SET balance = %s, held = %s, last_no = %s"
    " WHERE org_id = %s AND id = %s AND balance = %s AND held = %s AND last_no = %s"
)


@dataclass(slots=True)
class Purse:
    """A pocket's figures as this transaction leaves them. Always under `lock_association`."""

    org_id: UUID
    member_id: UUID
    pocket_id: UUID
    kind_id: UUID
    balance: int
    held: int
    last_no: int
    is_new: bool = False
    before: tuple[int, int, int] = (0, 0, 0)
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    @classmethod
    def of(cls, org_id: UUID, member: MemberFacts) -> Purse:
        """Open a member's regular pocket, a new one if she has none."""
        if member.kind_id is None:
            raise RuntimeError("the waste bank of this association was not opened: call open_bank()")
        figures = (member.balance, member.held, member.last_no)
        is_new = member.pocket_id is None
        pocket_id = member.pocket_id or uuid7()
        return cls(org_id, member.id, pocket_id, member.kind_id, *figures, is_new=is_new, before=figures)

    @classmethod
    def of_row(cls, pocket: Pocket) -> Purse:
        """Open a pocket that was read by the ORM."""
        figures = (pocket.balance, pocket.held, pocket.last_no)
        return cls(pocket.org_id, pocket.member_id, pocket.pk, pocket.kind_id, *figures, before=figures)

    @property
    def available(self) -> int:
        return self.balance - self.held

    def write(  # noqa: PLR0917 -- a line has these parts
        self,
        kind: str,
        amount: int,
        happened_at: datetime,
        source_id: UUID,
        entry_id: UUID,
        receipt_number: int | None = None,
    ) -> None:
        """Add one line; nothing for zero."""
        if amount == 0:
            return
        self.balance += amount
        self.last_no += 1
        self.rows.append(
            (
                uuid7(), self.org_id, self.pocket_id, self.last_no, kind, amount, self.balance, happened_at,
                clock.now(), source_id, entry_id, receipt_number,
            )
        )  # fmt: skip

    def flush(self) -> None:
        """Write the balance and the gathered lines. The database refuses a negative one, and holds above it."""
        if self.is_new:
            row = (
                self.pocket_id, self.org_id, self.member_id, self.kind_id, "", self.balance, self.held, self.last_no,
                clock.now(),
            )  # fmt: skip
            insert_rows(Pocket, [row], fields=_POCKET)
        elif (self.balance, self.held, self.last_no) != self.before:
            to_db = uuid_adapter()
            with connection.cursor() as cursor:
                cursor.execute(
                    _UPDATE,
                    (self.balance, self.held, self.last_no, to_db(self.org_id), to_db(self.pocket_id), *self.before),
                )
                if cursor.rowcount != 1:  # somebody wrote without the association's lock
                    raise Busy(_("The passbook changed at this moment. Nothing was written. Please try again."))
        insert_rows(PassbookLine, self.rows, fields=_LINE)
        self.is_new, self.rows = False, []
        self.before = (self.balance, self.held, self.last_no)
