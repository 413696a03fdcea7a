"""What a named graph says, read from its text: half the time of asking a store for terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox
from rdflib.term import BNode, Identifier, Literal, URIRef

from kg.graph.ntriples import Written, written

Said = dict[str, dict[str, list[Identifier]]]
"""Thing (an IRI, or ``_:`` and the name of a blank node) → IRI of a property → distinct values."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_TAGGED = re.compile(rb'".*"@(?!(?:ar|en|es|fr|ru|zh)$)', re.DOTALL)
"""A text in a language whose tag may be written in several ways."""


def to_rdflib(term: Term) -> Identifier:
    """An Oxigraph term as rdflib's."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    raise TypeError(f"no rdflib term for {term!r}")


def said_in(triples: bytes) -> Said:
    """What N-Triples say."""
    lines = list(written(triples))
    return _grouped(lines, _terms({value for _, _, value in lines}))


def said_once_stored(graphs: Mapping[str, bytes]) -> Mapping[str, Said]:
    """What N-Triples say after a store has taken them in, by graph; without graphs where that is not certain.

    A store names blank nodes anew, and writes numbers and dates in a way of its own.
    """
    lines = {graph: dict.fromkeys(written(triples)) for graph, triples in graphs.items() if b"_:" not in triples}
    texts = {value for its in lines.values() for _, _, value in its}
    stored = _stored([text for text in texts if b'"^^<' in text])
    terms = _terms({stored.get(text, text) for text in texts})
    values = {text: terms[stored.get(text, text)] for text in texts if not _TAGGED.match(text)}
    other = len(set(values.values())) < len(values)  # two ways to write one term: what is one statement is not clear
    unclear = texts - values.keys()
    return {
        graph: _grouped(its, values)
        for graph, its in lines.items()
        if not other and not (unclear and any(value in unclear for _, _, value in its))
    }


def _grouped(lines: Iterable[Written], values: dict[bytes, Identifier]) -> Said:
    said: Said = {}
    names: dict[bytes, str] = {}
    its: dict[str, list[Identifier]] = {}
    last = b""
    for thing, prop, value in lines:
        if thing != last:
            its, last = said.setdefault((thing if thing.startswith(b"_:") else thing[1:-1]).decode(), {}), thing
        name = names.get(prop) or names.setdefault(prop, prop[1:-1].decode())
        if name in its:
            its[name].append(values[value])
        else:
            its[name] = [values[value]]
    return said


def _terms(texts: Iterable[bytes]) -> dict[bytes, Identifier]:
    """Terms by how N-Triples write them; most stand in many statements."""
    ordered = list(texts)
    lines = b"".join(b"<o:> <o:> %b .\n" % text for text in ordered)
    parsed = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return {text: to_rdflib(triple.object) for text, triple in zip(ordered, parsed, strict=True)}


def _stored(typed: Iterable[bytes]) -> dict[bytes, bytes]:
    """How a store writes literals with a datatype, by how they are written here."""
    texts = list(typed)
    store = ox.Store()
    lines = b"".join(b"<o:%d> <o:> %b .\n" % pair for pair in enumerate(texts))
    store.load(lines, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    back = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    return {texts[int(place[3:-1])]: value for place, _, value in written(back)}
