"""Property paths of shapes (SHACL, section 2.3.1): RDF in, SPARQL out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import BNode, Node, URIRef

from kg.errors import BadInput
from kg.vocabulary.notation import prefixed


@dataclass(frozen=True, slots=True)
class Path:
    """A predicate (``parts`` is one IRI), or parts that are followed backwards, as alternatives, or in turn.

    ``str`` is the IRI of a predicate, else a SPARQL property path.
    """

    kind: str
    parts: tuple[Path | URIRef, ...]

    def __str__(self) -> str:
        return str(self.parts[0]) if self.kind == "predicate" else self.sparql()

    def sparql(self) -> str:
        """As it stands in a query, between subject and object."""
        return self._written(lambda iri: iri.n3())

    def short(self) -> str:
        """For people: with prefixed names."""
        return self._written(lambda iri: prefixed(str(iri)) or iri.n3())

    def _written(self, name: Callable[[URIRef], str]) -> str:
        texts = [name(part) if isinstance(part, URIRef) else part._written(name) for part in self.parts]  # noqa: SLF001
        if self.kind == "predicate":
            return texts[0]
        if self.kind == "inverse":
            return f"^{texts[0]}"
        return f"({('|' if self.kind == 'alternative' else '/').join(texts)})"

    def describe(self, graph: Graph) -> Node:
        """The path as RDF; what it needs is added to ``graph``."""
        if self.kind == "predicate":
            assert isinstance(self.parts[0], URIRef)
            return self.parts[0]
        parts = [part if isinstance(part, URIRef) else part.describe(graph) for part in self.parts]
        node = BNode()
        if self.kind == "inverse":
            graph.add((node, SH.inversePath, parts[0]))
        elif self.kind == "alternative":
            graph.add((node, SH.alternativePath, Collection(graph, BNode(), parts).uri))
        else:
            return Collection(graph, node, parts).uri
        return node


def read_path(graph: Graph, node: Node) -> Path:
    """The path that a node of a shapes graph stands for.

    Raises:
        BadInput: it is a path that repeats (``sh:zeroOrMorePath`` and the like), or none at all.
    """
    if isinstance(node, URIRef):
        return Path("predicate", (node,))
    if (inverse := graph.value(node, SH.inversePath)) is not None:
        return Path("inverse", (read_path(graph, inverse),))
    if (alternatives := graph.value(node, SH.alternativePath)) is not None:
        return Path("alternative", tuple(read_path(graph, part) for part in Collection(graph, alternatives)))
    if steps := list(Collection(graph, node)):
        return Path("sequence", tuple(read_path(graph, part) for part in steps))
    raise BadInput(
        "A shape has a path that this validator does not know.",
        remedy="Use a predicate, or inverse, alternative or sequence paths of predicates.",
    )
