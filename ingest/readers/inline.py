"""Markdown inside a paragraph: marks stripped, their spans kept.

CommonMark does not close ``**`` between Chinese punctuation and a letter, and converters write
that often; so a run of stars here opens before any visible character and closes behind one.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from ingest.readers.characters import is_cjk
from kg.model import Span

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LINK = re.compile(
    r"(?<!\\)(!?)\[((?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]|\n(?!\n)){0,500})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:\s+\"[^\"]{0,300}\")?\)"
)
_TOKEN = re.compile(
    r"(?P<stars>(?:\\\*)+)|\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<hard>(?:[ \t]{2,}|\\)\n\s*)|(?P<soft>[ \t]?\n\s*)"
    r"|<sup>\s*(?P<sup>[^<>]{1,12}?)\s*</sup>|(?P<super>[⁰¹²³⁴-⁹]+)|(?P<br><br\s*/?>\s*)"
    r"|(?P<url>https?://[^\s<>*\]]+)|<(?P<auto>[A-Za-z][A-Za-z0-9+.-]{1,15}:[^<>\s]+)>|(?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?:\s[^<>]{0,2000})?/?>)"
    r"|(?P<tick>`+)(?P<code>[^`]+)(?P=tick)|(?P<entity>&(?:[A-Za-z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)"
    r"|(?P<run>\*+|_+)|(?P<space>[ \t]+)"
)
_STYLE_TAGS = {"em": 1, "i": 1, "b": 2, "strong": 2}


@dataclass(frozen=True, slots=True)
class Inline:
    """A text without marks, and where it was set in italics and in bold."""

    text: str
    emphasis: tuple[Span, ...] = ()
    strong: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Run:
    """A run of stars or underscores that may still open something: the piece it stands in, its length."""

    piece: int
    char: str
    size: int


@dataclass(slots=True)
class _Scan:
    """What has been read so far: pieces of text, open runs, closed pairs as (weight, first piece, last piece)."""

    notes: frozenset[str]
    breaks: bool
    pieces: list[str] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    pairs: list[tuple[int, int, int]] = field(default_factory=list)


def parse_inline(source: str, notes: frozenset[str] = frozenset(), *, breaks: bool = True) -> Inline:
    """Strip the marks of a paragraph.

    Args:
        source: the paragraph, lines separated by newlines.
        notes: marks of the document's footnotes; only these become ``[^1]`` where they are cited.
        breaks: whether hard line breaks stay newlines; otherwise they become spaces.

    """
    source = _LINK.sub(lambda link: "" if link[1] else link[2], source)
    source = _LINK.sub(lambda link: "" if link[1] else link[2], source)
    scan = _Scan(notes, breaks)
    end = 0
    for token in _TOKEN.finditer(source):
        scan.pieces.append(source[end : token.start()])
        _take(scan, token, source)
        end = token.end()
    scan.pieces.append(source[end:])
    return _render(scan)


def _take(scan: _Scan, token: re.Match[str], source: str) -> None:
    if token["run"]:
        _take_run(scan, token, source)
    elif token["tag"]:
        _take_tag(scan, token)
    else:
        scan.pieces.append(_literal(scan, token, source))


def _literal(scan: _Scan, token: re.Match[str], source: str) -> str:
    """The text that a token stands for."""
    mark = token["sup"] or token["super"]
    if token["stars"]:
        stars = "*" * (len(token["stars"]) // 2)
        return f"[^{stars}]" if stars in scan.notes else stars
    if mark:
        digits = html.unescape(mark).replace("\\", "").translate(_PLAIN_DIGITS)
        return f"[^{digits}]" if digits in scan.notes else digits.translate(_SUPERSCRIPTS)
    if token["hard"] or token["br"]:
        return "\n" if scan.breaks else _soft(source, token)
    if token["soft"]:
        return _soft(source, token)
    if token["entity"]:
        return html.unescape(token["entity"])
    return token["escaped"] or token["url"] or token["auto"] or token["code"] or " "


def _soft(source: str, token: re.Match[str]) -> str:
    """A line break inside a sentence: a space, but none between Chinese characters."""
    before = source[max(0, token.start() - 8) : token.start()].rstrip("*_")[-1:]
    after = source[token.end() : token.end() + 8].lstrip("*_")[:1]
    if not before or not after:
        return " " if before or after else ""
    return "" if is_cjk(before) and is_cjk(after) else " "


def _take_run(scan: _Scan, token: re.Match[str], source: str) -> None:
    run, size = token["run"], len(token["run"])
    before, after = source[token.start() - 1 : token.start()], source[token.end() : token.end() + 1]
    opens, closes = bool(after.strip()), bool(before.strip())
    if run[0] == "_":  # an underscore inside a word is part of it
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    while closes and size:
        at = _last_open(scan, run[0])
        if at is None or scan.runs[at].piece == len(scan.pieces) - 1:
            break
        opener = scan.runs[at]
        weight = 2 if min(size, opener.size) >= 2 else 1
        scan.pairs.append((weight, opener.piece, len(scan.pieces)))
        size -= weight
        opener.size -= weight
        del scan.runs[at + (1 if opener.size else 0) :]
        scan.pieces[opener.piece] = run[0] * opener.size
    cites = closes and not opens and run[:size] in scan.notes and size == len(run)
    scan.pieces.append(f"[^{run}]" if cites else run[0] * size)
    if opens and size:
        scan.runs.append(_Run(len(scan.pieces) - 1, run[0], size))


def _take_tag(scan: _Scan, token: re.Match[str]) -> None:
    weight = _STYLE_TAGS.get(token["name"].lower())
    scan.pieces.append("")
    if weight is None:
        return
    name = f"<{weight}"
    if not token["tag"].startswith("</"):
        scan.runs.append(_Run(len(scan.pieces) - 1, name, weight))
        return
    at = _last_open(scan, name)
    if at is not None:
        scan.pairs.append((weight, scan.runs.pop(at).piece, len(scan.pieces) - 1))


def _last_open(scan: _Scan, char: str) -> int | None:
    """Which open run of this kind was opened last."""
    return next((at for at in range(len(scan.runs) - 1, -1, -1) if scan.runs[at].char == char), None)


def _render(scan: _Scan) -> Inline:
    """Join the pieces, strip the ends, and turn pairs of pieces into spans of characters."""
    starts, length = [], 0
    for piece in scan.pieces:
        starts.append(length)
        length += len(piece)
    joined = "".join(scan.pieces)
    text = joined.strip()
    shift = len(joined) - len(joined.lstrip())
    spans: dict[int, list[Span]] = {1: [], 2: []}
    for weight, first, last in scan.pairs:
        begin = max(starts[first] + len(scan.pieces[first]) - shift, 0)
        end = min((starts[last] if last < len(starts) else length) - shift, len(text))
        if text[begin:end].strip():
            spans[weight].append((begin, end))
    return Inline(text, tuple(sorted(spans[1])), tuple(sorted(spans[2])))
