"""Terms as N-Triples write them: documents are written as text, which costs a quarter of making terms of rdflib."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox
from rdflib.namespace import XSD
from rdflib.term import Literal

from kg.graph.oxigraph import from_rdflib, named_node

Triple = tuple[str, str, str]
"""Subject, predicate and object as N-Triples."""

_KEPT = 1 << 14
"""Terms that are kept: the same names, places, methods and confidences come back in every passage."""


@lru_cache(_KEPT)
def iri(uri: str) -> str:
    """An IRI.

    Raises:
        ValueError: it is none.
    """
    return str(named_node(uri))


def text(value: str, language: str | None = None) -> str:
    """A text, in a language or in none."""
    return str(ox.Literal(value, language=language) if language else ox.Literal(value))


@lru_cache(_KEPT)
def number(value: int) -> str:
    """A whole number."""
    return str(ox.Literal(value))


@lru_cache(_KEPT)
def word(value: str) -> str:
    """A text in no language that stands in many statements."""
    return text(value)


@lru_cache(_KEPT)
def confidence(value: float) -> str:
    """A share, with two decimals."""
    return _typed(f"{value:.2f}", str(XSD.decimal))


@lru_cache(_KEPT)
def day(value: str) -> str:
    """A day, or a month."""
    return _typed(value, str(XSD.date if len(value) == len("2025-11-03") else XSD.gYearMonth))


def _typed(value: str, datatype: str) -> str:
    return str(from_rdflib(Literal(value, datatype=datatype)))
