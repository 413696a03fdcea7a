"""What is read, understood: its structure, then what its passages mention."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from ingest.blocks import RawDocument
from ingest.enrich import EnrichmentContext, document_topics, enrich, read_gazetteer, read_paragraphs
from ingest.files import Given, Parsed, Understood
from ingest.structure import structure
from kg.errors import BadInput
from kg.graph.oxigraph import OxigraphStore
from kg.identifiers import Uris, document_key, provision_keys
from kg.linking import Label, LabelMatcher
from kg.model import Document, Uri


class Understanding:
    """Makes documents of what readers read.

    Args:
        graph: with the names to look for; what only documents need of it is read when the first one comes, for a
            table of records is taken in without.
        labels: names of concepts in it.
    """

    def __init__(self, graph: OxigraphStore, uris: Uris, labels: Sequence[Label]) -> None:
        self._graph, self._uris, self._labels = graph, uris, labels

    def parsed(self, path: Path, raw: RawDocument, digest: str) -> Parsed:
        """The first part, after which a document's passages are known.

        Raises:
            BadInput: it has none.
        """
        found = structure(raw)
        if not found.passages:
            raise BadInput(f"{path.name} holds no text.", remedy="Check that the file is the document itself.")
        return Parsed(found, raw.media_type, digest)

    def enriched(self, made: Parsed, given: Given) -> Understood:
        """The second part: the document, with what its passages mention, ask for and announce."""
        found = made.found
        work, key = document_key(found.masthead, found.language, made.digest, found.kind)
        if found.kind == "treaty" and (treaty := found.masthead.convention):
            self._paragraphs |= {key for passage in found.passages for key in provision_keys(treaty, passage.eid)}
        context = EnrichmentContext(
            self._uris,
            self._matcher,
            found.masthead.convention,
            found.masthead.symbol,
            found.masthead.meeting,
            self._gazetteer,
            self._paragraphs,
            is_treaty=found.kind == "treaty",
        )
        passages = enrich(found.passages, found.language, context)
        document = Document(
            key=key,
            work=work,
            kind=found.kind,
            language=found.language,
            masthead=found.masthead,
            passages=passages,
            source=given.source,
            sha256=made.digest,
            media_type=made.media_type,
            decisions=found.decisions,
            notes=found.notes,
            topics=document_topics(passages, self._topics_in(found.masthead.title, found.language)),
        )
        return document, found.notes

    def _topics_in(self, title: str, language: str) -> list[Uri]:
        found = self._matcher.find(title, language)
        return [m.uri for m in found if m.uri and "/concept/topics." in m.uri]

    @cached_property
    def _matcher(self) -> LabelMatcher:
        return LabelMatcher(self._labels)

    @cached_property
    def _gazetteer(self) -> LabelMatcher:
        return read_gazetteer(self._graph, self._uris)

    @cached_property
    def _paragraphs(self) -> set[str]:
        return set(read_paragraphs(self._graph, self._uris))
