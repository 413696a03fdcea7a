"""Many phrases looked for at once, over spaCy's PhraseMatcher."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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
        words: cuts a label into the words that texts are compared by.
    """

    def __init__(self, method: str, labels: Iterable[Label], words: Callable[[str], list[str]]) -> None:
        self._method = method
        self._labels: dict[int, tuple[Label, ...]] = {}
        phrases: dict[tuple[str, ...], list[Label]] = {}
        for label in labels:
            if cut := tuple(words(label.text)):
                phrases.setdefault(cut, []).append(label)
        if phrases:
            self._fill(phrases)

    def _fill(self, phrases: dict[tuple[str, ...], list[Label]]) -> None:
        from spacy.matcher import PhraseMatcher
        from spacy.vocab import Vocab

        self._vocab: Any = Vocab()
        self._matcher: Any = PhraseMatcher(self._vocab)
        for number, (cut, same) in enumerate(phrases.items()):
            name = str(number)
            self._matcher.add(name, [self._doc(cut)])
            self._labels[self._vocab.strings[name]] = tuple(same)

    def find(self, words: list[str]) -> list[Hit]:
        """All hits, also overlapping ones."""
        if not self._labels:
            return []
        return [Hit(start, end, self._method, self._labels[key]) for key, start, end in self._matcher(self._doc(words))]

    def _doc(self, words: Iterable[str]) -> Any:  # noqa: ANN401  # spaCy has no types here
        from spacy.tokens import Doc

        return Doc(self._vocab, words=list(words))
