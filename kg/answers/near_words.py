"""Words of a question that no pattern knows, read by the nearest known word in any language (``near_words.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np

from kg.answers.covering import content_spans
from kg.answers.notions import Carrier
from kg.embedding.word_vectors import WordVectors

LEAST = 0.72
"""Similarity from which a word means what its neighbour does.

Of 77 words that narrow a question (“cancelled”, «женщины», “batteries”) none takes another notion than ``restricting``;
of 41 that do not, 30 take the notion of a word that is about as light.
"""
_AS_NEAR = 0.03
_ACRONYM = 6


def near_notions(rest: str, language: str, vectors: WordVectors) -> list[Carrier]:
    """Notions of the words of content in what is left of a question, with their places there."""
    spans = [span for span in content_spans(rest, language) if not _is_acronym(rest[slice(*span)])]
    if not spans:
        return []
    named, exemplars = exemplars_of_notions()
    table, rows, _ = vectors.of([*exemplars, *(rest[start:end].lower() for start, end in spans)], [])
    known, asked = table[rows[: len(exemplars)]].vectors(), table[rows[len(exemplars) :]].vectors()
    near = asked @ known.T
    found = []
    for span, row in zip(spans, near, strict=True):
        for place in np.flatnonzero(row >= max(LEAST, float(row.max()) - _AS_NEAR)):
            found += [Carrier(notion, span) for notion in named[exemplars[place]]]
    return found


def _is_acronym(word: str) -> bool:
    """A name («СНГ»), which is near nothing but what it stands for."""
    return 2 <= len(word) <= _ACRONYM and word.isupper() and word != word.lower()


@cache
def exemplars_of_notions() -> tuple[dict[str, frozenset[str]], list[str]]:
    """Notions by word, and the words."""
    data = tomllib.loads(files("kg.answers").joinpath("near_words.toml").read_text("utf-8"))
    named: dict[str, frozenset[str]] = {}
    for notion, words in data.items():
        for word in words.split():
            named[word] = named.get(word, frozenset()) | {notion}
    return named, list(named)
