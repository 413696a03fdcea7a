"""What changes between two versions of a scheme, concept by concept and label by label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.vocabulary.columns import columns
from kg.vocabulary.scheme import Scheme
from kg.vocabulary.table import Table, Values, to_table


@dataclass(frozen=True, slots=True)
class Edit:
    """A column of a concept: the values that go and those that come."""

    column: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """``action`` is ``added``, ``removed`` or ``changed``; ``uri`` is relative to the base."""

    action: str
    uri: str
    label: str
    edits: tuple[Edit, ...]


_MARKS = {"added": "+", "removed": "-", "changed": "~"}


def difference(old: Scheme | None, new: Scheme) -> list[Change]:
    """Changes from the old scheme (None: there was none) to the new one, in the new one's order."""
    implied = set(new.implied()) & set(old.implied()) if old else set(new.implied())
    before = to_table(old, implied) if old else Table({}, frozenset())
    after = to_table(new, implied)
    changes = []
    for uri in [*after.rows, *(uri for uri in before.rows if uri not in after.rows)]:
        was, now = before.rows.get(uri), after.rows.get(uri)
        edits = tuple(_edits(was or {}, now or {}))
        if edits:
            action = "added" if was is None else "removed" if now is None else "changed"
            changes.append(Change(action, uri, _label(now or was or {}), edits))
    return changes


def summary(changes: list[Change]) -> str:
    """``2 added, 1 removed, 3 changed``, or that nothing changes."""
    counts = {action: sum(change.action == action for change in changes) for action in _MARKS}
    return ", ".join(f"{n} {action}" for action, n in counts.items() if n) or "nothing changes"


def lines(changes: list[Change]) -> Iterator[tuple[str, str]]:
    """(mark, line) for people: ``+`` comes, ``-`` goes, ``~`` changes; labels are indented."""
    for change in changes:
        mark = _MARKS[change.action]
        yield mark, f"{mark} {change.uri}  {change.label}".rstrip()
        for edit in change.edits:
            if len(edit.removed) == len(edit.added) == 1:
                yield "~", f"    ~ {edit.column}: {edit.removed[0]} → {edit.added[0]}"
                continue
            yield from (("-", f"    - {edit.column}: {value}") for value in edit.removed)
            yield from (("+", f"    + {edit.column}: {value}") for value in edit.added)


def _edits(was: Values, now: Values) -> Iterator[Edit]:
    for name in columns():
        old, new = was.get(name, ()), now.get(name, ())
        removed = tuple(value for value in old if value not in new)
        added = tuple(value for value in new if value not in old)
        if removed or added:
            yield Edit(name, removed, added)


def _label(values: Values) -> str:
    return next((v[0] for name in ("prefLabel_en", "title_en") if (v := values.get(name))), "")
