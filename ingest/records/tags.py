"""Which things the words of a row speak of, by rules, each with its confidence and reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rdflib.namespace import RDF, RDFS, XSD
from rdflib.term import Literal, URIRef

from ingest.declarations import read_declaration
from ingest.records.cells import Cells
from ingest.records.columns import Part, Rule, Tagging
from ingest.records.fragments import fragments
from ingest.records.names import expand
from ingest.records.values import Context
from kg.model import Record, Uri
from kg.terms import MEA


class Rules(Part):
    """A file of rules: ``method`` names it in the findings and changes with them."""

    method: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A thing that a row speaks of, and why."""

    tagging: Tagging
    thing: URIRef
    confidence: float
    why: str
    method: str

    def record(self, about: Uri, place: str) -> Record | None:
        """The finding as a thing of its own inside the record that it is about, where the mapping wants it."""
        if self.tagging.type is None:
            return None
        name = str(self.thing).rpartition("/")[2]
        said = (
            (str(RDF.type), URIRef(expand(self.tagging.type))),
            (expand(self.tagging.property), self.thing),
            (str(MEA.confidence), Literal(f"{self.confidence:.2f}", datatype=XSD.decimal)),
            (str(MEA.method), Literal(self.method)),
            (str(RDFS.comment), Literal(self.why, lang="en")),
        )
        return Record(Uri(f"{about}#{self.tagging.rules.removesuffix('s')}-{name}"), said, place)


def tags(cells: Cells, tagging: Tagging, context: Context, stated: Collection[URIRef] = ()) -> Iterator[Tag]:
    """The things that the row states itself, then the surest rule that applies for each other, in their order."""
    for thing in stated:
        yield Tag(tagging, thing, 1.0, "The source says so.", "stated/1")
    known = load_rules(tagging.rules)
    words = {
        name: " | ".join(t.text for header in headers for t in cells.get(header, ()))
        for name, headers in tagging.words.items()
    }
    best: dict[str, Rule] = {}
    for rule, applies in _worth_trying(tagging.rules, " | ".join(words.values())):
        surest = best.get(rule.thing)
        if (surest is None or rule.confidence > surest.confidence) and applies(words):
            best[rule.thing] = rule
    for rule in best.values():
        kind, _, key = rule.thing.partition("/")
        thing = URIRef(context.uris.of(kind, key))
        if thing not in stated:
            yield Tag(tagging, thing, rule.confidence, rule.why, known.method)


@cache
def load_rules(name: str) -> Rules:
    """The rules in ``rules/{name}.yaml``.

    Raises:
        BadInput: naming the file and the place where it is wrong.
    """
    text = (files(__package__) / "rules" / f"{name}.yaml").read_text(encoding="utf-8")
    return read_declaration(text, f"{name}.yaml", "rules", Rules.model_validate)


Words = Mapping[str, str]


@cache
def _compiled(name: str) -> tuple[tuple[Rule, Callable[[Words], bool]], ...]:
    return tuple((rule, _applies(rule)) for rule in load_rules(name).rules)


def _worth_trying(name: str, text: str) -> Iterator[tuple[Rule, Callable[[Words], bool]]]:
    """The rules that may apply: most rows hold no word of most of them, which is found out much faster than by a rule.

    Texts beyond ASCII are given to every rule: capital letters are no simple matter there.
    """
    if not text.isascii():
        yield from _compiled(name)
        return
    small = text.lower()
    needed, all_of_them, always = _needed(name)
    there = {fragment for fragment in all_of_them if fragment in small}
    if there or always:
        for rule, its in zip(_compiled(name), needed, strict=True):
            if its is None or not there.isdisjoint(its):
                yield rule


@cache
def _needed(name: str) -> tuple[tuple[tuple[str, ...] | None, ...], frozenset[str], bool]:
    """For each rule the fragments of which an ASCII text must hold one, all of them, and whether a rule needs none."""
    found = tuple(fragments(rule.pattern) for rule in load_rules(name).rules)
    return found, frozenset(fragment for its in found if its for fragment in its), None in found


def _applies(rule: Rule) -> Callable[[Words], bool]:
    """Whether a rule applies to words, with its patterns compiled once."""
    find = re.compile(rule.pattern, re.IGNORECASE).search
    spoilt = re.compile(rule.unless, re.IGNORECASE).search if rule.unless else None
    given = {name: re.compile(pattern, re.IGNORECASE).search for name, pattern in rule.given.items()}

    def applies(words: Words) -> bool:
        found = any(find(text) and not (spoilt and spoilt(text)) for name in rule.where if (text := words.get(name)))
        return found and all(search(words.get(name, "")) for name, search in given.items())

    return applies
