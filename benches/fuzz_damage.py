"""Damage to a file, as bad disks, half transfers and ill-meaning senders do it: by chance, but repeatable."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib

_TOKENS = [
    b"<", b">", b"&", b"\x00", b"\xff\xfe", b"[^1]", b"1. ", b"(a) ", b"|", b"---\n", b"-1", b"99999999999",
    b"<ol>", b"</p>", b"<table>", b"<a href='#x'>1</a>", b"endobj", b"/Kids [1 0 R]", b"/Length 999999", b"stream\n",
    b'w:val="-5"', b'w:val="x"', "\u202e\u0661".encode(), "第一章".encode(), b"<!--", b"]]>", b"\n\n\n", b"`",
    b"*" * 50, b"(" * 50,
]  # fmt: skip
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def damaged(data: bytes, suffix: str, chance: random.Random) -> bytes:
    """A copy with some damage, half of the time inside a container's parts or a PDF's unpacked streams."""
    if suffix == ".docx" and chance.random() < 0.8:
        return _in_parts(data, chance)
    if suffix == ".png" and chance.random() < 0.8:
        return _in_chunks(data, chance)
    if suffix == ".pdf" and chance.random() < 0.5:
        data = _unpacked(data)
    return _scratched(data, chance)


def _scratched(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, size = chance.randrange(len(out) + 1), chance.choice((1, 2, 8, 64, 400))
        match chance.randrange(6):
            case 0 if out:
                out[min(at, len(out) - 1)] = chance.randrange(256)
            case 1:
                del out[at : at + size]
            case 2:
                out[at:at] = chance.choice(_TOKENS)
            case 3:
                piece = bytes(out[at : at + size])
                other = chance.randrange(len(out) + 1)
                out[other:other] = piece * chance.choice((1, 2, 30))
            case 4:
                out[at : at + size] = chance.randbytes(min(size, 8))
            case _:
                if chance.random() < 0.1:
                    del out[at:]
    return bytes(out)


def _in_parts(data: bytes, chance: random.Random) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        names = source.namelist()
        text = [name for name in names if name.startswith("word/") and name.endswith(".xml")]
        chosen = set(chance.sample(text, chance.choice((1, 1, 2))))
        for name in names:
            part = source.read(name)
            archive.writestr(name, _scratched(part, chance) if name in chosen else part)
    return target.getvalue()


def _unpacked(data: bytes) -> bytes:
    """A PDF whose compressed streams are plain; offsets are wrong then, which readers mend."""

    def plain(match: re.Match[bytes]) -> bytes:
        try:
            return b"stream\n" + zlib.decompress(match[1]) + b"\nendstream"
        except zlib.error:
            return match[0]

    return _STREAM.sub(plain, data).replace(b"/FlateDecode", b"")


def _in_chunks(data: bytes, chance: random.Random) -> bytes:
    """A PNG with damage inside one of its chunks, whose length and check sum are right again."""
    chunks, at = [], 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += size + 12
    chosen = chance.randrange(len(chunks))
    out = data[:8]
    for number, (name, body) in enumerate(chunks):
        if number == chosen and name == b"IDAT":
            body = zlib.compress(_scratched(zlib.decompress(body), chance))  # noqa: PLW2901
        elif number == chosen:
            body = _scratched(body, chance)  # noqa: PLW2901
        out += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return out
