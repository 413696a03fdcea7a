"""HTML pages and HTML saved by word processors."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from ingest.blocks import RawDocument
from ingest.readers.characters import clean, decode
from ingest.readers.html_notes import find_notes
from ingest.readers.html_walker import Walker
from ingest.readers.spans import split_typed_label
from kg.errors import BadInput
from kg.settings import Settings

MEDIA_TYPE = "text/html"
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_LANGUAGE = re.compile(r"([a-z]{2})(?:$|[-_])", re.IGNORECASE)
_META = re.compile(r"(?:dc|dcterms|citation)[._:].+|author|date|symbol|meeting|language", re.IGNORECASE)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(data: bytes, source: str, settings: Settings) -> RawDocument:  # noqa: ARG001  (all readers are called alike)
    """Read a page: headings, numbered lists, tables and footnotes; navigation, scripts and styles are left out.

    Raises:
        BadInput: the bytes are no text, or hold no element.

    """
    root = _parse(_text(data, source), source)
    walker = Walker(find_notes(root))
    walker.walk(root)
    blocks = tuple(split_typed_label(block) for block in walker.finish())
    return RawDocument(source, MEDIA_TYPE, blocks, _language(root), _metadata(root))


def _text(data: bytes, source: str) -> str:
    """The page's characters, by the encoding that it declares when that fits."""
    declared = _DECLARED.search(data[:4096])
    name = (declared[1] or declared[2]).decode("ascii") if declared else "utf-8"
    try:
        text = data.decode("utf-8-sig" if name.lower().replace("-", "") == "utf8" else name)
    except (UnicodeDecodeError, LookupError):
        text = decode(data, source)
    return _XML_HEAD.sub("", text)


def _parse(text: str, source: str) -> HtmlElement:
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise BadInput(f"{source}: no page was found in it ({error}).", remedy="Fetch or export it again.") from error


def _language(root: HtmlElement) -> str | None:
    """The declared language: of most of the marked text, else of the page.

    Office programs write their own default on every page, whatever its language; theirs does not count.
    """
    body = root.find("body") if root.find("body") is not None else root
    marked: dict[str, int] = {}
    for element in body.iter("span", "p", "font"):
        if found := _LANGUAGE.match(element.get("lang") or ""):
            marked[found[1].lower()] = marked.get(found[1].lower(), 0) + len("".join(element.itertext()))
    most = max(marked, key=lambda key: marked[key], default=None)
    if most and marked[most] * 4 > len("".join(body.itertext())):
        return most
    if any("office" in (meta.get("content") or "").lower() for meta in root.iter("meta") if meta.get("name")):
        return None
    for element in root.iter("html", "body"):
        if found := _LANGUAGE.match(element.get("lang") or element.get(_XML_LANG) or ""):
            return found[1].lower()
    return None


def _metadata(root: HtmlElement) -> tuple[tuple[str, str], ...]:
    title = root.findtext(".//title") or ""
    found = [("title", " ".join(clean(title).split()))]
    for meta in root.iter("meta"):
        name, content = meta.get("name") or "", clean(meta.get("content") or "").strip()
        if content and _META.fullmatch(name):
            found.append((name.lower(), content))
    return tuple((key, value) for key, value in found if value)
