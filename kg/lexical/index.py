"""The seam between search and an index of words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol


class LexicalPassage(Protocol):
    """What the index takes of a passage; ``kg.catalog.StoredPassage`` is one."""

    @property
    def id(self) -> int:
        """Row id of the passage."""

    @property
    def item(self) -> int:
        """Row id of its item."""

    @property
    def language(self) -> str:
        """ISO 639-1 code."""

    @property
    def text(self) -> str:
        """What is indexed."""


class LexicalWriter(Protocol):
    """The one writer of an index."""

    def apply(self, removed_items: Iterable[int], added: Iterable[LexicalPassage]) -> None:
        """Take out all passages of some items, then add passages; seen after ``commit`` only.

        The items of added passages are taken out first as well, so applying
        the same change twice is the same as applying it once.
        """

    def commit(self) -> None:
        """Make everything applied so far durable and visible to new readers, all or nothing."""

    def close(self) -> None:
        """Release the index; what was not committed is dropped."""


class LexicalReader(Protocol):
    """A view of the index that never changes."""

    def scores(
        self,
        question: str,
        languages: Sequence[str],
        k: int,
        *,
        allowed: Collection[int] | None = None,
        expansion: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[str, dict[int, float]]:
        """How well passages match the words of a question: {language: {passage id: 0..1}}.

        The mean of BM25 on stems and on 4-grams, each divided by its maximum
        over all the languages of this question (measurements: without one
        common maximum a chance match in one language would count as much as
        a full match in another).

        Args:
            question: analysed once for each language, so that names, numbers and acronyms match anywhere.
            languages: which languages' passages.
            k: most passages for each language.
            allowed: only these passages; None: all.
            expansion: more words for a language (labels of linked concepts), at a lower weight.
        """

    def holding(self, token: str, language: str, *, allowed: Collection[int] | None = None) -> set[int]:
        """Passages of a language that hold a whole token (see ``analysis.whole_tokens``) exactly."""
