"""Runs of one line from the order in which they stand on the page to the order in which they are read.

The bidirectional algorithm (UAX #9) that drew the line is its own inverse on a single line, so it is run again
on the visual string. Needs care: ligatures, vowel signs, digit groups, mirrored brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Any

from ingest.readers.characters import is_cjk
from ingest.readers.pdf_characters import Run, is_made_up, may_turn

_OPEN, _CLOSE = "([{«‹<", ")]}»›>"
_x = attrgetter("x")
_ONE_PLACE = 0.1
"""Points from which on characters start at two places."""
_BRACKETS = frozenset(_OPEN + _CLOSE)
_ALEFS = "اأإآ"
_BEFORE_CHINESE = "\u2e7f"
_STAND_INS = dict(zip(("L", "R", "AL", "EN", "AN", "ES", "ET", "CS", "WS", "ON"), "aאا0٠+%, !", strict=True))
"""Kinds of characters for the bidirectional algorithm, and one character of each."""
_ONE_WAY = frozenset({"R", "AL", "WS", "ON", "CS", "ES", "ET"})
"""Kinds of characters of which a whole line goes one way: no digits, no other script."""
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\ufeff\u200b]")
_OTHER_SPACES = re.compile(r"[^\S ]")
_ODD = re.compile(f"{_MARKS.pattern}|{_OTHER_SPACES.pattern}")
_MANY_SPACES = re.compile("  +")
_GROUP = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
WORD_GAP = 0.17
"""Gap between two boxes, in parts of the font size, from which on a space was meant."""
_HINTED_GAP, AUTOMATIC_GAP = 0.1, 0.36

Cell = list[tuple[str, Run | None]]
"""Text in reading order, each piece with the run it came from (None for a space that only a gap shows)."""


@lru_cache(maxsize=4096)
def is_right_to_left(char: str) -> bool:
    """Whether a character is written from right to left."""
    return char >= "\u0590" and unicodedata.bidirectional(char) in ("R", "AL")


def reading_order(runs: Sequence[Run], *, right_to_left: bool) -> Cell:
    """The text of one line, or one cell of a line, in reading order.

    Args:
        runs: of one baseline, in any order; of one character each where a script goes from right to left.
        right_to_left: direction of the paragraph, which decides between runs of different direction.

    """
    whole = "".join([run.text for run in runs])
    has_signs = not whole.isascii() and any(map(unicodedata.combining, set(whole)))
    if not right_to_left and not has_signs and not may_turn(whole):
        return _tidy(_spaced(sorted(runs, key=_place) if len(runs) > 1 else runs))
    bases, signs = list(runs), dict[float, str]()
    if has_signs:
        bases = [run for run in runs if not unicodedata.combining(run.text[0])]
        signs = _attach([run for run in runs if unicodedata.combining(run.text[0])], bases)
    visual = _spaced(_from_left(bases))
    heads = "".join([text[0] for text, _ in visual])
    kinds = {unicodedata.bidirectional(char) for char in set(heads)}
    strong = kinds & {"L", "R", "AL"}
    if strong == {"L"} or not (strong or right_to_left):
        ordered = visual
    elif right_to_left and kinds <= _ONE_WAY:
        ordered = _pair_brackets(_read(visual[::-1]))
    else:
        # A run of several characters consists of such that go one way, so its first stands for all.
        order = _permutation(_with_groups(heads, visual), right_to_left=right_to_left)
        ordered = _read([visual[index] for index in order])
        ordered = _pair_brackets(ordered) if right_to_left else ordered
    return _tidy([pair for item in ordered for pair in _with_signs(item, signs)] if signs else ordered)


def _read(cell: Cell) -> Cell:
    """Runs each in the order in which it is read."""
    return [
        (text[::-1], run) if len(text) > 1 and text[0] > "\u058f" and is_right_to_left(text[0]) else (text, run)
        for text, run in cell
    ]


def _place(run: Run) -> tuple[float, float]:
    return round(run.x, 1), run.order


def _from_left(runs: list[Run]) -> list[Run]:
    """From left to right. The parts of a lam-alef ligature share one origin: on the page the alef is the left one."""
    ordered = sorted(runs, key=_x)
    if any(second.x - first.x < _ONE_PLACE for first, second in pairwise(ordered)):
        ordered.sort(key=_visual_key)
    return ordered


def _visual_key(run: Run) -> tuple[float, bool, float]:
    order = -run.order if is_right_to_left(run.text[0]) else run.order
    return (round(run.x, 1), run.text not in _ALEFS, order)


def _attach(signs: list[Run], bases: list[Run]) -> dict[float, str]:
    """Vowel signs by the drawing order of the letter that they stand over: the one drawn just before, if it is near."""
    attached: dict[float, str] = {}
    letters = [run for run in bases if is_right_to_left(run.text[0])] or [run for run in bases if run.text != " "]
    for sign in signs:
        middle = (sign.left + sign.right) / 2
        if letters:
            near = min(letters, key=lambda base: (round(abs((base.left + base.right) / 2 - middle), 1), base.order))
            attached[near.order] = attached.get(near.order, "") + sign.text
    return attached


def _with_signs(item: tuple[str, Run | None], signs: dict[float, str]) -> Cell:
    char, run = item
    if run is None or run.order not in signs:
        return [item]
    composed = unicodedata.normalize("NFC", char + signs[run.order])
    return [(part, run) for part in composed]


def _spaced(runs: Sequence[Run]) -> Cell:
    """Runs from left to right with spaces where gaps show them."""
    if len(runs) == 1:
        return [(runs[0].text, runs[0])]
    texts = [run.text for run in runs]
    hints = [text == " " and is_made_up(run) for text, run in zip(texts, runs, strict=True)]
    spaces = "".join(texts).count(" ") - sum(hints)
    has_spaces = spaces > sum(map(len, texts)) / 15
    out: Cell = []
    hinted = False
    last: Run | None = None
    for text, run, hint in zip(texts, runs, hints, strict=True):
        if hint:
            hinted = True
            continue
        if (
            last is not None
            and (run.x - last.right > (near := _HINTED_GAP * run.face.size) or run.left - last.right > near)
            and text[0] != " "
            and last.text[-1] != " "
            and _is_gap(last, run, has_spaces, hinted)
        ):
            out.append((" ", None))
        out.append((text, run))
        last, hinted = run, False
    return out


def _is_gap(last: Run, run: Run, has_spaces: bool, hinted: bool) -> bool:  # noqa: FBT001
    size = run.face.size
    before, after = last.text[-1], run.text[0]
    mixed = (before > _BEFORE_CHINESE or after > _BEFORE_CHINESE) and is_cjk(before) != is_cjk(after)
    if mixed and run.x - last.right < AUTOMATIC_GAP * size:
        return False  # set by the word processor between Chinese and Latin, not typed
    if hinted:
        return run.x - last.right > _HINTED_GAP * size
    # Boxes of some producers overlap the space beside them; where spaces are drawn, origins say more.
    gap = run.x - last.right - 0.3 * size if has_spaces else run.left - last.right
    return gap > WORD_GAP * size


def _with_groups(heads: str, visual: Cell) -> str:
    """First characters of the runs, with a no-break space between groups of digits: they are one number."""
    whole = "".join([text for text, _ in visual])
    if not _GROUP.search(whole):
        return heads
    places = accumulate([len(text) for text, _ in visual], initial=0)
    spaces = {match.start() for match in _GROUP.finditer(whole)}
    return "".join(["\u00a0" if place in spaces else head for head, place in zip(heads, places, strict=False)])


def _permutation(text: str, *, right_to_left: bool) -> Sequence[int]:
    """Indexes of a visual string in reading order."""
    return _order_of_kinds("".join(map(_stand_in, text)), right_to_left=right_to_left)


@lru_cache(maxsize=4096)
def _stand_in(char: str) -> str:
    return _STAND_INS.get(unicodedata.bidirectional(char), char)


@lru_cache(maxsize=4096)
def _order_of_kinds(text: str, *, right_to_left: bool) -> tuple[int, ...]:
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
    return tuple(entry["index"] for entry in storage["chars"])


def _pair_brackets(cell: Cell) -> Cell:
    """Make brackets open and close. What a mirrored run stands for is ambiguous in a PDF; its partner is not."""
    if _BRACKETS.isdisjoint([text for text, _ in cell]):
        return cell
    out, stack = list(cell), list[int]()
    for index, (char, run) in enumerate(cell):
        kind = max(_OPEN.find(char), _CLOSE.find(char))
        if kind < 0:
            continue
        if stack and stack[-1] == kind:
            out[index] = (_CLOSE[kind], run)
            stack.pop()
        else:
            out[index] = (_OPEN[kind], run)
            stack.append(kind)
    return cell if stack else out


def _tidy(cell: Cell) -> Cell:
    """No invisible marks, single ordinary spaces, none at the ends."""
    if len(cell) == 1 and cell[0][0].isascii() and "  " not in cell[0][0]:
        text = cell[0][0].strip(" ")
        return [(text, cell[0][1])] if text else []
    whole = "".join([text for text, _ in cell])
    if not whole.isascii() and _ODD.search(whole):
        cell = [(_OTHER_SPACES.sub(" ", _MARKS.sub("", text)), run) for text, run in cell]
    out: Cell = []
    behind_space = True
    for plain, run in cell:
        if "  " in plain:
            plain = _MANY_SPACES.sub(" ", plain)  # noqa: PLW2901
        if behind_space and plain[:1] == " ":
            plain = plain[1:]  # noqa: PLW2901
        if plain:
            out.append((plain, run))
            behind_space = plain[-1] == " "
    if out and behind_space:
        text, run = out.pop()
        if text != " ":
            out.append((text[:-1], run))
    return out
