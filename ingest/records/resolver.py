"""Things of the taxonomies by any of their names, in any language."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from importlib.resources import files
from typing import Self

import pyoxigraph as ox
import yaml
from rdflib.namespace import RDF, SKOS

from kg.identifiers import Uris, fold
from kg.linking import Label
from kg.model import Uri
from ontology import taxonomies

_RANK = {str(SKOS.notation): 0, str(SKOS.prefLabel): 1, str(SKOS.altLabel): 2, str(SKOS.hiddenLabel): 3}
_SCHEME_OF_KIND = {
    "party": "countries",
    "organization": "organizations",
    "treaty": "treaties",
    "provision": "provisions",
}
AREAS = "areas"
"""What mappings call those entries of the countries that cannot be a party (Tokelau, Greenland …)."""

_SIGNS = re.compile(r"[^\w]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ARTICLES = frozenset(
    "the of and la le les l d el los las de del du des y et und e i и و".split()  # noqa: SIM905  # easier to read
)
_WORDS = re.compile(r"\bst\.?(?=\s)")


class Resolver:
    """Finds a thing by a name, a notation or its key.

    A preferred label counts more than an alternative one, that more than a
    hidden one; a name that fits two things equally well finds none. What it
    learns from (``later``) is read when a scheme is first asked for.
    """

    def __init__(self) -> None:
        self._later: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self._names: dict[str, dict[str, dict[int, set[str]]]] = {}
        self._loose: dict[str, dict[str, dict[int, set[str]]]] = {}
        self._found: dict[tuple[str, str], Uri | None] = {}

    @classmethod
    def of_taxonomies(cls, uris: Uris, labels: Iterable[Label] = ()) -> Self:
        """All taxonomies that come with the package, and labels that a base has besides."""
        resolver = cls()
        for taxonomy in taxonomies():
            resolver.later(taxonomy.name, partial(resolver.add_turtle, taxonomy.name, taxonomy.content, uris.base))
        resolver.later("countries", partial(resolver._add_further_names, uris))
        of_scheme: dict[str, list[Label]] = defaultdict(list)
        for label in labels:
            of_scheme[_SCHEME_OF_KIND.get(label.kind) or label.uri.rsplit("/", 1)[-1].partition(".")[0]].append(label)
        for scheme, its in of_scheme.items():
            resolver.later(scheme, partial(resolver._add_labels, scheme, its))
        return resolver

    def later(self, scheme: str, learn: Callable[[], None]) -> None:
        """Let something be learned when the scheme is first asked for; the areas are learned with the countries."""
        self._later[scheme].append(learn)

    def _add_further_names(self, uris: Uris) -> None:
        further = yaml.safe_load((files(__package__) / "names.yaml").read_text(encoding="utf-8"))
        for thing, names in further.items():
            kind, _, key = thing.partition("/")
            for name in names:
                self.add("countries" if kind == "party" else AREAS, name, uris.of(kind, key), 3)

    def _add_labels(self, scheme: str, labels: Iterable[Label]) -> None:
        for label in labels:
            self.add(scheme, label.text, label.uri, 1 if label.preferred else 3)

    def add_turtle(self, scheme: str, content: bytes, base: str) -> None:
        """Learn the names in one taxonomy."""
        for quad in ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri=base):
            rank = _RANK.get(quad.predicate.value)
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            names = AREAS if scheme == "countries" and "/id/party/" not in quad.subject.value else scheme
            if rank is not None and isinstance(quad.object, ox.Literal):
                self.add(names, quad.object.value, quad.subject.value, rank)
            elif quad.predicate.value == str(RDF.type) and quad.object.value == str(SKOS.Concept):
                key = quad.subject.value.rsplit("/", 1)[-1]
                self.add(names, key.partition(".")[2] or key, quad.subject.value, 0)

    def add(self, scheme: str, name: str, uri: str, rank: int) -> None:
        """Learn one name. ``rank`` 0 is the surest."""
        self._names.setdefault(scheme, {}).setdefault(folded(name), {}).setdefault(rank, set()).add(uri)
        self._loose.pop(scheme, None)
        self._found.clear()

    def find(self, scheme: str, name: str) -> Uri | None:
        """The one thing of a scheme with this name, None when there is none or more than one.

        Where no name is the same, articles and the order of words do not count:
        “the Swiss Confederation”, “Gambia (the)”, “Korea, Republic of”.
        """
        if (scheme, name) not in self._found:
            for learn in self._later.pop("countries" if scheme == AREAS else scheme, ()):
                learn()
            self._found[scheme, name] = self._find(scheme, name)
        return self._found[scheme, name]

    def _find(self, scheme: str, name: str) -> Uri | None:
        ranks = self._names.get(scheme, {}).get(folded(name)) or self._in_order(scheme).get(in_order(folded(name)))
        best = ranks[min(ranks)] if ranks else set()
        return Uri(next(iter(best))) if len(best) == 1 else None

    def _in_order(self, scheme: str) -> dict[str, dict[int, set[str]]]:
        """The names of a scheme with their words put in order; made when a name is not found as it is."""
        if scheme not in self._loose:
            found: dict[str, dict[int, set[str]]] = {}
            for name, ranks in self._names.get(scheme, {}).items():
                for rank, uris in ranks.items():
                    if rank:  # codes are no words
                        found.setdefault(in_order(name), {}).setdefault(rank, set()).update(uris)
            self._loose[scheme] = found
        return self._loose[scheme]


def in_order(name: str) -> str:
    """The words of a folded name without articles and signs, in alphabetical order; Chinese without spaces."""
    words = _SIGNS.sub(" ", name).split()
    kept = [word for word in words if word not in _ARTICLES]
    if all(not word.isascii() and _CHINESE.match(word) for word in kept):
        return "".join(kept)
    return " ".join(sorted(kept))


def folded(name: str) -> str:
    """What names are compared by: no case, no accents, no difference of apostrophes, dashes and spaces."""
    if name.isascii():
        text = name.replace("`", "'").replace("&", " and ").casefold()
        return " ".join(_WORDS.sub("saint", text).split())
    text = fold(name).text.replace("’", "'").replace("`", "'").replace("&", " and ")
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(_WORDS.sub("saint", bare.casefold()).split())
