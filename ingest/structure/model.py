"""What the structure stage hands on."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import DraftDecision, Masthead, Passage


@dataclass(frozen=True, slots=True)
class Structured:
    """A document's parts, understood.

    ``kind`` is the key of a document kind (``note``, ``progress-report``, ``report``, ``decision``, ``agenda``,
    ``information-document``, ``treaty``, ``guidance``, ``document``); ``language`` is ISO 639-1; ``notes`` are
    sentences about what was odd in the file (a number that comes twice, a list that skips a letter).
    """

    masthead: Masthead
    kind: str
    language: str
    passages: tuple[Passage, ...]
    decisions: tuple[DraftDecision, ...] = ()
    notes: tuple[str, ...] = ()
