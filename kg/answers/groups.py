"""Groups of chemicals, which annexes do not list by themselves: “severely hazardous pesticide formulations”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.answers.values import Values
from kg.queries import query

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def set_apart(snapshot: Snapshot, values: Values) -> None:
    """Give groups among the chemicals of a question a slot of their own: their members are asked for."""
    groups = _groups(snapshot)
    if found := [term for term in values.get("chemical", ()) if str(term) in groups]:
        values["group"] = found
        for slot in ("chemical", "concept"):
            if left := [term for term in values.get(slot, ()) if term not in found]:
                values[slot] = left
            else:
                values.pop(slot, None)


def _groups(snapshot: Snapshot) -> frozenset[str]:
    """Chemicals that no annex lists but whose members are listed, computed once."""
    if "answers.groups" not in snapshot.kept:
        rows = snapshot.graph.select(query("chemical_groups"))
        snapshot.kept["answers.groups"] = frozenset(str(row["group"]) for row in rows)
    groups: frozenset[str] = snapshot.kept["answers.groups"]
    return groups
