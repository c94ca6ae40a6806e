"""The report to the environment office, worked out now: plain values only, so that it can be frozen and hashed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from guyub.foundation.core.disclosure import TOTAL
from guyub.foundation.ledger.models import Entry
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import SaleStatus, SipsnClass
from guyub.livelihoods.wastebank.flows import Flow
from guyub.livelihoods.wastebank.models import CategoryClass, ClassColumn, Post, Sale, WasteItem
from guyub.livelihoods.wastebank.periods import ReportPeriod
from guyub.livelihoods.wastebank.queries.depositors import ACTIVE, People, people
from guyub.livelihoods.wastebank.queries.impact import Impact, impact
from guyub.livelihoods.wastebank.queries.material_balance import Balance, Balances, material_balance

Content = dict[str, Any]
LAYOUT = 1  # of the content; a reader that meets a greater number does not guess


def report_content(*, org: Organization, period: ReportPeriod) -> Content:
    """Return the whole report of a period: by post, then all together, then what it saved by each method."""
    posts = list(Post.objects.filter(org=org).order_by("name"))
    balances = material_balance(org=org, first=period.first, last=period.last)
    told = people(org=org, period=period, posts=[post.pk for post in posts])
    sales = sales_of(org=org, period=period)
    items = {item.pk: item for item in WasteItem.objects.filter(org=org)}
    write = _Writer(items, _classes(org, period), class_columns(org=org))
    rows = []
    for place, post in enumerate(posts):
        own = {key: balance for key, balance in balances.items() if key[0] == post.pk}
        rows.append(
            {
                "name": post.name,
                "region": post.village_code,
                **_persons(told, place),
                "sold_rupiah": sales.get(post.pk, 0),
                **write.goods(own),
            }
        )
    return {
        "layout": LAYOUT,
        "bank": org.name,
        "region": org.region_code,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "posts": rows,
        "whole": {**_persons(told, TOTAL), "sold_rupiah": sum(sales.values()), **write.goods(balances)},
        "impact": impact_content(impact(org=org, balances=balances)),
    }


def sales_of(*, org: Organization, period: ReportPeriod) -> dict[UUID, int]:
    """Return rupiah of sales by post, booked in the period, less those taken back in it."""
    during = Entry.objects.filter(org=org, booked_on__gte=period.first, booked_on__lte=period.last)
    final = Sale.objects.filter(org=org).exclude(status=SaleStatus.DRAFT)
    found: dict[UUID, int] = {}
    for rows, sign in (
        (final.filter(entry_id__in=during.values("pk")), 1),
        (final.filter(reverse_entry_id__in=during.values("pk")), -1),
    ):
        for post, revenue in rows.values_list("post_id", "revenue"):
            found[post] = found.get(post, 0) + sign * revenue
    return found


def class_columns(*, org: Organization) -> dict[str, str]:
    """Return what the authority's table calls each class: the association's word for it, else ours."""
    chosen = dict(ClassColumn.objects.filter(org=org).values_list("sipsn_class", "column"))
    return {value: chosen.get(value, str(label)) for value, label in SipsnClass.choices}


def _persons(told: People | None, row: int) -> Content:
    """Return what may be told of persons: nothing (null) where the gate hides it."""
    if told is None:
        return {"members": 0, "active": 0, "credited_rupiah": 0}
    return {
        "members": told.persons.at(row, TOTAL),
        "active": told.persons.at(row, ACTIVE),
        "credited_rupiah": told.credited.at(row, 0),
    }


def _classes(org: Organization, period: ReportPeriod) -> dict[UUID, str]:
    """Return the class of each category on the last day; one that begins later holds before it as well."""
    found: dict[UUID, str] = {}
    rows = CategoryClass.objects.filter(org=org).order_by("starts_on")
    for category, starts_on, name in rows.values_list("category_id", "starts_on", "sipsn_class"):
        if starts_on <= period.last or category not in found:
            found[category] = name
    return found


class _Writer:
    """Writes balances by class in grams; what is counted in litres or pieces stands apart, in its own unit."""

    def __init__(self, items: dict[UUID, WasteItem], classes: dict[UUID, str], columns: dict[str, str]) -> None:
        self.items, self.classes, self.columns = items, classes, columns

    def goods(self, balances: Balances) -> Content:
        """Return the two tables of a post, or of the whole."""
        by_class: dict[str, Balance] = {}
        apart: dict[UUID, Balance] = {}
        for (_post, item_id), balance in balances.items():
            item = self.items[item_id]
            key = self.classes.get(item.category_id, SipsnClass.OTHER.value)
            place = by_class.setdefault(key, Balance()) if item.unit == "g" else apart.setdefault(item_id, Balance())
            place.add(balance)
        order = [name for name in SipsnClass.values if name in by_class]
        shown = sorted(apart, key=lambda pk: (self.items[pk].position, self.items[pk].name))
        return {
            "classes": [{"class": name, "column": self.columns[name], **figures(by_class[name])} for name in order],
            "apart": [{"item": self.items[pk].name, "unit": self.items[pk].unit, **figures(apart[pk])} for pk in shown],
        }


def figures(balance: Balance) -> dict[str, int]:
    """Return a balance as the report writes it."""
    flows = {flow.value: balance.flows[flow] for flow in Flow}
    return {"opening": balance.opening, **flows, "closing": balance.closing}


def impact_content(found: Impact) -> list[Content]:
    """Return what each method says, as the report writes it."""
    return [
        {
            "set": saved.factors.code,
            "name": saved.factors.name,
            "version": saved.factors.version,
            "grams_counted": saved.counted,
            "grams_co2e": saved.total,
            "materials": [{"material": name, "grams": grams, "co2e": co2e} for name, grams, co2e in saved.by_material],
            "without_factor": [{"item": name, "grams": grams} for name, grams in saved.without_factor],
            "weightless": [{"item": name, "unit": unit, "quantity": q} for name, unit, q in found.weightless],
            "paper_methane": found.methane(saved),
        }
        for saved in found.savings
    ]


# --- what changed between two revisions -----------------------------------------------------------------------------

_NAMES = ("name", "class", "item", "set", "material")


def differences(old: Content, new: Content) -> list[dict[str, Any]]:
    """Return what differs: where (names from the outside in), the value before and the one now."""
    before, after = dict(_flat(old)), dict(_flat(new))
    places = [*before, *(place for place in after if place not in before)]
    return [
        {"where": list(place), "before": before.get(place), "after": after.get(place)}
        for place in places
        if before.get(place) != after.get(place)
    ]


def _flat(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, (*path, key))
    elif isinstance(value, list):
        for row in value:
            name = next(str(row[key]) for key in _NAMES if key in row)
            yield from _flat(row, (*path, name))
    else:
        yield path, value
