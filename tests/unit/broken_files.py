"""Files that must be refused, each made here: broken, cut off, encrypted, empty, mislabelled, huge, bombs."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pypdfium2

from benches.fuzz_seeds import AKN, page, word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def container(members: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def flagged_as_encrypted(data: bytes) -> bytes:
    raw = bytearray(data)
    for at in range(len(raw) - 9):
        if raw[at : at + 4] == b"PK\x01\x02":
            raw[at + 8] |= 1
    return bytes(raw)


def with_part(name: str, content: bytes) -> bytes:
    """A Word document with one part replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in source.namelist():
            archive.writestr(member, content if member == name else source.read(member))
    return target.getvalue()


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects with a right table of places."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
SHEET = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>"


def pages(count: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(100, 100)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def deep(tag: str, times: int) -> bytes:
    return f"<{tag}>".encode() * times + b"text" + f"</{tag}>".encode() * times


def png(width: int, height: int) -> bytes:
    """A picture that is white, of any size, in few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\xff" * ((width + 7) // 8)) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


_RING = (CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")
_LOCKED = (
    CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", SHEET, b"<</Length 0>>stream\n\nendstream",
    b"<</Filter/Standard/V 1/R 2/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -4>>",
)  # fmt: skip

BROKEN: dict[str, tuple[str, bytes, str]] = {
    # what is wrong: name, content, a piece of the reason
    "empty pdf": ("a.pdf", b"", "empty"),
    "empty docx": ("a.docx", b"", "empty"),
    "empty html": ("a.html", b" \r\n\t ", "empty"),
    "only nuls": ("a.md", bytes(5000), "empty"),
    "only a byte order mark": ("a.txt", b"\xef\xbb\xbf", "empty"),
    "pdf head only": ("a.pdf", b"%PDF-1.7\n", "broken"),
    "pdf cut off": ("a.pdf", page()[:700], "broken|no text"),
    "pdf of noise": ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40, "broken"),
    "pdf without pages": ("a.pdf", pdf(CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"), "broken|no text"),
    "pdf with pages in a ring": ("a.pdf", pdf(*_RING), "broken|no text"),
    "pdf that promises pages": ("a.pdf", pdf(CATALOG, b"<</Type/Pages/Kids[]/Count 9>>"), "broken"),
    "pdf with a password": ("a.pdf", pdf(*_LOCKED, trailer=b"/Encrypt 5 0 R/ID[<00><00>]"), "encrypted"),
    "pdf of an unknown lock": (
        "a.pdf", pdf(*_LOCKED[:4], b"<</Filter/Odd/V 9>>", trailer=b"/Encrypt 5 0 R/ID[<00><00>]"), "encrypted|broken",
    ),
    "pdf without text": ("a.pdf", pages(1), "no text"),
    "pdf with too many pages": ("a.pdf", pages(60), "60 pages"),
    "pdf named docx": ("a.docx", page(), "content is PDF"),
    "pdf named txt": ("a.txt", page(), "content is PDF"),
    "docx cut off": ("a.docx", word()[:2000], "broken"),
    "docx without its end": ("a.docx", word()[:-30], "broken"),
    "docx named pdf": ("a.pdf", word(), "content is DOCX"),
    "docx encrypted": ("a.docx", flagged_as_encrypted(word()), "encrypted"),
    "office encrypted": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted Office"),
    "old word": ("a.doc", OLE, "old Office"),
    "zip of something else": ("a.docx", container({"x.txt": b"x"}), "not a Word document"),
    "word without types": ("a.docx", container({"word/document.xml": b"<w:document/>"}), "broken"),
    "word part not well-formed": ("a.docx", with_part("word/document.xml", b"<w:document>"), "broken"),
    "word part of another kind": ("a.docx", with_part("word/document.xml", b"<html/>"), "broken|no text"),
    "word styles broken": ("a.docx", with_part("word/styles.xml", b"\x00\x01"), "broken"),
    "word numbering broken": ("a.docx", with_part("word/numbering.xml", b"<w:numbering"), "broken"),
    "word relations broken": ("a.docx", with_part("word/_rels/document.xml.rels", b"<"), "broken"),
    "word without body": ("a.docx", with_part("word/document.xml", f'<w:document xmlns:w="{W}"/>'.encode()), "broken"),
    "word with entities": (
        "a.docx", with_part("word/document.xml", BOMB.encode() + b"<w:document>&b;</w:document>"), "broken",
    ),
    "zip bomb": ("a.docx", container({"word/document.xml": bytes(9_000_000)}), "9,000,000 bytes"),
    "zip bomb of many parts": (
        "a.docx", container({"word/document.xml": b"x"} | {f"p{n}": bytes(1_000_000) for n in range(9)}), "unpacks to",
    ),
    "rtf": ("a.rtf", b"{\\rtf1 text}", "RTF"),
    "gzip": ("a.txt", b"\x1f\x8b\x08" + bytes(30), "gzip"),
    "rar": ("a.pdf", b"Rar!\x1a\x07" + bytes(30), "RAR"),
    "7z": ("a.docx", b"7z\xbc\xaf\x27\x1c" + bytes(30), "7-Zip"),
    "program": ("a.md", b"\x7fELF" + bytes(90), "program"),
    "gif": ("a.html", b"GIF89a" + bytes(30), "picture"),
    "unknown kind": ("a.exe", b"MZ words", "kind .exe"),
    "binary as text": ("a.txt", b"text \x00\x01\x02 text", "NUL"),
    "half of utf-16": ("a.txt", b"\xff\xfeT\x00e", "not valid utf-16"),
    "markdown without text": ("a.md", b"---\n\n***\n", "no text"),
    "page without text": ("a.html", b"<html><body><script>1</script></body></html>", "no text"),
    "page of comments": ("a.html", b"<!-- " + b"x" * 5000 + b" -->", "no text|no page"),
    "too large": ("a.md", b"word " * 700_000, "3,500,000 bytes"),
    "akn not well-formed": ("a.akn", AKN.encode()[:600], "no well-formed XML"),
    "akn with entities": ("a.akn", AKN.replace("<akomaNtoso", f"{BOMB}<akomaNtoso", 1).encode(), "document type"),
    "akn of something else": ("a.akn", b"<records/>", "not Akoma Ntoso"),
    "akn deep": (
        "a.akn", b"<akomaNtoso><doc><mainBody>" + deep("section", 5000) + b"</mainBody></doc></akomaNtoso>",
        "no well-formed XML",
    ),
    "png cut off": ("a.png", png(300, 300)[:60], "picture"),
    "png without text": ("a.png", png(300, 300), "no text was recognised"),
    "png bomb": ("a.png", png(40_000, 40_000), "40,000 × 40,000 pixels"),
    "jpeg of noise": ("a.jpg", b"\xff\xd8\xff" + bytes(range(256)), "picture"),
    "tiff of noise": ("a.tiff", b"II*\x00" + bytes(range(256)), "picture"),
    "picture named pdf": ("a.pdf", png(9, 9), "content is PNG"),
    "text named png": ("a.png", b"plain words", "says PNG"),
}  # fmt: skip
