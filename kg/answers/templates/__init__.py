"""Questions that the graph answers: a pattern (``.toml``) and a query (``.rq``) of the same name each.

A pattern says when its query answers a question; the query is run with the slots of the question filled in. What
narrows several queries stands once, in ``filters``: a line ``#filters project`` stands for the lines of that file,
which may leave the name of a slot open (``#filters decision_about topic``). What would be looked for anew for each
project stands in a sub-select, with the values of its slots (``#values region``): of 5,120 projects those about mercury
are found in 0.5 s instead of 16, those in Africa in 0.1 instead of 1.3.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.answers.exceptions import LEFT_OUT
from kg.answers.kinds import Kind
from kg.answers.per import GROUPS, MEASURES
from kg.answers.slots import Slots

CONDITION = re.compile(r"^(?P<line>.*?)\s*#if (?P<slots>\w+(?: \w+)*)$")
"""A line of a query that stays only where one of these slots is filled."""
UNLESS = re.compile(r"^(?P<line>.*?)\s*#unless (?P<slot>\w+)$")
"""A line of a query that stays only where this slot is not filled."""
WITHOUT_VALUES = frozenset(
    {"top", "fewest"}
    | {f"per_{group}" for group in GROUPS}
    | {f"of_{each}" for each in MEASURES}
    | {f"not_{slot}" for slot in LEFT_OUT}
)
"""Slots that change a query and are no variable of all of it."""
VALUES = re.compile(r"^\s*#values (?P<slot>\w+)$")
"""A line that stands for the values of a slot, where it is filled."""
_FILTERS = re.compile(r"^(?P<indent>\s*)#filters (?P<name>\w+)(?: (?P<slot>\w+))?$")
_EVERYWHERE = frozenset(
    {
        "asking",
        "light",
        "received",
        "convention",
        "version",
        "status",
        "funder",
        "located",
        "linked",
        "carrier",
        "about",
        "what_is",
        "all",
        "parties",
        "which_year",
        "which",
        "dated",
        "total",
    }
)
_SAME = {"concept": {"topic", "chemical"}, "session": {"meeting"}, "body": {"meeting"}, "treaty": {"provision"}}
"""A slot that says nothing more where one of these is used."""
FROM_NOTIONS = frozenset({"status", "amount_kind", "funder", "treaties", "several", "annexes", "thing", "fewest"})
"""Slots that notions fill; the notions have been accounted for."""


@dataclass(frozen=True, slots=True)
class Template:
    """A pattern and its query.

    A question fits when its kind is one of ``kinds``, it has the notions ``all``, one of ``any``, the thing that it
    asks for is one that the template ``answers`` (empty: any), none of the notions ``without``, and its slots are
    ``slots`` and one of ``slots_any``,
    none of ``not_slots``; ``optional`` slots narrow the query, as do those of
    its conditions and filters (``slots_any``: ``filters``). Every word and slot of the question has to have a place
    here (``also``, ``extra``: places without effect; ``single`` slots take one value). ``show`` says how rows become
    text, ``item`` which column is shown, ``note`` which one stands before it; ``base`` is the class whose records have
    to be there for an empty answer to mean anything; where no row means that the fact is not known
    (``empty = "unknown"``, or a slot of those by which the records are ``incomplete``), there is no answer at all.
    """

    name: str
    query: str
    text: Mapping[str, str]
    kinds: frozenset[Kind]
    show: str
    base: str
    item: str
    note: str | None
    empty: str
    all: frozenset[str]
    any: frozenset[str]
    answers: frozenset[str]
    also: frozenset[str]
    slots: frozenset[str]
    slots_any: frozenset[str]
    not_slots: frozenset[str]
    without: frozenset[str]
    optional: frozenset[str]
    extra: frozenset[str]
    single: frozenset[str]
    incomplete: frozenset[str]

    @property
    def fillable(self) -> frozenset[str]:
        """Slots that its query takes."""
        return self.slots | self.slots_any | self.optional

    def fits(self, kind: Kind, slots: Slots) -> bool:
        """Whether its query answers a question of this kind with these slots.

        Notions within names may be what a template asks for; only those of other words need a place.
        """
        filled = frozenset(slots.values)
        return (
            kind in self.kinds
            and self.all <= slots.notions
            and (not self.any or bool(self.any & slots.notions))
            and self.without.isdisjoint(slots.notions)
            and not (self.answers and slots.head and slots.head not in self.answers)
            and all(meant & self.placed for meant in slots.words)
            and self.slots <= filled
            and (not self.slots_any or bool(self.slots_any & filled))
            and not self.not_slots & filled
            and all(len(slots.values[slot]) == 1 for slot in self.single & filled)
            and self._explains(filled)
        )

    @property
    def placed(self) -> frozenset[str]:
        """Notions that have a place."""
        return self.all | self.any | self.also | _EVERYWHERE

    def _explains(self, filled: frozenset[str]) -> bool:
        placed = self.fillable | self.extra
        return all(slot in placed or _SAME.get(slot, set()) & placed & filled for slot in filled - FROM_NOTIONS)


@cache
def templates() -> tuple[Template, ...]:
    """All templates, in alphabetical order."""
    folder = files("kg.answers.templates")
    names = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_template(name) for name in names)


def _template(name: str) -> Template:
    folder = files("kg.answers.templates")
    data = tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))
    sets = {key: frozenset(data.get(key, ())) for key in _SETS}
    query = folder.joinpath(f"{name}.rq").read_text("utf-8")
    whole = "".join(f"{line}\n" for line in _whole(query))
    sets["optional"] |= frozenset(_slots_of(whole)) - sets["not_slots"] - sets["slots"]
    if "filters" in sets["slots_any"]:
        own = frozenset(_slots_of(query)) | sets["not_slots"] | sets["slots"]
        sets["slots_any"] = sets["slots_any"] - {"filters"} | (frozenset(_slots_of(whole)) - own)
    return Template(
        name,
        whole,
        data["text"],
        frozenset(map(Kind, data["kinds"])),
        data["show"],
        data["base"],
        data.get("item", ""),
        data.get("note"),
        data.get("empty", "none"),
        **sets,
    )


def _whole(query: str) -> Iterator[str]:
    """The lines of a query, with those of its filters."""
    for line in query.splitlines():
        if match := _FILTERS.match(line):
            filters = files("kg.answers.templates").joinpath("filters", f"{match['name']}.rq").read_text("utf-8")
            filters = filters.replace("$slot", match["slot"] or "")
            yield from (match["indent"] + each.removeprefix("  ") for each in _whole(filters))
        else:
            yield line


def _slots_of(query: str) -> Iterator[str]:
    for line in query.splitlines():
        if match := CONDITION.match(line):
            yield from match["slots"].split()


_SETS = (
    *("all", "any", "answers", "also", "without"),
    *("slots", "slots_any", "not_slots", "optional", "extra", "single", "incomplete"),
)
