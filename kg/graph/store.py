"""The seam between the base and a graph store."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from rdflib.term import Identifier, Literal, URIRef

from kg.graph.statements import Said

Row = Mapping[str, Identifier]
"""One solution: variable name → rdflib term; unbound variables are missing."""


class GraphReader(Protocol):
    """Answers our own, trusted queries over one generation. Public ones go through worker processes."""

    def select(self, query: str, **bindings: URIRef | Literal) -> list[Row]:
        """Rows of a SELECT. ``bindings`` fix variables before the query runs.

        The default graph is the union of all named graphs.
        """

    def describe(self, uri: str) -> bytes:
        """N-Triples of what is said about a thing; empty when nothing is."""

    def statements(self, graphs: Mapping[str, bytes]) -> dict[str, Said]:
        """All that some named graphs say.

        ``graphs`` has the triples that each was made of, where the caller has them at hand, else none.
        """

    def count(self) -> int:
        """Number of triples, each counted in each of its graphs."""


class GraphStore(GraphReader, Protocol):
    """A store that one writer holds."""

    def replace(self, graph: str, triples: bytes) -> None:
        """Make a named graph hold exactly these N-Triples; none: the graph is gone."""

    def replace_all(self, graphs: Mapping[str, bytes]) -> None:
        """The same for several graphs in one go."""

    def checkpoint(self, directory: Path) -> None:
        """Publish the present state as a read-only store in a new directory, in milliseconds."""
