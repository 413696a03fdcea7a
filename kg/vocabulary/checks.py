"""What a table must keep to be a scheme: found before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.vocabulary.columns import COLUMN_LANGUAGES
from kg.vocabulary.notation import OWN, absolute
from kg.vocabulary.row import DEFAULT_TYPE, Problem, Row

_LABELS = ("prefLabel", "altLabel", "hiddenLabel")
_LINKS = ("broader", "narrower", "related", "member", "topConceptOf", "inScheme", "sameFunctionAs")
SCHEME_TYPE = "skos:ConceptScheme"


def flaws(rows: Sequence[Row], base: str, known: frozenset[str]) -> list[Problem]:
    """All problems that are not of one cell's form alone."""
    found: list[Problem] = []
    for check in (_scheme, _twice, _names, _shared_names, _cycles):
        found += _collected(check(rows))
    own = frozenset(absolute(row.uri, base) for row in rows)
    return found + _collected(_links(rows, base, own | known))


def _collected(problems: Iterator[Problem]) -> list[Problem]:
    """Problems of a check; a cell that cannot be split is told where its row is read."""
    found: list[Problem] = []
    try:
        found.extend(problems)
    except Problem:
        return found
    return found


def is_concept(row: Row) -> bool:
    """Whether a row is a concept; no type at all means that it is."""
    types = row.values("type")
    return not types or DEFAULT_TYPE in types


def _scheme(rows: Sequence[Row]) -> Iterator[Problem]:
    schemes = [row for row in rows if SCHEME_TYPE in row.values("type")]
    if len(schemes) != 1:
        number = schemes[1].number if schemes else 1
        reason = f"The table has {len(schemes)} rows of type {SCHEME_TYPE}; it needs one, for the scheme itself."
        yield Problem(number, "type", reason, "Start from `mea-kg vocab export --csv`.")
    for row in schemes:
        if not row.uri.partition("concept/")[2]:
            yield Problem(row.number, "uri", "A scheme is named id/concept/….", "Write it like id/concept/topics.")


def _twice(rows: Sequence[Row]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        before = first.setdefault(row.uri, row.number)
        if before != row.number:
            yield Problem(row.number, "uri", f"“{row.uri}” is in row {before} already.", "Join the two rows.")


def _names(rows: Sequence[Row]) -> Iterator[Problem]:
    for row in filter(is_concept, rows):
        if not row.values("prefLabel_en"):
            yield Problem(row.number, "prefLabel_en", "The concept has no English name.", "Fill it in.")
        for code in COLUMN_LANGUAGES:
            if len(row.values(f"prefLabel_{code}")) > 1:
                reason = "A concept has one preferred label in a language."
                yield Problem(row.number, f"prefLabel_{code}", reason, f"Move the others to altLabel_{code}.")
            seen: dict[str, str] = {}
            for name in _LABELS:
                for label in row.values(f"{name}_{code}"):
                    if seen.setdefault(label, name) != name:
                        reason = f"“{label}” is in {seen[label]}_{code} already."
                        yield Problem(row.number, f"{name}_{code}", reason, "Keep it in one of the two.")


def _shared_names(rows: Sequence[Row]) -> Iterator[Problem]:
    owners: dict[tuple[str, str], Row] = {}
    for row in filter(is_concept, rows):
        for code in COLUMN_LANGUAGES:
            for label in row.values(f"prefLabel_{code}"):
                owner = owners.setdefault((code, label.casefold()), row)
                if owner is not row:
                    reason = f"“{label}” is the name of {owner.uri} in row {owner.number} already."
                    yield Problem(row.number, f"prefLabel_{code}", reason, "Tell the two concepts apart.")


def _links(rows: Sequence[Row], base: str, known: frozenset[str]) -> Iterator[Problem]:
    for row in rows:
        for column in _LINKS:
            for target in row.values(column):
                if target.startswith(OWN) and absolute(target, base) not in known:
                    reason = f"There is no “{target}” in this table or another scheme."
                    yield Problem(row.number, column, reason, "Add its row, or correct the URI.")


def _cycles(rows: Sequence[Row]) -> Iterator[Problem]:
    above = {row.uri: row.values("broader") for row in rows}
    for row in rows:
        seen: set[str] = set()
        waiting = list(above[row.uri])
        while waiting:
            uri = waiting.pop()
            if uri == row.uri:
                yield Problem(row.number, "broader", "The concept is broader than itself.", "Break the circle.")
                break
            if uri not in seen:
                seen.add(uri)
                waiting += above.get(uri, ())
