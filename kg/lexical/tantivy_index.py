"""The lexical index on tantivy: our own terms, one field for each way of analysing, one index for each language.

A question is looked up in one language after the other; in an index of all of them each look-up would go through
the others' passages as well (100,000 passages in six languages: 7.2 ms a question). How much a term weighs is still
what it weighs among the passages of all languages, so that one question has one scale. Passages are deleted by the
raw text key of their item. Scores are BM25 with k1 = 1.2 and b = 0.75.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from kg.lexical.analysis import Terms, analyse, whole_tokens
from kg.lexical.index import LexicalPassage, Scored
from kg.lexical.phrases import phrase_words

_WRITER_BYTES = 32 << 20
_EXPANSION_WEIGHT = 0.8
_COUNTS_KEPT = 1 << 16
"""Terms for which it is kept how many passages hold them."""
_LABELS_KEPT = 1 << 12
"""Labels of named things whose analysis is kept."""
SPECIFIC = 4.0
"""Weight of an anchor that about 2 % of the passages hold. Anchors that weigh less together tell little."""
_FIELDS = ("stems", "grams")
_NONE: Scored = np.empty(0, np.int64), np.empty(0)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("item", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_text_field("anchors", tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    return builder.build()


class TantivyWriter:
    """Writes an index for each language in a directory, which is made where it is missing.

    Raises:
        ValueError: another writer holds one of them (when it is first written to).
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._languages: dict[str, _LanguageWriter] = {}

    def apply(self, removed_items: Iterable[int], added: Iterable[LexicalPassage]) -> None:
        """See ``LexicalWriter``."""
        by_language: dict[str, list[LexicalPassage]] = defaultdict(list)
        for passage in added:
            by_language[passage.language].append(passage)
        gone = {*removed_items, *(passage.item for passages in by_language.values() for passage in passages)}
        for language in {*_languages_in(self._directory), *by_language}:
            self._language(language).apply(gone, by_language.get(language, ()))

    def commit(self) -> None:
        """See ``LexicalWriter``. A crash between two languages is mended when the same items are applied again."""
        for writer in self._languages.values():
            writer.commit()

    def close(self) -> None:
        """See ``LexicalWriter``. Waits for merges, so that no thread outlives the writer."""
        for writer in self._languages.values():
            writer.close()

    def _language(self, language: str) -> _LanguageWriter:
        if language not in self._languages:
            self._languages[language] = _LanguageWriter(self._directory / language)
        return self._languages[language]


class _LanguageWriter:
    """Writes the index of one language. What is not touched is not opened for writing."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(directory))
        self._index.config_reader("manual")
        self._committed = self._index.searcher()
        self._writer: Any = None
        self._since: set[int] = set()
        """Items that were added since the last commit."""
        self._changed = False

    def apply(self, gone: Iterable[int], added: Iterable[LexicalPassage]) -> None:
        for item in gone:
            if item in self._since or self._committed.doc_freq("item", str(item)):
                self._opened().delete_documents_by_term("item", str(item))
        for passage in added:
            self._opened().add_document(self._document(passage))
            self._since.add(passage.item)

    def commit(self) -> None:
        if not self._changed:
            return
        self._writer.commit()
        self._index.reload()
        self._committed = self._index.searcher()
        self._since.clear()
        self._changed = False

    def close(self) -> None:
        if self._writer is not None:
            self._writer.rollback()
            self._writer.wait_merging_threads()

    def _opened(self) -> Any:  # noqa: ANN401  # its stub lacks half of the methods
        if self._writer is None:
            self._writer = self._index.writer(_WRITER_BYTES, 1)
        self._changed = True
        return self._writer

    def _document(self, passage: LexicalPassage) -> tantivy.Document:
        terms = analyse(passage.text, passage.language)
        values = {
            "item": str(passage.item),
            "passage": passage.id,
            "anchors": sorted({*whole_tokens(passage.text), *(str(m.uri) for m in passage.mentions if m.uri)}),
            "stems": " ".join(terms.stems),
            "grams": " ".join(terms.grams),
            "words": " ".join(phrase_words(passage.text)),
        }
        return tantivy.Document.from_dict(values, self._schema)


class TantivyReader:
    """One point-in-time view of the indexes in a directory."""

    def __init__(self, directory: Path) -> None:
        self._languages = {name: _LanguageReader(directory / name) for name in _languages_in(directory)}
        self._passages = sum(reader.passages for reader in self._languages.values())
        self._held = partial(_held, [reader.held for reader in self._languages.values()])
        # The same words come in question after question.
        self._weight = lru_cache(_COUNTS_KEPT)(self._weighed)

    def scores(
        self,
        question: str,
        languages: Sequence[str],
        k: int,
        *,
        allowed: Collection[int] | None = None,
        expansion: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[str, Scored]:
        """See ``LexicalReader``."""
        asked = {language: _asked(question, language, (expansion or {}).get(language, ())) for language in languages}
        return {language: self._scores(fields, language, k, allowed) for language, fields in asked.items()}

    def anchored(
        self,
        anchors: Collection[str],
        language: str,
        k: int,
        *,
        allowed: Collection[int] | None = None,
        common: bool = True,
    ) -> Scored:
        """See ``LexicalReader``."""
        reader = self._languages.get(language)
        held = {anchor: self._held("anchors", anchor) for anchor in sorted(anchors)}
        weights = {a: math.log(1 + self._passages / n) for a, n in held.items() if n}
        if reader is None or not weights:
            return _NONE
        passages, scores = reader.constant("anchors", weights, k, allowed)
        return passages, scores / max(sum(weights.values()), SPECIFIC if common else 0.0)

    def holding(
        self, phrase: str, question: str, language: str, k: int, *, allowed: Collection[int] | None = None
    ) -> tuple[list[int], int]:
        """See ``LexicalReader``."""
        words, reader = phrase_words(phrase), self._languages.get(language)
        if reader is None or not words:
            return [], 0
        return reader.holding(words, set(analyse(question, language).stems), k, allowed)

    def share(self, stem: str, language: str) -> float:
        """See ``LexicalReader``."""
        reader = self._languages.get(language)
        return reader.held("stems", stem) / reader.passages if reader and reader.passages else 0.0

    def _scores(
        self, fields: Mapping[str, Mapping[str, float]], language: str, k: int, allowed: Collection[int] | None
    ) -> Scored:
        """The mean of a passage's shares of a full match in all fields, for the best ``k`` passages."""
        reader = self._languages.get(language)
        if reader is None:
            return _NONE
        queries = []
        for field, weights in fields.items():
            terms = [(term, weight, self._weight(language, field, term)) for term, weight in weights.items()]
            # a passage of average length that holds each of the question's own terms once
            full_match = sum(rarity for _, weight, (rarity, _) in terms if weight == 1.0) * len(_FIELDS)
            if full_match:
                queries += [
                    reader.term(field, term, weight * own / full_match) for term, weight, (_, own) in terms if own
                ]
        ids, scores = reader.best(queries, k, allowed)
        return ids, np.minimum(scores, 1.0)

    def _weighed(self, language: str, field: str, term: str) -> tuple[float, float]:
        """A term's rarity among the passages of all languages, and by what its BM25 in one language is multiplied.

        So it is weighed by that rarity; 0 where the language does not have it.
        """
        reader, rarity = self._languages[language], _rarity(self._held(field, term), self._passages)
        held = reader.held(field, term)
        return rarity, rarity / _rarity(held, reader.passages) if held else 0.0


class _LanguageReader:
    """One point-in-time view of the index of one language."""

    def __init__(self, directory: Path) -> None:
        index = tantivy.Index.open(str(directory))
        index.config_reader("manual")
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self.passages: int = self._searcher.num_docs
        # A view never changes, and the same words come in question after question.
        self.held = lru_cache(_COUNTS_KEPT)(self._searcher.doc_freq)

    def best(self, terms: Sequence[tantivy.Query], k: int, allowed: Collection[int] | None) -> Scored:
        """The best ``k`` passages by the sum of the scores of some terms, with that sum."""
        return self._found(_any(terms), k, allowed) if terms else _NONE

    def constant(self, field: str, weights: Mapping[str, float], k: int, allowed: Collection[int] | None) -> Scored:
        """The best ``k`` passages by the sum of the weights of the terms that they hold, with that sum."""
        terms = [
            tantivy.Query.const_score_query(tantivy.Query.term_query(self._schema, field, term, "basic"), weight)
            for term, weight in weights.items()
            if self.held(field, term)
        ]
        return self.best(terms, k, allowed)

    def holding(
        self, words: Sequence[str], stems: Collection[str], k: int, allowed: Collection[int] | None
    ) -> tuple[list[int], int]:
        """Passages with these words in a row, those that hold the stems best first; and how many there are."""
        phrase = (
            tantivy.Query.phrase_query(self._schema, "words", list(words))
            if len(words) > 1
            else tantivy.Query.term_query(self._schema, "words", words[0], "basic")
        )
        held = tantivy.Query.const_score_query(phrase, 1.0)
        ranked = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, held), *((tantivy.Occur.Should, self.term("stems", stem, 1.0)) for stem in stems)]
        )
        found: list[int] = self._found(ranked, k, allowed)[0].tolist()
        return found, len(found) if len(found) < k else self._count(held, allowed)

    def term(self, field: str, term: str, weight: float) -> tantivy.Query:
        """What finds the passages that hold a term, with its BM25 times ``weight``."""
        query = tantivy.Query.term_query(self._schema, field, term, "freq")
        return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)

    def _among(self, query: tantivy.Query, allowed: Collection[int] | None) -> tantivy.Query:
        if allowed is None:
            return query
        these = tantivy.Query.term_set_query(self._schema, "passage", [int(passage) for passage in allowed])
        return _restricted(query, these)

    def _count(self, query: tantivy.Query, allowed: Collection[int] | None) -> int:
        found: Any = self._searcher.search(self._among(query, allowed), limit=1, count=True)
        return int(found.count)

    def _found(self, query: tantivy.Query, k: int, allowed: Collection[int] | None) -> Scored:
        """The best ``k`` passages, and their scores."""
        hits: list[tuple[float, Any]] = self._searcher.search(self._among(query, allowed), limit=k, count=False).hits
        if not hits:
            return _NONE
        scores, places = zip(*hits, strict=True)
        passages: list[Any] = self._searcher.fast_field_values("passage", list(places))
        return np.array(passages, np.int64), np.array(scores, np.float64)


def _languages_in(directory: Path) -> list[str]:
    """Languages that have an index in a directory."""
    return sorted(found.parent.name for found in directory.glob("*/meta.json"))


def _held(counts: Iterable[Callable[[str, str], int]], field: str, term: str) -> int:
    """How many passages of all languages hold a term."""
    return sum(count(field, term) for count in counts)


def _rarity(held: int, passages: int) -> float:
    """Inverse document frequency, as tantivy weighs it; removed passages count until segments are merged."""
    return math.log(1 + (max(passages - held, 0) + 0.5) / (held + 0.5))


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    """Where one of several matches, with the sum of their scores."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _restricted(query: tantivy.Query, filtered: tantivy.Query) -> tantivy.Query:
    """``query`` where ``filtered`` matches too, with the scores of ``query`` alone."""
    unscored = tantivy.Query.const_score_query(filtered, 0.0)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])


def _asked(question: str, language: str, expansion: Sequence[str]) -> dict[str, dict[str, float]]:
    """The terms to look for in each field, with their weights; a term of the question itself keeps its full weight."""
    own = analyse(question, language)
    more = [_label_terms(label, language) for label in expansion]
    return {
        field: {term: _EXPANSION_WEIGHT for terms in more for term in getattr(terms, field)}
        | dict.fromkeys(getattr(own, field), 1.0)
        for field in _FIELDS
    }


@lru_cache(_LABELS_KEPT)
def _label_terms(label: str, language: str) -> Terms:
    return analyse(label, language)
