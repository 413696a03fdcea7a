"""Oxigraph on disk: the embedded graph store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
from rdflib.term import Identifier, Literal, URIRef

from kg.graph.statements import Said, Term, said_in, said_once_stored, to_rdflib
from kg.graph.store import Row

DESCRIBE_LIMIT = 5000
"""Most statements of a description, so that a popular thing stays readable."""

Substitutions = dict[ox.Variable, Term]

_DESCRIBE = """
CONSTRUCT { ?s ?p ?o } WHERE {
  { ?thing ?p ?o BIND(?thing AS ?s) }
  UNION { ?thing ?q ?s . FILTER(isBlank(?s)) ?s ?p ?o }
} LIMIT %d
"""


def from_rdflib(term: object) -> ox.NamedNode | ox.Literal:
    """An rdflib IRI or literal as Oxigraph's.

    Raises:
        TypeError: it is neither.
    """
    if isinstance(term, URIRef):
        return named_node(str(term))
    if not isinstance(term, Literal):
        raise TypeError(f"no Oxigraph term for {term!r}")
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype is None:
        return ox.Literal(str(term))
    return ox.Literal(str(term), datatype=named_node(str(term.datatype)))


@lru_cache(maxsize=1 << 14)
def named_node(iri: str) -> ox.NamedNode:
    """An IRI as Oxigraph's; the same few stand in most statements."""
    return ox.NamedNode(iri)


class OxigraphReader:
    """A read-only view of a store directory.

    Results are turned into rdflib terms in the calling thread, because Oxigraph's own must not cross threads.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    @classmethod
    def open(cls, directory: Path) -> OxigraphReader:
        """Open a published generation."""
        return cls(ox.Store.read_only(str(directory)))

    def select(self, query: str, **bindings: URIRef | Literal) -> list[Row]:
        """See ``GraphReader.select``."""
        fixed: Substitutions = {ox.Variable(k): from_rdflib(v) for k, v in bindings.items()}
        found = self._store.query(query, use_default_graph_as_union=True, substitutions=fixed)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("not a SELECT query")
        names = [v.value for v in found.variables]
        # Most terms stand in many rows, and making an rdflib term costs more than finding it here.
        made: dict[Term, Identifier] = {}

        def term(of: Term) -> Identifier:
            known = made.get(of)
            if known is None:
                known = made[of] = to_rdflib(of)
            return known

        return [{n: term(t) for n, t in zip(names, row, strict=True) if t is not None} for row in found]

    def describe(self, uri: str) -> bytes:
        """See ``GraphReader.describe``."""
        fixed: Substitutions = {ox.Variable("thing"): ox.NamedNode(uri)}
        found = self._store.query(_DESCRIBE % DESCRIBE_LIMIT, use_default_graph_as_union=True, substitutions=fixed)
        if not isinstance(found, ox.QueryTriples):
            raise TypeError("not a CONSTRUCT query")
        return found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""

    def statements(self, graphs: Mapping[str, bytes]) -> dict[str, Said]:
        """See ``GraphReader.statements``."""
        known = said_once_stored({graph: triples for graph, triples in graphs.items() if triples})
        return {graph: known[graph] if graph in known else self._said(graph) for graph in graphs}

    def _said(self, graph: str) -> Said:
        return said_in(self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b"")

    def count(self) -> int:
        """See ``GraphReader.count``."""
        return len(self._store)


BULK = 20_000
"""Statements from which bulk loading pays: 140,000 take 0.8 s, not 3.3; 300 times 400 would take 6.0 s, not 2.0."""

SEVERAL = 500
"""Statements of several graphs from which one bulk load pays: with what the store's own threads do later, 120 passages
take 1.25 ms each instead of 2.12. Of one graph alone it would leave files that are never joined."""


class OxigraphStore(OxigraphReader):
    """The writer's store: one process at a time."""

    @classmethod
    def open(cls, directory: Path) -> OxigraphStore:
        """Open for writing, making the directory where it is missing."""
        return cls(ox.Store(str(directory)))

    def replace(self, graph: str, triples: bytes, known: bytes = b"") -> None:
        """See ``GraphStore.replace``.

        Not atomic on disk: readers see published generations only, and a writer
        that was killed in between applies the item again. Where the graph is
        ``known`` to hold other statements of the same thing, only what differs
        is written: to remove 140,000 statements takes 2 s.
        """
        name = ox.NamedNode(graph)
        if known and known == triples:
            return
        gone, come = _difference(known, triples) if known else (b"", b"")
        if known and gone.count(b"\n") + come.count(b"\n") < BULK and b"_:" not in gone + come:
            for quad in _quads(gone, name):
                self._store.remove(quad)
            self._store.extend(_quads(come, name))
            return
        self._store.remove_graph(name)
        if triples.count(b"\n") < BULK:
            self._store.load(triples, format=ox.RdfFormat.N_TRIPLES, to_graph=name)
        else:
            self._store.bulk_load(triples, format=ox.RdfFormat.N_TRIPLES, to_graph=name, lenient=True)

    def replace_all(self, graphs: Mapping[str, bytes]) -> None:
        """See ``GraphStore.replace_all``. Neither more nor less atomic than ``replace``."""
        quads = {graph: found for graph, triples in graphs.items() if (found := _in_graph(triples, graph))}
        together = b"".join(quads.values())
        if len(quads) < 2 or together.count(b"\n") < SEVERAL:
            quads, together = {}, b""
        for graph, triples in graphs.items():
            if graph not in quads:
                self.replace(graph, triples)
            elif self._store.contains_named_graph(name := ox.NamedNode(graph)):
                self._store.remove_graph(name)
        if together:
            self._store.bulk_load(together, format=ox.RdfFormat.N_QUADS, lenient=True)

    def checkpoint(self, directory: Path) -> None:
        """See ``GraphStore.checkpoint``."""
        self._store.flush()
        self._store.backup(str(directory))


def _in_graph(triples: bytes, graph: str) -> bytes:
    """N-Triples as the N-Quads of a graph; nothing where lines are written in another way, or name blank nodes."""
    quads = triples.replace(b" .\n", b" <%b> .\n" % graph.encode())
    plain = len(quads) - len(triples) == triples.count(b"\n") * (len(graph.encode()) + 3)
    return quads if plain and triples.endswith(b"\n") and b"_:" not in triples else b""


def _quads(triples: bytes, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    parsed = ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
    return (ox.Quad(t.subject, t.predicate, t.object, graph) for t in parsed)


def _difference(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Lines that are only in the one, and only in the other."""
    before, after = set(old.splitlines(keepends=True)), set(new.splitlines(keepends=True))
    return b"".join(before - after), b"".join(after - before)
