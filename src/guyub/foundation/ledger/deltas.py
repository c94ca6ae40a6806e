"""What entries change in the running totals: gathered, then written in a fixed order in a few statements.

What may not fall below zero is taken first, by conditional UPDATE, so that a refusal comes before any other write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7, uuid7s
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.months import first_of
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.core.sql import day_adapter, uuid_adapter
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.models import FundBalance, Item, LotBalance, PartyBalance, StockBalance
from guyub.foundation.ledger.rules import AccountFacts, ItemFacts, guard_of


@dataclass(slots=True)
class Deltas:
    """Changes by key. Amounts are [debit, credit], stock is [quantity, value]."""

    balances: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    months: dict[tuple[date, str, str, str, str], list[int]] = field(default_factory=dict)
    parties: dict[tuple[str, UUID], list[int]] = field(default_factory=dict)
    guards: dict[str, int] = field(default_factory=dict)
    cash: dict[tuple[str, str], int] = field(default_factory=dict)
    stock: dict[tuple[UUID, UUID, str], list[int]] = field(default_factory=dict)
    stock_accounts: dict[tuple[UUID, UUID, str], str] = field(default_factory=dict)
    lots: dict[tuple[UUID, UUID, str], int] = field(default_factory=dict)
    accounts: dict[str, AccountFacts] = field(default_factory=dict)
    items: dict[UUID, ItemFacts] = field(default_factory=dict)

    def add_lines(self, lines: Sequence[Line], accounts: dict[str, AccountFacts], booked_on: date) -> None:
        """Count the lines of one entry."""
        month = first_of(booked_on)
        self.accounts.update(accounts)
        for line in lines:
            account, amount = line.account, line.amount
            side = 0 if amount > 0 else 1
            size = abs(amount)
            self.balances.setdefault((account, line.fund, line.unit), [0, 0])[side] += size
            self.months.setdefault((month, account, line.fund, line.unit, line.cash_flow), [0, 0])[side] += size
            facts = accounts[account]
            if line.party is not None:
                self.parties.setdefault((account, line.party), [0, 0])[side] += size
                self.guards[account] = guard_of(facts)
            if facts.is_cash and facts.never_negative:
                self.cash[account, line.fund] = self.cash.get((account, line.fund), 0) + amount

    def add_moves(self, moves: Sequence[Move], accounts: Sequence[str], items: dict[UUID, ItemFacts]) -> None:
        """Count the goods of one entry."""
        self.items.update(items)
        for move, account in zip(moves, accounts, strict=True):
            key = (move.item_id, move.place_id, move.pool)
            stock = self.stock.setdefault(key, [0, 0])
            stock[0] += move.quantity
            stock[1] += move.value
            self.stock_accounts[key] = account
            if move.lot_id is not None:
                lot = (move.lot_id, move.place_id, move.pool)
                self.lots[lot] = self.lots.get(lot, 0) + move.quantity

    def apply(self, cursor: Any, org_id: UUID) -> None:
        """Write the changes: first what may be refused, then the rest, each in order of its key."""
        to_db = uuid_adapter()
        org = to_db(org_id)
        if self.cash:
            self._apply_cash(cursor, org, to_db)
        if self.parties:
            self._apply_parties(cursor, org, to_db)
        if self.stock:
            self._apply_stock(cursor, org, to_db)
        if self.lots:
            self._apply_lots(cursor, org, to_db)
        if self.balances:
            self._apply_totals(cursor, org, to_db)

    def _apply_totals(self, cursor: Any, org: Any, to_db: Any) -> None:
        to_day = day_adapter()
        ids = iter(uuid7s(len(self.balances) + len(self.months)))
        rows = [(to_db(next(ids)), org, *key, *sides) for key, sides in sorted(self.balances.items())]
        cursor.executemany(_upsert("ledger_balance", ("account", "fund", "unit"), ("debit", "credit")), rows)
        rows = [(to_db(next(ids)), org, to_day(key[0]), *key[1:], *sides) for key, sides in sorted(self.months.items())]
        cursor.executemany(
            _upsert("ledger_monthtotal", ("month", "account", "fund", "unit", "cash_flow"), ("debit", "credit")), rows
        )

    def _apply_cash(self, cursor: Any, org: Any, to_db: Any) -> None:
        incoming = []
        for (account, fund), change in sorted(self.cash.items()):
            if change > 0:
                incoming.append((to_db(uuid7()), org, account, fund, change))
            elif change < 0:
                cursor.execute(_TAKE_CASH, (change, org, account, fund, -change))
                if not cursor.rowcount:
                    raise self._cash_is_short(account, fund, -change)
        if incoming:
            cursor.executemany(_upsert("ledger_fundbalance", ("account", "fund"), ("amount",)), incoming)

    def _cash_is_short(self, account: str, fund: str, asked: int) -> Refused:
        held = FundBalance.objects.filter(account=account, fund=fund).values_list("amount", flat=True).first() or 0
        return Refused(
            _("%(account)s (%(fund)s) holds %(held)s, but %(asked)s is needed. Nothing was written.")
            % {
                "account": self.accounts[account].name,
                "fund": fund,
                "held": rupiah(held),
                "asked": rupiah(asked),
            },
            next_step=_("Take less, or put money in this cash box first."),
            code="cash_short",
            account=account,
            fund=fund,
            held=held,
            asked=asked,
        )

    def _apply_parties(self, cursor: Any, org: Any, to_db: Any) -> None:
        free = []
        for (account, party), (debit, credit) in sorted(self.parties.items()):
            guard = self.guards[account]
            if guard and (debit - credit) * guard < 0:
                cursor.execute(_TAKE_PARTY, (debit, credit, guard, org, account, to_db(party), debit - credit, guard))
                if not cursor.rowcount:
                    raise self._party_is_short(account, party, abs(debit - credit))
            else:
                free.append((to_db(uuid7()), org, account, to_db(party), guard, debit, credit))
        if free:
            cursor.executemany(_PUT_PARTY, free)

    def _party_is_short(self, account: str, party: UUID, asked: int) -> Refused:
        row = PartyBalance.objects.filter(account=account, party=party).values_list("debit", "credit").first()
        held = abs(row[0] - row[1]) if row else 0
        return Refused(
            _("%(account)s is %(held)s, but %(asked)s is asked. Nothing was written.")
            % {"account": self.accounts[account].name, "held": rupiah(held), "asked": rupiah(asked)},
            next_step=_("Take %(held)s or less.") % {"held": rupiah(held)},
            code="balance_short",
            account=account,
            held=held,
            asked=asked,
        )

    def _apply_stock(self, cursor: Any, org: Any, to_db: Any) -> None:
        incoming = []
        for key, (quantity, value) in sorted(self.stock.items()):
            item, place, pool = key
            if quantity == 0 and value == 0:
                continue
            if quantity > 0 and value >= 0:
                incoming.append(
                    (to_db(uuid7()), org, to_db(item), to_db(place), pool, self.stock_accounts[key], quantity, value)
                )
                continue
            where = (org, to_db(item), to_db(place), pool)
            cursor.execute(_TAKE_STOCK, (quantity, value, *where, -quantity, -value, -quantity, -value))
            if not cursor.rowcount:
                raise self._goods_are_short(item, place, pool, -quantity)
        if incoming:
            cursor.executemany(_PUT_STOCK, incoming)

    def _goods_are_short(self, item: UUID, place: UUID, pool: str, asked: int) -> Refused:
        row = StockBalance.objects.filter(item=item, place=place, pool=pool).values_list("quantity").first()
        held = row[0] if row else 0
        unit = Unit(Item.objects.values_list("unit", flat=True).get(pk=item))
        if asked <= held:
            return Refused(
                _("The stock of %(item)s is worth something else by now. Nothing was written.")
                % {"item": self.items[item].name},
                next_step=_("Correct it by its net change, or count the stock."),
                code="stock_value",
            )
        return Refused(
            _("There is %(held)s of %(item)s, but %(asked)s is needed. Nothing was written.")
            % {"item": self.items[item].name, "held": quantity_text(held, unit), "asked": quantity_text(asked, unit)},
            next_step=_("Take less, or count the stock first."),
            code="stock_short",
            item=str(item),
            held=held,
            asked=asked,
        )

    def _apply_lots(self, cursor: Any, org: Any, to_db: Any) -> None:
        incoming = []
        for (lot, place, pool), quantity in sorted(self.lots.items()):
            if quantity > 0:
                incoming.append((to_db(uuid7()), org, to_db(lot), to_db(place), pool, quantity))
            elif quantity < 0:
                cursor.execute(_TAKE_LOT, (quantity, org, to_db(lot), to_db(place), pool, -quantity))
                if not cursor.rowcount:
                    held = LotBalance.objects.filter(lot=lot, place=place, pool=pool).values_list("quantity", flat=True)
                    raise Refused(
                        _("This lot has less than is asked. Nothing was written."),
                        next_step=_("Choose another lot, or take less."),
                        code="lot_short",
                        held=held.first() or 0,
                        asked=-quantity,
                    )
        if incoming:
            cursor.executemany(_upsert("ledger_lotbalance", ("lot_id", "place_id", "pool"), ("quantity",)), incoming)


@cache
def _upsert(table: str, key: tuple[str, ...], sums: tuple[str, ...]) -> str:
    """Return an INSERT that adds to the row that is there already."""
    columns = ("id", "org_id", *key, *sums)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 -- our own names
        f" ON CONFLICT (org_id, {', '.join(key)}) DO UPDATE SET "
        + ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in sums)
    )


_TAKE_CASH = (
    "UPDATE ledger_fundbalance SET amount = amount + %s WHERE org_id = %s AND account = %s AND fund = %s"
    " AND amount >= %s"
)
_TAKE_PARTY = (
    "UPDATE ledger_partybalance SET debit = debit + %s, credit = credit + %s, guard = %s"
    " WHERE org_id = %s AND account = %s AND party = %s AND (debit - credit + %s) * %s >= 0"
)
_PUT_PARTY = (
    "INSERT INTO ledger_partybalance (id, org_id, account, party, guard, debit, credit)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (org_id, account, party) DO UPDATE SET"
    " debit = ledger_partybalance.debit + excluded.debit, credit = ledger_partybalance.credit + excluded.credit"
)
_PUT_STOCK = (
    "INSERT INTO ledger_stockbalance (id, org_id, item_id, place_id, pool, account, quantity, value)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (org_id, item_id, place_id, pool) DO UPDATE SET"
    " quantity = ledger_stockbalance.quantity + excluded.quantity, value = ledger_stockbalance.value + excluded.value"
)
_TAKE_STOCK = (
    "UPDATE ledger_stockbalance SET quantity = quantity + %s, value = value + %s"
    " WHERE org_id = %s AND item_id = %s AND place_id = %s AND pool = %s"
    " AND quantity >= %s AND value >= %s AND (quantity > %s OR value = %s)"
)
_TAKE_LOT = (
    "UPDATE ledger_lotbalance SET quantity = quantity + %s"
    " WHERE org_id = %s AND lot_id = %s AND place_id = %s AND pool = %s AND quantity >= %s"
)
