"""OAI-PMH 2.0: the six verbs over the change log.

One record for each item that ever was, deleted ones included, with the time of
its last change. Lists follow the numbers of changes, and a resumption token
names the last one delivered: an item that changes during a harvest comes again
at the end, in its new state, and nothing is passed over. Errors are answers
with status 200, as the standard wants. ``noSetHierarchy`` never occurs: there are sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from lxml import etree

from kg.catalog import Change, now
from kg.changelog import FACETS, earliest, facet_values, last_of, state, state_size
from kg.settings import Settings
from kg.snapshot import Snapshot
from search_api.feeds.answers import xml_text
from search_api.feeds.oai_arguments import Cursor, OaiError, check_prefix, read_arguments, start
from search_api.feeds.oai_records import FORMATS, NAMESPACES, OAI, XSI, O, Records

MEDIA_TYPE = "text/xml"
_NAMES = {"kind": "Kind of item", "type": "Kind of document", "convention": "Convention", "language": "Language"}


class Repository:
    """Answers requests from one state of the base. ``address`` is where ``/oai`` was reached."""

    def __init__(self, snapshot: Snapshot, settings: Settings, address: str) -> None:
        self._catalog, self._settings, self._address = snapshot.catalog, settings, address
        self._records = Records(snapshot)
        self._verbs: dict[str, Callable[[dict[str, str]], Iterable[etree._Element]]] = {
            "Identify": self._identify,
            "ListMetadataFormats": self._formats,
            "ListSets": self._sets,
            "GetRecord": self._record,
            "ListIdentifiers": self._list,
            "ListRecords": self._list,
        }

    def answer(self, pairs: Sequence[tuple[str, str]]) -> bytes:
        """The response to a request's arguments."""
        root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap=NAMESPACES)
        root.set(f"{{{XSI}}}schemaLocation", f"{OAI} {OAI}OAI-PMH.xsd")
        root.append(O.responseDate(self._now()))
        request = O.request(self._address)
        root.append(request)
        try:
            arguments = read_arguments(pairs)
            body = etree.Element(f"{{{OAI}}}{arguments['verb']}", nsmap=NAMESPACES)
            body.extend(self._verbs[arguments["verb"]](arguments))
        except OaiError as error:
            body = O.error(xml_text(error.message), code=error.code)
            arguments = {} if error.code in {"badVerb", "badArgument"} else dict(pairs)
        for name, value in arguments.items():
            request.set(name, xml_text(value))
        root.append(body)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    def _now(self) -> str:
        """The time up to which this response is complete.

        What is committed this second is seen a moment later. A harvester that goes on from the
        time of its last response must not miss that, so the response's clock is behind by as much.
        """
        behind = self._settings.publish_delay + self._settings.refresh_interval + 1
        moment = datetime.now(UTC) - timedelta(seconds=behind)
        last = self._catalog.changes(after=self._catalog.sequence() - 1)
        return max([moment.strftime("%Y-%m-%dT%H:%M:%SZ"), *(change.at for change in last)])

    def _identify(self, _: dict[str, str]) -> list[etree._Element]:
        return [
            O.repositoryName(xml_text(self._settings.publisher)),
            O.baseURL(self._address),
            O.protocolVersion("2.0"),
            O.adminEmail(xml_text(self._settings.admin_email)),
            O.earliestDatestamp(earliest(self._catalog) or now()),
            O.deletedRecord("persistent"),
            O.granularity("YYYY-MM-DDThh:mm:ssZ"),
            O.compression("gzip"),
        ]

    def _formats(self, arguments: dict[str, str]) -> list[etree._Element]:
        if "identifier" in arguments:
            self._named(arguments["identifier"])
        return [
            O.metadataFormat(O.metadataPrefix(prefix), O.schema(schema), O.metadataNamespace(namespace))
            for prefix, (schema, namespace) in FORMATS.items()
        ]

    def _sets(self, arguments: dict[str, str]) -> list[etree._Element]:
        if "resumptionToken" in arguments:
            raise OaiError("badResumptionToken", "The sets come in one list.")
        found = []
        for facet in FACETS:
            found.append(O.set(O.setSpec(facet), O.setName(_NAMES[facet])))
            found.extend(
                O.set(O.setSpec(f"{facet}:{value}"), O.setName(xml_text(f"{_NAMES[facet]}: {value}")))
                for value in facet_values(self._catalog, facet)
            )
        return found

    def _record(self, arguments: dict[str, str]) -> list[etree._Element]:
        change = self._named(arguments["identifier"])
        prefix = check_prefix(arguments["metadataPrefix"])
        return [self._records.record(change, self._catalog.items_by_id([change.item])[change.item], prefix)]

    def _list(self, arguments: dict[str, str]) -> list[etree._Element]:
        cursor = start(arguments)
        limit = self._settings.feed_page_size
        found = state(self._catalog, cursor.bounds, limit + 1)
        if not found:
            raise OaiError("noRecordsMatch", "There are no such records.")
        size = cursor.size or state_size(self._catalog, cursor.bounds)
        elements = self._elements(cursor, found[:limit])
        delivered = len(elements)
        if delivered < len(found):
            token = cursor.moved(found[delivered - 1].sequence, delivered, size).token()
            elements.append(_token(token, cursor, size))
        elif cursor.delivered:
            elements.append(_token("", cursor, max(size, cursor.delivered + delivered)))
        return elements

    def _elements(self, cursor: Cursor, changes: Sequence[Change]) -> list[etree._Element]:
        """Headers or records, until the page is full or holds enough content; at least one."""
        items = self._catalog.items_by_id({change.item for change in changes})
        if cursor.verb == "ListIdentifiers":
            return [self._records.header(change, items[change.item]) for change in changes]
        elements: list[etree._Element] = []
        room = self._settings.feed_page_bytes
        for change in changes:
            record = self._records.record(change, items[change.item], cursor.prefix)
            elements.append(record)
            room -= len(etree.tostring(record))
            if room <= 0:
                break
        return elements

    def _named(self, identifier: str) -> Change:
        name = self._records.name_of(identifier)
        change = last_of(self._catalog, *name) if name else None
        if change is None:
            raise OaiError("idDoesNotExist", f"There is no item {identifier} here.")
        return change


def _token(token: str, cursor: Cursor, size: int) -> etree._Element:
    element: etree._Element = O.resumptionToken(token, completeListSize=str(size), cursor=str(cursor.delivered))
    return element
