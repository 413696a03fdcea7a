"""Akoma Ntoso 3.0 (and 2.0): documents that state their passages, with eIds, numbers and parts."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element as Element

from ingest.blocks import RawDocument
from ingest.readers.akn_body import BodyReader, local
from ingest.readers.akn_text import plain
from ingest.readers.characters import clean
from kg.akn.names import LANGUAGES, MEDIA_TYPE, OWN_NAMESPACE, XML_LANG
from kg.errors import BadInput
from kg.settings import Settings

_ISO_639_1 = {three: two for two, three in LANGUAGES.items()} | {"chi": "zh", "fre": "fr"}
_ANNEX = re.compile(r"annex_\w{1,40}")
_BODIES = ("preface", "preamble", "mainBody", "body", "debateBody", "judgmentBody", "collectionBody", "conclusions")


def read(data: bytes, source: str, settings: Settings) -> RawDocument:  # noqa: ARG001  (all readers are called alike)
    """Read an Akoma Ntoso file. Nothing outside the file is fetched, and entities are not expanded.

    Raises:
        BadInput: no well-formed XML, with a document type declaration, or without a document in it.

    """
    root = _parse(data, source)
    document = next((child for child in root if isinstance(child.tag, str)), None)
    if local(root) != "akomaNtoso" or document is None:
        raise BadInput(f"{source}: XML, but not Akoma Ntoso.", remedy="Save it as PDF, DOCX or HTML.")
    language = _language(root)
    reader = BodyReader(language)
    _take(document, reader, "body")
    return RawDocument(source, MEDIA_TYPE, tuple(reader.blocks), language, _metadata(document))


def _parse(data: bytes, source: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(f"{source}: no well-formed XML ({error}).", remedy="Fetch or export it again.") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # (the stubs lack it)
        message = f"{source}: the file has a document type declaration, which is not read."
        raise BadInput(message, remedy="Remove the <!DOCTYPE …> from it.")
    return root


def _take(document: Element, reader: BodyReader, part: str) -> None:
    """Take a document and, as further parts, its annexes."""
    for child in document:
        name = local(child)
        if name in _BODIES:
            reader.part = part
            reader.container(child, name)
        elif name in ("attachments", "annexes", "components"):
            for holder in child:
                for inner in holder if local(holder) in ("attachment", "component") else [holder]:
                    if isinstance(inner.tag, str) and local(inner) not in ("heading", "num", "subheading"):
                        reader.annexes += 1
                        stated = holder.get("eId") or ""
                        _take(inner, reader, stated if _ANNEX.fullmatch(stated) else f"annex_{reader.annexes}")


def _language(root: Element) -> str | None:
    """Of the expression, else of the root element; ISO 639-1 where there is such a code."""
    stated = next((element.get("language") or "" for element in root.iter("{*}FRBRlanguage")), "")
    code = (stated or root.get(XML_LANG) or "").lower().partition("-")[0]
    return _ISO_639_1.get(code, code) or None


def _metadata(document: Element) -> tuple[tuple[str, str], ...]:
    """Our own fields where the file has them, else what the identification and the preface say."""
    own = [
        (field.get("name") or "", clean(field.text or "").strip())
        for field in document.iter(f"{{{OWN_NAMESPACE}}}field")
    ]
    if own:
        return tuple((name, value) for name, value in own if name and value)
    found: list[tuple[str, str]] = []
    title = next((plain(element) for element in document.iter("{*}docTitle")), "")
    number = next((plain(element) for element in document.iter("{*}docNumber")), "")
    if not number:
        number = next((element.get("value") or "" for element in document.iter("{*}FRBRnumber")), "")
    found += [("title", title), ("symbol", number)]
    work = next(document.iter("{*}FRBRWork"), None)
    if work is not None:
        day = next((element.get("date") or "" for element in work.iter("{*}FRBRdate")), "")
        found.append(("issued", "" if day.startswith("9999") else day[:10]))
    return tuple((name, value) for name, value in found if value)
