"""The OData service: paths to rows, rows to bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from kg.errors import NotFound
from kg.settings import Settings
from search_api.feeds.informea.atom import Atom
from search_api.feeds.informea.envelope import Address, Envelope, Page, View
from search_api.feeds.informea.feed import Feed
from search_api.feeds.informea.harvests import Harvests
from search_api.feeds.informea.metadata import metadata
from search_api.feeds.informea.plain import Plain
from search_api.feeds.informea.query import Query, read_query
from search_api.feeds.informea.rows import Row
from search_api.feeds.informea.schema import EntitySet, Navigation, entity_set, set_of
from search_api.feeds.informea.verbose import Verbose

_RESOURCE = re.compile(r"(?P<name>\w+)(?:\((?P<key>(?:[^()']|'(?:[^']|'')*')*)\))?(?:/(?P<rest>.*))?", re.DOTALL)
_KEY = re.compile(r"(?:\w+\s*=\s*)?(?:guid|G)?'(?P<text>(?:[^']|'')*)'|(?P<bare>[^'=]+)", re.DOTALL)
_XML = "application/xml;charset=utf-8"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: ``path`` below the service's root, ``client`` that asks, the envelope that it wants."""

    path: str
    parameters: Mapping[str, str]
    client: str
    address: Address
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


class ODataService:
    """Answers what is asked of a feed. Safe to use from many threads.

    Args:
        settings: the size of pages, and how long a harvest is remembered.
    """

    def __init__(self, settings: Settings) -> None:
        self._page_size = settings.informea_page_size
        self.harvests = Harvests(settings.informea_harvest_time)

    def answer(self, ask: Ask, feed: Feed) -> Answer:
        """The answer to a request.

        Raises:
            NotFound: no such set or row; a removed row is one that was never there.
            BadInput: an option that cannot be used.
        """
        if ask.path in {"", "/"}:
            body = _writer(ask, View()).service()
            return _encoded(body, ask, xml="application/atomsvc+xml;charset=utf-8")
        if ask.path == "$metadata":
            new = ask.envelope is Envelope.V4
            headers = (Envelope.V4 if new else Envelope.V2).headers
            return Answer(metadata(new=new), _XML, headers)
        match = _RESOURCE.fullmatch(ask.path.strip("/"))
        set_ = entity_set(match["name"]) if match else None
        if match is None or set_ is None:
            raise NotFound(f"There is no {ask.path} here.", remedy="The root of the service lists what there is.")
        if match["key"] is None:
            return self._of_set(ask, set_, feed, match["rest"])
        return self._of_row(ask, set_, _row(feed, set_, match["key"]), match["rest"])

    def page(self, query: Query, question: str, client: str, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], int]:
        """The rows of the page that a query asks for, and how many there are in all.

        Args:
            query: the question; its ``top`` is cut to the size of pages.
            question: what makes its rows: set, filter and order.
            client: who asks.
            rows: all rows of the set now.
        """
        size = self._size(query)
        if query.top is None and not query.skip:
            found = query.matching(rows)
        else:
            found = self.harvests.rows(client, question, query.skip, size, lambda: query.matching(rows))
        return found[query.skip : query.skip + size], len(found)

    def _size(self, query: Query) -> int:
        return self._page_size if query.top is None else min(query.top, self._page_size)

    def _of_set(self, ask: Ask, set_: EntitySet, feed: Feed, rest: str | None) -> Answer:
        query = read_query(ask.parameters, set_.type)
        if rest == "$count":
            return _count(len(query.matching(feed.rows(set_))), ask)
        if rest:
            raise NotFound(f"There is no {rest} in {set_.name}.", remedy=f"Ask for {set_.name}('id')/{rest}.")
        question = f"{set_.name}?{ask.parameters.get('$filter', '')}&{ask.parameters.get('$orderby', '')}"
        rows, total = self.page(query, question, ask.client, feed.rows(set_))
        page = Page(
            set_,
            rows,
            total if query.counted else None,
            self._following(ask, set_, query, len(rows), total),
            f"{ask.address.root}{set_.name}",
        )
        return _encoded(_writer(ask, _view(query)).page(page), ask)

    def _following(self, ask: Ask, set_: EntitySet, query: Query, shown: int, total: int) -> str | None:
        """Address of the next page, when the size of pages and not the client ended this one."""
        end = total if query.top is None else min(total, query.skip + query.top)
        if not shown or query.skip + shown >= end:
            return None
        parameters = {**ask.parameters, "$skip": str(query.skip + shown)}
        if query.top is not None:
            parameters["$top"] = str(query.top - shown)
        return f"{ask.address.root}{set_.name}?{urlencode(parameters, safe='$', quote_via=quote)}"

    def _of_row(self, ask: Ask, set_: EntitySet, row: Row, rest: str | None) -> Answer:
        if not rest:
            query = read_query(ask.parameters, set_.type)
            return _encoded(_writer(ask, _view(query)).single(row, set_), ask)
        member, _, after = rest.partition("/")
        name, _, key = member.partition("(")
        property_, navigation = set_.type.property(name), set_.type.navigation(name)
        if property_ is not None and not key and after in {"", "$value"}:
            value = ask.address.value(property_, row.values[property_.name])
            if after:
                return Answer(str("" if value is None else value).encode(), "text/plain;charset=utf-8")
            return _encoded(_writer(ask, View()).value(property_.name, property_.kind, value), ask, xml=_XML)
        if navigation is not None:
            return self._of_list(ask, set_, row, navigation, key.removesuffix(")"), after)
        raise NotFound(f"{set_.name}('{row.id}') has no {rest}.")

    def _of_list(self, ask: Ask, owner: EntitySet, row: Row, navigation: Navigation, key: str, rest: str) -> Answer:
        set_, parts = set_of(navigation.type), row.lists[navigation.name]
        if key:
            wanted = _key(key)
            found = next((p for p in parts if p.id == wanted), None)
            if found is None:
                raise NotFound(f"{owner.name}('{row.id}')/{navigation.name} has no “{wanted}”.")
            return self._of_row(ask, set_, found, rest)
        query = read_query(ask.parameters, set_.type)
        matching = query.matching(parts) if query.test or query.order else parts
        if rest == "$count":
            return _count(len(matching), ask)
        shown = matching[query.skip : None if query.top is None else query.skip + query.top]
        total = len(matching) if query.counted else None
        at = f"{ask.address.of(owner, row)}/{navigation.name}"
        return _encoded(_writer(ask, _view(query)).page(Page(set_, shown, total, None, at)), ask)


def _writer(ask: Ask, view: View) -> Verbose | Plain | Atom:
    if ask.envelope is Envelope.ATOM:
        return Atom(ask.address, view)
    if ask.envelope in {Envelope.V4, Envelope.LIGHT}:
        return Plain(ask.envelope, ask.address, view)
    return Verbose(ask.envelope, ask.address, view)


def _view(query: Query) -> View:
    return View(query.expanded, query.selected)


def _encoded(body: object, ask: Ask, *, xml: str | None = None) -> Answer:
    if isinstance(body, bytes):
        return Answer(body, xml or ask.envelope.media_type, ask.envelope.headers)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Answer(text.encode(), ask.envelope.media_type, ask.envelope.headers)


def _count(number: int, ask: Ask) -> Answer:
    return Answer(str(number).encode(), "text/plain;charset=utf-8", ask.envelope.headers)


def _row(feed: Feed, set_: EntitySet, written: str) -> Row:
    key = _key(written)
    found = feed.row(set_, key) or feed.row(set_, key.lower())
    if found is None:
        raise NotFound(f"There is no “{key}” in {set_.name}.", remedy=f"{set_.name} lists what there is.")
    return found


def _key(written: str) -> str:
    """A key as it stands in brackets: ``'id'``, ``guid'id'``, ``id='id'``, or a bare number."""
    match = _KEY.fullmatch(written.strip())
    if match is None:
        raise NotFound(f"({written}) is not a key.", remedy="Write it like ('id').")
    return match["bare"] if match["text"] is None else match["text"].replace("''", "'")
