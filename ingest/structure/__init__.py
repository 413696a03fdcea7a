"""Blocks → parts, numbered passages, footnotes, masthead, decisions."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.structure.decisions import decision_heading
from ingest.structure.front_matter import stated_kind, with_metadata
from ingest.structure.kinds import document_kind
from ingest.structure.masthead import Reading, read_masthead
from ingest.structure.model import Structured
from ingest.structure.outline import outline
from ingest.structure.stated import stated
from ingest.structure.treaties import treaty_text
from kg.language import UNDETERMINED, detect
from kg.model import LANGUAGES, Masthead, Passage, PassageKind

__all__ = ["Structured", "structure"]

_LONGEST_TITLE = 120
_SAMPLE = 400
"""So many characters of a passage are enough to know its language."""


def structure(raw: RawDocument) -> Structured:
    """Understand a file's blocks: masthead, parts, passages with printed numbers and places, decisions.

    Everything that a block says is in exactly one passage, in the masthead, or in the furniture that the
    reader marked. Nothing is guessed: what the document does not state is None.
    """
    if any(block.place for block in raw.blocks):
        return stated(raw)
    treaty = treaty_text(raw.blocks)
    if treaty is not None:
        raw = replace(raw, blocks=treaty.blocks, metadata=() if treaty.left_out else raw.metadata)
    declared = raw.language if raw.language in LANGUAGES else None
    apparent = declared or _language_of(raw.blocks)
    if treaty is not None and treaty.title is not None:
        head = Reading(Masthead(treaty.title), 1)
    else:
        head = read_masthead(raw.blocks, apparent, dict(raw.metadata).get("title", ""))
    masthead, remarks = with_metadata(head.masthead, raw)
    own = decision_heading(Block(BlockKind.HEADING, head.masthead.title or masthead.title))
    found = outline(raw.blocks, head.blocks, decision=own, language=apparent, treaty=treaty is not None)
    language, passages = _with_languages(found.passages, declared)
    masthead = replace(masthead, title=masthead.title or _title(passages, raw))
    notes = (*(f"A line of the masthead was not understood: “{line}”." for line in head.loose), *found.notes, *remarks)
    if treaty is not None:
        masthead = replace(masthead, convention=masthead.convention or treaty.convention)
        return Structured(masthead, stated_kind(raw) or "treaty", language, passages, (), (*treaty.left_out, *notes))
    kind = stated_kind(raw) or document_kind(masthead, is_decision=own is not None, articles=found.articles)
    return Structured(masthead, kind, language, passages, found.decisions, notes)


def _language_of(blocks: tuple[Block, ...]) -> str:
    """Language of the file as a whole, for reading its masthead."""
    return detect(" ".join(block.text[:_SAMPLE] for block in blocks[:40]))


def _with_languages(passages: tuple[Passage, ...], declared: str | None) -> tuple[str, tuple[Passage, ...]]:
    """The document's language (most characters win) and the passages with their own.

    The document's language is the hint for what is too short to tell, such as rows of figures.
    """
    weights: Counter[str] = Counter()
    for passage in passages:
        if passage.kind is not PassageKind.FOOTNOTE and len(passage.text) > 3:
            weights[detect(passage.text[:_SAMPLE], declared)] += len(passage.text)
    del weights[UNDETERMINED]
    language = weights.most_common(1)[0][0] if weights else declared or "en"
    return language, tuple([_in_language(item, detect(item.text[:_SAMPLE], language)) for item in passages])


def _in_language(passage: Passage, language: str) -> Passage:
    return passage if passage.language == language else replace(passage, language=language)


def _title(passages: tuple[Passage, ...], raw: RawDocument) -> str:
    """For a document whose title does not stand apart: its first heading, else its first words, else its name."""
    first = next((item for item in passages if item.kind is PassageKind.HEADING), passages[0] if passages else None)
    if first is None:
        return raw.source
    return first.text if len(first.text) <= _LONGEST_TITLE else first.text[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
