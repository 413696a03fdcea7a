"""Language versions of one document: found by what does not change in translation, joined to one Work, aligned.

The symbol, and the meeting with agenda item and title, give a Work its key already. What has neither (or has them in
one version only) is compared by its figures, dates and references together with the numbers of their paragraphs.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.alignment import Side, align
from kg.catalog import Catalog, Item, StoredPassage
from kg.model import Document, Key, Masthead, Parallel, Passage

_SKETCH = 96
_FEWEST_SHARED = 5
_ALIKE = 0.45


@dataclass(frozen=True, slots=True)
class Known:
    """A language version that the base holds."""

    key: str
    work: str
    language: str
    symbol: str | None
    meeting: str | None
    sketch: frozenset[str]


class Versions:
    """What the base holds of documents, to find the other language versions of a new one."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[str, Known] = {}
        self._of_work: defaultdict[str, dict[str, Known]] = defaultdict(dict)
        self._with_anchor: defaultdict[str, dict[str, Known]] = defaultdict(dict)
        for item in catalog.items("document"):
            self._add(_known(item))

    def joined(self, document: Document, origin: str) -> Document:
        """The document with the key of its Work, and with the passages of the other versions that say the same.

        ``origin`` is the place that it came from: what came from there before is an older form of itself.
        """
        document = replace(document, sketch=sketch(document.passages))
        before = self._catalog.by_origin(origin)
        if work := self._work_of(document, before.key if before else None):
            document = replace(document, work=work, key=Key(f"{work}.{document.language}"))
        versions = self._of_work.get(document.work, {}).values()
        others = [known for known in versions if known.language != document.language]
        return replace(document, parallels=tuple(self._parallels(document, others)))

    def remember(self, document: Document, key: str) -> None:
        """Count a stored document among the known ones; ``key`` is the one that it was stored under."""
        head = document.masthead
        self._add(Known(key, document.work, document.language, head.symbol, head.meeting, frozenset(document.sketch)))

    def _add(self, known: Known) -> None:
        """Put a version in the place of the one with its key, and where it is looked for."""
        before = self._known.pop(known.key, None)
        if before is not None:
            del self._of_work[before.work][before.key]
            for anchor in before.sketch:
                del self._with_anchor[anchor][before.key]
        self._known[known.key] = self._of_work[known.work][known.key] = known
        for anchor in known.sketch:
            self._with_anchor[anchor][known.key] = known

    def _work_of(self, document: Document, before: str | None) -> Key | None:
        """The Work of the version that is most like the document, None when its own key stands."""
        if self._of_work.get(document.work):
            return None
        own = frozenset(document.sketch)
        shared = Counter(key for anchor in own for key in self._with_anchor.get(anchor, ()))
        alike = [self._known[key] for key, count in shared.items() if count >= _FEWEST_SHARED]
        ranked = [
            (_likeness(own, known.sketch), known)
            for known in sorted(alike, key=lambda known: known.key)
            if known.language != document.language and _may_be_one(document.masthead, known)
        ]
        likeness, best = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
        if best is None or likeness < _ALIKE or self._has(best.work, document.language, before):
            return None
        return Key(best.work)

    def _has(self, work: str, language: str, before: str | None) -> bool:
        versions = self._of_work.get(work, {}).values()
        return any(known.language == language for known in versions if known.key != before)

    def _parallels(self, document: Document, others: Iterable[Known]) -> Iterable[Parallel]:
        for known in others:
            item = self._catalog.item("document", known.key)
            if item is None or item.removed:
                continue
            theirs = _sides(self._catalog.passages(item.id))
            for own, other in align(_sides(document.passages), theirs):
                yield Parallel(own, known.key, other)


def sketch(passages: Sequence[Passage]) -> tuple[str, ...]:
    """A fixed number of hashes of (number of the paragraph, figure, date or reference in it): a bottom-k sketch.

    Two sets' sketches estimate how much of the sets is common (Broder, 1997).
    """
    found = {f"{side.eid if side.numbered else ''}|{anchor}" for side in _sides(passages) for anchor in side.anchors}
    hashes = sorted(hashlib.blake2b(pair.encode(), digest_size=5).hexdigest() for pair in found)
    return tuple(hashes[:_SKETCH])


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Estimated share of the anchors that two documents have in common."""
    shared = one & other
    lowest = set(sorted(one | other)[: max(min(len(one), len(other)), 1)])
    return len(lowest & shared) / len(lowest)


def _may_be_one(head: Masthead, known: Known) -> bool:
    """Two symbols or two meetings that differ are two documents."""
    symbols = {head.symbol, known.symbol} - {None}
    meetings = {head.meeting, known.meeting} - {None}
    return len(symbols) < 2 and len(meetings) < 2


def _known(item: Item) -> Known:
    data = item.metadata
    return Known(
        item.key, item.work or item.key, item.language or "", data.get("symbol"), data.get("meeting"),
        frozenset(data.get("sketch", ())),
    )  # fmt: skip


def _sides(passages: Sequence[Passage | StoredPassage]) -> list[Side]:
    return [Side(str(p.eid), str(p.kind), p.text, p.mentions) for p in passages]
