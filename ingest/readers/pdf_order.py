"""Characters of one line from the order in which they stand on the page to the order in which they are read.

The bidirectional algorithm (UAX #9) that drew the line is its own inverse on a single line, so it is run again
on the visual string. Needs care: ligatures, vowel signs, digit groups, mirrored brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from ingest.readers.characters import is_cjk
from ingest.readers.pdf_glyphs import Glyph, is_made_up

_OPEN, _CLOSE = "([{«‹<", ")]}»›>"
_ALEFS = "اأإآ"
_MARKS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x00AD, 0xFEFF, 0x200B])
_GROUP = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_WORD_GAP = 0.17
"""Gap between two boxes, in parts of the font size, from which on a space was meant."""
_HINTED_GAP, _AUTOMATIC_GAP = 0.1, 0.36

Cell = list[tuple[str, Glyph | None]]
"""Characters in reading order, each with the glyph it came from (None for a space that only a gap shows)."""


def is_right_to_left(char: str) -> bool:
    """Whether a character is written from right to left."""
    return char >= "\u0590" and unicodedata.bidirectional(char) in ("R", "AL")


def reading_order(glyphs: Sequence[Glyph], *, right_to_left: bool) -> Cell:
    """The characters of one line, or one cell of a line, in reading order.

    Args:
        glyphs: of one baseline, in any order.
        right_to_left: direction of the paragraph, which decides between runs of different direction.

    """
    bases = [glyph for glyph in glyphs if not unicodedata.combining(glyph.char)]
    signs = _attach([glyph for glyph in glyphs if unicodedata.combining(glyph.char)], bases)
    bases.sort(key=_visual_key)
    visual = _spaced(bases)
    strong = {unicodedata.bidirectional(char) for char, _ in visual} & {"L", "R", "AL"}
    if strong == {"L"} or not (strong or right_to_left):
        ordered = visual
    else:
        # Digit groups with a space between them are one number; a no-break space keeps them so.
        text = _GROUP.sub("\u00a0", "".join(char for char, _ in visual))
        ordered = [visual[index] for index in _permutation(text, right_to_left=right_to_left)]
        ordered = _pair_brackets(ordered) if right_to_left else ordered
    return _tidy([pair for item in ordered for pair in _with_signs(item, signs)])


def _visual_key(glyph: Glyph) -> tuple[float, bool, float]:
    """From left to right. The parts of a lam-alef ligature share one origin: on the page the alef is the left one."""
    order = -glyph.order if is_right_to_left(glyph.char) else glyph.order
    return (round(glyph.x, 1), glyph.char not in _ALEFS, order)


def _attach(signs: list[Glyph], bases: list[Glyph]) -> dict[float, str]:
    """Vowel signs by the drawing order of the letter that they stand over: the one drawn just before, if it is near."""
    attached: dict[float, str] = {}
    letters = [glyph for glyph in bases if is_right_to_left(glyph.char)] or [g for g in bases if g.char != " "]
    for sign in signs:
        middle = (sign.left + sign.right) / 2
        if letters:
            near = min(letters, key=lambda base: (round(abs((base.left + base.right) / 2 - middle), 1), base.order))
            attached[near.order] = attached.get(near.order, "") + sign.char
    return attached


def _with_signs(item: tuple[str, Glyph | None], signs: dict[float, str]) -> Cell:
    char, glyph = item
    if glyph is None or glyph.order not in signs:
        return [item]
    composed = unicodedata.normalize("NFC", char + signs[glyph.order])
    return [(part, glyph) for part in composed]


def _spaced(glyphs: list[Glyph]) -> Cell:
    """Glyphs from left to right with spaces where gaps show them."""
    out: Cell = []
    has_spaces = sum(glyph.char == " " and not is_made_up(glyph) for glyph in glyphs) > len(glyphs) / 15
    hinted = False
    for glyph in glyphs:
        if is_made_up(glyph):
            hinted = True
            continue
        last = out[-1][1] if out else None
        if last is not None and glyph.char != " " and last.char != " " and _is_gap(last, glyph, has_spaces, hinted):
            out.append((" ", None))
        out.append((glyph.char, glyph))
        hinted = False
    return out


def _is_gap(last: Glyph, glyph: Glyph, has_spaces: bool, hinted: bool) -> bool:  # noqa: FBT001
    size = glyph.face.size
    if is_cjk(last.char) != is_cjk(glyph.char) and glyph.x - last.right < _AUTOMATIC_GAP * size:
        return False  # set by the word processor between Chinese and Latin, not typed
    if hinted:
        return glyph.x - last.right > _HINTED_GAP * size
    # Boxes of some producers overlap the space beside them; where spaces are drawn, origins say more.
    gap = glyph.x - last.right - 0.3 * size if has_spaces else glyph.left - last.right
    return gap > _WORD_GAP * size


def _permutation(text: str, *, right_to_left: bool) -> list[int]:
    """Indexes of a visual string in reading order."""
    from bidi import algorithm as bidi

    base = "R" if right_to_left else "L"
    storage: dict[str, Any] = {"base_level": int(right_to_left), "base_dir": base, "chars": [], "runs": []}
    bidi.get_embedding_levels(text, storage, upper_is_rtl=False, debug=False)
    for index, entry in enumerate(storage["chars"]):
        entry["index"] = index
    bidi.explicit_embed_and_overrides(storage, debug=False)
    bidi.resolve_weak_types(storage, debug=False)
    bidi.resolve_neutral_types(storage, debug=False)
    bidi.resolve_implicit_levels(storage, debug=False)
    bidi.reorder_resolved_levels(storage, debug=False)
    return [entry["index"] for entry in storage["chars"]]


def _pair_brackets(cell: Cell) -> Cell:
    """Make brackets open and close. What a mirrored glyph stands for is ambiguous in a PDF; its partner is not."""
    out, stack = list(cell), list[int]()
    for index, (char, glyph) in enumerate(cell):
        kind = max(_OPEN.find(char), _CLOSE.find(char))
        if kind < 0:
            continue
        if stack and stack[-1] == kind:
            out[index] = (_CLOSE[kind], glyph)
            stack.pop()
        else:
            out[index] = (_OPEN[kind], glyph)
            stack.append(kind)
    return cell if stack else out


def _tidy(cell: Cell) -> Cell:
    """No invisible marks, single ordinary spaces, none at the ends."""
    out: Cell = []
    for char, glyph in cell:
        kept = char.translate(_MARKS)
        plain = " " if kept.isspace() else kept
        if plain and not (plain == " " and (not out or out[-1][0] == " ")):
            out.append((plain, glyph))
    while out and out[-1][0] == " ":
        out.pop()
    return out
