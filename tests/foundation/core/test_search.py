"""Search finds the neighbour whose name is written in five ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyub.foundation.core.search import key, rank, similarity


@pytest.mark.parametrize(
    "spellings",
    [
        ("Sutinah", "Bu Hj. Soetinah, S.Pd", " sutina ", "SUTINAH", "Mbak Sutinah", "Súttinah"),
        ("Jumiati", "Djoemiati", "Djumiyati"),
        ("Syarifah", "Sarifah", "Sjarifah"),
        ("Khotimah", "Chotimah", "Bu Khotimah"),
        ("Fatimah", "Patimah", "Vatimah"),
        ("Nur'aini", "Nuraeni", "Nuraini", "Nur’aini"),
        ("Tukiyah", "Tukiah", "Tukiya"),
        ("Suwarti", "Soewarti", "Suarti"),
        ("Zubaedah", "Jubaidah"),
        ("Aisyah", "Aisah", "Aisha"),
        ("Sumiyati", "Soemiatie"),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings):
    assert len({key(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Sutinah", "Sutini"), ("Kasinem", "Kasiyem"), ("Suratmi", "Suratmin"), ("Tumirah", "Tuminah")]
)
def test_different_names_keep_different_keys(one, other):
    assert key(one) != key(other)


def test_a_title_alone_is_a_name():
    assert key("Mas") == "mas"
    assert key("Bu Haji") == "haji"


@given(st.text())
def test_a_key_is_its_own_key(text):
    assert key(key(text)) == key(text)


def ids(query, *names, **values):
    return [match.id for match in rank(query, enumerate(names), **values)]


def test_the_best_comes_first_and_equals_keep_their_order():
    assert ids("sutinah", "Sutini", "Sutinah B", "Sutinah", "Mbak Soetinah", "Kasinem") == [2, 3, 1, 0]
    assert ids("sutinah", "Sutinah", "Sutinah", "Sutinah", limit=2) == [0, 1]


def test_a_beginning_a_wrong_letter_and_another_word_order_are_enough():
    assert ids("sut", "Kasinem", "Sutinah") == [1]
    assert ids("sutimah", "Kasinem", "Sutinah") == [1]
    assert ids("rahayu sri", "Sri Rahayu", "Sri Utami") == [0]
    assert ids("karangkemojing", "Karang Kemojing", "Karanganyar") == [0]


def test_every_word_must_find_its_like():
    assert ids("siti cihonje", "Siti Gancang", "Siti Cihonje") == [1]


def test_any_of_the_texts_may_match():
    assert [m.id for m in rank("yu nem", [("a", "Kasinem", "Nem"), ("b", "Tumirah", "")])] == ["a"]


def test_figures_are_taken_as_they_stand():
    assert ids("12", "Sutinah 12", "Sutinah 13", "Sutinah 0012", "Sutinah 21") == [0, 2]


def test_nothing_asked_nothing_found():
    assert ids("", "Sutinah") == []
    assert ids(" .,- ", "Sutinah") == []


def test_likeness_ignores_word_breaks():
    assert similarity("Karang Kemojing", "karangkemojing") == 100
    assert similarity("Sutinah", "Kasinem") < 60
    assert similarity("", "Sutinah") == 0
