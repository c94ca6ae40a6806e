"""What a file would bring: each row with its verdict, for the scale or for the price list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import search
from guyub.foundation.core.money import parse_rupiah, rupiah
from guyub.foundation.core.quantities import Unit, Verdict, check_line_limits, quantity_text
from guyub.foundation.core.reading import Ambiguous, Unreadable
from guyub.foundation.core.sentences import Kind, sentence_of
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.queries.catalogue import ItemCard
from guyub.livelihoods.wastebank.queries.worth import usual_susut
from guyub.livelihoods.wastebank.rules.lists import Written, read_quantity
from guyub.livelihoods.wastebank.rules.prices import is_too_dear
from guyub.livelihoods.wastebank.tuning import Tuning


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict. `amount`: base units on the scale, rupiah in a price list; `remark`: look twice."""

    place: int
    title: str
    item: ItemCard | None
    amount: int = 0
    right: str = ""
    remark: str = ""
    fault: str = ""


class _Kinds:
    """The kinds of waste by code and by name, as lists spell them."""

    def __init__(self, cards: Sequence[ItemCard]) -> None:
        self.by_code = {card.code.casefold(): card for card in cards}
        self.by_name: dict[str, list[ItemCard]] = {}
        for card in cards:
            self.by_name.setdefault(search.key(card.name), []).append(card)

    def find(self, row: Written) -> tuple[ItemCard | None, str]:
        code, name = row.text("code").casefold(), row.text("name")
        card = self.by_code.get(code)
        if card is not None:
            if name and search.key(name) != search.key(card.name):
                return None, _("The code means %(name)s here. Check the row.") % {"name": card.name}
            return card, ""
        found = self.by_name.get(search.key(name), []) if name else []
        if len(found) > 1:
            return None, _("Several kinds have this name. Write the code.")
        return (found[0], "") if found else (None, _("There is no kind with this code or name."))


def judge_book(*, rows: Sequence[Written], cards: Sequence[ItemCard], limits: Tuning) -> list[Judged]:
    """Say of each row of a deposit book what would lie on the scale. No query."""
    kinds = _Kinds(cards)
    return [_weighed(row, kinds, limits) for row in rows if row.text("code") or row.text("name")]


def _weighed(row: Written, kinds: _Kinds, limits: Tuning) -> Judged:
    card, fault = kinds.find(row)
    title = card.name if card else _called(row)
    if card is None:
        return Judged(row.place, title, None, fault=fault)
    unit = Unit(card.unit)
    try:
        quantity = read_quantity(row.cells.get("quantity"), unit)
    except Ambiguous as error:
        both = " / ".join(quantity_text(reading, unit) for reading in error.readings)
        return Judged(
            row.place, title, None, fault=_("Which one is it: %(both)s? Write it with a comma.") % {"both": both}
        )
    except Unreadable as error:
        said = sentence_of(error, Kind.QUANTITY) if row.text("quantity") else _("The weight is missing.")
        return Judged(row.place, title, None, right=row.text("quantity"), fault=str(said))
    verdict = check_line_limits(quantity, unit, limits.confirm_above, limits.refuse_above)
    text = texts.weight(quantity, card.unit)
    if verdict is Verdict.REFUSE:
        return Judged(row.place, title, None, right=text, fault=_("Too much for one line. Check the comma."))
    remark = _("Heavy: is the comma right?") if verdict is Verdict.CONFIRM else ""
    return Judged(row.place, title, card, quantity, text, remark)


def judge_prices(*, org: Organization, rows: Sequence[Written], cards: Sequence[ItemCard]) -> list[Judged]:
    """Say of each row of a price list what would change. Two queries, whatever the length."""
    kinds = _Kinds(cards)
    susut = usual_susut(org=org, item_ids=[card.id for card in cards])
    found: list[Judged] = []
    seen: set[ItemCard] = set()
    for row in rows:
        if row.text("code") or row.text("name"):
            judged = _priced(row, kinds, susut)
            if judged.item in seen:
                judged = Judged(row.place, judged.title, None, right=judged.right, fault=_("This kind stands twice."))
            elif judged.item is not None:
                seen.add(judged.item)
            found.append(judged)
    return found


def _priced(row: Written, kinds: _Kinds, susut: dict[UUID, int]) -> Judged:
    card, fault = kinds.find(row)
    title = card.name if card else _called(row)
    try:
        price = parse_rupiah(row.text("buy"))
    except Unreadable as error:
        said = str(sentence_of(error, Kind.RUPIAH)) if row.text("buy") else _("The price is missing.")
        return Judged(row.place, title, None, right=row.text("buy"), fault=fault or said)
    if card is not None and card.is_consigned:
        fault = _("It is left for sale: change it by itself.")
    elif card is not None and card.price == price:
        fault = _("This is its price already.")
    if card is None or fault:
        return Judged(row.place, title, None, right=rupiah(price), fault=fault)
    before = _("until now %(price)s") % {"price": texts.price(card.price, card.unit)} if card.price is not None else ""
    remark = _("At this price the association loses money.") if _loses(row, card, price, susut) else ""
    return Judged(
        row.place, title, card, price, texts.price(price, card.unit), ". ".join(filter(None, (before, remark)))
    )


def _loses(row: Written, card: ItemCard, price: int, susut: dict[UUID, int]) -> bool:
    """Return whether the list itself says that selling brings less than buying and sorting cost."""
    try:
        sells_at = parse_rupiah(row.text("sell"))
        sorting = parse_rupiah(row.text("sorting")) if row.text("sorting") else 0
    except Unreadable:
        return False
    return is_too_dear(
        price + sorting, deduction_bp=card.deduction_bp, sells_at=sells_at, susut_bp=susut.get(card.id, 0)
    )


def _called(row: Written) -> str:
    return " ".join(filter(None, (row.text("name"), row.text("code"))))
