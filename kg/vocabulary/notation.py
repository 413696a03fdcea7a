"""Names of things as tables and Turtle files write them: relative to the base, prefixed, or in full."""

from __future__ import annotations

import re

import pyoxigraph as ox
from rdflib.namespace import XSD

from kg.terms import PREFIXES

ALL_PREFIXES = PREFIXES | {
    "gemet": "http://www.eionet.europa.eu/gemet/concept/",
    "leo": "http://www.informea.org/terms/",
    "unbis": "http://metadata.un.org/thesaurus/",
}
"""Prefixes of our own and of the vocabularies that concepts are matched with."""

OWN = "id/"
"""What the IRIs of a base's things begin with, after the base."""

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_PREFIXED = re.compile(r"([a-z]+):([A-Za-z0-9_-]+)")
_BARE = {str(XSD.boolean): re.compile("true|false"), str(XSD.integer): re.compile("-?(?:0|[1-9][0-9]*)")}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def relative(iri: str, base: str) -> str:
    """The IRI without the base when it is one of the base's things: ``id/concept/topics.asgm``."""
    return iri[len(base) :] if iri.startswith(base + OWN) else iri


def absolute(text: str, base: str) -> str:
    """The IRI that ``relative`` made the text from."""
    return base + text if text.startswith(OWN) else text


def prefixed(iri: str) -> str | None:
    """``skos:Concept``, or None when no known prefix fits."""
    for prefix, namespace in ALL_PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return None


def expanded(name: str) -> str | None:
    """The IRI of ``skos:Concept`` or of ``<http://…>``, or None when it is neither."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    match = _PREFIXED.fullmatch(name)
    return ALL_PREFIXES[match[1]] + match[2] if match and match[1] in ALL_PREFIXES else None


def iri_text(iri: str, base: str) -> str:
    """An IRI in Turtle."""
    return prefixed(iri) or f"<{relative(iri, base)}>"


def term_text(term: Term, base: str) -> str:
    """A term in Turtle; without loss."""
    if isinstance(term, ox.NamedNode):
        return iri_text(term.value, base)
    if not isinstance(term, ox.Literal) or term.language:
        return str(term)
    datatype = term.datatype.value
    if datatype == str(XSD.string):
        return str(term)
    bare = _BARE.get(datatype)
    if bare and bare.fullmatch(term.value):
        return term.value
    return f"{ox.Literal(term.value)}^^{iri_text(datatype, base)}"
