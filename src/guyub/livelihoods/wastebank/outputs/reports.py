"""A frozen report as people read it: tables for the screen, the workbook, the paper; one wide table for CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guyub.foundation.core.exports import Cell, Column, Table
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.livelihoods.wastebank.choices import SipsnClass
from guyub.livelihoods.wastebank.flows import Flow
from guyub.livelihoods.wastebank.rules.impact import set_of, titled

Content = Mapping[str, Any]

HIDDEN = "••"
FIGURES: tuple[tuple[str, str | Promise], ...] = (
    ("opening", pgettext_lazy("report", "Opening")),
    (Flow.IN, pgettext_lazy("report", "In")),
    (Flow.GAIN, pgettext_lazy("report", "Gain")),
    (Flow.SOLD, pgettext_lazy("report", "Sold")),
    (Flow.TRANSFERRED, pgettext_lazy("report", "To other posts")),
    (Flow.SHRINKAGE, pgettext_lazy("report", "Susut")),
    (Flow.RESIDUE, pgettext_lazy("report", "Residue")),
    ("closing", pgettext_lazy("report", "Closing")),
)
MATERIALS: dict[str, str | Promise] = {
    "pet": gettext_lazy("PET plastic"),
    "hdpe": gettext_lazy("HDPE plastic"),
    "pp": gettext_lazy("PP plastic"),
    "ldpe": gettext_lazy("LDPE plastic (film, bags)"),
    "pvc": gettext_lazy("PVC plastic"),
    "ps": gettext_lazy("PS plastic"),
    "mixed_plastic": gettext_lazy("mixed plastic"),
    "aluminium": gettext_lazy("aluminium"),
    "steel_cans": gettext_lazy("steel cans"),
    "scrap_metal": gettext_lazy("scrap metal"),
    "copper_wire": gettext_lazy("copper wire"),
    "glass": pgettext_lazy("material", "glass"),
    "cardboard": gettext_lazy("cardboard"),
    "paper": pgettext_lazy("material", "paper"),
    "mixed_paper": gettext_lazy("mixed paper"),
}
METHODS: dict[str, str | Promise] = {
    "desnz-2025": gettext_lazy("new material less recycled material, in British supply chains; copied by hand"),
    "warm-16": gettext_lazy("net saving of recycling in North America, with forests; copied by hand"),
}
_WORDS: dict[str, str | Promise] = {
    **dict(FIGURES),
    **MATERIALS,
    "posts": "",
    "whole": gettext_lazy("All together"),
    "classes": "",
    "apart": "",
    "impact": "",
    "materials": "",
    "members": gettext_lazy("Depositors"),
    "active": gettext_lazy("Active"),
    "credited_rupiah": gettext_lazy("Value of deposits"),
    "sold_rupiah": gettext_lazy("Sold for"),
    "grams_co2e": gettext_lazy("CO2e"),
    "co2e": gettext_lazy("CO2e"),
    "grams": gettext_lazy("Weight sold"),
    "grams_counted": gettext_lazy("Weight counted"),
    "column": gettext_lazy("Column"),
    "region": gettext_lazy("Region code"),
    "bank": gettext_lazy("Name"),
    "name": gettext_lazy("Name"),
    "without_factor": gettext_lazy("No factor"),
    "weightless": gettext_lazy("By piece or litre"),
}


def co2e_text(grams: int) -> str:
    """Write grams of CO2e: `159,060 kg CO2e`, never without its unit."""
    return f"{quantity_text(grams, Unit.GRAM)} CO2e"


def material_name(code: str) -> str:
    """Return the word for a material of the factors."""
    return str(MATERIALS.get(code, code))


def hidden_note() -> str:
    """Return what the sign means that stands for every hidden number."""
    return _("%(sign)s: hidden, so that no figure points at a person.") % {"sign": HIDDEN}


def told(value: int | None) -> Cell:
    """Return a number that passed the gate, or the sign that stands for every hidden one."""
    return HIDDEN if value is None else value


def report_tables(content: Content) -> list[Table]:
    """Return the report: persons and rupiah by post, goods of the whole and of each post, and the two methods."""
    tables = [_people_table(content)]
    several = len(content["posts"]) > 1
    tables += _goods_tables(str(_WORDS["whole"]), content["whole"])
    for post in content["posts"] if several else ():
        tables += _goods_tables(post["name"], post)
    return [*tables, impact_table(content["impact"])]


def _people_table(content: Content) -> Table:
    columns = [
        Column(_("Post")),
        Column(_("Region code")),
        Column(_("Depositors"), "number"),
        Column(_("Active"), "number"),
        Column(_("Value of deposits"), "rupiah"),
        Column(_("Sold for"), "rupiah"),
    ]

    def row(name: str, region: str, part: Content) -> list[Cell]:
        persons = [told(part[key]) for key in ("members", "active", "credited_rupiah")]
        return [name, region, *persons, part["sold_rupiah"]]

    rows = [row(post["name"], post["region"], post) for post in content["posts"]]
    total = row(str(_WORDS["whole"]), content["region"], content["whole"])
    notes = [_("Active: brought waste in this period. Depositors count where they came last.")]
    if any(HIDDEN in one for one in (*rows, total)):
        notes.append(hidden_note())
    return Table(_("Depositors and rupiah"), columns, rows, totals=total, notes=notes)


def _goods_tables(name: str, part: Content) -> list[Table]:
    tables = []
    if part["classes"]:
        columns = [Column(_("Class")), *(Column(word, "quantity", unit=Unit.GRAM) for _key, word in FIGURES)]
        rows: list[list[Cell]] = [[row["column"], *_numbers(row)] for row in part["classes"]]
        sums: list[Cell] = [sum(row[str(key)] for row in part["classes"]) for key, _word in FIGURES]
        note = _("Opening, in and gain together are what was sold, left, shrank, was thrown away and is still there.")
        title = _("%(where)s: by class") % {"where": name}
        tables.append(Table(title, columns, rows, totals=[_("Total"), *sums], notes=[note]))
    if part["apart"]:
        columns = [Column(_("Kind")), *(Column(word) for _key, word in FIGURES)]
        shown: list[list[Cell]] = [
            [row["item"], *(quantity_text(number, Unit(row["unit"])) for number in _numbers(row))]
            for row in part["apart"]
        ]
        tables.append(Table(_("%(where)s: by piece and by litre") % {"where": name}, columns, shown))
    return tables


def _numbers(row: Content) -> list[int]:
    return [row[str(key)] for key, _word in FIGURES]


def impact_table(savings: Sequence[Content]) -> Table:
    """Return what was sold as each method sees it: both named, nothing without a method."""
    notes = [_("Estimates, each by its own method. They are no carbon credits and are never added up.")]
    columns = [
        Column(_("Method")),
        Column(_("Material")),
        Column(_("Weight sold"), "quantity", unit=Unit.GRAM),
        Column(_("Estimated saving")),
    ]
    return Table(
        _("What recycling saved, by two methods"),
        columns,
        [row for one in savings for row in _method_rows(one)],
        notes=[*notes, *(note for one in savings for note in _method_notes(one))],
    )


def _method(one: Content) -> str:
    return titled(one["name"], one["version"])


def _method_rows(one: Content) -> Iterator[list[Cell]]:
    title = _method(one)
    for row in one["materials"]:
        yield [title, material_name(row["material"]), row["grams"], co2e_text(row["co2e"])]
    for row in one["without_factor"]:
        yield [title, row["item"], row["grams"], _("no factor")]
    for row in one["weightless"]:
        quantity = quantity_text(row["quantity"], Unit(row["unit"]))
        yield [title, f"{row['item']}, {quantity}", None, _("no factor")]
    yield [title, _("All with a factor"), one["grams_counted"], co2e_text(one["grams_co2e"])]


def _method_notes(one: Content) -> Iterator[str]:
    """Say what stands apart, and where the figures come from."""
    title = _method(one)
    if one["paper_methane"] is not None:
        words = {"method": title, "gas": co2e_text(one["paper_methane"])}
        yield _("%(method)s: the paper would give off %(gas)s in a landfill.") % words
    kept = set_of(one["set"])
    if kept is not None:
        yield f"{title}: {METHODS.get(kept.code, kept.method)}. {kept.source}. {kept.licence}."


def report_csv(content: Content) -> Table:
    """Return the report as one table, one line for each post and class or kind, as authorities' sheets have it."""
    heads = [_("Bank"), _("First day"), _("Last day"), _("Post"), _("Region code")]
    columns = [
        *(Column(head) for head in heads),
        Column(_("Depositors"), "number"),
        Column(_("Active"), "number"),
        Column(_("Value of deposits"), "rupiah"),
        Column(_("Sold for"), "rupiah"),
        Column(_("Class or kind")),
        Column(_("Unit of measure")),
        *(Column(word) for _key, word in FIGURES),
    ]
    rows: list[list[Cell]] = []
    parts = [(post["name"], post["region"], post) for post in content["posts"]]
    for name, region, part in [*parts, (str(_WORDS["whole"]), content["region"], content["whole"])]:
        head: list[Cell] = [content["bank"], content["first"], content["last"], name, region]
        head += [told(part[key]) for key in ("members", "active", "credited_rupiah")]
        head.append(part["sold_rupiah"])
        lines = [(row["column"], "g", row) for row in part["classes"]]
        lines += [(row["item"], row["unit"], row) for row in part["apart"]]
        rows += [[*head, what, *_bare(unit, row)] for what, unit, row in lines]
        if not lines:
            rows.append([*head, "", *[""] * (1 + len(FIGURES))])
    return Table(_("Report of the waste bank"), columns, rows)


def _bare(unit: str, row: Content) -> list[Cell]:
    """Return the spoken unit and bare figures with a decimal comma."""
    words = {"g": "kg", "ml": "l", "pcs": "biji"}
    if unit == Unit.PIECE:
        return [words[unit], *(str(number) for number in _numbers(row))]
    return [words[unit], *(_thousandths(number) for number in _numbers(row))]


def _thousandths(number: int) -> str:
    whole, rest = divmod(abs(number), 1000)
    return f"{'-' if number < 0 else ''}{whole},{rest:03d}"


def change_rows(changes: Sequence[Content]) -> Iterator[tuple[str, str]]:
    """Say what a revision changed: where, and from what to what."""
    for change in changes:
        where = [_place(name, outer) for outer, name in pairwise(["", *change["where"]])]
        unit = _unit_of(change["where"])
        values = [_spoken(change[side], unit) for side in ("before", "after")]
        yield ", ".join(filter(None, where)), _("%(before)s, now %(after)s") % {"before": values[0], "after": values[1]}


def _place(name: str, outer: str) -> str:
    """Say one step of where; the classes and the materials share some words."""
    if outer == "classes":
        return str(SipsnClass(name).label)
    return name if outer in {"posts", "apart"} else str(_WORDS.get(name, name))


def _unit_of(where: Sequence[str]) -> str:
    last = where[-1]
    if last in {"credited_rupiah", "sold_rupiah"}:
        return "rupiah"
    weighed = last in {"co2e", "grams_co2e", "grams", "grams_counted"} or "classes" in where
    return "g" if weighed and last != "column" else ""


def _spoken(value: Any, unit: str) -> str:
    if value is None:
        return _("not told")
    if not isinstance(value, int):
        return str(value)
    if unit == "rupiah":
        return rupiah(value)
    return quantity_text(value, Unit.GRAM) if unit == "g" else str(value)
