"""Shapes as values, read from SHACL in Turtle. What is not understood is refused, never skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Literal, Node, URIRef

from kg.errors import BadInput
from kg.validation.model import Severity
from kg.validation.paths import Path, read_path

_SEVERITIES = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)

COMPONENTS: dict[Node, URIRef] = {
    SH.minCount: SH.MinCountConstraintComponent,
    SH.maxCount: SH.MaxCountConstraintComponent,
    SH["class"]: SH.ClassConstraintComponent,
    SH.datatype: SH.DatatypeConstraintComponent,
    SH.nodeKind: SH.NodeKindConstraintComponent,
    SH["in"]: SH.InConstraintComponent,
    SH.hasValue: SH.HasValueConstraintComponent,
    SH.pattern: SH.PatternConstraintComponent,
    SH.minLength: SH.MinLengthConstraintComponent,
    SH.maxLength: SH.MaxLengthConstraintComponent,
    SH.languageIn: SH.LanguageInConstraintComponent,
    SH.uniqueLang: SH.UniqueLangConstraintComponent,
    SH.minInclusive: SH.MinInclusiveConstraintComponent,
    SH.maxInclusive: SH.MaxInclusiveConstraintComponent,
    SH.lessThan: SH.LessThanConstraintComponent,
    SH.lessThanOrEquals: SH.LessThanOrEqualsConstraintComponent,
}
"""Parameters of properties that are understood, and the component of the standard that each stands for."""

_LISTS = frozenset({SH["in"], SH.languageIn})
_ASIDE = frozenset({RDF.type, RDFS.label, RDFS.comment, RDFS.isDefinedBy, SH.severity, SH.message, SH.name,
                    SH.description, SH.order, SH.deactivated, SH.flags, SH.path})  # fmt: skip
_SELECT = re.compile(r"\s*SELECT\s+(?:DISTINCT\s+)?(?P<names>(?:[$?]\w+\s+)+)WHERE\s*\{", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Constraint:
    """One rule. ``values`` are those of its parameter; a rule written as a query has ``prefixes`` and ``select``.

    ``select`` is what follows the opening brace of the query, ``names`` the variables that it selects.
    """

    shape: URIRef
    component: URIRef
    path: Path | None
    values: tuple[Node, ...]
    severity: Severity
    message: str
    flags: str = ""
    prefixes: str = ""
    select: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Which things a shape is about: ``kind`` is the SHACL term, ``term`` its value."""

    kind: URIRef
    term: Node


@dataclass(frozen=True, slots=True)
class Shape:
    """Things and the rules for them."""

    name: URIRef
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]


@cache
def our_shapes() -> tuple[Shape, ...]:
    """The shapes that come with the package."""
    return read_shapes(shapes_graph())


def shapes_graph() -> Graph:
    """The shapes that come with the package, as RDF."""
    graph = Graph()
    for file in sorted((files("ontology") / "shapes").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".ttl"):
            graph.parse(data=file.read_bytes(), format="turtle")
    return graph


def read_shapes(graph: Graph) -> tuple[Shape, ...]:
    """All shapes with a target, by name.

    Raises:
        BadInput: naming a shape that uses a part of SHACL that is not understood.
    """
    targeted = {s for kind in _TARGETS for s in graph.subjects(kind)}
    return tuple(_shape(graph, node) for node in sorted(targeted, key=str) if not _off(graph, node))


def _shape(graph: Graph, node: Node) -> Shape:
    name = _named(node)
    targets = tuple(Target(kind, term) for kind in _TARGETS for term in sorted(graph.objects(node, kind), key=str))
    constraints = list(_queries(graph, name))
    for prop in sorted(graph.objects(node, SH.property), key=str):
        if not _off(graph, prop):
            constraints += _constraints(graph, _named(prop))
    _check(graph, node, {*_TARGETS, SH.property, SH.sparql})
    return Shape(name, targets, tuple(constraints))


def _constraints(graph: Graph, prop: URIRef) -> Iterator[Constraint]:
    _check(graph, prop, {*COMPONENTS})
    at = graph.value(prop, SH.path)
    if at is None:
        raise BadInput(f"The shape {prop} has no sh:path.")
    path, severity, message = read_path(graph, at), _severity(graph, prop), _message(graph, prop)
    flags = str(graph.value(prop, SH.flags) or "")
    for parameter, component in COMPONENTS.items():
        for value in graph.objects(prop, parameter):
            values = tuple(Collection(graph, value)) if parameter in _LISTS else (value,)
            if parameter != SH.uniqueLang or (isinstance(value, Literal) and value.value is True):
                yield Constraint(prop, component, path, values, severity, message, flags)


def _queries(graph: Graph, shape: URIRef) -> Iterator[Constraint]:
    severity = _severity(graph, shape)
    found = [n for n in graph.objects(shape, SH.sparql) if not _off(graph, n)]
    for node in sorted(found, key=lambda n: _message(graph, n)):
        text = str(graph.value(node, SH.select))
        head = _SELECT.match(text)
        if head is None or not text.rstrip().endswith("}"):
            raise BadInput(f"A query of {shape} does not begin with SELECT $this … WHERE {{ and end with }}.")
        names = tuple(name[1:] for name in head["names"].split())
        yield Constraint(
            shape, SH.SPARQLConstraintComponent, None, (), severity, _message(graph, node), "",
            _prefixes(graph, node), text[head.end() :], names,
        )  # fmt: skip


def _prefixes(graph: Graph, node: Node) -> str:
    declared = (d for o in graph.objects(node, SH.prefixes) for d in graph.objects(o, SH.declare))
    lines = (f"PREFIX {graph.value(d, SH.prefix)}: <{graph.value(d, SH.namespace)}>\n" for d in declared)
    return "".join(sorted(lines))


def _check(graph: Graph, node: Node, known: set[Node]) -> None:
    strange = {p for p in graph.predicates(node) if p not in known and p not in _ASIDE}
    if strange:
        names = ", ".join(sorted(map(str, strange)))
        raise BadInput(f"The shape {node} uses {names}, which this validator does not know.")


def _named(node: Node) -> URIRef:
    if not isinstance(node, URIRef):
        raise BadInput("A shape has no name.", remedy="Give every node shape and property shape an IRI.")
    return node


def _severity(graph: Graph, node: Node) -> Severity:
    stated = graph.value(node, SH.severity)
    return Severity.VIOLATION if stated is None else _SEVERITIES[URIRef(str(stated))]


def _message(graph: Graph, node: Node) -> str:
    stated = graph.value(node, SH.message)
    if stated is None:
        raise BadInput(f"The shape {node} has no message.", remedy="Say what is wrong and what to do, in English.")
    return str(stated)


def _off(graph: Graph, node: Node) -> bool:
    stated = graph.value(node, SH.deactivated)
    return isinstance(stated, Literal) and stated.value is True
