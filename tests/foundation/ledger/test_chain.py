"""The chain and the receipt codes come out as published, to the last letter."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest

from guyub.foundation.ledger import chain
from tests.foundation.ledger.vectors import ENTRIES, LEDGER


def content(entry: dict, **changes: object) -> bytes:
    values = {
        "n": entry["n"],
        "org": UUID(entry["org"]),
        "day": date.fromisoformat(entry["date"]),
        "event_at": datetime.fromisoformat(entry["event_at"]),
        "posted_at": datetime.fromisoformat(entry["posted_at"]),
        "by": UUID(entry["by"]),
        "client_id": UUID(entry["client_id"]),
        "kind": entry["kind"],
        "memo": entry["memo"],
        "lines": [tuple(line) for line in entry["lines"]],
        "prev": entry["prev"],
        "reverses": entry["reverses"],
        "doc_hash": entry["doc_hash"],
    }
    return chain.canonical(**(values | changes))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"n{entry['n']}")
def test_every_published_hash(entry):
    assert chain.digest(content(entry)) == entry["hash"]


def test_each_entry_follows_the_one_before():
    heads = [chain.FIRST_PREV, *(entry["hash"] for entry in ENTRIES)]
    assert [entry["prev"] for entry in ENTRIES] == heads[:-1]


@pytest.mark.parametrize("receipt", LEDGER["receipts"], ids=lambda receipt: receipt["code"])
def test_every_published_receipt_code(receipt):
    assert chain.receipt_code(ENTRIES[receipt["entry"] - 1]["hash"], receipt["receipt"]) == receipt["code"]


def test_the_tampered_entry_has_another_hash():
    seventh = ENTRIES[6]
    lines = [tuple(line) for line in seventh["lines"]]
    lines[0] = (*lines[0][:6], 21_000)
    lines[1] = (*lines[1][:6], -21_000)
    assert chain.digest(content(seventh, lines=lines)) != seventh["hash"]


def test_text_has_one_form_and_time_one_zone():
    entry = ENTRIES[0]
    composed = content(entry, memo="caf\u00e9")
    assert content(entry, memo="cafe\u0301") == composed
    assert "café".encode() in composed  # unescaped
    jakarta = datetime.fromisoformat("2026-01-01T08:00:00.999999+07:00")
    assert content(entry, event_at=jakarta) == content(entry)


@pytest.mark.parametrize("typed", ["9DF6-GGJN", "9df6ggjn", " 9df6 ggjn ", "9DF6 GGJN"])
def test_a_code_is_read_as_people_type_it(typed):
    assert chain.tidy_code(typed) == "9DF6-GGJN"
