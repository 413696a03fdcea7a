"""What the product finds in a passage, in the normal forms of the gold annotations."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.files import Given
from ingest.readers.process import ReaderPool
from ingest.understanding import Understanding
from ingest.vocabulary import load_vocabulary
from kg.identifiers import Uris
from kg.intake import Intake
from kg.model import Document, Mention, Passage, Uri
from kg.names import read_labels
from kg.settings import Settings
from kg.writer import Writer
from tests.extraction.gold import REFERENCES
from tests.integration.hashing_encoder import HashingEncoder

_ONE_KIND = {"date": "date", "period": "period", "count": "count"}


def documents(paths: Iterable[Path]) -> Iterator[tuple[Path, Document]]:
    """Each file as the pipeline understands it, with all taxonomies and nothing else in the base."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        encoder = HashingEncoder()
        with Writer(settings) as writer:
            load_vocabulary(Intake(writer, encoder, Uris(settings.base_uri)), settings.base_uri)
            means = Understanding(writer.graph, Uris(settings.base_uri), read_labels(writer.graph)[0])
            with ReaderPool(settings) as readers:
                for path in paths:
                    parsed = means.parsed(path, readers.read(path), "0" * 64)
                    yield path, means.enriched(parsed, Given(str(path), path.name))[0]


def values(passage: Passage) -> frozenset[tuple[str, str]]:
    """(kind, value) pairs of a passage."""
    return frozenset([*_of_mentions(passage.mentions), *_of_statements(passage)])


def _of_mentions(mentions: Iterable[Mention]) -> Iterator[tuple[str, str]]:
    for mention in mentions:
        key = _key(mention.uri) if mention.uri else ""
        if mention.method == "own-provision":
            yield "own", mention.value
        elif mention.kind in REFERENCES:
            yield "reference", f"{mention.kind}:{mention.value.partition('__para')[0]}"
        elif mention.kind in _ONE_KIND:
            yield mention.kind, mention.value
        elif mention.kind == "money":
            yield "money", mention.value.replace(" ", "_")
        elif mention.kind == "place":
            yield "place", key.partition(".")[2]
        elif mention.kind in {"organization", "party"}:
            yield "organization", key
        elif key.startswith(("chemicals.", "wastes.")):
            yield "chemical", key.partition(".")[2]
        elif key.startswith("topics."):
            yield "topic", key.partition(".")[2]


def _of_statements(passage: Passage) -> Iterator[tuple[str, str]]:
    for action in passage.actions:
        addressee = _key(action.addressees[0]) if action.addressees else "-"
        yield "action", f"{action.verb.removeprefix('verbs.')}>{addressee}"
    for event in passage.events:
        yield "event", f"{event.kind.removeprefix('event-kinds.')}@{event.days or '-'}"


def _key(uri: Uri) -> str:
    return uri.rsplit("/", 1)[-1]
