"""Triggers that keep what a phone wrote as it was written, on SQLite and on PostgreSQL.

Only erasing a person's data may empty `raw`. A fact with a result keeps it. `guyub verify` tells when one is missing.
"""

from __future__ import annotations

from guyub.foundation.core.triggers import Seals

_FACTS = {
    "fact": ("org_id", "client_id", "content_hash", "user_id", "device_id", "counter", "received_at", "from_user_id"),
    "result": ("result_id", "receipt_number", "receipt_code", "state", "settling"),
    "clash": ("org_id", "fact_id", "content_hash", "received_at"),
}

CONDITIONS = {
    ("syncfact", "update"): (
        "{fact_changed} OR (NEW.raw <> OLD.raw AND NEW.raw <> '')"
        " OR (OLD.state IN ('accepted', 'settled') AND {result_changed})"
    ),
    ("syncfact", "delete"): "1 = 1",
    ("clash", "update"): (
        "{clash_changed} OR (NEW.raw <> OLD.raw AND NEW.raw <> '')"
        " OR (OLD.settled_at IS NOT NULL AND NEW.note <> OLD.note)"
    ),
    ("clash", "delete"): "1 = 1",
}

SEALS = Seals("sync", CONDITIONS, _FACTS, said="is kept as it came")
