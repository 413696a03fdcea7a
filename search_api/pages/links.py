"""From URIs to the addresses of pages, so that links stay on the host that the reader came to."""

from __future__ import annotations

from urllib.parse import quote

from kg.identifiers import Uris

LISTS = {
    "party": "parties",
    "project": "projects",
    "meeting": "meetings",
    "decision": "decisions",
    "document": "documents",
}
"""Kind of thing → the list that its page stands under."""

THEMES = "topics."


def page_of(uris: Uris, uri: str | None) -> str | None:
    """Address of the page that shows a thing; None for what has none and is no web address.

    Passages are places in their document's page. Other things of the base have
    a generic page; foreign web addresses lead to themselves.
    """
    if not uri:
        return None
    named = uris.key_of(uri)
    if named is None:
        return uri if uri.startswith(("https://", "http://")) else None
    kind, key = named
    path = quote(key, safe="/")
    if kind == "passage":
        document, _, eid = path.partition("/")
        return f"/documents/{document}#{eid}"
    if kind == "concept" and key.startswith(THEMES):
        return f"/themes/{path}"
    return f"/{LISTS[kind]}/{path}" if kind in LISTS else f"/id/{kind}/{path}"


def is_foreign(uris: Uris, uri: str) -> bool:
    """Whether a URI leads away from this base."""
    return uris.key_of(uri) is None
