"""One state of the base, as readers see it: immutable, swapped whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.catalog import Catalog, Item
from kg.graph.store import GraphReader
from kg.identifiers import Uris
from kg.lexical.index import LexicalReader
from kg.linking import LabelMatcher
from kg.model import Entity
from kg.passages import PassageColumns
from kg.suggest import NameIndex
from kg.vectors.language_indexes import LanguageIndexes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a request needs; holds its files open for as long as it lives.

    ``documents`` are the living documents by row id, ``passages`` where each
    of their passages stands; ``entities`` are all labelled things (concepts,
    parties, organizations, treaties …) by URI; ``names`` finds them by what a
    person types.
    """

    generation: int
    sequence: int
    directory: Path
    uris: Uris
    catalog: Catalog
    graph: GraphReader
    vectors: LanguageIndexes
    words: LexicalReader
    labels: LabelMatcher
    documents: dict[int, Item]
    passages: PassageColumns
    entities: dict[str, Entity] = field(default_factory=dict)
    names: NameIndex = field(default_factory=NameIndex)
    kept: dict[str, Any] = field(default_factory=dict)
    """What views computed from the vocabulary alone; it outlives changes of documents."""
    model: str | None = None
    """Name and revision of the encoder that made the vectors; None in a base without any."""
    cache: dict[str, Any] = field(default_factory=dict)
    """What views computed from this state; it goes when the state goes."""
