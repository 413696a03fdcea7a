"""What a file is: by its first bytes, and by its suffix only among formats that are all text."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from kg.errors import BadInput, LimitReached

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
AKN = "application/akn+xml"
PNG, JPEG, TIFF = "image/png", "image/jpeg", "image/tiff"

_TEXT_SUFFIXES = {".md": MARKDOWN, ".markdown": MARKDOWN, ".txt": TEXT, ".text": TEXT, "": TEXT}
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_HTML_HEAD = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_AKN_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:\w+:)?akomaNtoso\b", re.DOTALL)
_AKN_SUFFIXES = (".akn", ".xml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"{\\rtf": "an RTF file",
    b"GIF8": "a picture (GIF)",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
}
_PICTURES = {
    b"\x89PNG": (PNG, (".png",)),
    b"\xff\xd8\xff": (JPEG, (".jpg", ".jpeg")),
    b"II*\x00": (TIFF, (".tif", ".tiff")),
    b"MM\x00*": (TIFF, (".tif", ".tiff")),
}
_NAMES = {".akn": "Akoma Ntoso"}
_SAVE_AS = "Save it as PDF, DOCX, HTML, Markdown or plain text."


def media_type(data: bytes, source: str, container_bytes: int) -> str:
    """The media type of a file's bytes.

    Args:
        data: the whole file.
        source: file name; its suffix chooses among the text formats and is held against the content.
        container_bytes: most bytes that a zip container may unpack to.

    Raises:
        BadInput: empty, encrypted, broken, of a format that is not read, or not what its name says.
        LimitReached: a container would unpack to more than ``container_bytes``.

    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise BadInput(f"{source}: the file is empty.", remedy="Fetch or export it again.")
    suffix = PurePath(source).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return _agreed(PDF, suffix, (".pdf",), source)
    if data.startswith(b"PK\x03\x04"):
        _check_container(data, source, container_bytes)
        return _agreed(DOCX, suffix, (".docx",), source)
    for start, (kind, fitting) in _PICTURES.items():
        if data.startswith(start):
            return _agreed(kind, suffix, fitting, source)
    _refuse_foreign(data, source)
    if is_akn(data) or suffix == ".akn":
        return _agreed(AKN, suffix, _AKN_SUFFIXES, source)
    if suffix in (".pdf", ".docx", *(name for _, names in _PICTURES.values() for name in names)):
        raise BadInput(f"{source}: the name says {suffix[1:].upper()}, but the content is not.", remedy=_SAVE_AS)
    if suffix in _HTML_SUFFIXES or (suffix not in (".md", ".markdown") and _HTML_HEAD.match(data[:2048])):
        return HTML
    if suffix not in _TEXT_SUFFIXES:
        raise BadInput(f"{source}: files of the kind {suffix} are not read.", remedy=_SAVE_AS)
    return _TEXT_SUFFIXES[suffix]


def is_akn(data: bytes) -> bool:
    """Whether XML is Akoma Ntoso; other XML may be records."""
    return _AKN_HEAD.match(data[:4096]) is not None


def _agreed(found: str, suffix: str, fitting: tuple[str, ...], source: str) -> str:
    """The type, unless the name says another format: then one of the two is a mistake that a person must see."""
    if suffix and suffix not in fitting:
        content = _NAMES.get(fitting[0], fitting[0][1:].upper())
        remedy = f"Rename it to end in {fitting[0]} if that is right."
        raise BadInput(f"{source}: the name ends in {suffix}, but the content is {content}.", remedy=remedy)
    return found


def _refuse_foreign(data: bytes, source: str) -> None:
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        what = "an encrypted Office file" if encrypted else "an old Office file (DOC, XLS, PPT)"
        remedy = "Remove its password." if encrypted else "Save it as DOCX or PDF."
        raise BadInput(f"{source}: this is {what}.", remedy=remedy)
    for start, what in _FOREIGN.items():
        if data.startswith(start):
            raise BadInput(f"{source}: this is {what}, which is not read.", remedy=_SAVE_AS)


def _check_container(data: bytes, source: str, container_bytes: int) -> None:
    """Look into a zip container's directory, without unpacking anything, for its kind and its true size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        message = f"{source}: the container is broken or cut off ({error})."
        raise BadInput(message, remedy="Fetch or export it again.") from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > container_bytes:
        message = f"{source}: unpacks to {unpacked:,} bytes, more than the {container_bytes:,} allowed."
        raise LimitReached(message, remedy="Raise MEA_KG_CONTAINER_BYTES if the file is trusted.")
    if any(member.flag_bits & 1 for member in members):
        raise BadInput(f"{source}: the container is encrypted.", remedy="Remove its password.")
    if not any(member.filename == "word/document.xml" for member in members):
        raise BadInput(f"{source}: a zip container, but not a Word document.", remedy=_SAVE_AS)
