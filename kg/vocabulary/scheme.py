"""A concept scheme as its statements, in the order of the file that they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF, SKOS

from kg.errors import BadInput, NotFound
from kg.vocabulary.notation import relative

_TYPE = ox.NamedNode(str(RDF.type))
_SCHEME = ox.NamedNode(str(SKOS.ConceptScheme))
_CONCEPT = ox.NamedNode(str(SKOS.Concept))
_IN_SCHEME = ox.NamedNode(str(SKOS.inScheme))
_BROADER = ox.NamedNode(str(SKOS.broader))
_NARROWER = ox.NamedNode(str(SKOS.narrower))


@dataclass(frozen=True, slots=True)
class Scheme:
    """Statements of one scheme, each once, under a base URI that ends in a slash."""

    name: str
    base: str
    statements: tuple[ox.Triple, ...]

    @property
    def uri(self) -> str:
        """URI of the scheme itself."""
        return f"{self.base}id/concept/{self.name}"

    @property
    def title(self) -> str:
        """English title, else the name."""
        return self._said(str(DCTERMS.title)) or self._said(str(SKOS.prefLabel)) or self.name

    @property
    def description(self) -> str:
        """English description, else the title."""
        return self._said(str(DCTERMS.description)) or self.title

    def _said(self, predicate: str) -> str | None:
        about = ox.NamedNode(self.uri)
        literals = (
            t.object
            for t in self.statements
            if t.subject == about and t.predicate.value == predicate and isinstance(t.object, ox.Literal)
        )
        return next((literal.value for literal in literals if literal.language == "en"), None)

    def concepts(self) -> list[ox.NamedNode]:
        """Its concepts, in order."""
        found = (t.subject for t in self.statements if t.predicate == _TYPE and t.object == _CONCEPT)
        return [subject for subject in found if isinstance(subject, ox.NamedNode)]

    def ntriples(self) -> bytes:
        """Sorted N-Triples: equal content is equal bytes."""
        lines = (ox.serialize([t], format=ox.RdfFormat.N_TRIPLES) or b"" for t in self.statements)
        return b"".join(sorted(lines))

    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.ntriples()).hexdigest()

    def implied_narrower(self) -> list[ox.Triple]:
        """What ``broader`` says, seen from above, between concepts of this scheme."""
        own = set(self.concepts())
        found = (t for t in self.statements if t.predicate == _BROADER and t.object in own)
        return [ox.Triple(t.object, _NARROWER, t.subject) for t in found if isinstance(t.object, ox.NamedNode)]

    def implied_membership(self) -> list[ox.Triple]:
        """That each concept is in this scheme."""
        return [ox.Triple(concept, _IN_SCHEME, ox.NamedNode(self.uri)) for concept in self.concepts()]

    def implied(self) -> dict[str, list[ox.Triple]]:
        """Statements that a table need not hold, by column: exactly those that other columns imply."""
        rules = {"narrower": (_NARROWER, self.implied_narrower()), "inScheme": (_IN_SCHEME, self.implied_membership())}
        return {
            column: derived
            for column, (predicate, derived) in rules.items()
            if set(derived) == {t for t in self.statements if t.predicate == predicate}
        }


def parse(content: bytes, base: str) -> Scheme:
    """The scheme in a Turtle file, whose IRIs are relative to the base.

    Raises:
        BadInput: it is no Turtle, or holds no concept scheme of this base.
    """
    try:
        return from_statements((q.triple for q in ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri=base)), base)
    except SyntaxError as error:
        raise BadInput(f"This is not Turtle: {error}.") from error


def from_statements(statements: Iterable[ox.Triple], base: str) -> Scheme:
    """The scheme that statements make up.

    Raises:
        BadInput: there is no concept scheme of this base among them.
    """
    once = tuple(dict.fromkeys(statements))
    start = "id/concept/"
    for statement in once:
        if statement.predicate == _TYPE and statement.object == _SCHEME and isinstance(statement.subject, ox.NamedNode):
            name = relative(statement.subject.value, base)
            if name.startswith(start):
                return Scheme(name[len(start) :], base, once)
    raise BadInput("There is no concept scheme in it.", remedy=f"One is of type skos:ConceptScheme and named {start}….")


def ordered_like(scheme: Scheme, model: Scheme) -> Scheme:
    """The scheme with its statements in the order that they have in another version of it."""
    subjects: dict[object, int] = {}
    for statement in model.statements:
        subjects.setdefault(statement.subject, len(subjects))
    places = {statement: place for place, statement in enumerate(model.statements)}
    last = len(places)
    ordered = sorted(scheme.statements, key=lambda t: (subjects.get(t.subject, last), places.get(t, last)))
    return Scheme(scheme.name, scheme.base, tuple(ordered))


def shipped(base: str) -> dict[str, Scheme]:
    """The schemes that come with mea-kg, by name."""
    from ontology import taxonomies

    return {taxonomy.name: parse(taxonomy.content, base) for taxonomy in taxonomies()}


def named(schemes: dict[str, Scheme], name: str) -> Scheme:
    """The scheme of this name.

    Raises:
        NotFound: there is none.
    """
    if name not in schemes:
        raise NotFound(f"There is no scheme “{name}”.", remedy=f"There are {', '.join(sorted(schemes))}.")
    return schemes[name]
