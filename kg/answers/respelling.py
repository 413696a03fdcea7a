"""Words of a question as they are spelt, where one known word differs by a keystroke (“Roterdam”) or by its capital."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.answers.covering import content_spans
from kg.answers.near_words import exemplars_of_notions
from kg.answers.notions import carriers, masked, plain
from kg.lexical.analysis import located_stems
from kg.suggest.typos import SHORTEST, nearly

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_WORD = re.compile(r"[^\W\d_]{4,}")
_NAMED = frozenset({"party", "treaty", "organization"})
_SCHEMES = ("chemicals.", "topics.")
_COMMON = 6
"""Words from this length on are read as misspelt; shorter ones where they are written as names are."""


@dataclass(frozen=True, slots=True)
class _Known:
    """How known words are written, by how they are compared; ``texts``, ``names`` and ``letters`` are of the latter."""

    written: dict[str, str]
    texts: tuple[str, ...]
    names: frozenset[str]
    letters: dict[str, tuple[str, ...]]


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
        compared = plain(word.lower())
        if compared in known.names:
            right = known.written[compared].capitalize()
        elif exchanged := _exchanged(known, compared):
            right = exchanged.capitalize() if word[:1].isupper() else exchanged
        elif len(word) < _COMMON and not (start and word[:1].isupper()):
            continue
        else:
            right = _right(known, compared)
            if right and _is_of_a_label(snapshot, word, right, language):
                continue
            right = right.capitalize() if right in known.names or word[:1].isupper() else right
        text = text[:start] + (right or word) + text[end:]
    return text


def _right(known: _Known, word: str) -> str:
    """The one known word that is written nearly so; nothing where there are several, or the word is known itself."""
    if len(word) < SHORTEST or word in known.written:
        return ""
    found = {
        t for low, high in nearly(known.texts, word) for t in known.texts[low:high] if abs(len(t) - len(word)) <= 1
    }
    alike = {text for text in found if text[0] == word[0]} or found
    return known.written[alike.pop()] if len(alike) == 1 else ""


def _exchanged(known: _Known, word: str) -> str:
    """The known word of the same letters, whose first and last stand where they should (“grnat”, “Mimanata”)."""
    found = known.letters.get(_letters(word), ()) if len(word) >= SHORTEST and word not in known.written else ()
    return known.written[found[0]] if len(found) == 1 else ""


def _letters(word: str) -> str:
    return word[0] + "".join(sorted(word[1:-1])) + word[-1]


def _is_of_a_label(snapshot: Snapshot, word: str, right: str, language: str) -> bool:
    """Whether a form of the word, and not of what it may stand for, is in the name of a thing.

    «планам» is spelt right, though near «Панама».
    """
    key = f"answers.label_stems.{language}"
    if key not in snapshot.kept:
        labels = "\n".join(entity.labels.get(language, "") for entity in snapshot.entities.values())
        snapshot.kept[key] = frozenset(stem for stem, _ in located_stems(labels, language))
    stems: frozenset[str] = snapshot.kept[key]
    own, other = ({stem for stem, _ in located_stems(each, language)} for each in (word, right))
    return own != other and own <= stems


def _known(snapshot: Snapshot, language: str) -> _Known:
    key = f"answers.words.{language}"
    if key not in snapshot.kept:
        names = {plain(word.lower()): word.lower() for word in _names(snapshot, language)}
        written = names | {plain(word): word for word in _notions(language)}
        letters: dict[str, tuple[str, ...]] = {}
        for word in written:
            letters[_letters(word)] = (*letters.get(_letters(word), ()), word)
        snapshot.kept[key] = _Known(written, tuple(sorted(written)), frozenset(names), letters)
    known: _Known = snapshot.kept[key]
    return known


def _notions(language: str) -> Iterator[str]:
    """Words that questions are asked with."""
    for word in (*exemplars_of_notions()[1], *_spelt().get(language, "").split()):
        if _WORD.fullmatch(word):
            yield word


def _names(snapshot: Snapshot, language: str) -> list[str]:
    """Words of names that carry no notion."""
    labels = "\n".join(
        entity.labels.get(language, "")
        for uri, entity in snapshot.entities.items()
        if entity.kind in _NAMED or uri.rpartition("/")[2].startswith(_SCHEMES)
    )
    return _WORD.findall(masked(labels, [carrier.span for carrier in carriers(labels, language)]))


@cache
def _spelt() -> dict[str, str]:
    return tomllib.loads(files("kg.answers").joinpath("spelling.toml").read_text("utf-8"))
