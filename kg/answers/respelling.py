"""Misspelt words of a question, put right where one known word differs by a single keystroke: “Roterdam”, “ratifed”."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.answers.covering import content_spans
from kg.answers.near_words import exemplars_of_notions
from kg.answers.notions import carriers, plain
from kg.suggest.typos import SHORTEST, nearly

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_WORD = re.compile(r"[^\W\d_]{5,}")
_NAMED = frozenset({"party", "treaty", "organization"})
_SCHEMES = ("chemicals.",)
_COMMON = 6
"""Words from this length on are read as misspelt; shorter ones where they are written as names are."""


def respelt(snapshot: Snapshot, text: str, rest: str, language: str) -> str:
    """The question with its misspelt words put right; unchanged where none is, and in Chinese.

    Args:
        snapshot: whose names of parties, treaties, organizations and chemicals count as known.
        text: the question.
        rest: of the same length, with spaces for what is understood (``slots.Slots.rest``).
        language: ISO 639-1.
    """
    if language == "zh":
        return text
    known = _known(snapshot, language)
    for start, end in reversed(content_spans(rest, language)):
        word = text[start:end]
        if len(word) < _COMMON and not (start and word[:1].isupper()):
            continue
        if right := _right(known, plain(word.lower())):
            text = text[:start] + (right.capitalize() if word[:1].isupper() else right) + text[end:]
    return text


def _right(known: dict[str, str], word: str) -> str | None:
    """The one known word that is written nearly so; None where there are several, or the word is known itself."""
    if len(word) < SHORTEST or word in known:
        return None
    texts = list(known)
    found = {t for low, high in nearly(texts, word) for t in texts[low:high] if abs(len(t) - len(word)) <= 1}
    alike = {text for text in found if text[0] == word[0]} or found
    return known[alike.pop()] if len(alike) == 1 else None


def _known(snapshot: Snapshot, language: str) -> dict[str, str]:
    """Words of names and of notions as they are compared, sorted, with how they are written."""
    key = f"answers.words.{language}"
    if key not in snapshot.kept:
        words = {plain(word.lower()): word.lower() for word in _words(snapshot, language)}
        snapshot.kept[key] = dict(sorted(words.items()))
    known: dict[str, str] = snapshot.kept[key]
    return known


@cache
def _spelt() -> dict[str, str]:
    return tomllib.loads(files("kg.answers").joinpath("spelling.toml").read_text("utf-8"))


def _words(snapshot: Snapshot, language: str) -> Iterator[str]:
    yield from (word for word in exemplars_of_notions()[1] if _WORD.fullmatch(word))
    yield from (word for word in _spelt().get(language, "").split() if _WORD.fullmatch(word))
    for uri, entity in snapshot.entities.items():
        if entity.kind in _NAMED or uri.rpartition("/")[2].startswith(_SCHEMES):
            for word in _WORD.findall(entity.labels.get(language, "")):
                if not carriers(word, language):
                    yield word
