"""The seam between search and an index of words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kg.model import Mention

Scored = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Numbers of passages and how well each matches, 0..1, the best first; both of shape (n,)."""


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

    @property
    def mentions(self) -> Sequence[Mention]:
        """What the text names; their URIs are anchors."""


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
    ) -> dict[str, Scored]:
        """How well passages match the words of a question, for each language.

        The mean of BM25 on stems and on 4-grams, each divided by what a passage of
        average length gets that holds every word of the question once, and at most 1. So 1 is a full match,
        a chance match is small whatever else there is to find, and no filter changes a value.

        Args:
            question: analysed once for each language, so that names, numbers and acronyms match anywhere.
            languages: which languages' passages.
            k: most passages for each language.
            allowed: only these passages; None: all.
            expansion: more words for a language (labels of linked concepts), at a lower weight.
        """

    def anchored(
        self,
        anchors: Collection[str],
        language: str,
        k: int,
        *,
        allowed: Collection[int] | None = None,
        common: bool = True,
    ) -> Scored:
        """Passages of a language that hold anchors, at most the best ``k``.

        An anchor is the same in all languages: a whole token (``analysis.whole_tokens``:
        symbol, decision, number, date) or the URI of a thing that the passage
        mentions. The value is the share of the anchors that the passage holds,
        each weighing ``log(1 + passages / passages that hold it)``; anchors that
        no passage holds do not count, and where all together are so common
        that they tell little, the value is less (not with ``common`` False:
        an identifier is what is asked for, however often it is named).
        """

    def holding(
        self, phrase: str, question: str, language: str, k: int, *, allowed: Collection[int] | None = None
    ) -> tuple[list[int], int]:
        """Passages of a language that hold words in just this order (``phrases.phrase_words``).

        At most ``k`` of them, those that match the words of the question best first; and how many there are.
        """

    def share(self, stem: str, language: str) -> float:
        """Which share of a language's passages hold a stem, 0..1: common words tell little."""
