"""Many phrases looked for at once, over spaCy's PhraseMatcher."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kg.linking.labels import Label


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase at the words ``start`` to ``end`` (half-open), and the labels that it is."""

    start: int
    end: int
    method: str
    labels: tuple[Label, ...]


class Words:
    """Texts as spaCy documents of one vocabulary, without a model: words as they are compared, and their lemmas."""

    def __init__(self) -> None:
        from spacy.vocab import Vocab

        self.vocab: Any = Vocab()

    def doc(self, words: Sequence[str], lemmas: Sequence[str] | None = None) -> Any:  # noqa: ANN401  # spaCy has no types
        """A document; without ``lemmas`` each word is its own."""
        from spacy.tokens import Doc

        return Doc(self.vocab, words=list(words), lemmas=list(lemmas or words))


class PhraseIndex:
    """Labels under one way of comparing words.

    Args:
        method: name of that way, handed on with each hit.
        labels: to look for.
        cut: cuts a label into the words that texts are compared by.
        words: whose documents are searched.
        attribute: of the documents' tokens: ``ORTH`` or ``LEMMA``.
    """

    def __init__(
        self,
        method: str,
        labels: Iterable[Label],
        cut: Callable[[str], list[str]],
        words: Words,
        attribute: str = "ORTH",
    ) -> None:
        from spacy.matcher import PhraseMatcher

        self._method = method
        self._labels: dict[int, tuple[Label, ...]] = {}
        phrases: dict[tuple[str, ...], list[Label]] = {}
        for label in labels:
            if pieces := tuple(cut(label.text)):
                phrases.setdefault(pieces, []).append(label)
        self._single = frozenset(pieces[0] for pieces in phrases if len(pieces) == 1)
        self._beginnings = frozenset(pieces[:2] for pieces in phrases if len(pieces) > 1)
        self._matcher: Any = PhraseMatcher(words.vocab, attr=attribute)
        for number, (pieces, same) in enumerate(phrases.items()):
            name = str(number)
            self._matcher.add(name, [words.doc(pieces)])
            self._labels[words.vocab.strings[name]] = tuple(same)

    def may_find(self, words: Sequence[str]) -> bool:
        """Whether a phrase begins anywhere, by its first two words; if not, no document need be made."""
        return not (self._single.isdisjoint(words) and self._beginnings.isdisjoint(pairwise(words)))

    def find(self, doc: Any) -> list[Hit]:  # noqa: ANN401  # spaCy has no types
        """All hits in a document, also overlapping ones."""
        if not self._labels:
            return []
        return [Hit(start, end, self._method, self._labels[key]) for key, start, end in self._matcher(doc)]
