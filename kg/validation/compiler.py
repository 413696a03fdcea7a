"""Each constraint as one SPARQL query that selects what breaks it (``?this`` and, where there is one, ``?value``).

Queries are put together here and nowhere else: a shape's terms cannot all be
bound as variables (paths cannot), so every term is written by rdflib's ``n3``,
which escapes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Focus:
    """The group that binds ``?this`` to each of some things once.

    ``everything``: it is all things of a target, so that reading a property of
    all things in one go and joining later beats looking it up thing by thing.
    """

    group: str
    everything: bool = False


def all_of(target: Target, classes: Classes) -> Focus:
    """Each thing of a target."""
    return Focus(f"{{ SELECT DISTINCT ?this WHERE {{ {target_pattern(target, classes)} }} }}", everything=True)


def described_in(graph: str, target: Target, classes: Classes) -> Focus:
    """Those things of a target that a named graph describes."""
    here = f"GRAPH {URIRef(graph).n3()} {{ ?this ?says ?something }}"
    return Focus(f"{{ SELECT DISTINCT ?this WHERE {{ {here} {target_pattern(target, classes)} }} }}")


def these(things: Iterable[URIRef]) -> Focus:
    """The things that are named."""
    return Focus(f"VALUES ?this {{ {' '.join(thing.n3() for thing in things)} }}")


def chosen(things: Focus, target: Target, classes: Classes) -> str:
    """The query that selects those of some things that a target is about."""
    return f"SELECT DISTINCT ?this WHERE {{ {things.group} {target_pattern(target, classes)} }}"


def constraint_query(c: Constraint, focus: Focus, classes: Classes) -> str:
    """The query whose rows break a constraint, for the things in focus."""
    if c.component == SH.SPARQLConstraintComponent:
        names = " ".join(f"?{name}" for name in c.names)
        return f"{c.prefixes}SELECT DISTINCT {names} WHERE {{ {focus.group} {c.select}"
    each = f"?this {_path(c)} ?value ."
    if c.component == SH.HasValueConstraintComponent:
        return _without(focus, f"?this {_path(c)} {c.values[0].n3()} .")
    if c.component == SH.MinCountConstraintComponent:
        least = int(str(c.values[0]))
        return _without(focus, each) if least == 1 else _fewer(focus, each, least)
    if c.component == SH.MaxCountConstraintComponent:
        return _with(focus, "?this", each, f"GROUP BY ?this HAVING (COUNT(DISTINCT ?value) > {c.values[0]})")
    if c.component == SH.ClassConstraintComponent:
        return _with(focus, "?this ?value", f"{each} FILTER NOT EXISTS {{ {_is_a('?value', c.values[0], classes)} }}")
    if c.component in _TOGETHER:
        return _with(focus, *_TOGETHER[c.component](c))
    return _with(focus, "?this ?value", f"{each} FILTER ({_BROKEN[c.component](c)})")


def _with(focus: Focus, names: str, body: str, grouped: str = "") -> str:
    """Things in focus that a body finds."""
    if focus.everything:
        return f"SELECT DISTINCT {names} WHERE {{ {{ SELECT {names} WHERE {{ {body} }} {grouped} }} {focus.group} }}"
    return f"SELECT DISTINCT {names} WHERE {{ {focus.group} {body} }} {grouped}"


def _without(focus: Focus, body: str) -> str:
    """Things in focus that a body does not find."""
    if focus.everything:
        return f"SELECT DISTINCT ?this WHERE {{ {focus.group} MINUS {{ {body} }} }}"
    return f"SELECT DISTINCT ?this WHERE {{ {focus.group} FILTER NOT EXISTS {{ {body} }} }}"


def _fewer(focus: Focus, each: str, least: int) -> str:
    counted = f"GROUP BY ?this HAVING (COUNT(DISTINCT ?value) < {least})"
    return f"SELECT ?this WHERE {{ {focus.group} OPTIONAL {{ {each} }} }} {counted}"


def _path(c: Constraint) -> str:
    if c.path is None:
        raise TypeError(f"{c.shape} needs a path")
    return c.path.sparql()


def _is_a(variable: str, kind: Node, classes: Classes) -> str:
    found = classes.get(str(kind), (str(kind),))
    if len(found) == 1:
        return f"{variable} {RDF.type.n3()} {kind.n3()} ."
    listed = " ".join(URIRef(c).n3() for c in found)
    return f"VALUES ?type {{ {listed} }} {variable} {RDF.type.n3()} ?type ."


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


def _same_language(c: Constraint) -> tuple[str, str]:
    same = 'LANG(?one) != "" && LANG(?one) = LANG(?other) && STR(?one) < STR(?other)'
    return "?this", f"?this {_path(c)} ?one , ?other . FILTER ({same})"


def _before(sign: str, c: Constraint) -> tuple[str, str]:
    both = f"?this {_path(c)} ?value ; {c.values[0].n3()} ?limit ."
    return "?this ?value", f"{both} FILTER (!COALESCE(?value {sign} ?limit, false))"


_TOGETHER: dict[Node, Callable[[Constraint], tuple[str, str]]] = {
    SH.UniqueLangConstraintComponent: _same_language,
    SH.LessThanConstraintComponent: partial(_before, "<"),
    SH.LessThanOrEqualsConstraintComponent: partial(_before, "<="),
}
