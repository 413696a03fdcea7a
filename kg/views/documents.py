"""Documents as lists and items show them."""

from __future__ import annotations

from kg.catalog import Item, StoredPassage
from kg.errors import Gone, NotFound
from kg.identifiers import Uris
from kg.model import Mention
from kg.snapshot import Snapshot
from kg.views.listing import JsonObject
from kg.views.names import label_of
from kg.views.translations import Translations

_MASTHEAD = (
    "organ", "meeting_name", "place", "start", "end", "agenda_item", "agenda_symbol", "agenda_title", "subtitle",
    "issued", "distribution", "original_language", "convention", "symbols",
)  # fmt: skip


def documents(snapshot: Snapshot) -> list[JsonObject]:
    """All living documents, the newest first."""
    items = sorted(snapshot.documents.values(), key=lambda i: (i.metadata.get("date") or "", i.id), reverse=True)
    languages = _languages(snapshot)
    return [_entry(i, snapshot.uris, languages) for i in items]


def document(snapshot: Snapshot, key: str, language: str | None = None) -> JsonObject:
    """One document with masthead, language versions and passages.

    Each passage carries the passages of the other versions that say the same (``translations``) and the text in
    ``language`` (``translation``), None where the version in that language has none.

    ``key`` may also be that of the Work; then the version in ``language`` is
    shown if there is one, else the original's, else the first.

    Raises:
        NotFound: no such document. Gone: it was removed.
    """
    item = _find(snapshot, key, language)
    entry = _entry(item, snapshot.uris, _languages(snapshot))
    translations = Translations(snapshot, item, _versions(snapshot, item))
    return entry | {
        "language": item.language,
        "version": item.version,
        "updated": item.updated,
        "masthead": _masthead(item, snapshot, language),
        "decisions": _decisions(item, snapshot),
        "versions": [
            _entry(v, snapshot.uris, _languages(snapshot)) | {"language": v.language} for v in _versions(snapshot, item)
        ],
        "passages": [
            _passage(p, item, snapshot, language) | translations.of(p.eid, language)
            for p in snapshot.catalog.passages(item.id)
        ],
        "notes": item.metadata.get("notes", []),
    }


def renamed(snapshot: Snapshot, key: str) -> str | None:
    """The newer key of a document that a better identifier moved, None otherwise."""
    return snapshot.catalog.redirect("document", key)


def _find(snapshot: Snapshot, key: str, language: str | None) -> Item:
    item = snapshot.catalog.item("document", key)
    if item is not None and not item.removed:
        return item
    versions = [i for i in snapshot.documents.values() if i.work == key]
    if versions:
        original = versions[0].metadata["masthead"].get("original_language")
        return min(versions, key=lambda i: (i.language != language, i.language != original, i.id))
    if item is not None:
        raise Gone(f"The document {key} was removed on {item.updated}.")
    raise NotFound(f"There is no document with the key {key}.", remedy="GET /api/documents lists them.")


def _languages(snapshot: Snapshot) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in snapshot.documents.values():
        languages = found.setdefault(item.work or item.key, [])
        if item.language and item.language not in languages:
            languages.append(item.language)
    return found


def _entry(item: Item, uris: Uris, languages: dict[str, list[str]]) -> JsonObject:
    work = item.work or item.key
    own = item.language or "und"
    others = sorted(lang for lang in languages.get(work, []) if lang != own)
    return {
        "uri": str(uris.document(item.key)),
        "key": item.key,
        "work": str(uris.document(work)),
        "title": item.title,
        "symbol": item.metadata.get("symbol"),
        "kind": item.metadata.get("kind"),
        "date": item.metadata.get("date"),
        "languages": [own, *others],
        "convention": item.metadata.get("convention"),
        "themes": item.metadata.get("themes", []),
        "parties": item.metadata.get("parties", []),
        "meeting": item.metadata.get("meeting"),
        "source": item.source,
    }


def _versions(snapshot: Snapshot, item: Item) -> list[Item]:
    same = [i for i in snapshot.documents.values() if i.work == item.work]
    return sorted(same, key=lambda i: (i.language or "", i.id))


def _masthead(item: Item, snapshot: Snapshot, language: str | None) -> JsonObject:
    head = item.metadata["masthead"]
    meeting = head.get("meeting")
    uri = snapshot.uris.of("meeting", meeting) if meeting else None
    decisions = item.metadata.get("decisions", [])
    return {name: head.get(name) for name in _MASTHEAD} | {
        "meeting": {"uri": str(uri), "key": meeting, "label": label_of(snapshot, str(uri), language)} if uri else None,
        "status": decisions[0]["status"] if decisions else None,
    }


def _decisions(item: Item, snapshot: Snapshot) -> list[JsonObject]:
    found = []
    for n, decision in enumerate(item.metadata.get("decisions", []), 1):
        number = decision["number"]
        key = number.lower().replace("/", "-") if number else f"{item.work}.{decision['part']}.{n}"
        found.append(decision | {"key": key, "uri": str(snapshot.uris.of("decision", key))})
    return found


def _passage(p: StoredPassage, item: Item, snapshot: Snapshot, language: str | None) -> JsonObject:
    return {
        "uri": str(snapshot.uris.passage(item.key, p.eid)),
        "eid": p.eid,
        "part": p.part,
        "number": p.number,
        "text": p.text,
        "language": p.language,
        "kind": p.kind,
        "page": p.page,
        "emphasis": [list(span) for span in p.emphasis],
        "mentions": [_mention(m, p.text, snapshot, language) for m in p.mentions],
    }


def _mention(m: Mention, text: str, snapshot: Snapshot, language: str | None) -> JsonObject:
    surface = text[m.span[0] : m.span[1]]
    return {
        "uri": m.uri,
        "label": (label_of(snapshot, m.uri, language) if m.uri else None) or m.value or surface,
        "kind": m.kind,
        "value": m.value,
        "span": list(m.span),
        "confidence": m.confidence,
    }
