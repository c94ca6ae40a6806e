"""What a phone takes along: enough to weigh for anybody, and nothing that hurts her when the phone is lost."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta

from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from tests.factories_members import make_member
from tests.factories_sync import make_phone
from tests.factories_wastebank import make_bank, saver

ALLOWED = {
    "version", "server_time", "user", "device", "counter", "org", "parts", "id", "name", "code", "slug", "zone",
    "wastebank", "members", "items", "prices", "list_version", "confirm_above", "refuse_above", "sessions", "posts",
    "pockets", "swap_offers", "allotments", "goods", "goods_prices", "category", "unit", "drawing", "hazardous", "item",
    "channel", "class", "starts_at", "mode", "price", "deduction_bp", "g", "ml", "post", "post_name", "held_on",
    "status", "planned_open", "planned_close", "good", "quantity", "unit_size", "left", "locked", "opens",
    "wastebank_sales", "collectors",
}  # fmt: skip


def keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def values(value):
    """Yield what stands at the end of every branch, whole: the random ids hold any short number by chance."""
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from values(inner)
        else:
            yield inner


def taken(phone):
    answer = phone.client.get(reverse("sync:pack", args=[phone.org.slug]))
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_what_weighing_needs(org):
    bank = make_bank(org)
    session = bank.session()
    later = clock.now() + timedelta(days=3)
    bank.price("KRD", 1500, starts_at=later)
    member = make_member(org, "Sutinah", nickname="Inah", hamlet="Cihonje Lor")
    make_member(org, "Sudah Pergi", status="left", left_on=date(2024, 1, 1))
    phone = make_phone(org, Office.WEIGHING)
    pack = taken(phone)
    bought = pack["parts"]["wastebank"]
    assert pack["parts"]["members"] == {"members": [[str(member.pk), 1, "Inah", "Cihonje Lor"]]}
    assert {item["name"] for item in bought["items"]} == {"Botol PET bersih", "Kardus", "Tray telur", "Jelantah"}
    cardboard = [row["price"] for row in bought["prices"] if row["item"] == str(bank.items["KRD"].pk)]
    assert (cardboard, bought["list_version"]) == ([1700, 1500], 2)
    assert [(row["id"], row["status"]) for row in bought["sessions"]] == [(str(session.pk), "open")]
    assert pack["device"] == {"id": str(phone.device_id), "code": phone.stay.device.code}


def test_prices_of_the_last_two_weeks_are_taken_along_for_corrections(org):
    """The row that was in force a fortnight ago and every one since; what ended before that stays here."""
    bank = make_bank(org)
    now = clock.now()
    for days, price in ((30, 1100), (20, 1200), (10, 1300), (-3, 1400)):
        bank.price("KRD", price, starts_at=now - timedelta(days=days))
    rows = taken(make_phone(org, Office.WEIGHING))["parts"]["wastebank"]["prices"]
    assert [row["price"] for row in rows if row["item"] == str(bank.items["KRD"].pk)] == [1200, 1300, 1400]
    assert [row["price"] for row in rows if row["item"] == str(bank.items["PET"].pk)] == [4000]


def test_a_pack_of_a_bank_whose_prices_change_twice_a_week_is_small(org):
    """Two hundred members, thirty kinds, five rows each: 10 kB as it travels, a third of a second at 250 kbit/s."""
    bank = make_bank(org, prices=False)
    items = list(bank.items.values())
    for number in range(26):
        items.append(
            actions.create_item(
                org=org, by=SYSTEM, category_id=items[0].category_id, code=f"K{number}", name=f"Plastik jenis {number}",
                unit=Unit.GRAM,
            )
        )  # fmt: skip
    for step in range(5):
        starts = clock.now() - timedelta(days=13 - 3 * step)
        rows = [actions.PriceIn(item.pk, starts, 1000 + 50 * step) for item in items]
        actions.publish_prices(org=org, by=bank.chair, client_id=uuid7(), happened_at=starts, rows=rows)
    for number in range(200):
        make_member(org, f"Sutinah {number}", hamlet="Cihonje Lor")
    pack = taken(make_phone(org, Office.WEIGHING))
    assert len(pack["parts"]["wastebank"]["prices"]) == 150
    assert len(gzip.compress(json.dumps(pack).encode())) <= 10_000


def test_the_counter_goes_on_where_the_server_saw_it_last(org):
    bank = make_bank(org)
    phone = make_phone(org, Office.WEIGHING)
    for _number in range(3):
        phone.deposit(bank, None, ("PET", 1000))
    phone.send()
    assert (taken(phone)["counter"], taken(phone.again())["counter"]) == (3, 0)


def test_never_nik_phone_or_balance(org):
    bank = make_bank(org)
    member = saver(bank, 123_456, "Sutinah")
    type(member).objects.filter(pk=member.pk).update(phone="+628400012345", birth_year=1979, rt="004", rw="002")
    phone = make_phone(org, *Office)
    pack = taken(phone)
    written = json.dumps(pack)
    for secret in ("+628400012345", "8400012345", phone.user.phone):
        assert secret not in written, secret
    assert not {123_456, 1979, "123456", "1979", "004", "RT 004"} & set(values(pack))
    assert set(keys(pack)) <= ALLOWED
    assert not {"balance", "held", "phone", "nik", "child", "case", "birth"} & {key.lower() for key in keys(pack)}


def test_a_member_without_an_office_takes_nothing_of_others(org):
    make_bank(org)
    make_member(org, "Sutinah")
    assert taken(make_phone(org))["parts"] == {}
