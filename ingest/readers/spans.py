"""A paragraph put together from runs of formatted text, with the spans set in italics and bold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import clean, is_cjk
from ingest.readers.inline import Inline
from ingest.readers.labels import split_label
from kg.model import Span

_RUN = re.compile(r"\s+|\S+")
_SOFT, _SPACE, _HARD = 1, 2, 3


@dataclass(slots=True)
class TextBuilder:
    """Collects runs; white space between them counts once, as in HTML."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _gap: int = 0
    _spans: dict[str, list[Span]] = field(default_factory=lambda: {"italic": [], "bold": []})

    def add(self, text: str, *, italic: bool = False, bold: bool = False) -> None:
        """Add a run. White space inside it is collapsed; a line end between Chinese characters is dropped."""
        for part in _RUN.findall(clean(text)):
            if part.isspace():
                self._gap = max(self._gap, _SOFT if "\n" in part else _SPACE)
            else:
                self._put(part, italic=italic, bold=bold)

    def newline(self) -> None:
        """Begin a new line inside the paragraph."""
        self._gap = _HARD

    def build(self) -> Inline:
        """The finished text without white space at its ends."""
        return Inline("".join(self._parts), tuple(self._spans["italic"]), tuple(self._spans["bold"]))

    def _put(self, part: str, *, italic: bool, bold: bool) -> None:
        gap = self._between(part)
        self._parts += [gap, part]
        start = self._length + len(gap)
        self._gap, self._length = 0, start + len(part)
        for name, wanted in (("italic", italic), ("bold", bold)):
            spans = self._spans[name]
            if wanted and spans and spans[-1][1] == start - len(gap):  # only white space lies between: one span
                spans[-1] = (spans[-1][0], self._length)
            elif wanted:
                spans.append((start, self._length))

    def _between(self, part: str) -> str:
        last = self._parts[-1][-1] if self._parts else ""
        if not last or not self._gap or (self._gap == _SOFT and is_cjk(last) and is_cjk(part[0])):
            return ""
        return "\n" if self._gap == _HARD else " "


def cut_head(block: Block, length: int) -> Block:
    """The block without its first ``length`` characters, spans moved along."""
    if not length:
        return block

    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple((max(start - length, 0), end - length) for start, end in spans if end > length)

    return replace(block, text=block.text[length:], emphasis=moved(block.emphasis), strong=moved(block.strong))


def split_typed_label(block: Block) -> Block:
    """A paragraph whose number was typed as text becomes a list item with that label."""
    label = split_label(block.text) if block.kind is BlockKind.PARAGRAPH and not block.label else None
    if label is None:
        return block
    if not block.emphasis and not block.strong:
        return replace(block, text=label.rest, kind=BlockKind.LIST_ITEM, label=label.printed)
    head = len(block.text) - len(label.rest)
    return replace(cut_head(block, head), kind=BlockKind.LIST_ITEM, label=label.printed)
