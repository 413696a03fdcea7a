"""Text of documents with marks in it. The text is never trusted: everything is escaped here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from kg.model import Span

Link = Callable[[str | None], str | None]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A stretch of text that leads somewhere."""

    span: Span
    href: str
    title: str


def marked(
    text: str,
    *,
    emphasis: Iterable[Sequence[int]] = (),
    highlights: Iterable[Sequence[int]] = (),
    anchors: Iterable[Anchor] = (),
    window: Span | None = None,
) -> Markup:
    """The text, or the window of it, with links, italics and highlights.

    Links stand outermost and never overlap (the first one wins); italics and
    highlights are cut at their borders, so that elements always nest. Spans
    that leave the text are cut to it.
    """
    start, end = window or (0, len(text))
    em, lit = _spans(emphasis), _spans(highlights)
    pieces: list[Markup] = []
    at = start
    for anchor in _apart(anchors):
        first, last = max(anchor.span[0], at), min(anchor.span[1], end)
        if first >= last:
            continue
        pieces.append(_styled(text, (at, first), em, lit))
        inner = _styled(text, (first, last), em, lit)
        pieces.append(Markup('<a class="mention" href="{}" title="{}">{}</a>').format(anchor.href, anchor.title, inner))
        at = last
    pieces.append(_styled(text, (at, end), em, lit))
    return Markup("").join(pieces)


def anchors_of(mentions: Iterable[dict[str, Any]], link: Link) -> list[Anchor]:
    """The mentions of a passage (as the API gives them) that lead to a page."""
    found = [(m, link(m["uri"])) for m in mentions]
    return [Anchor((m["span"][0], m["span"][1]), href, m["label"]) for m, href in found if href]


def _spans(spans: Iterable[Sequence[int]]) -> list[Span]:
    return [(span[0], span[1]) for span in spans]


def _apart(anchors: Iterable[Anchor]) -> list[Anchor]:
    kept: list[Anchor] = []
    for anchor in sorted(anchors, key=lambda a: (a.span[0], -a.span[1])):
        if not kept or kept[-1].span[1] <= anchor.span[0]:
            kept.append(anchor)
    return kept


def _styled(text: str, window: Span, emphasis: list[Span], highlights: list[Span]) -> Markup:
    start, end = window
    borders = {start, end} | {b for span in (*emphasis, *highlights) for b in span if start < b < end}
    cuts = sorted(borders)
    pieces = []
    for first, last in pairwise(cuts):
        piece = escape(text[first:last])
        if _within(first, emphasis):
            piece = Markup("<em>{}</em>").format(piece)
        if _within(first, highlights):
            piece = Markup("<mark>{}</mark>").format(piece)
        pieces.append(piece)
    return Markup("").join(pieces)


def _within(place: int, spans: list[Span]) -> bool:
    return any(start <= place < end for start, end in spans)
