"""What projects are compared by, read from the graph."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib.namespace import DCTERMS

from kg.graph.store import GraphReader
from kg.identifiers import fold
from kg.queries import query
from kg.terms import MEA, SCHEMA

_SCRIPT_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Facts:
    """One project: its identifiers, its titles, URIs of parties and agencies, amounts, years of its dates, sources."""

    uri: str
    identifiers: tuple[str, ...]
    titles: tuple[str, ...]
    parties: frozenset[str]
    agencies: frozenset[str]
    amounts: frozenset[int]
    years: frozenset[int]
    sources: frozenset[str]


def project_facts(graph: GraphReader) -> dict[str, Facts]:
    """All projects of a graph by URI."""
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in graph.select(query("project_facts")):
        thing = said[str(row["thing"])]
        thing[str(row["property"])].add(str(row["value"]))
        thing["graph"].add(str(row["graph"]))
    return {uri: _facts(uri, about) for uri, about in said.items()}


def _facts(uri: str, about: Mapping[str, set[str]]) -> Facts:
    def all_of(*names: str) -> frozenset[str]:
        return frozenset(value for name in names for value in about.get(name, ()))

    return Facts(
        uri=uri,
        identifiers=tuple(sorted(all_of(str(DCTERMS.identifier)))),
        titles=tuple(sorted(all_of(str(DCTERMS.title)))),
        parties=all_of(str(MEA.party)),
        agencies=all_of(str(MEA.agency)),
        amounts=frozenset(amount for v in all_of(str(MEA.value)) if (amount := int(float(v)))),
        years=frozenset(int(d[:4]) for d in all_of(str(SCHEMA.startDate), str(SCHEMA.endDate)) if d[:4].isdecimal()),
        sources=all_of("graph"),
    )


def words(title: str) -> frozenset[str]:
    """The words of a title, folded; pairs of characters where a script has no spaces."""
    text = fold(title).text.casefold()
    pairs = {run[i : i + 2] for run in _SCRIPT_WITHOUT_SPACES.findall(text) for i in range(len(run) - 1)}
    return frozenset(pairs | {w for w in re.findall(r"\w+", _SCRIPT_WITHOUT_SPACES.sub(" ", text)) if len(w) > 1})


class Titles:
    """How alike titles are: the weight of the words they share, of all their words; rare words weigh more."""

    def __init__(self, titles: Iterable[str]) -> None:
        counts = Counter(word for title in titles for word in words(title))
        self.number = max(1, sum(1 for _ in counts))
        self.counts = counts
        most = max(counts.values(), default=1)
        self._weights = {word: 1.0 + math.log(most / count) for word, count in counts.items()}

    def alike(self, one: Facts, other: Facts) -> float:
        """The best of all pairs of their titles, from 0 to 1."""
        pairs = ((words(a), words(b)) for a in one.titles for b in other.titles)
        return max((self._of(a, b) for a, b in pairs), default=0.0)

    def _of(self, one: frozenset[str], other: frozenset[str]) -> float:
        whole = sum(self._weights.get(w, 1.0) for w in one | other)
        return sum(self._weights.get(w, 1.0) for w in one & other) / whole if whole else 0.0
