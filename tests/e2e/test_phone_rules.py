"""The phone's modules against the server's: the same bytes, the same rupiah, the same names found."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from guyub.foundation.core import search, words
from guyub.foundation.core.facts import canonical, content_hash
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.livelihoods.wastebank.rules.prices import Price, choose
from guyub.livelihoods.wastebank.rules.worth import Weighed, worth

RULES = "/static/wastebank/phone"
SIGNS = [
    "a",
    "z",
    "Z",
    "_",
    "0",
    "é",
    "e\u0301",
    "ﬁ",
    "\ue000",
    "😀",
    "\u2028",
    '"',
    "\\",
    "\n",
    "\t",
    "\x7f",
    "\x1f",
    "</",
]


@pytest.fixture
def page(transactional_db: None, open_page: Any) -> Any:
    """A page of the phone, without anybody signed in."""
    return open_page("/hp/")


def value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.randrange(8 if depth < 3 else 5)
    text = "".join(chance.choices(SIGNS, k=chance.randrange(5)))
    if kind >= 5:
        size = chance.randrange(5)
        if kind == 5:
            return [value(chance, depth + 1) for _ in range(size)]
        return {"".join(chance.choices(SIGNS, k=chance.randrange(1, 4))): value(chance, depth + 1) for _ in range(size)}
    return [None, chance.random() < 0.5, chance.randrange(-(2**53) + 1, 2**53), 0, text][kind]


def test_a_fact_has_the_same_bytes_and_the_same_mark_on_both_sides(page):
    chance = random.Random(20261124)
    cases = [{"content": value(chance)} for _ in range(400)]
    cases.append({"b": 1, "a": {"\ue000": 1, "😀": 2, "z": 3}})  # by code point: the emoji last, not in the middle
    found = page.evaluate(
        """async (cases) => {
          const { canonical, contentHash } = await import('/static/web/outbox/canonical.js');
          return Promise.all(cases.map(async (one) => [canonical(one), await contentHash(one)]));
        }""",
        cases,
    )
    for case, (text, digest) in zip(cases, found, strict=True):
        assert text.encode() == canonical(case)
        assert digest == content_hash(case)


@pytest.mark.parametrize("wrong", ["1.5", "2 ** 53", "NaN", "'\\ud800'", "undefined", "new Date()"])
def test_what_has_no_canonical_form_is_refused(wrong, page):
    refused = f"""async () => {{
      const {{ canonical }} = await import('/static/web/outbox/canonical.js');
      try {{ canonical({{ value: {wrong} }}); return false; }} catch (error) {{ return error instanceof TypeError; }}
    }}"""
    assert page.evaluate(refused)


def test_ids_of_a_phone_are_uuids_of_version_7_in_order(page):
    ids = page.evaluate(
        """async () => {
          const { uuid7 } = await import('/static/web/outbox/ids.js');
          return [uuid7(1000), uuid7(2 ** 40), ...Array.from({ length: 50 }, () => uuid7())];
        }"""
    )
    assert {UUID(one).version for one in ids} == {7}
    assert {UUID(one).variant for one in ids} == {"specified in RFC 4122"}
    assert ids[0] < ids[1] < ids[2]
    assert len(set(ids)) == len(ids)


def test_a_visit_is_worth_the_same_on_both_sides(page):
    chance = random.Random(7)
    visits = []
    for _visit in range(200):
        lines = [
            {
                "quantity": chance.randrange(1, 60_000),
                "unit": chance.choice(["g", "ml", "pcs"]),
                "price": chance.choice([None, 0, 150, 1700, 4000, 12_345]),
                "deduction": chance.choice([0, 0, 1000, 333]),
            }
            for _line in range(chance.randrange(1, 7))
        ]
        visits.append(lines)
    ours = page.evaluate(
        f"async (all) => {{ const m = await import('{RULES}/numbers.js'); return all.map(m.worth); }}", visits
    )
    for lines, found in zip(visits, ours, strict=True):
        weighed = [Weighed(x["quantity"], Unit(x["unit"]), x["price"], x["deduction"]) for x in lines]
        theirs = worth(weighed)
        assert (tuple(found["amounts"]), found["gross"], found["net"]) == (theirs.amounts, theirs.gross, theirs.net)
        assert tuple(found["nets"]) == theirs.nets


def test_the_price_in_force_is_the_same_on_both_sides(page):
    chance = random.Random(11)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    cases = []
    for _case in range(300):
        rows = [
            {
                "channel": chance.choice(["", "delivered", "pickup"]),
                "class": chance.choice(["", "individual", "unit"]),
                "starts_at": f"{start + timedelta(days=chance.randrange(40)):%Y-%m-%dT%H:%M:%SZ}",
                "price": n,
            }
            for n in range(chance.randrange(6))
        ]
        rows = list({(r["channel"], r["class"], r["starts_at"]): r for r in rows}.values())
        cases.append({"rows": rows, "channel": chance.choice(["delivered", "pickup"]), "day": chance.randrange(40)})
    found = page.evaluate(
        f"""async ([cases, start]) => {{
          const {{ choosePrice }} = await import('{RULES}/numbers.js');
          return cases.map(({{ rows, channel, day }}) =>
            choosePrice(rows, {{ channel, memberClass: 'individual', moment: start + day * 86400000 }})?.price ?? null);
        }}""",
        [cases, int(start.timestamp()) * 1000],
    )
    for case, price in zip(cases, found, strict=True):
        rows = [
            Price(UUID(int=1), r["channel"], r["class"], datetime.fromisoformat(r["starts_at"]), "A", r["price"], 0, 1)
            for r in case["rows"]
        ]
        moment = start + timedelta(days=case["day"])
        theirs = choose(rows, channel=case["channel"], member_class="individual", moment=moment)
        assert price == (theirs.price if theirs else None), case


def test_amounts_and_weights_are_said_the_same_on_both_sides(page):
    chance = random.Random(3)
    amounts = [0, 1, 10, 11, 12, 19, 20, 21, 100, 101, 110, 111, 199, 200, 999, 1000, 1001, 1100, 2000, 11_000, 100_000]
    amounts += [1_000_000, 1_001_000, 21_000_000, 1_000_000_000, *(chance.randrange(10**9) for _ in range(200))]
    said = page.evaluate(f"async (all) => all.map((await import('{RULES}/numbers.js')).inWords)", amounts)
    assert said == [f"{words.in_words(n)} rupiah" for n in amounts]
    weights = [("g", n) for n in (1, 10, 100, 125, 800, 1000, 1250, 3200, 50_000)]
    weights += [("ml", n) for n in (1, 10, 100, 250, 2500, 3000)] + [("pcs", n) for n in (1, 40)]
    found = page.evaluate(
        f"async (all) => {{ const m = await import('{RULES}/numbers.js');"
        " return all.map(([unit, n]) => m.quantityText(n, unit, { g: 'kg', ml: 'l', pcs: 'biji' }[unit])); }",
        weights,
    )
    assert found == [quantity_text(n, Unit(unit)) for unit, n in weights]


NAMES = [
    "Bu Hj. Soetinah", "Sutinah", "Djumiati", "Khotimah", "Chotimah", "Nur'aini", "Siti Fatimah", "Sjarifah", "Tjarwi",
    "Zubaedah", "Tsaniyah", "Ghofur", "Dhian Ayu", "Nuraeni", "Tukiyah", "Yulie", "Yatien", "Aminah", "Mbak Sri",
    "Ibu", "Pak Haji Mas", "Xaverius", "Qomariyah", "Wafiq", "Éva", "117", "007 Sri",
]  # fmt: skip


def test_names_sound_the_same_on_both_sides(page):
    found = page.evaluate(f"async (all) => all.map((await import('{RULES}/people.js')).key)", NAMES)
    assert found == [search.key(name) for name in NAMES]


def test_a_member_is_found_by_number_and_by_forgiving_name(page):
    members = [[1, "Sutinah"], [2, "Sri Wahyuni"], [11, "Kasiyem"], [117, "Khotimah"], [12, "Sri Rejeki"]]
    asked = {"1": [1, 11, 117, 12], "117": [117], "sutina": [1], "Bu Soetinah": [1], "sutimah": [1], "wahyu": [2]}
    asked |= {"sri": [2, 12], "hotimah": [117], "kasiem": [11], "zzz": [], "9": []}
    found = page.evaluate(
        f"""async ([members, asked]) => {{
          const {{ findMembers, key }} = await import('{RULES}/people.js');
          const all = members.map(([number, name]) => ({{ number, name, sound: key(name) }}));
          return asked.map((text) => findMembers(all, text).map((one) => one.number));
        }}""",
        [members, list(asked)],
    )
    assert dict(zip(asked, found, strict=True)) == asked


KEYS = {"3,2": 3200, "3,20": 3200, "1,250": 1250, "0,125": 125, "40": 40_000, "12,": 12_000}
KEYS |= {"": None, "0": None, "0,0": None}


def test_the_keys_yield_whole_grams_and_never_ask(page):
    read = f"async (all) => {{ const {{ readKeys }} = await import('{RULES}/numbers.js'); "
    read += "return all.map((text) => readKeys(text, 'g')); }"
    assert page.evaluate(read, list(KEYS)) == list(KEYS.values())
    assert page.evaluate(read.replace("'g'", "'pcs'"), ["40", "4,5", "0"]) == [40, None, None]
