"""Which kind of document it is, by the words of its title and subtitle."""

from __future__ import annotations

import re

from ingest.structure.lines import conventions_in
from ingest.structure.words import KINDS
from kg.model import Masthead

_KINDS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in KINDS.items())
_FEWEST_ARTICLES = 3
FALLBACK = "document"

DOCUMENT_KINDS = frozenset({"decision", "treaty", FALLBACK, *KINDS})
"""Keys of all kinds."""


def document_kind(masthead: Masthead, *, is_decision: bool, articles: int) -> str:
    """Key of the document's kind.

    The title decides before the subtitle: a progress report that is presented as a note by the
    secretariat is a progress report. ``is_decision``: the title is a decision's heading; ``articles`` is how
    many headings of articles there are.
    """
    if is_decision:
        return "decision"
    if articles >= _FEWEST_ARTICLES and conventions_in(masthead.title):
        return "treaty"
    by_title = kind_of(masthead.title)
    if by_title not in (None, "note"):
        return str(by_title)
    if any("/INF" in symbol for symbol in masthead.symbols):
        return "information-document"
    return kind_of(masthead.subtitle or "") or by_title or FALLBACK


def kind_of(text: str) -> str | None:
    """The kind that a title or subtitle begins with, None if it says none."""
    return next((kind for kind, words in _KINDS if words.match(text)), None)
