"""Names of things in a text: exact first, then by lemma, the longest one at each place."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.linking.doubts import Doubts
from kg.linking.index import Hit, PhraseIndex
from kg.linking.labels import Label, is_abbreviation
from kg.linking.tokens import Words, cut, words_of
from kg.model import LANGUAGES, Mention

_LATIN_LANGUAGES = frozenset({"en", "fr", "es"})
_CONFIDENCE = {"label": (1.0, 0.9), "abbreviation": (0.95, 0.95), "name": (0.9, 0.85), "lemma": (0.8, 0.7)}
"""Method → confidence for a preferred label, for another one."""

_PLACES = frozenset({"party", "place"})

_FALSE_FRIENDS = frozenset({"COP", "CP", "OP"})
"""Read only in their label's own language: Spanish COP are pollutants, elsewhere the Conference of the Parties."""


@dataclass(frozen=True, slots=True)
class _Language:
    """What is looked for in texts of one language."""

    exact: PhraseIndex
    lemmas: PhraseIndex


class LabelMatcher:
    """Finds labels in texts and questions. Indexes are built at the first text of each language.

    Args:
        labels: of all languages together. Abbreviations (``GEF``, ``ГЭФ``) are found in texts of every
            language and only in their own case; Latin names also inside Russian, Arabic and Chinese.

    Safe to share between threads.
    """

    def __init__(self, labels: Iterable[Label]) -> None:
        self._labels: dict[str, list[Label]] = defaultdict(list)
        self._abbreviations: list[Label] = []
        for label in labels:
            if is_abbreviation(label.text):
                self._abbreviations.append(label)
            else:
                self._labels[label.language].append(label)
        self._languages: dict[str, _Language] = {}
        self._shared: tuple[PhraseIndex, PhraseIndex] | None = None
        self._lock = threading.Lock()

    def find(self, text: str, language: str) -> list[Mention]:
        """Mentions in order; where several things have the same name, one for each of them."""
        words = words_of(text, language)
        hits = self._by_form(words, language)
        if language in LANGUAGES:
            hits += self._by_word(words, language)
        if not hits:
            return []
        doubts = Doubts(words, language)
        return [
            mention
            for start, end, place in _longest([hit for hit in hits if doubts.believes(hit)])
            for mention in _mentions(words, start, end, place)
        ]

    def _by_form(self, words: Words, language: str) -> list[Hit]:
        """Abbreviations, and Latin names in other scripts, as they are printed."""
        abbreviations, names = self._shared or self._share()
        hits = [hit for hit in abbreviations.find(words.forms) if _means_it(words.forms[hit.start], hit, language)]
        return hits if language in _LATIN_LANGUAGES else hits + names.find(words.forms)

    def _by_word(self, words: Words, language: str) -> list[Hit]:
        """Labels in the same form, and those in another form of the same words."""
        indexes = self._languages.get(language) or self._language(language)
        return indexes.exact.find(words.norms) + indexes.lemmas.find(words.lemmas)

    def _language(self, language: str) -> _Language:
        with self._lock:
            if language not in self._languages:
                self._languages[language] = _build(self._labels[language], language)
            return self._languages[language]

    def _share(self) -> tuple[PhraseIndex, PhraseIndex]:
        with self._lock:
            if self._shared is None:
                latin = [label for code in _LATIN_LANGUAGES for label in self._labels[code] if _is_name(label.text)]
                self._shared = PhraseIndex("abbreviation", self._abbreviations, cut), PhraseIndex("name", latin, cut)
            return self._shared


def _build(labels: list[Label], language: str) -> _Language:
    # Names of countries and cities do not inflect in the Latin languages, and short ones collide with words that do.
    inflected = [label for label in labels if label.kind not in _PLACES or language == "ru"]
    return _Language(
        PhraseIndex("label", labels, lambda text: Words(text, language).norms),
        # Chinese does not inflect: its lemma index would repeat the exact one.
        PhraseIndex("lemma", [] if language == "zh" else inflected, lambda text: Words(text, language).lemmas),
    )


def _means_it(word: str, hit: Hit, language: str) -> bool:
    return word not in _FALSE_FRIENDS or any(label.language == language for label in hit.labels)


def _is_name(text: str) -> bool:
    return len(text) >= 4 and text[0].isupper() and text[1:] != text[1:].upper()


def _longest(hits: list[Hit]) -> list[tuple[int, int, list[Hit]]]:
    """Places that do not overlap, longest first, then earliest; each with the hits of its best method."""
    places: dict[tuple[int, int], list[Hit]] = defaultdict(list)
    for hit in hits:
        places[hit.start, hit.end].append(hit)
    taken: set[int] = set()
    chosen = []
    for (start, end), found in sorted(places.items(), key=lambda item: (item[0][0] - item[0][1], item[0][0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            chosen.append((start, end, [hit for hit in found if hit.method == found[0].method]))
    return sorted(chosen, key=lambda item: item[0])


def _mentions(words: Words, start: int, end: int, hits: list[Hit]) -> list[Mention]:
    span = (words.spans[start][0], words.spans[end - 1][1])
    best: dict[str, Mention] = {}
    for hit in hits:
        preferred, other = _CONFIDENCE[hit.method]
        for label in hit.labels:
            confidence = preferred if label.preferred else other
            known = best.get(label.uri)
            if known is None or known.confidence < confidence:
                best[label.uri] = Mention(span, label.kind, label.text, label.uri, hit.method, confidence)
    return list(best.values())
