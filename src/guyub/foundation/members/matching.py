"""How well a row answers what was typed into the search. Numbers and words only, no Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from guyub.foundation.core import search

_ALIKE = 76  # of 100; below this two words are two names (Sutinah/Sutini: 80 after folding, Tumirah/Tukinah: 67)


class Candidate(NamedTuple):
    """What the search looks at. `key` is the stored search key, `place` how the hamlet sounds."""

    number: int
    key: str
    phone: str
    place: str


Scorer = Callable[[Candidate], int]


def best(candidates: Iterable[Candidate], text: str, limit: int) -> list[int]:
    """Return the member numbers that answer `text`, best first, then in their order."""
    digits = text.strip().lstrip("#").replace(" ", "").replace("-", "").lstrip("+")
    scorer = _by_digits(digits) if digits.isdecimal() else _by_words(text)
    if scorer is None:
        return []
    found = [(-score, row.number) for row in candidates if (score := scorer(row))]
    found.sort()
    return [number for _score, number in found[:limit]]


def _by_digits(digits: str) -> Scorer:
    number = int(digits)
    local = digits.removeprefix("62").lstrip("0") if len(digits) >= 8 else digits

    def score(row: Candidate) -> int:
        if row.number == number:
            return 200
        if len(local) >= 3 and row.phone.endswith(local):
            return 150
        return 100 if str(row.number).startswith(digits) else 0

    return score


def _by_words(text: str) -> Scorer | None:
    asked = search.key(text).split()
    if not asked:
        return None

    def score(row: Candidate) -> int:
        total = 0
        for word in asked:
            hit = max(_word_score(word, row.key), _word_score(word, row.place) - 15)
            if hit < _ALIKE - 15:
                return 0
            total += hit
        # The whole name typed is better than a part of a longer one.
        return total * 10 // len(asked) + (5 if row.key.split(" | ")[0] == " ".join(asked) else 0)

    return score


def _word_score(word: str, key: str) -> int:
    best_score = 0
    for other in key.split():
        score = _alike(word, other)
        if score == 100:
            return score
        best_score = max(best_score, score)
    return best_score


@lru_cache(maxsize=65_536)
def _alike(word: str, other: str) -> int:
    """Return how alike two words are; names repeat, so most answers are known already."""
    if other == word:
        return 100
    if other.startswith(word):
        return 92
    if len(word) < 4 or len(other) < 4:
        return 0
    return int(fuzz.ratio(word, other, score_cutoff=_ALIKE))
