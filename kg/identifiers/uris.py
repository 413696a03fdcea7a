"""URIs of everything in the base: ``{base}id/{kind}/{key}``, and back."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote

from kg.errors import BadInput
from kg.model import Key, Uri

KINDS = frozenset(
    {
        "concept",
        "decision",
        "document",
        "event",
        "meeting",
        "organization",
        "party",
        "passage",
        "project",
        "provision",
        "report",
        "treaty",
    }
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]+$")
"""An absolute IRI as SPARQL writes it between angle brackets (IRIREF, SPARQL 1.1, rule 139)."""
GRAPH_KINDS = frozenset({"document", "records", "taxonomy"})


class Uris:
    """Makes and reads the URIs of one base.

    Args:
        base: absolute URI that ends in a slash.

    Raises:
        BadInput: for a base that does not end in a slash.
    """

    def __init__(self, base: str) -> None:
        if not base.endswith("/"):
            raise BadInput(
                f"The base URI “{base}” does not end in a slash.", remedy="Add the slash to MEA_KG_BASE_URI."
            )
        self.base = base

    def of(self, kind: str, key: str) -> Uri:
        """URI of a thing. The key may hold any characters; slashes stay slashes.

        Raises:
            BadInput: for an unknown kind, or a key that no URI path can carry (empty, ``..``).
        """
        if kind not in KINDS:
            raise BadInput(
                f"“{kind}” is not a kind of thing in the base.", remedy=f"Use one of {', '.join(sorted(KINDS))}."
            )
        return Uri(f"{self.base}id/{kind}/{_encoded(key)}")

    def document(self, key: str) -> Uri:
        """URI of a document's Work or of one of its language versions."""
        return self.of("document", key)

    def passage(self, document_key: str, eid: str) -> Uri:
        """URI of a passage of one language version."""
        return self.of("passage", f"{document_key}/{eid}")

    def graph(self, kind: str, key: str) -> Uri:
        """Name of the graph of a document, of a set of records or of a taxonomy.

        Records may have a graph whose name lies outside the base: their key is that name between ``<`` and ``>``.

        Raises:
            BadInput: for another kind of graph, or a key that no URI path can carry.
        """
        if kind not in GRAPH_KINDS:
            raise BadInput(f"“{kind}” is not a kind of graph.", remedy=f"Use one of {', '.join(sorted(GRAPH_KINDS))}.")
        if kind == "records" and key.startswith("<"):
            return self._outside(key)
        return Uri(f"{self.base}graph/{kind}/{_encoded(key)}")

    def graph_of(self, name: str) -> tuple[str, Key] | None:
        """(kind, key) of the graph with this name, None for a name that no graph of this base can have."""
        if _ABSOLUTE.match(name) and not name.startswith(self.base):
            return "records", Key(f"<{name}>")
        kind, _, path = name.removeprefix(f"{self.base}graph/").partition("/")
        key = unquote(path)
        try:
            return (kind, Key(key)) if self.graph(kind, key) == name else None
        except BadInput:
            return None

    def _outside(self, key: str) -> Uri:
        name = key[1:-1]
        if not key.endswith(">") or not _ABSOLUTE.match(name) or name.startswith(self.base):
            raise BadInput(f"“{key}” cannot be a key.", remedy="Between < and > stands an IRI outside the base.")
        return Uri(name)

    def key_of(self, uri: str) -> tuple[str, Key] | None:
        """(kind, key) of a thing's URI, None for a URI that is not of this base."""
        start = f"{self.base}id/"
        if not uri.startswith(start):
            return None
        kind, _, path = uri[len(start) :].partition("/")
        if kind not in KINDS or not path:
            return None
        return kind, Key(unquote(path))


@lru_cache(1 << 14)
def _encoded(key: str) -> str:
    segments = key.split("/")
    # Clients remove "." and ".." from paths, even percent-encoded ones, and often empty segments too.
    if any(segment in {"", ".", ".."} for segment in segments):
        raise BadInput(f"“{key}” cannot be a key.", remedy="A key has no empty, “.” or “..” segment.")
    return quote(key, safe="/")
