"""Things of the taxonomies by any of their names, in any language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Self

import pyoxigraph as ox
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

_WORDS = re.compile(r"\bst\.?(?=\s)")


class Resolver:
    """Finds a thing by a name, a notation or its key.

    A preferred label counts more than an alternative one, that more than a
    hidden one; a name that fits two things equally well finds none.
    """

    def __init__(self) -> None:
        self._names: dict[str, dict[str, dict[int, set[str]]]] = {}

    @classmethod
    def of_taxonomies(cls, uris: Uris, labels: Iterable[Label] = ()) -> Self:
        """All taxonomies that come with the package, and labels that a base has besides."""
        resolver = cls()
        for taxonomy in taxonomies():
            resolver.add_turtle(taxonomy.name, taxonomy.content, uris.base)
        for label in labels:
            scheme = _SCHEME_OF_KIND.get(label.kind) or label.uri.rsplit("/", 1)[-1].partition(".")[0]
            resolver.add(scheme, label.text, label.uri, 1 if label.preferred else 3)
        return resolver

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

    def find(self, scheme: str, name: str) -> Uri | None:
        """The one thing of a scheme with this name, None when there is none or more than one."""
        ranks = self._names.get(scheme, {}).get(folded(name), {})
        best = ranks[min(ranks)] if ranks else set()
        return Uri(next(iter(best))) if len(best) == 1 else None


def folded(name: str) -> str:
    """What names are compared by: no case, no accents, no difference of apostrophes, dashes and spaces."""
    text = fold(name).text.replace("’", "'").replace("`", "'").replace("&", " and ")
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(_WORDS.sub("saint", bare.casefold()).split())
