"""The concepts of a base as one vocabulary: labels with their status, hierarchy, dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from rdflib.namespace import OWL, SKOS
from rdflib.term import Literal

from kg.concepts import ConceptChange
from kg.errors import NotFound
from kg.model import LANGUAGES
from kg.snapshot import Snapshot
from kg.terms import MEA
from kg.views.listing import JsonObject
from kg.views.names import label_of
from kg.views.things import Statements, statements

T = TypeVar("T")

STATUSES = {
    "from-memory": MEA.labelFromMemory,
    "checked": MEA.checkedLabel,
    "official": MEA.officialLabel,
}
"""Status of a label → the property that states it, the most cautious first: it wins when several are stated."""

CAUTIOUS = next(iter(STATUSES))
"""What a label is of which nothing is stated: never official."""

STATES = {"provisional": MEA.provisional, "deprecated": OWL.deprecated}
"""What may hold of a concept as a whole."""

KINDS = ("concept", "treaty", "provision", "party", "organization")
"""Kinds of things that are concepts, in the order in which a key is looked for among them."""


class Vocabulary:
    """The concepts of one state of the base.

    Args:
        snapshot: the state to read.
        language: of labels; fallbacks are those of ``kg.views.names``.
    """

    def __init__(self, snapshot: Snapshot, language: str | None = None) -> None:
        self.snapshot, self.language = snapshot, language
        self.concepts = statements(snapshot, SKOS.Concept)
        self.schemes = statements(snapshot, SKOS.ConceptScheme)

    @property
    def changes(self) -> Mapping[str, ConceptChange]:
        """When each concept came, changed or went, by URI."""
        return self._kept("concept_changes", self.snapshot.catalog.concept_changes)

    def uri_of(self, key: str) -> str:
        """URI of the concept with this key, of whatever kind it is.

        Raises:
            NotFound: there is none.
        """
        for kind in KINDS:
            uri = str(self.snapshot.uris.of(kind, key))
            if uri in self.concepts:
                return uri
        raise NotFound(f"There is no concept with the key {key}.", remedy="GET /api/concepts lists them.")

    # ------------------------------------------------------------------ labels

    def named(self, uri: str) -> JsonObject:
        """A thing in a word: URI, key, label."""
        known = self.snapshot.uris.key_of(uri)
        key = known[1] if known else uri
        return {"uri": uri, "key": key, "label": label_of(self.snapshot, uri, self.language) or key}

    def status(self, about: Statements, label: Literal) -> str:
        """Status of a preferred label: as stated on the concept, else on its scheme, else from-memory."""
        for name, prop in STATUSES.items():
            if label in about.get(prop, ()):
                return name
        schemes = [self.schemes[str(s)] for s in about.get(SKOS.inScheme, ()) if str(s) in self.schemes]
        stated = {str(v) for scheme in (schemes or [about]) for v in scheme.get(MEA.labelStatus, ())}
        return next((name for name in STATUSES if name in stated), CAUTIOUS)

    def preferred(self, about: Statements) -> list[JsonObject]:
        """Preferred labels with their status, in the order of the six languages."""
        found = [v for v in about.get(SKOS.prefLabel, ()) if isinstance(v, Literal)]
        found.sort(key=lambda v: (LANGUAGES.index(v.language) if v.language in LANGUAGES else 9, str(v)))
        return [{"language": v.language or "", "text": str(v), "status": self.status(about, v)} for v in found]

    # ------------------------------------------------------------------ hierarchy

    def broader(self, uri: str) -> list[str]:
        """Concepts directly above one."""
        return [str(v) for v in self.concepts[uri].get(SKOS.broader, ()) if str(v) in self.concepts]

    def narrower(self, uri: str) -> list[str]:
        """Concepts directly below one, whichever of the two states it, by label."""
        below = self._kept("narrower", self._below)
        return self.in_order(below.get(uri, ()))

    def in_order(self, uris: Iterable[str]) -> list[str]:
        """URIs by what their concepts are called in the reader's language."""
        return sorted(uris, key=lambda uri: ((label_of(self.snapshot, uri, self.language) or uri).casefold(), uri))

    def is_top(self, uri: str) -> bool:
        """Whether a concept begins a hierarchy: it is stated, or nothing in its own scheme is broader."""
        about = self.concepts[uri]
        own = set(about.get(SKOS.inScheme, ()))
        above = [set(self.concepts[upper].get(SKOS.inScheme, ())) for upper in self.broader(uri)]
        return SKOS.topConceptOf in about or not any(own & schemes for schemes in above)

    def paths(self, uri: str) -> list[list[JsonObject]]:
        """Every way from the top down to the concept above this one; none for a top concept."""
        return [[self.named(step) for step in path] for path in self._paths(uri, (uri,)) if path]

    def tree(self, uri: str, depth: int, above: tuple[str, ...] = ()) -> JsonObject:
        """A concept with what is narrower, ``depth`` levels down; ``narrower`` counts the level below."""
        below = [each for each in self.narrower(uri) if each not in (*above, uri)]
        notation = [str(v) for v in self.concepts[uri].get(SKOS.notation, ())]
        children = [self.tree(each, depth - 1, (*above, uri)) for each in below] if depth > 0 else []
        return self.named(uri) | {"notation": notation, "narrower": len(below), "children": children}

    def _paths(self, uri: str, seen: tuple[str, ...]) -> Iterator[list[str]]:
        above = [upper for upper in self.broader(uri) if upper not in seen]
        if not above:
            yield []
        for upper in above:
            for path in self._paths(upper, (*seen, upper)):
                yield [*path, upper]

    def _below(self) -> dict[str, set[str]]:
        below: defaultdict[str, set[str]] = defaultdict(set)
        for uri, about in self.concepts.items():
            for upper in about.get(SKOS.broader, ()):
                below[str(upper)].add(uri)
            below[uri].update(str(v) for v in about.get(SKOS.narrower, ()) if str(v) in self.concepts)
        return dict(below)

    def _kept(self, name: str, make: Callable[[], T]) -> T:
        """What is computed once for each state of the base."""
        if name not in self.snapshot.cache:
            self.snapshot.cache[name] = make()
        found: T = self.snapshot.cache[name]
        return found


def states(about: Statements) -> list[str]:
    """Which of ``STATES`` hold of a concept."""
    return [name for name, prop in STATES.items() if any(str(v) in {"true", "1"} for v in about.get(prop, ()))]
