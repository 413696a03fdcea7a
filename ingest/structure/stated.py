"""Documents of a format that states its passages: their places are kept, not found again."""

from __future__ import annotations

from dataclasses import replace

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.structure.decisions import decision_heading
from ingest.structure.eids import EidBook
from ingest.structure.front_matter import stated_kind, with_metadata
from ingest.structure.kinds import document_kind
from ingest.structure.masthead import read_masthead
from ingest.structure.model import Structured
from kg.language import detect
from kg.model import LANGUAGES, DraftDecision, Passage, PassageKind

_SAMPLE = 4000


def stated(raw: RawDocument) -> Structured:
    """Passages as the blocks' places say. Blocks without a place are the masthead; what is left of them comes first."""
    sample = " ".join(block.text for block in raw.blocks)[:_SAMPLE]
    language = raw.language if raw.language in LANGUAGES else detect(sample)
    loose = [block for block in raw.blocks if block.place is None]
    head = read_masthead(loose, language, dict(raw.metadata).get("title", ""))
    masthead, remarks = with_metadata(head.masthead, raw)
    book = EidBook()
    passages: list[Passage] = []
    for block in [*loose[head.blocks :], *(block for block in raw.blocks if block.place is not None)]:
        passages.append(_passage(block, book, len(passages) + 1, language))
    decisions = _decisions(raw)
    title = masthead.title or (passages[0].text if passages else raw.source)
    kind = stated_kind(raw) or document_kind(masthead, is_decision=False, articles=0)
    notes = (*(f"A line of the masthead was not understood: “{line}”." for line in head.loose), *book.notes(), *remarks)
    return Structured(replace(masthead, title=title), kind, language, tuple(passages), decisions, notes)


def _passage(block: Block, book: EidBook, order: int, language: str) -> Passage:
    if block.place is None:
        eid = book.following("body__p")
        kind = PassageKind.HEADING if block.kind is BlockKind.HEADING else PassageKind.PARAGRAPH
        return Passage(eid, "body", None, kind, block.text, language, order, emphasis=block.emphasis)
    place = block.place
    return Passage(
        book.claim(place.eid), place.part, place.number, place.kind, block.text, place.language or language, order,
        emphasis=block.emphasis,
    )  # fmt: skip


def _decisions(raw: RawDocument) -> tuple[DraftDecision, ...]:
    found = []
    for block in raw.blocks:
        is_heading = block.place is not None and block.place.kind is PassageKind.HEADING
        heading = decision_heading(replace(block, kind=BlockKind.HEADING)) if is_heading else None
        if heading and block.place:
            found.append(
                DraftDecision(block.place.part, heading.title, heading.number, heading.printed, heading.status)
            )
    return tuple(found)
