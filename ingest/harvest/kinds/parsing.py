"""Bodies of answers as JSON and XML, refused when they are something else."""

from __future__ import annotations

import json
from hashlib import sha256

from lxml import etree

from ingest.harvest.answer import Answer
from ingest.records.trees import Tree
from kg.errors import BadInput

_MARKUP = (b"<!doctype html", b"<html")


def parsed_json(answer: Answer) -> Tree:
    """The JSON in an answer.

    Raises:
        BadInput: it is something else, or cut short.
    """
    try:
        tree: Tree = json.loads(answer.body)
    except (ValueError, RecursionError) as problem:
        raise BadInput(f"{answer.url} does not send JSON ({_shown(answer)}): {problem}.") from problem
    return tree


def parsed_xml(answer: Answer) -> etree._Element:
    """The root of the XML in an answer. Entities are not resolved and nothing is fetched.

    Raises:
        BadInput: it is something else, or cut short.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(answer.body, parser)
    except etree.XMLSyntaxError as problem:
        raise BadInput(f"{answer.url} does not send XML ({_shown(answer)}): {problem}.") from problem
    if local(root) == "html":
        raise BadInput(f"{answer.url} sends a page for people instead of data.")
    if next(root.iter(etree.Entity), None) is not None:
        raise BadInput(f"{answer.url} sends XML with entities of its own, which are not resolved.")
    return root


def canonical(element: etree._Element) -> bytes:
    """An element by itself, always written the same way (exclusive canonical XML)."""
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def is_page(answer: Answer) -> bool:
    """Whether an answer is a page for people: what servers send when they are out of order."""
    return answer.body[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP)


def digest(answer: Answer) -> str:
    """SHA-256 of the body."""
    return sha256(answer.body).hexdigest()


def _shown(answer: Answer) -> str:
    return f"{answer.media_type or 'no type'}, {len(answer.body)} bytes"
