"""Many phrases looked for at once.

A table by first and second word: most words of a text begin no phrase, and a look into a table tells. spaCy's
PhraseMatcher finds the same but needs documents of the compared words made first, which alone costs more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.linking.labels import Label


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase at the words ``start`` to ``end`` (half-open), and the labels that it is."""

    start: int
    end: int
    method: str
    labels: tuple[Label, ...]


class PhraseIndex:
    """Labels under one way of comparing words.

    Args:
        method: name of that way, handed on with each hit.
        labels: to look for.
        compared: the words of a label as texts give them to ``find``.
    """

    def __init__(self, method: str, labels: Iterable[Label], compared: Callable[[str], list[str]]) -> None:
        self._method = method
        phrases: dict[tuple[str, ...], list[Label]] = {}
        for label in labels:
            if pieces := tuple(compared(label.text)):
                phrases.setdefault(pieces, []).append(label)
        self._phrases = {pieces: tuple(same) for pieces, same in phrases.items()}
        self._lengths: dict[str, dict[str | None, set[int]]] = {}
        for pieces in phrases:
            second = pieces[1] if len(pieces) > 1 else None
            self._lengths.setdefault(pieces[0], {}).setdefault(second, set()).add(len(pieces))

    def find(self, words: Sequence[str]) -> list[Hit]:
        """All hits among the words, also overlapping ones."""
        lengths = self._lengths
        if lengths.keys().isdisjoint(words):
            return []
        found = []
        for start in [place for place, word in enumerate(words) if word in lengths]:
            follow = lengths[words[start]]
            if None in follow:
                found.append(self._hit(start, (words[start],)))
            for length in follow.get(words[start + 1], ()) if start + 1 < len(words) else ():
                pieces = tuple(words[start : start + length])
                if pieces in self._phrases:
                    found.append(self._hit(start, pieces))
        return found

    def _hit(self, start: int, pieces: tuple[str, ...]) -> Hit:
        return Hit(start, start + len(pieces), self._method, self._phrases[pieces])
