"""The REST JSON of InforMEA's Drupal module: the same rows, with texts by language and lists made plain."""

from __future__ import annotations

from datetime import datetime

from kg.views.listing import JsonObject
from search_api.feeds.informea.envelope import Address
from search_api.feeds.informea.rows import Row, Scalar
from search_api.feeds.informea.schema import FILE, KEYWORD, SETS, STRING, TERM, VALUE, EntitySet, Navigation, set_of

_LANGCODES = {"zh": "zh-hans"}
_DAYS = frozenset({"published", "start", "end", "submission", "entryIntoForce", "statusDate"})
"""Times that are shown as days."""


def rest_set(name: str) -> EntitySet | None:
    """The set that a path names: ``decisions``, ``country-reports`` or ``country_reports``."""
    plain = name.replace("-", "").replace("_", "").lower()
    return next((s for s in SETS if s.listed and s.name.lower() == plain), None)


def rest_json(row: Row, set_: EntitySet, address: Address) -> JsonObject:
    """A row as the module writes it."""
    found: JsonObject = {p.name: _value(p.name, address.value(p, row.values[p.name])) for p in set_.type.properties}
    if number := found.get("number"):
        found["number"] = number.upper().removeprefix("DECISION").strip()
    for n in set_.type.navigations:
        if n.same_as is None:
            found[n.name] = _list(row.lists[n.name], n, address)
    return found


def _value(name: str, value: Scalar) -> Scalar:
    if isinstance(value, datetime):
        return value.date().isoformat() if name in _DAYS else value.isoformat(timespec="milliseconds")
    return value


def _list(rows: tuple[Row, ...], navigation: Navigation, address: Address) -> JsonObject | list[object]:
    type_ = navigation.type
    if type_ is STRING:
        languages = [str(r.values["language"]) for r in rows]
        return {_LANGCODES.get(lang, lang): r.values["value"] for lang, r in zip(languages, rows, strict=True)}
    if type_ is TERM:
        return [{"term": r.values["term"], "uri": r.values["termURI"]} for r in rows]
    if type_ is KEYWORD:
        return [{"term": r.values["literalForm"], "uri": r.values["termURI"]} for r in rows]
    if type_ is FILE:
        return [_file(r, address) for r in rows]
    if type_ is VALUE:
        return [r.values["value"] for r in rows]
    return [rest_json(r, set_of(type_), address) for r in rows]


def _file(row: Row, address: Address) -> JsonObject:
    """A file; as in the module, its ``mimeType`` is the extension of its name."""
    name = str(row.values["filename"])
    language = str(row.values["language"])
    return {
        "id": row.id,
        "url": f"{address.server}{row.values['url']}",
        "content": None,
        "mimeType": name.rpartition(".")[2].lower(),
        "language": _LANGCODES.get(language, language),
        "filename": name,
    }
