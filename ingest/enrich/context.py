"""What every finder gets to see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kg.identifiers import Folded, Uris, fold
from kg.linking import LabelMatcher
from kg.model import Mention, Passage, Span, Uri


@dataclass(frozen=True, slots=True)
class EnrichmentContext:
    """The document around the passages.

    ``convention`` is the treaty key that "the Convention" means in it, None
    when that is not known; ``own_symbol`` is the document's own symbol, which
    is no reference to another document. ``meeting`` is the key of the document's meeting;
    ``gazetteer`` holds names of places and of kinds of documents; ``paragraphs`` are the keys of those paragraphs of
    treaties (``minamata.art_3__para_4``) whose text is in the base; ``is_treaty``: the document is the text of
    ``convention``.
    """

    uris: Uris
    matcher: LabelMatcher
    convention: str | None
    own_symbol: str | None
    meeting: str | None = None
    gazetteer: LabelMatcher | None = None
    paragraphs: Collection[str] = frozenset()
    is_treaty: bool = False


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage made ready for the finders: they search ``folded.text`` and answer with spans of it."""

    passage: Passage
    language: str
    folded: Folded
    lower: str
    """The folded text in lower case: finders look there whether it is worth while to search at all."""

    @classmethod
    def of(cls, passage: Passage, language_default: str) -> PassageText:
        """Fold the passage's text; its own language counts before the document's."""
        folded = fold(passage.text)
        return cls(passage, passage.language or language_default, folded, folded.text.lower())

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def has(self, *hints: str) -> bool:
        """Whether one of the words, in lower case, stands anywhere: much cheaper than any pattern."""
        lower = self.lower
        for hint in hints:  # noqa: SIM110  (any() takes three times as long)
            if hint in lower:
                return True
        return False

    def mention(
        self, span: Span, kind: str, value: str, uri: Uri | None, *, method: str, confidence: float = 1.0
    ) -> Mention:
        """A mention at a span of the folded text."""
        return Mention(self.folded.span(span), kind, value, uri, method, confidence)
