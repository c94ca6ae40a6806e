"""`guyub verify` sees when the triggers that keep the records of phones are gone."""

from __future__ import annotations

from django.db import connection

from guyub.foundation.ledger.verify import verify
from guyub.sync.seals import SEALS
from tests.factories_ledger import open_books


def test_a_missing_trigger_is_found(org):
    open_books(org)
    assert list(SEALS.sealed(org)) == []
    with connection.cursor() as cursor:
        for statement in SEALS.remove_statements(connection.vendor):
            cursor.execute(statement)
    assert any("sync_clash_no_delete" in finding.sentence for finding in verify(org).findings)
