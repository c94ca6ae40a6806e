"""Search that forgives: titles, accents, old and rural spellings, joined words, a wrong letter.

`key()` is what is stored beside a name and compared; two people may share a key, so it never says that they are one.
No Django in here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz import fuzz

Id = TypeVar("Id")

# How people are addressed (dropped in front of a name, never the last word that is left), and what they studied.
_TITLES = """
    alm almh almarhum almarhumah bapak bapa bp bpk bu bude budhe bulik dr dra drs h haji hajah hajjah hj i ibu ir kang
    kh kiai kyai lik mas mb mba mbah mbak mbakyu mbok nn ny nyai nyonya om pa pak pakde paklik prof sdr sdri tante teh
    tn tuan ust ustad ustadz ustadzah yu
"""
_DEGREES = """
    amd amdkeb amdkep drh ma mag mh mhum mkes mkom mm mpd mpdi msc msi mt sab sag sap se sei sfarm sgz sh shi shum sip
    skeb skep skm skom skpm sos spd spdi spsi spt ssi ssos ssosi st sthi str strkeb
"""
TITLES = frozenset(_TITLES.split())
DEGREES = frozenset(_DEGREES.split())

# Old spellings (Soewandi, Djoko), Arabic ones (Khotimah, Syarifah), and how they are said in the hills (Patimah).
_SPELLINGS: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern), now)
    for pattern, now in (
        (r"([a-z])\1+", r"\1"),  # Siti, Sitti
        (r"oe", "u"),  # Soewarti, Suwarti
        (r"dj", "j"),  # Djumiati
        (r"tj", "c"),  # Tjarwi
        (r"nj", "ny"),  # Njamini
        (r"s[jy](?=[aeiou])", "s"),  # Sjarifah, Syarifah
        (r"(?:dz|ds|z)", "j"),  # Zubaedah, Jubaedah
        (r"ts|sh", "s"),  # Tsaniyah, Aisha
        (r"[ck]h", "h"),  # Chotimah, Khotimah
        (r"([bdgt])h", r"\1"),  # Ghofur, Dhian, Thohir
        (r"ph|f|v", "p"),  # Fatimah, Patimah
        (r"q", "k"),
        (r"x", "ks"),
        (r"ae", "ai"),  # Nuraeni, Nuraini
        (r"iy(?=[aeou])", "i"),  # Tukiyah, Tukiah
        (r"uw(?=[aeio])", "u"),  # Suwarti, Suarti
        (r"y(?![aeiou])", "i"),  # Tuty, Tuti
        (r"ie(?![aeiou])", "i"),  # Yulie, Yatien
        (r"(?<=[aeiou])h$", ""),  # Aminah, Amina
        (r"([a-z])\1+", r"\1"),
    )
]
_WORDS = re.compile(r"[a-z0-9]+")
_INSIDE_WORDS = re.compile(r"['’ʼ`´‘]")  # noqa: RUF001 -- the many apostrophes of Nur'aini


@dataclass(frozen=True, slots=True)
class Match(Generic[Id]):
    """A hit: its id, and how well it fits from 0 to 100."""

    id: Id
    score: float


def key(text: str) -> str:
    """Return `text` reduced to how it sounds: `Bu Hj. Soetinah, S.Pd` and `sutina` are both `sutina`."""
    parts = [part for n, part in enumerate(text.split(",")) if n == 0 or _letters(part) not in DEGREES]
    words = [(word, _spelling(word)) for word in _WORDS.findall(_plain(" ".join(parts)))]
    while len(words) > 1 and not TITLES.isdisjoint(words[0]):
        del words[0]
    return " ".join(spelled for _word, spelled in words)


def rank(query: str, candidates: Iterable[Sequence[object]], limit: int = 20, *, least: float = 72) -> list[Match]:
    """Return the best candidates, each given as (id, text, text …), best first; equal ones stay in their order.

    Every word of the query must find its like in one of the texts: a beginning is enough (`sut`), a wrong letter is
    forgiven in words of four letters or more, figures must stand as they are.
    """
    wanted = key(query)
    if not wanted:
        return []
    words = wanted.split()
    found = []
    for candidate in candidates:
        identity, *texts = candidate
        score = max((_fit(wanted, words, key(str(text))) for text in texts if text), default=0.0)
        if score >= least:
            found.append(Match(identity, score))
    found.sort(key=lambda match: -match.score)
    return found[:limit]


def similarity(one: str, other: str) -> float:
    """Return how alike two texts sound, 0 to 100, whatever their word breaks: for duplicates and places."""
    a, b = key(one).replace(" ", ""), key(other).replace(" ", "")
    return fuzz.ratio(a, b) if a and b else 0.0


def _fit(wanted: str, words: list[str], text: str) -> float:
    if text == wanted:
        return 100.0
    if text.startswith(wanted):
        return 97.0
    there = text.split()
    worst, total = 100.0, 0.0
    for word in words:
        best = max((_alike(word, other) for other in there), default=0.0)
        worst, total = min(worst, best), total + best
    by_words = total / len(words) * 0.95 if worst >= 70 else 0.0
    joined, whole = wanted.replace(" ", ""), text.replace(" ", "")
    if by_words >= 90 or wanted.isdigit() or len(joined) < 4:
        return by_words
    return max(by_words, fuzz.ratio(joined, whole, score_cutoff=75) * 0.95)


@lru_cache(maxsize=65_536)
def _alike(word: str, other: str) -> float:
    if other == word:
        return 100.0
    if other.startswith(word):
        return 96.0
    if len(word) < 4 or word.isdigit() or other.isdigit():
        return 0.0
    # Also against the beginning only, for a name that is still being typed.
    return max(fuzz.ratio(word, other), fuzz.ratio(word, other[: len(word)]) * 0.95)


@lru_cache(maxsize=16_384)
def _spelling(word: str) -> str:
    if word.isdigit():
        return word.lstrip("0") or "0"
    before = ""
    while word != before:  # until nothing changes: the key of a key is itself
        before = word
        for pattern, now in _SPELLINGS:
            word = pattern.sub(now, word)
    return word


def _plain(text: str) -> str:
    text = _INSIDE_WORDS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return "".join(sign for sign in text if not unicodedata.combining(sign))


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))
