"""A fact has one canonical form; an act leaves its trace in the same transaction."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyub.foundation.core import audit
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import Forbidden
from guyub.foundation.core.facts import canonical, content_hash
from guyub.foundation.core.models import AuditEvent

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_canonical_form():
    content = {
        "b": [1, None, True],
        "a": "é",
        "when": datetime(2022, 3, 6, 8, tzinfo=timezone(timedelta(hours=7))),
        "day": date(2022, 3, 6),
        "id": UUID(int=1),
    }
    assert (
        canonical(content)
        == (
            '{"a":"é","b":[1,null,true],"day":"2022-03-06","id":"00000000-0000-0000-0000-000000000001",'
            '"when":"2022-03-06T01:00:00Z"}'
        ).encode()
    )


def test_the_same_letters_give_the_same_hash_however_they_are_composed():
    composed, decomposed = unicodedata.normalize("NFC", "Sutinêm"), unicodedata.normalize("NFD", "Sutinêm")
    assert composed != decomposed
    assert content_hash({"name": composed}) == content_hash({"name": decomposed})


@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=4))
def test_order_of_keys_does_not_matter(content):
    assert canonical(content) == canonical(dict(reversed(content.items())))


@pytest.mark.parametrize("bad", [1.5, object(), {1, 2}])
def test_what_has_no_exact_form_is_refused(bad):
    with pytest.raises(TypeError):
        canonical({"x": bad})


def test_an_undone_act_leaves_no_trace(db):
    act = {"org_id": None, "by": SYSTEM, "verb": "core.tested", "amount": 1}
    with pytest.raises(TypeError, match="canonical"), atomic():
        content_hash({"audited": audit.record(**act), "weight": 1.5})
    assert AuditEvent.objects.count() == 0
    with atomic():
        audit.record(**act)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_kind, event.data) == ("core.tested", "system", {"amount": 1})


def test_an_actor_needs_the_right_and_the_program_has_them_all():
    weigher = Actor(user_id=UUID(int=1), permissions=frozenset({"wastebank.deposit"}))
    weigher.require("wastebank.deposit")
    SYSTEM.require("anything.at.all")
    with pytest.raises(Forbidden) as refusal:
        weigher.require("wastebank.pay")
    assert refusal.value.status == 403
    assert refusal.value.details == {"permission": "wastebank.pay"}
