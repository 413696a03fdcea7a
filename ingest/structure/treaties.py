"""The text of a treaty as gazettes publish it, brought to the blocks that the walk expects.

Gazettes put the law that approves a treaty before it, a translation that nobody asked for behind it, one remark
under each article, and the preamble into one paragraph. What is left out here is named in a note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import is_finished
from ingest.structure.parts import article_number
from ingest.structure.treaty_pieces import pieces, with_levels, with_titles
from ingest.structure.words import CONVENTIONS, PARTIES_TO_THIS, PREAMBLE
from kg.identifiers import find_symbols

_FEWEST_ARTICLES = 3
_LONGEST_TITLE = 400
_CONVENTION = r"convention|convenio|конвенция|اتفاقية|公约"
_TITLE = re.compile(
    rf"(?:the\s|la\s|el\s)?(?:(?:{_CONVENTION})\s(?:de\s)?(?:{{0}})|(?:{{0}})\w*\s?(?:{_CONVENTION}))".replace(
        "{0}", "|".join(CONVENTIONS.values())
    ),
    re.IGNORECASE,
)
_NAMES = {treaty: re.compile(names, re.IGNORECASE) for treaty, names in CONVENTIONS.items()}
_PREAMBLE = re.compile(rf"(?:(?:{PREAMBLE})\W+)?(?:{PARTIES_TO_THIS})", re.IGNORECASE)
_UNSERVED_ARTICLE = re.compile(r"(?:artikel|artigo|articolo|artykuł|madde|artikla)\s+1\b", re.IGNORECASE)
_UNSPACED_HEADING = re.compile(r"(#{2,6})\s*(?=\S)(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TreatyText:
    """A treaty's own blocks; ``convention`` is its key when it is one of the four, ``left_out`` are remarks.

    ``title`` is the treaty's name when the blocks begin with it, None when a document's masthead comes first.
    """

    blocks: tuple[Block, ...]
    convention: str | None
    title: str | None
    left_out: tuple[str, ...] = ()


def treaty_text(blocks: Sequence[Block]) -> TreatyText | None:
    """The treaty that a file holds, None if it holds none: a preamble of Parties, or a convention's name, and articles.

    Headings that lack the blank behind their ``#``, numbers that stand in the text, and paragraphs that a
    converter glued together are put right here, because only of a treaty is it known what they must be.
    """
    if sum(article_number(block) is not None for block in blocks) < _FEWEST_ARTICLES:
        return None
    whole = [_with_heading(block) for block in blocks]
    opening = next((place for place, block in enumerate(whole) if _PREAMBLE.match(block.text)), None)
    title = _title_place(whole, opening)
    if opening is None and title is None:
        return None
    start = _start(whole, title)
    end = _end(whole, start)
    notes = _notes(whole, start, end)
    own = whole[start:end]
    remark = _remark(own)
    cut = with_titles(pieces([block for block in own if block.text != remark]))
    name = " ".join(whole[title].text.split()) if title is not None and title == start else None
    return TreatyText(tuple(with_levels(cut)), _convention(whole, title), name, notes)


def _title_place(blocks: Sequence[Block], opening: int | None) -> int | None:
    """The last line before the preamble, or before the first article, that is a convention's name."""
    stop = opening
    if stop is None:
        stop = next(place for place, block in enumerate(blocks) if article_number(block) is not None)
    places = [place for place, block in enumerate(blocks[:stop]) if _is_title(block)]
    return places[-1] if places else None


def _is_title(block: Block) -> bool:
    return len(block.text) <= _LONGEST_TITLE and not is_finished(block.text) and _TITLE.match(block.text) is not None


def _start(blocks: Sequence[Block], title: int | None) -> int:
    """Where the treaty begins; a document that has a symbol of its own begins with its masthead."""
    before = blocks[: title or 0]
    return 0 if any(find_symbols(block.text) for block in before) else (title or 0)


def _end(blocks: Sequence[Block], start: int) -> int:
    """Where the same treaty begins once more, in a language that is not served."""
    for place in range(start, len(blocks)):
        if _UNSERVED_ARTICLE.fullmatch(" ".join(blocks[place].text.split())):
            while place > start + 1 and not _is_big_heading(blocks[place]):
                place -= 1  # noqa: PLW2901  # back to the title of that part
            return place
    return len(blocks)


def _is_big_heading(block: Block) -> bool:
    """A heading that is no article's: with it the other text begins."""
    return block.kind is BlockKind.HEADING and not _UNSERVED_ARTICLE.match(block.text)


def _notes(blocks: Sequence[Block], start: int, end: int) -> tuple[str, ...]:
    notes = []
    if start:
        notes.append(f"{start} paragraphs before the treaty’s title were left out: they are not part of it.")
    if end < len(blocks):
        first = " ".join(blocks[end].text.split())[:80]
        notes.append(f"From “{first}” on the treaty is repeated in a language that is not served; that was left out.")
    return tuple(notes)


def _remark(blocks: Sequence[Block]) -> str | None:
    """The publisher's remark that stands under most articles in the same words."""
    articles = sum(article_number(block) is not None for block in blocks)
    text, times = Counter(b.text for b in blocks if b.kind is BlockKind.PARAGRAPH).most_common(1)[0]
    return text if times > max(articles // 2, 2) and len(text) < 120 else None


def _convention(blocks: Sequence[Block], title: int | None) -> str | None:
    if title is None:
        return None
    named = [treaty for treaty, names in _NAMES.items() if names.search(blocks[title].text)]
    return named[0] if len(named) == 1 else None


def _with_heading(block: Block) -> Block:
    """``####Objective`` is a heading, though it lacks a blank."""
    match = _UNSPACED_HEADING.fullmatch(block.text) if block.kind is BlockKind.PARAGRAPH else None
    if match is None:
        return block
    return replace(
        block, kind=BlockKind.HEADING, text=match[2].strip(" *"), level=len(match[1]), emphasis=(), strong=()
    )
