"""The rule that a passage has the words of a mention where the mention says, judged without the engine.

It is written as a query (``:MentionText``), and half of what the engine is asked for a document is this. A rule in
any other words stays one for the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rdflib.namespace import PROV, SH, XSD
from rdflib.term import Identifier, Literal, URIRef

from kg.terms import MEA, PREFIXES, SCHEMA
from kg.validation.model import Violation
from kg.validation.plain import Said, Scope
from kg.validation.shapes import Constraint
from kg.validation.values import Undecided

SaidOf = Callable[[str], Said]
"""All that is said of the thing with this IRI; raises ``Undecided`` where more may be said than is known."""

_QUERY = """
$this mea:surface ?value ; mea:start ?start ; mea:end ?end ; prov:wasDerivedFrom ?passage .
?passage schema:text ?text .
FILTER (SUBSTR(STR(?text), ?start + 1, ?end - ?start) != STR(?value)) }
"""
_PREFIXES = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("mea", "prov", "schema")]
_SURFACE, _START, _END, _PASSAGE = str(MEA.surface), str(MEA.start), str(MEA.end), str(PROV.wasDerivedFrom)
_TEXT = str(SCHEMA.text)


def is_quotation(c: Constraint) -> bool:
    """Whether a constraint is this rule."""
    return (
        c.component == SH.SPARQLConstraintComponent
        and c.select.split() == _QUERY.split()
        and c.names == ("this", "value")
        and all(line in c.prefixes for line in _PREFIXES)
    )


class Quotation:
    """The rule. See ``PlainRule``, which it stands beside.

    Args:
        constraint: for which ``is_quotation`` holds.
        said_of: tells what passages say.
    """

    property = _SURFACE
    scope = Scope.THING

    def __init__(self, constraint: Constraint, said_of: SaidOf) -> None:
        self._constraint, self._said_of = constraint, said_of
        self._places: dict[int, int] = {}

    def broken(self, thing: str, said: Mapping[str, Sequence[Identifier]]) -> Sequence[Violation]:
        """What breaks it in what a mention says.

        Raises:
            Undecided: the engine has to be asked.
        """
        wrong = []
        for surface in said.get(_SURFACE, ()):
            for start, end in (
                (self._place(a), self._place(b)) for a in said.get(_START, ()) for b in said.get(_END, ())
            ):
                if end < start:
                    raise Undecided(thing)
                for passage in said.get(_PASSAGE, ()):
                    texts = self._said_of(str(passage)).get(_TEXT, ())
                    wrong += [surface for text in texts if _words(text)[start:end] != _words(surface)]
        c = self._constraint
        return [
            Violation(URIRef(thing), None, v, c.severity, c.message.replace("{?value}", str(v)), c.shape, c.component)
            for v in dict.fromkeys(wrong)
        ]

    def _place(self, value: Identifier) -> int:
        """A number. The same few come in many mentions, and what these say is kept while it is judged."""
        known = self._places.get(id(value))
        if known is None:
            known = self._places[id(value)] = _number(value)
        return known


def _number(value: Identifier) -> int:
    if isinstance(value, Literal) and value.datatype == XSD.integer and str(value).isdecimal() and value.isascii():
        return int(str(value))
    raise Undecided(value)


def _words(value: Identifier) -> str:
    if isinstance(value, Literal) and (value.language or value.datatype in {None, XSD.string}):
        return str(value)
    raise Undecided(value)
