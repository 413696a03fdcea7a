"""What every reader does to characters, and how two pieces of one sentence are put together."""

from __future__ import annotations

import re
import unicodedata

from charset_normalizer import from_bytes

from kg.errors import BadInput

_ENCODINGS = ("cp1252", "cp1251", "cp1256", "gb18030", "big5", "koi8_r", "iso8859_5", "iso8859_6", "cp866")
"""What texts in the six languages are written in where it is not UTF-8; other guesses turn à into ŕ."""

FINAL = ".!?…。！？؟۔:;：；؛"
"""Marks after which a sentence or a clause of an enumeration is over."""

_SPACES = dict.fromkeys(map(ord, "\u00a0\u1680\u2007\u202f\u205f\u3000"), " ") | dict.fromkeys(
    range(0x2000, 0x200B), " "
)
# Direction marks and invisible characters say how to draw text; in logical order they only hide words from the search.
_DROPPED = dict.fromkeys(
    [0x00AD, 0x061C, 0x200B, 0x2060, 0xFEFF, *range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_CONTROLS = dict.fromkeys(c for c in range(0x20) if c not in (0x09, 0x0A, 0x0D)) | {0x7F: None}
_TABLE: dict[int, str | None] = {**_SPACES, **_DROPPED, **_CONTROLS}
_UNCLEAN = re.compile("[\r" + "".join(map(chr, _TABLE)) + "]")
CJK = ((0x2E80, 0x312F), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF))
"""First and last codes of Chinese writing and its punctuation."""
_CJK = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in CJK) + "]")
_NO_CASE = re.compile(r"[\u0590-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_BEHIND = re.compile(r"(?:\[\^[^\]]{1,9}\]|\s)+$")
"""Note marks and white space at the end of a text."""
_CLOSERS = "\"'”’»)]）】》」』*_"


def clean(text: str) -> str:
    """NFC, ordinary spaces for all others, no invisible, direction or control characters, newlines for line ends."""
    if text.isascii() and text.isprintable():
        return text
    if _UNCLEAN.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    return unicodedata.normalize("NFC", text)


def decode(data: bytes, source: str) -> str:
    """Bytes of a text file as cleaned text: by byte order mark, as UTF-8, else by the most probable encoding.

    Raises:
        BadInput: the bytes are no text in any encoding that could be recognised.

    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return clean(_strict(data, encoding, source))
    if b"\x00" in data:
        raise BadInput(f"{source}: byte {data.index(0)} is NUL; this is not a text file.", remedy="Check its format.")
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=list(_ENCODINGS)).best()
    if best is None:
        raise BadInput(f"{source}: the character encoding is not recognised.", remedy="Save the file as UTF-8.")
    return clean(str(best))


def _strict(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"{source}: not valid {encoding} at byte {error.start}, although the file begins with its mark."
        raise BadInput(message, remedy="Save the file as UTF-8.") from error


def is_cjk(char: str) -> bool:
    """Whether a character is Chinese writing or its punctuation, set without spaces between words."""
    return bool(_CJK.match(char))


def glue(left: str, right: str) -> str:
    """What stands between two pieces of a text that a line break has cut: nothing in Chinese, else a space."""
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return ""
    return "" if is_cjk(left[-1]) and is_cjk(right[0]) else " "


def last_mark(text: str) -> str:
    """The last character that is no closing quote, bracket or note mark; empty for an empty text."""
    if text[-1:] == "]" or text[-1:].isspace():
        text = _BEHIND.sub("", text)
    return text.rstrip(_CLOSERS)[-1:] or text[-1:]


def is_finished(text: str) -> bool:
    """Whether the text ends like a sentence, an introduction to a list or an item of one."""
    return last_mark(text) in FINAL


def starts_inside(text: str) -> bool:
    """Whether the text begins as the inside of a sentence does: in lower case, or in a script that has no case."""
    first = text.lstrip("«“\"'(（《")[:1]
    return first.islower() or is_cjk(first) or bool(_NO_CASE.match(first))
