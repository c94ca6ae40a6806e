"""guyub verify: sound books are sound, and what was changed is named."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import verify as verifying
from guyub.foundation.ledger.balances import totals
from guyub.foundation.ledger.models import Counter, Entry, Period
from guyub.foundation.ledger.verify import verify
from tests.factories_ledger import open_books, post
from tests.foundation.ledger.tampering import unsealed
from tests.foundation.ledger.vectors import LEDGER, open_published, post_published


@pytest.fixture(autouse=True)
def books_alone(monkeypatch):
    """Entries made by hand have no rooms behind them."""
    monkeypatch.setattr(verifying, "_checks", {})
    monkeypatch.setattr(verifying, "_documents", {})


@pytest.fixture
def published(db):
    org = open_published()
    post_published(org)
    with tenant(org.pk):
        yield org


def test_the_published_books_are_sound(published):
    report = verify(published)
    assert report.findings == []
    assert (report.entries, report.lines) == (20, 58)
    assert report.head == LEDGER["entries"][-1]["hash"]


def test_books_that_are_not_open_are_sound(org):
    assert verify(org).sound


def test_the_published_tampering_is_found_at_entry_seven(published):
    with unsealed() as cursor:
        cursor.execute(
            "UPDATE ledger_entryline SET amount = amount / 10 WHERE no IN (1, 2) AND entry_id IN"
            " (SELECT id FROM ledger_entry WHERE n = 7)"
        )
    report = verify(published)
    assert report.first_bad == LEDGER["tampered"]["verify_first_bad"] == 7
    assert {"chain", "balances", "months"} <= {finding.check for finding in report.findings}


@pytest.mark.parametrize(
    ("sql", "check", "n"),
    [
        ("UPDATE ledger_entry SET memo = 'lain' WHERE n = 3", "chain", 3),
        ("UPDATE ledger_entry SET recorded_by_id = NULL WHERE n = 4", "chain", 4),
        ("UPDATE ledger_entry SET hash = prev WHERE n = 5", "chain", 5),
        ("UPDATE ledger_entryline SET amount = amount + 1 WHERE no = 1 AND amount = 200000", "sums", 13),
        ("UPDATE ledger_entryline SET booked_on = '2026-01-02' WHERE account = '1502'", "sums", 19),
        ("UPDATE ledger_entryline SET party = NULL WHERE account = '2106' AND amount = -50000", "parties", 4),
        ("UPDATE ledger_receipt SET code = '6666-6666' WHERE number = 2", "receipts", 8),
        ("UPDATE ledger_counter SET value = value + 1 WHERE name = 'entry'", "numbers", None),
        ("UPDATE ledger_counter SET value = value + 1 WHERE name = 'receipt'", "receipts", None),
        ("UPDATE ledger_balance SET debit = debit + 1 WHERE account = '6102'", "balances", None),
        ("UPDATE ledger_monthtotal SET credit = credit + 1 WHERE account = '1102'", "months", None),
        ("UPDATE ledger_partybalance SET credit = credit + 1 WHERE account = '2101'", "parties", None),
        ("UPDATE ledger_fundbalance SET amount = amount + 1", "cash", None),
        ("UPDATE ledger_stockbalance SET value = value + 1 WHERE account = '1303'", "goods", None),
        ("UPDATE ledger_stockmovement SET value = value + 1 WHERE account = '1303'", "inventory", None),
        ("DELETE FROM ledger_balance WHERE account = '1502'", "balances", None),
    ],
)
def test_each_change_is_found(published, sql, check, n):
    with unsealed() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount >= 1
    report = verify(published)
    assert check in {finding.check for finding in report.findings}
    assert report.first_bad == n


def test_a_missing_entry_leaves_a_gap(published):
    with unsealed() as cursor:
        cursor.execute("DELETE FROM ledger_entryline WHERE entry_id IN (SELECT id FROM ledger_entry WHERE n = 13)")
        cursor.execute("DELETE FROM ledger_entry WHERE n = 13")
    report = verify(published)
    assert report.first_bad == 13


def test_missing_triggers_are_told(published):
    with unsealed():
        report = verify(published)
    assert [finding.check for finding in report.findings] == ["seals"]


def close(org, month: date) -> Period:
    head = Counter.objects.get(name="entry")
    kept = totals(org=org, upto=month)
    return Period.objects.create(
        org=org,
        month=month,
        closed_at=Entry.objects.get(n=20).recorded_at,
        head_n=head.value,
        head_hash=head.head,
        totals=kept,
    )


def test_rewriting_the_whole_chain_shows_in_a_closed_month(published):
    close(published, date(2026, 1, 1))
    post(published, doc={"a": 1})
    assert verify(published).sound
    with unsealed() as cursor:  # the thief also recomputes what follows: only the closing row remembers
        cursor.execute("UPDATE ledger_period SET head_hash = %s", ["0" * 64])
    report = verify(published)
    assert report.first_bad == 20
    assert {finding.check for finding in report.findings} == {"periods"}


def test_the_totals_of_a_closed_month_are_compared(published):
    close(published, date(2026, 1, 1))
    with unsealed() as cursor:
        cursor.execute("UPDATE ledger_period SET totals = %s", [json.dumps({"1101": [1, 1]})])
    assert {finding.check for finding in verify(published).findings} == {"periods"}


def test_source_documents_are_rebuilt_and_compared(published):
    good, changed, gone, unknown = (uuid7() for _ in range(4))
    for source in (good, changed, gone):
        post(published, kind="timbang", source_id=source, doc={"gram": 3200})
    post(published, kind="lain", source_id=unknown, doc={"gram": 1})
    assert verify(published).unchecked_documents == 4
    documents = {good: {"gram": 3200}, changed: {"gram": 2300}}
    verifying.register_document("timbang", lambda ids: {key: documents[key] for key in ids if key in documents})
    report = verify(published)
    assert [(finding.check, finding.n) for finding in report.findings] == [("documents", 22), ("documents", 23)]
    assert report.unchecked_documents == 1


def test_rooms_add_their_own_checks(published):
    verifying.register_check("passbooks", lambda org: [f"{org.slug}: 3 g are missing"])
    assert [(f.check, f.sentence) for f in verify(published).findings] == [("passbooks", "contoh: 3 g are missing")]


def run(*args: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify", *args, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_the_command_tells_by_its_exit_code(published, other_org):
    code, text = run()
    assert code == 0
    assert "contoh: sound, 20 entries, 58 lines" in text
    assert "melati: sound, 0 entries" in text
    with unsealed() as cursor:
        cursor.execute("UPDATE ledger_entry SET memo = 'lain' WHERE n = 3")
    code, text = run("--org", "contoh")
    assert code == 1
    assert "first bad entry: 3" in text
    code, text = run("--org", "contoh", "--json")
    report = json.loads(text)[0]
    assert (code, report["sound"], report["first_bad"]) == (1, False, 3)
    assert run("--org", "melati")[0] == 0
    code, text = run("--org", "tidak-ada")
    assert code == 2
    assert "tidak-ada" in text


def test_a_database_that_cannot_be_read_is_no_verdict(published):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_monthtotal RENAME TO elsewhere")
    assert run()[0] == 2


def test_verify_reads_both_associations_apart(published, other_org):
    with tenant(other_org.pk):
        open_books(other_org)
        post(other_org, doc={"a": 1})
        assert verify(other_org).entries == 1
    assert verify(published).entries == 20
