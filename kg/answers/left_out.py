"""What a question leaves out by a negation between two treaties: “Parties to Basel but not to Rotterdam”."""

from __future__ import annotations

import re

from kg.answers.notions import Carrier
from kg.answers.values import Values
from kg.identifiers.treaties import CITIES
from kg.search.understanding import Question


def set_apart(question: Question, found: list[Carrier], values: Values) -> None:
    """Give the treaties that a negation stands before, and after others, a slot of their own."""
    negations = [carrier.span[0] for carrier in found if carrier.notion == "negation"]
    if not negations or len(set(values.get("treaty", ()))) < 2:
        return
    places = [
        (entity.span[0], entity.uri.rpartition("/")[2]) for entity in question.entities if entity.kind == "treaty"
    ]
    places += [(match.start(), key) for key, name in CITIES.items() for match in re.finditer(name, question.text)]
    first = {key: min(place for place, other in places if other == key) for _, key in places}
    after = {key for key, place in first.items() if place > min(negations)}
    left_out = [treaty for treaty in values["treaty"] if str(treaty).rpartition("/")[2] in after]
    if 0 < len(left_out) < len(values["treaty"]):
        values["not_treaty"] = left_out
        values["treaty"] = [treaty for treaty in values["treaty"] if treaty not in left_out]
