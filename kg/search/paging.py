"""Pages of one list of results that stay what they are while documents come and go.

The list that a first page was cut from is kept for a while, and the cursor of a response names it: the
generation it was made in, the place in it, and which question it is of. Later pages are cut from the same list,
so none of them repeats or leaves out a passage. What was removed meanwhile is passed over; what was
read anew is shown as it is now.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.errors import BadInput
from kg.passages import MISSING, Column, Names
from kg.search.facets import facets
from kg.search.grouping import Group, Groups
from kg.search.model import FacetValue, SearchRequest
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_CURSOR = re.compile(r"(?P<generation>\d{1,18})\.(?P<place>\d{1,9})\.(?P<question>[0-9a-f]{16})")


_TELLING = tuple(each.name for each in fields(SearchRequest) if each.name not in ("k", "next"))


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: ``place`` counts the hits before it in the list of ``generation`` for ``question``."""

    generation: int
    place: int
    question: str

    def __str__(self) -> str:
        return f"{self.generation}.{self.place}.{self.question}"

    @classmethod
    def of(cls, request: SearchRequest) -> Cursor | None:
        """The cursor that a request came with, if any.

        Raises:
            BadInput: it is none, or of another question or other filters.
        """
        if request.next is None:
            return None
        remedy = "Give the “next” of a response unchanged, with the same question and filters; or leave it out."
        match = _CURSOR.fullmatch(request.next)
        if match is None:
            raise BadInput("“next” is not a cursor.", remedy=remedy)
        if match["question"] != digest(request):
            raise BadInput("“next” belongs to another question or other filters.", remedy=remedy)
        return cls(int(match["generation"]), int(match["place"]), match["question"])


_LOOKED_UP = 64
"""Hits of which it is found out at a time whether they are still there: a page has ten, a list thousands."""


def digest(request: SearchRequest) -> str:
    """16 hexadecimal digits that tell questions with their filters apart; pages of any size share them."""
    asked = [getattr(request, name) for name in _TELLING]
    return blake2b(json.dumps(asked).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class ResultList:
    """All hits of a question in one generation, best first, as columns of shape (n,).

    Passages are known by document and place in it (``eid``, a number in ``names``): reading a document
    anew gives its passages new numbers.
    """

    generation: int
    question: Question
    passages: Column
    items: Column
    eids: Column
    names: Names
    scores: NDArray[np.float32]
    facets: Mapping[str, tuple[FacetValue, ...]]
    held: tuple[int, ...]
    """How many passages hold each phrase of the question."""

    @classmethod
    def of(cls, snapshot: Snapshot, question: Question, groups: Groups, held: tuple[int, ...]) -> ResultList:
        """The list of what was found in a state."""
        columns = snapshot.passages
        items, eids = columns.item[groups.rows], columns.eid[groups.rows]
        counted = facets(snapshot, groups, question.language)
        return cls(
            snapshot.generation, question, groups.passages, items, eids, columns.eids, groups.scores, counted, held
        )

    def __len__(self) -> int:
        return len(self.passages)

    def page(self, snapshot: Snapshot, place: int, k: int) -> tuple[list[Group], int | None]:
        """The next ``k`` hits that are there in a state, and the place where the page after them begins, if any."""
        hits: list[Group] = []
        for at, passage in self._living(snapshot, place):
            if len(hits) == k:
                return hits, at
            hits.append(Group(passage, float(self.scores[at])))
        return hits, None

    def _living(self, snapshot: Snapshot, place: int) -> Iterator[tuple[int, int]]:
        """Places from one on with the passages that stand there now."""
        columns, every_eid = snapshot.passages, self._eids_in(snapshot.passages.eids)
        for start in range(place, len(self), _LOOKED_UP):
            some = slice(start, start + _LOOKED_UP)
            passages, items, eids = self.passages[some], self.items[some], every_eid[some]
            rows = columns.rows(passages)
            same = (rows != MISSING) & (columns.item[rows] == items) & (columns.eid[rows] == eids)
            for at, stays in enumerate(same.tolist()):
                passage = int(passages[at]) if stays else _anew(snapshot, int(items[at]), int(eids[at]))
                if passage is not None:
                    yield start + at, passage

    def _eids_in(self, names: Names) -> Column:
        """``eids`` as another state numbers them."""
        if names is self.names:
            return self.eids
        known = self.names.all()
        return np.array([names.code(known[eid]) for eid in self.eids.tolist()], np.int64)


def _anew(snapshot: Snapshot, item: int, eid: int) -> int | None:
    """The passage at a place of a document that was read anew; None if there is none any more."""
    if item not in snapshot.documents:
        return None
    columns = snapshot.passages
    rows = columns.rows(columns.of_items([item]))
    found = rows[columns.eid[rows] == eid]
    return int(columns.ids[found[0]]) if len(found) else None


class ResultLists:
    """The lists that were cut into pages last, at most ``most``. Safe to use from many threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lists: OrderedDict[tuple[int, str], ResultList] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, generation: int, question: str) -> ResultList | None:
        """The list of a question (``digest``) in a generation, while it is kept."""
        with self._lock:
            found = self._lists.get((generation, question))
            if found is not None:
                self._lists.move_to_end((generation, question))
            return found

    def put(self, question: str, found: ResultList) -> None:
        """Keep a list; the one that was not asked for longest goes."""
        with self._lock:
            self._lists[found.generation, question] = found
            self._lists.move_to_end((found.generation, question))
            while len(self._lists) > self._most:
                self._lists.popitem(last=False)
