"""Each constraint as one SPARQL query that selects what breaks it (``?this`` and, where there is one, ``?value``).

Queries are put together here and nowhere else: a shape's terms cannot all be
bound as variables (paths cannot), so every term is written by rdflib's ``n3``,
which escapes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Literal, Node, URIRef

from kg.validation.shapes import Constraint, Target

Classes = Mapping[str, Sequence[str]]
"""Class → itself and all its subclasses."""

_CASTS = frozenset({XSD.date, XSD.dateTime, XSD.integer, XSD.decimal, XSD.boolean, XSD.double, XSD.float})
_NODE_KINDS = {
    SH.IRI: "isIRI(?value)",
    SH.Literal: "isLiteral(?value)",
    SH.BlankNode: "isBlank(?value)",
    SH.IRIOrLiteral: "(isIRI(?value) || isLiteral(?value))",
    SH.BlankNodeOrIRI: "(isBlank(?value) || isIRI(?value))",
    SH.BlankNodeOrLiteral: "(isBlank(?value) || isLiteral(?value))",
}


def target_pattern(target: Target, classes: Classes) -> str:
    """The pattern that binds ``?this`` to the things of a target."""
    term = target.term.n3()
    if target.kind == SH.targetClass:
        return _is_a("?this", target.term, classes)
    if target.kind == SH.targetSubjectsOf:
        return f"?this {term} ?anything ."
    if target.kind == SH.targetObjectsOf:
        return f"?anyone {term} ?this ."
    return f"VALUES ?this {{ {term} }}"


def all_of(target: Target, classes: Classes) -> str:
    """The group that binds ``?this`` to each thing of a target once."""
    return f"{{ SELECT DISTINCT ?this WHERE {{ {target_pattern(target, classes)} }} }}"


def described_in(graph: str, target: Target, classes: Classes) -> str:
    """The same, for those things only that a named graph describes."""
    here = f"GRAPH {URIRef(graph).n3()} {{ ?this ?says ?something }}"
    return f"{{ SELECT DISTINCT ?this WHERE {{ {here} {target_pattern(target, classes)} }} }}"


def these(things: Iterable[URIRef]) -> str:
    """The group that binds ``?this`` to each of the things."""
    return f"VALUES ?this {{ {' '.join(thing.n3() for thing in things)} }}"


def chosen(group: str, target: Target, classes: Classes) -> str:
    """The query that selects those of a group of things that a target is about."""
    return f"SELECT DISTINCT ?this WHERE {{ {group} {target_pattern(target, classes)} }}"


def constraint_query(constraint: Constraint, focus: str, classes: Classes) -> str:
    """The query whose rows break a constraint, for the things that ``focus`` binds."""
    if constraint.component == SH.SPARQLConstraintComponent:
        names = " ".join(f"?{name}" for name in constraint.names)
        return f"{constraint.prefixes}SELECT DISTINCT {names} WHERE {{ {focus} {constraint.select}"
    if constraint.path is None:
        raise TypeError(f"{constraint.shape} needs a path")
    each = f"?this {constraint.path.sparql()} ?value ."
    if constraint.component in _COUNTS:
        return _COUNTS[constraint.component](focus, each, int(str(constraint.values[0])))
    names, body = _ON_PROPERTY.get(constraint.component, (("?this ?value"), None))
    if body is None:
        condition = (
            _class(constraint, classes)
            if constraint.component == SH.ClassConstraintComponent
            else f"FILTER ({_BROKEN[constraint.component](constraint)})"
        )
        return f"SELECT DISTINCT ?this ?value WHERE {{ {focus} {each} {condition} }}"
    return f"SELECT DISTINCT {names} WHERE {{ {focus} {body(constraint)} }}"


def _is_a(variable: str, kind: Node, classes: Classes) -> str:
    found = classes.get(str(kind), (str(kind),))
    if len(found) == 1:
        return f"{variable} {RDF.type.n3()} {kind.n3()} ."
    listed = " ".join(URIRef(c).n3() for c in found)
    return f"VALUES ?type {{ {listed} }} {variable} {RDF.type.n3()} ?type ."


def _class(c: Constraint, classes: Classes) -> str:
    return f"FILTER NOT EXISTS {{ {_is_a('?value', c.values[0], classes)} }}"


# ---------------------------------------------------------------------- how many


def _too_few(focus: str, each: str, least: int) -> str:
    if least == 1:
        return f"SELECT DISTINCT ?this WHERE {{ {focus} FILTER NOT EXISTS {{ {each} }} }}"
    counted = "GROUP BY ?this HAVING (COUNT(DISTINCT ?value) <"
    return f"SELECT ?this WHERE {{ {focus} OPTIONAL {{ {each} }} }} {counted} {least})"


def _too_many(focus: str, each: str, most: int) -> str:
    return f"SELECT ?this WHERE {{ {focus} {each} }} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) > {most})"


_COUNTS: dict[Node, Callable[[str, str, int], str]] = {
    SH.MinCountConstraintComponent: _too_few,
    SH.MaxCountConstraintComponent: _too_many,
}


# ---------------------------------------------------------------------- the value itself


def _datatype(c: Constraint) -> str:
    kind = c.values[0]
    wrong = f"!isLiteral(?value) || DATATYPE(?value) != {kind.n3()}"
    if kind not in _CASTS:
        return wrong
    return f"{wrong} || !COALESCE(isLiteral({kind.n3()}(STR(?value))), false)"


def _compared(sign: str, c: Constraint) -> str:
    return f"!COALESCE(?value {sign} {c.values[0].n3()}, false)"


def _length(sign: str, c: Constraint) -> str:
    return f"isBlank(?value) || STRLEN(STR(?value)) {sign} {c.values[0]}"


def _pattern(c: Constraint) -> str:
    flags = f", {Literal(c.flags).n3()}" if c.flags else ""
    return f"isBlank(?value) || !REGEX(STR(?value), {Literal(str(c.values[0])).n3()}{flags})"


def _language(c: Constraint) -> str:
    ranges = " || ".join(f"LANGMATCHES(LANG(?value), {Literal(str(v)).n3()})" for v in c.values)
    return f"!COALESCE({ranges}, false)"


def _in(c: Constraint) -> str:
    return f"!({' || '.join(f'SAMETERM(?value, {v.n3()})' for v in c.values)})"


_BROKEN: dict[Node, Callable[[Constraint], str]] = {
    SH.DatatypeConstraintComponent: _datatype,
    SH.NodeKindConstraintComponent: lambda c: f"!{_NODE_KINDS[URIRef(str(c.values[0]))]}",
    SH.InConstraintComponent: _in,
    SH.PatternConstraintComponent: _pattern,
    SH.MinLengthConstraintComponent: partial(_length, "<"),
    SH.MaxLengthConstraintComponent: partial(_length, ">"),
    SH.LanguageInConstraintComponent: _language,
    SH.MinInclusiveConstraintComponent: partial(_compared, ">="),
    SH.MaxInclusiveConstraintComponent: partial(_compared, "<="),
}


# ---------------------------------------------------------------------- several values together


def _path(c: Constraint) -> str:
    assert c.path is not None
    return c.path.sparql()


def _same_language(c: Constraint) -> str:
    same = 'LANG(?one) != "" && LANG(?one) = LANG(?other) && STR(?one) < STR(?other)'
    return f"?this {_path(c)} ?one , ?other . FILTER ({same})"


def _has_not(c: Constraint) -> str:
    return f"FILTER NOT EXISTS {{ ?this {_path(c)} {c.values[0].n3()} }}"


def _before(sign: str, c: Constraint) -> str:
    return f"?this {_path(c)} ?value ; {c.values[0].n3()} ?limit . FILTER (!COALESCE(?value {sign} ?limit, false))"


_ON_PROPERTY: dict[Node, tuple[str, Callable[[Constraint], str]]] = {
    SH.UniqueLangConstraintComponent: ("?this", _same_language),
    SH.HasValueConstraintComponent: ("?this", _has_not),
    SH.LessThanConstraintComponent: ("?this ?value", partial(_before, "<")),
    SH.LessThanOrEqualsConstraintComponent: ("?this ?value", partial(_before, "<=")),
}
