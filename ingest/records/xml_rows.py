"""Rows of XML: each element of one name, read one after the other, so that a file of any length fits in memory."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from lxml import etree

from ingest.records.raw import RawRow
from ingest.records.table import clean
from ingest.records.trees import Tree
from kg.errors import BadInput

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def xml_rows(source: Path | bytes, element: str, name: str = "") -> Iterator[RawRow]:
    """The rows of an XML file: its elements with this local name, whatever their namespace.

    Entities are not resolved, nothing is fetched, and lxml's own limits on depth and size hold.

    Args:
        source: the file, or its bytes.
        element: local name of what is a row, such as ``iati-activity``.
        name: of the file, for messages, when bytes are given.

    Raises:
        BadInput: the file is not XML, naming the line. Rows before that line have been given by then.
    """
    stream = BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    label = name if isinstance(source, bytes) else source.name
    with stream:
        events = etree.iterparse(
            stream,
            events=("end",),
            tag=f"{{*}}{element}",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            for number, (_, found) in enumerate(events, 1):
                yield RawRow(f"record {number}, line {found.sourceline}", _tree(found, _spoken(found)))
                found.clear()
                while (before := found.getprevious()) is not None and (parent := found.getparent()) is not None:
                    parent.remove(before)
        except etree.XMLSyntaxError as problem:
            raise BadInput(f"{label} is not XML: {problem}.", remedy="Get the file again from its source.") from problem


def holds(path: Path, element: str) -> bool:
    """Whether an XML file has an element of this local name near its beginning."""
    with path.open("rb") as stream:
        return element.encode() in stream.read(1 << 16)


def _tree(element: etree._Element, language: str | None) -> dict[str, Tree]:
    tree: dict[str, Tree] = {}
    for name, value in element.attrib.items():
        tree["@xml:lang" if name == _LANGUAGE else f"@{_local(str(name))}"] = clean(str(value))
    for child in element:
        if isinstance(child.tag, str):
            below = tree.setdefault(_local(child.tag), [])
            if isinstance(below, list):
                below.append(_tree(child, child.get(_LANGUAGE) or language))
    if text := clean(element.text or ""):
        tree["value"] = text
        if language:
            tree["language"] = language
    return tree


def _spoken(element: etree._Element) -> str | None:
    """The language that the element or what it stands in is said to be in."""
    for place in (element, *element.iterancestors()):
        if stated := place.get(_LANGUAGE):
            return str(stated)
    return None


def _local(name: str) -> str:
    return name.rpartition("}")[2]
