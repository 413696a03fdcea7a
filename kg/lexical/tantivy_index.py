"""The lexical index on tantivy: our own terms, one field for each way of analysing.

All languages share the fields, so that one question has one scale; a raw
field ``language`` tells them apart. Passages are deleted by the raw text key
of their item. Scores are BM25 with k1 = 1.2 and b = 0.75.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tantivy

from kg.lexical.analysis import analyse, whole_tokens
from kg.lexical.index import LexicalPassage
from kg.lexical.phrases import phrase_words

_WRITER_BYTES = 64 << 20
_EXPANSION_WEIGHT = 0.8
SPECIFIC = 4.0
"""Weight of an anchor that about 2 % of the passages hold. Anchors that weigh less together tell little."""
_FIELDS = ("stems", "grams")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("item", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_text_field("anchors", tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    return builder.build()


class TantivyWriter:
    """Writes an index in a directory, which is made where it is missing.

    Raises:
        ValueError: another writer holds the index.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._writer = tantivy.Index(self._schema, path=str(directory)).writer(_WRITER_BYTES, 1)

    def apply(self, removed_items: Iterable[int], added: Iterable[LexicalPassage]) -> None:
        """See ``LexicalWriter``."""
        by_item: dict[int, list[LexicalPassage]] = defaultdict(list)
        for passage in added:
            by_item[passage.item].append(passage)
        for item in {*removed_items, *by_item}:
            self._writer.delete_documents_by_term("item", str(item))
        for passages in by_item.values():
            for passage in passages:
                self._writer.add_document(self._document(passage))

    def commit(self) -> None:
        """See ``LexicalWriter``."""
        self._writer.commit()

    def close(self) -> None:
        """See ``LexicalWriter``. Waits for merges, so that no thread outlives the writer."""
        self._writer.rollback()
        self._writer.wait_merging_threads()

    def _document(self, passage: LexicalPassage) -> tantivy.Document:
        terms = analyse(passage.text, passage.language)
        values = {
            "item": str(passage.item),
            "language": passage.language,
            "passage": passage.id,
            "anchors": sorted({*whole_tokens(passage.text), *(str(m.uri) for m in passage.mentions if m.uri)}),
            "stems": " ".join(terms.stems),
            "grams": " ".join(terms.grams),
            "words": " ".join(phrase_words(passage.text)),
        }
        return tantivy.Document.from_dict(values, self._schema)


class TantivyReader:
    """One point-in-time view of an index in a directory."""

    def __init__(self, directory: Path) -> None:
        index = tantivy.Index.open(str(directory))
        index.config_reader("manual")
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()

    def scores(
        self,
        question: str,
        languages: Sequence[str],
        k: int,
        *,
        allowed: Collection[int] | None = None,
        expansion: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[str, dict[int, float]]:
        """See ``LexicalReader``."""
        asked = {language: _asked(question, language, (expansion or {}).get(language, ())) for language in languages}
        found: dict[str, dict[int, float]] = {language: defaultdict(float) for language in languages}
        for language, fields in asked.items():
            for field, weights in fields.items():
                full = self._full_match(field, weights) * len(_FIELDS)
                for passage, score in self._best(field, weights, language, k, allowed).items():
                    found[language][passage] += score / full
        return {lang: {passage: min(1.0, value) for passage, value in hits.items()} for lang, hits in found.items()}

    def anchored(
        self,
        anchors: Collection[str],
        language: str,
        k: int,
        *,
        allowed: Collection[int] | None = None,
        common: bool = True,
    ) -> dict[int, float]:
        """See ``LexicalReader``."""
        held = {anchor: self._searcher.doc_freq("anchors", anchor) for anchor in sorted(anchors)}
        weights = {a: math.log(1 + self._searcher.num_docs / n) for a, n in held.items() if n}
        if not weights:
            return {}
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._constant("anchors", anchor, weight)) for anchor, weight in weights.items()]
        )
        total = max(sum(weights.values()), SPECIFIC if common else 0.0)
        return {p: score / total for p, score in self._hits(self._within(query, language), k, allowed)}

    def holding(
        self, phrase: str, question: str, language: str, k: int, *, allowed: Collection[int] | None = None
    ) -> tuple[list[int], int]:
        """See ``LexicalReader``."""
        query = self._phrase(phrase_words(phrase))
        if query is None:
            return [], 0
        held = self._within(tantivy.Query.const_score_query(query, 1.0), language)
        words = [
            (tantivy.Occur.Should, self._term("stems", stem, 1.0)) for stem in set(analyse(question, language).stems)
        ]
        ranked = tantivy.Query.boolean_query([(tantivy.Occur.Must, held), *words])
        found = [passage for passage, _ in self._hits(ranked, k, allowed)]
        return found, len(found) if len(found) < k else self._count(held, allowed)

    def share(self, stem: str, language: str) -> float:
        """See ``LexicalReader``. Counts the stem in all languages, which share few stems."""
        passages = self._searcher.doc_freq("language", language)
        return min(1.0, self._searcher.doc_freq("stems", stem) / passages) if passages else 0.0

    def _best(
        self, field: str, weights: Mapping[str, float], language: str, k: int, allowed: Collection[int] | None
    ) -> dict[int, float]:
        """BM25 of the best ``k`` passages of one language on one field."""
        if not weights:
            return {}
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._term(field, term, weight)) for term, weight in weights.items()]
        )
        return dict(self._hits(self._within(query, language), k, allowed))

    def _full_match(self, field: str, weights: Mapping[str, float]) -> float:
        """BM25 of a passage of average length that holds each of the question's own terms once."""
        own = (term for term, weight in weights.items() if weight == 1.0)
        return sum(self._rarity(field, term) for term in own) or math.inf

    def _rarity(self, field: str, term: str) -> float:
        """Inverse document frequency, as tantivy weighs it."""
        held = self._searcher.doc_freq(field, term)  # counts removed passages until segments are merged
        return math.log(1 + (max(self._searcher.num_docs - held, 0) + 0.5) / (held + 0.5))

    def _within(self, query: tantivy.Query, language: str) -> tantivy.Query:
        return _restricted(query, tantivy.Query.term_query(self._schema, "language", language, "basic"))

    def _phrase(self, words: Sequence[str]) -> tantivy.Query | None:
        """Passages with these words in a row."""
        if len(words) > 1:
            return tantivy.Query.phrase_query(self._schema, "words", list(words))
        return tantivy.Query.term_query(self._schema, "words", words[0], "basic") if words else None

    def _term(self, field: str, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, field, term, "freq")
        return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)

    def _constant(self, field: str, term: str, score: float) -> tantivy.Query:
        return tantivy.Query.const_score_query(tantivy.Query.term_query(self._schema, field, term, "basic"), score)

    def _among(self, query: tantivy.Query, allowed: Collection[int] | None) -> tantivy.Query:
        if allowed is None:
            return query
        these = tantivy.Query.term_set_query(self._schema, "passage", [int(passage) for passage in allowed])
        return _restricted(query, these)

    def _count(self, query: tantivy.Query, allowed: Collection[int] | None) -> int:
        found: Any = self._searcher.search(self._among(query, allowed), limit=1, count=True)
        return int(found.count)

    def _hits(self, query: tantivy.Query, k: int, allowed: Collection[int] | None) -> Iterator[tuple[int, float]]:
        query = self._among(query, allowed)
        hits: list[tuple[float, Any]] = self._searcher.search(query, limit=k, count=False).hits
        places = [place for _, place in hits]
        passages: list[Any] = self._searcher.fast_field_values("passage", places) if places else []
        return ((int(passage), float(score)) for passage, (score, _) in zip(passages, hits, strict=True))


def _restricted(query: tantivy.Query, filtered: tantivy.Query) -> tantivy.Query:
    """``query`` where ``filtered`` matches too, with the scores of ``query`` alone."""
    unscored = tantivy.Query.const_score_query(filtered, 0.0)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])


def _asked(question: str, language: str, expansion: Sequence[str]) -> dict[str, dict[str, float]]:
    """The terms to look for in each field, with their weights; a term of the question itself keeps its full weight."""
    own = analyse(question, language)
    more = [analyse(label, language) for label in expansion]
    return {
        field: {term: _EXPANSION_WEIGHT for terms in more for term in getattr(terms, field)}
        | dict.fromkeys(getattr(own, field), 1.0)
        for field in _FIELDS
    }
