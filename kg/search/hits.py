"""Groups, dressed for the asker: texts, places, documents, highlights, concepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.catalog import Item, StoredPassage
from kg.search.grouping import Group
from kg.search.highlights import highlights, telling_stems
from kg.search.model import ConceptView, DocumentView, Hit, PassageView
from kg.search.places import place_label
from kg.search.understanding import Question
from kg.views.names import label_of

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_SHOWN_KINDS = frozenset({"concept", "party", "organization", "treaty"})

WorkLanguages = Mapping[str, tuple[str, ...]]
"""Work → languages of its versions."""


def work_languages(documents: Mapping[int, Item]) -> WorkLanguages:
    """Which languages each Work is there in."""
    found: dict[str, set[str]] = {}
    for item in documents.values():
        found.setdefault(item.work or item.key, set()).update({item.language} if item.language else ())
    return {work: tuple(sorted(languages)) for work, languages in found.items()}


def make_hits(
    snapshot: Snapshot, question: Question, groups: Sequence[Group], versions: WorkLanguages, before: int = 0
) -> tuple[Hit, ...]:
    """Hits with ranks from 1, or after those ``before`` them on earlier pages."""
    passages = snapshot.catalog.passages_by_id(group.passage for group in groups)
    stems = {
        language: telling_stems(snapshot, question, language)
        for language in sorted({passage.language for passage in passages.values()})
    }
    hits = []
    for rank, group in enumerate(groups, before + 1):
        passage = passages[group.passage]
        item = snapshot.documents[passage.item]
        hit = Hit(
            rank=rank,
            score=round(group.score, 4),
            passage=_passage(snapshot, passage, item, question.language),
            document=_document(snapshot, item, versions),
            highlights=highlights(passage.text, passage.language, stems[passage.language], question.phrases),
            concepts=_concepts(snapshot, passage, question.language),
        )
        hits.append(hit)
    return tuple(hits)


def _passage(snapshot: Snapshot, passage: StoredPassage, item: Item, language: str) -> PassageView:
    return PassageView(
        uri=snapshot.uris.passage(item.key, passage.eid),
        text=passage.text,
        language=passage.language,
        part=passage.part,
        number=passage.number,
        label=place_label(passage.part, passage.number, passage.kind, passage.eid, language),
        page=passage.page,
    )


def _document(snapshot: Snapshot, item: Item, versions: WorkLanguages) -> DocumentView:
    own = item.language or ""
    others = tuple(language for language in versions.get(item.work or item.key, ()) if language != own)
    return DocumentView(
        uri=snapshot.uris.document(item.key),
        title=item.title,
        symbol=item.metadata.get("symbol"),
        kind=item.metadata.get("kind") or "document",
        date=item.metadata.get("date"),
        languages=(own, *others),
        source=item.source,
    )


def _concepts(snapshot: Snapshot, passage: StoredPassage, language: str) -> tuple[ConceptView, ...]:
    shown = (m for m in passage.mentions if m.kind in _SHOWN_KINDS and m.method != "verb")
    uris = dict.fromkeys(str(m.uri) for m in shown if m.uri)
    return tuple(ConceptView(uri, label) for uri in uris if (label := label_of(snapshot, uri, language)))
