"""Prefixed names in mappings to IRIs."""

from __future__ import annotations

from functools import cache

from kg.terms import MEA, PREFIXES


@cache
def expand(name: str) -> str:
    """``mea:amount`` → its IRI.

    Raises:
        ValueError: for an unknown prefix, or a name that our ontology does not have.
    """
    prefix, colon, local = name.partition(":")
    if not colon or not local or prefix not in PREFIXES:
        raise ValueError(f"“{name}” is not a prefixed name; the prefixes are {', '.join(sorted(PREFIXES))}")
    if prefix == "mea" and local not in MEA.__annotations__:
        raise ValueError(f"“{name}” is not in the ontology")
    return PREFIXES[prefix] + local
