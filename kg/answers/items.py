"""Passages in their context: the items that a paragraph introduces, the paragraph that introduces an item.

“The consultations were held as follows:” holds all words of a question about one of them, and not its answer;
“(a) Africa: Lusaka, 9 October” holds the answer, and does not say of what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.catalog import Item, StoredPassage
from kg.embedding.context import LEAD
from kg.search.grouping import Group

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_INTRODUCES = re.compile(r"[:：]\s*$")
_ADDRESS = re.compile(r"\W*(?:https?://|www\.)\S+\s*")
_MOST = 12
"""Items of one list that are read, the first ones."""
_CHILDREN = """
SELECT parent.id, child.id FROM passage parent JOIN passage child ON child.item = parent.item
AND child.eid > parent.eid || '__item_' AND child.eid < parent.eid || '__item`'
WHERE parent.id IN ({}) ORDER BY child.id"""
_PARENTS = """
SELECT child.id, parent.id FROM passage child JOIN passage parent ON parent.item = child.item
AND parent.eid = substr(child.eid, 1, instr(child.eid, '__item_') - 1)
WHERE child.id IN ({}) AND instr(child.eid, '__item_') > 0"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage with its score, its document, and the paragraph that introduces it where it is an item."""

    group: Group
    passage: StoredPassage
    item: Item
    introduced_by: StoredPassage | None

    @property
    def lead(self) -> str:
        """The end of what introduces it, or nothing."""
        return self.introduced_by.text[-LEAD:] if self.introduced_by else ""

    @property
    def is_address(self) -> bool:
        """Whether it is nothing but an address of the Web, as footnotes are, which answers hardly anything."""
        return _ADDRESS.fullmatch(self.passage.text) is not None

    @property
    def introduces(self) -> bool:
        """Whether it leaves what it says to items below it."""
        return _INTRODUCES.search(self.passage.text) is not None


def in_context(snapshot: Snapshot, groups: Sequence[Group]) -> list[Placed]:
    """Passages in the given order, then the items that they introduce; these have no less than its score."""
    scores = {group.passage: group.score for group in groups}
    texts = snapshot.catalog.passage_texts(scores)
    open_ended = [passage for passage in scores if passage in texts and _INTRODUCES.search(texts[passage][0])]
    taken = dict.fromkeys(open_ended, 0)
    for parent, child in _pairs(snapshot, _CHILDREN, open_ended):
        taken[parent] += 1
        if taken[parent] <= _MOST:
            scores[child] = max(scores.get(child, scores[parent]), scores[parent])
    parents = dict(_pairs(snapshot, _PARENTS, list(scores)))
    stored = snapshot.catalog.passages_by_id({*scores, *parents.values()})
    return [
        Placed(Group(passage, score), stored[passage], snapshot.documents[stored[passage].item], _of(stored, lead))
        for passage, score in scores.items()
        for lead in [parents.get(passage)]
    ]


def _of(stored: dict[int, StoredPassage], passage: int | None) -> StoredPassage | None:
    return None if passage is None else stored.get(passage)


def _pairs(snapshot: Snapshot, sql: str, passages: Sequence[int]) -> list[tuple[int, int]]:
    if not passages:
        return []
    return [(int(a), int(b)) for a, b in snapshot.catalog.rows(sql.format(",".join("?" * len(passages))), passages)]
