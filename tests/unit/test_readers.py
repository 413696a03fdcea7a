"""Which reader takes a file, and what is said of files that none can take."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers import READERS, detect, read, read_bytes
from kg.errors import BadInput, LimitReached, MeaKgError
from kg.settings import Settings

SETTINGS = Settings()


def word() -> bytes:
    data = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Text")
    document.save(data)
    return data.getvalue()


def container(members: dict[str, bytes], *, encrypted: bool = False) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    raw = bytearray(data.getvalue())
    if encrypted:
        for at in range(len(raw) - 4):
            if raw[at : at + 4] == b"PK\x01\x02":
                raw[at + 8] |= 1
    return bytes(raw)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BROKEN_PART = container({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document>"})


def refusal(data: bytes, name: str) -> str:
    """What is said when a file is refused; empty when it is read."""
    try:
        assert read_bytes(data, name, SETTINGS).blocks
    except MeaKgError as error:
        return error.message
    return ""


CORRUPT = {
    "empty": ("a.md", b"", "empty"),
    "only blanks": ("a.txt", b"\xef\xbb\xbf \r\n\x00", "empty"),
    "pdf cut off": ("a.pdf", b"%PDF-1.7\n1 0 obj", "broken"),
    "pdf of noise": ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "broken"),
    "pdf by name only": ("a.pdf", b"plain words", "says PDF"),
    "docx by name only": ("a.docx", b"plain words", "says DOCX"),
    "docx cut off": ("a.docx", word()[:900], "broken"),
    "docx named txt": ("a.txt", word(), "content is DOCX"),
    "pdf named md": ("a.md", b"%PDF-1.7\n", "content is PDF"),
    "zip of something else": ("a.docx", container({"x.txt": b"x"}), "not a Word document"),
    "zip encrypted": ("a.docx", container({"word/document.xml": b"x"}, encrypted=True), "encrypted"),
    "part broken": ("a.docx", BROKEN_PART, "broken"),
    "office encrypted": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted Office"),
    "old word": ("a.doc", OLE, "old Office"),
    "rtf": ("a.rtf", b"{\\rtf1 text}", "RTF"),
    "picture named md": ("a.md", b"\x89PNG\r\n\x1a\n" + bytes(30), "content is PNG"),
    "gzip": ("a.txt", b"\x1f\x8b\x08" + bytes(30), "gzip"),
    "binary as text": ("a.txt", b"text \x00\x01\x02 text", "NUL"),
    "half of utf-16": ("a.txt", b"\xff\xfeT\x00e", "not valid utf-16"),
    "unknown kind": ("a.exe", b"MZ words", "kind .exe"),
    "page without text": ("a.html", b"<html><body><script>1</script></body></html>", "no text"),
    "markdown without text": ("a.md", b"---\n\n***\n", "no text"),
}


@pytest.mark.parametrize("case", CORRUPT)
def test_bad_files_are_refused_with_name_reason_and_remedy(case: str) -> None:
    name, data, reason = CORRUPT[case]
    with pytest.raises(BadInput) as refused:
        read_bytes(data, name, SETTINGS)
    assert refused.value.message.startswith(name)
    assert reason in refused.value.message
    assert refused.value.remedy


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be opened"):
        read(tmp_path / "none.md", SETTINGS)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be opened"):
        read(tmp_path, SETTINGS)


def test_upload_bytes(tmp_path: Path) -> None:
    path = tmp_path / "big.md"
    path.write_bytes(b"text " * 30)
    assert read(path, Settings(upload_bytes=150)).blocks
    with pytest.raises(LimitReached, match="150 bytes"):
        read(path, Settings(upload_bytes=149))
    with pytest.raises(LimitReached, match="150 bytes"):
        read_bytes(path.read_bytes(), "big.md", Settings(upload_bytes=149))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = container({"word/document.xml": bytes(3_000_000)})
    assert len(bomb) < 10_000
    with pytest.raises(LimitReached, match="3,000,000 bytes"):
        read_bytes(bomb, "bomb.docx", Settings(container_bytes=2_000_000))


def test_a_container_that_lies_about_its_size_is_not_unpacked_past_it() -> None:
    raw = bytearray(container({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 100_000}))
    for at in range(len(raw) - 28):
        if raw[at : at + 4] == b"PK\x01\x02":
            raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(BadInput, match="broken"):
        read_bytes(bytes(raw), "liar.docx", Settings(container_bytes=1_000))


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.md", b"# T", detect.MARKDOWN),
        ("a.txt", b"T", detect.TEXT),
        ("README", b"T", detect.TEXT),
        ("a.txt", b"<!doctype html><p>T", detect.HTML),
        ("a.htm", b"<p>T", detect.HTML),
        ("a", b"  <?xml version='1.0'?><html><p>T</p></html>", detect.HTML),
        ("a.MD", b"T", detect.MARKDOWN),
    ],
)
def test_content_decides_then_the_name(name: str, data: bytes, kind: str) -> None:
    assert detect.media_type(data, name, 1000) == kind
    assert read_bytes(data, name, SETTINGS).media_type == kind


def test_every_kind_has_a_reader() -> None:
    pictures = {detect.PNG, detect.JPEG, detect.TIFF}
    assert set(READERS) - pictures == {detect.MARKDOWN, detect.TEXT, detect.HTML, detect.DOCX, detect.PDF, detect.AKN}
    assert detect.media_type(word(), "a.docx", SETTINGS.container_bytes) == detect.DOCX


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.md", "a.html", "a.txt", "a.pdf", "a.docx", "a"]))
def test_noise_is_read_or_refused(data: bytes, name: str) -> None:
    assert refusal(data, name)[: len(name)] in ("", name)


@settings(deadline=None)  # other work on the machine must not fail it
@given(st.data())
def test_a_damaged_word_document_is_read_or_refused(choice: st.DataObject) -> None:
    data = bytearray(word())
    for _ in range(choice.draw(st.integers(1, 5))):
        data[choice.draw(st.integers(0, len(data) - 1))] = choice.draw(st.integers(0, 255))
    assert refusal(bytes(data), "a.docx")[:6] in ("", "a.docx")
