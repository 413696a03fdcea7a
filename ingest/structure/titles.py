"""Which of a masthead's blocks is the document's title, and which its agenda item's."""

from __future__ import annotations

import re

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import glue, is_finished
from ingest.structure.decisions import is_bold
from ingest.structure.findings import Found, Title
from ingest.structure.words import AGENDA_TITLE, SUBTITLE

_AGENDA_TITLE = re.compile(AGENDA_TITLE, re.IGNORECASE)
_SUBTITLE = re.compile(SUBTITLE, re.IGNORECASE)
_LONGEST_TITLE = 320
_MOST_TITLES = 4


def is_agenda_title(text: str) -> bool:
    """Whether a text begins as titles of agenda items do (*Matters for consideration …*)."""
    return _AGENDA_TITLE.match(text) is not None


def is_subtitle(text: str) -> bool:
    """Whether a line says who speaks (*Note by the secretariat*)."""
    return _SUBTITLE.match(text) is not None


def take_title(found: Found, block: Block, text: str) -> bool:
    """A block that says none of the usual things is a title, as long as titles may still come."""
    marked = block.kind is BlockKind.HEADING or is_bold(block)
    done = found.subtitle is not None or len(text) > _LONGEST_TITLE or len(found.titles) == _MOST_TITLES
    if done or (is_finished(text) and block.kind is not BlockKind.HEADING and not is_agenda_title(text)):
        return False
    last = found.titles[-1] if found.titles else None
    if last is not None and not _may_follow(found, last, block, marked=marked):
        return False
    found.titles.append(Title(text, marked, block.level if block.kind is BlockKind.HEADING else 0))
    return True


def _may_follow(found: Found, last: Title, block: Block, *, marked: bool) -> bool:
    """Whether another title may come after ``last``: the agenda item's title stands before the document's."""
    if not found.stated:
        return False
    deeper = block.kind is BlockKind.HEADING and last.level > 0 and block.level > last.level
    agenda = is_agenda_title(last.text) or last.level == 0
    return agenda and (marked or not last.marked) and (not deeper or is_agenda_title(last.text))


def split_titles(found: Found) -> tuple[str | None, str]:
    """(Title of the agenda item, title of the document)."""
    titles = found.titles
    if not titles:
        return None, ""
    marked = [place for place, title in enumerate(titles) if title.marked and not is_agenda_title(title.text)]
    place = marked[-1] if marked else len(titles) - 1
    if len(titles) == 1 and is_agenda_title(titles[0].text) and found.agenda_item:
        return titles[0].text, titles[0].text
    before = [title.text for title in titles[:place]]
    agenda = "".join(glue(*pair) + pair[1] for pair in zip(["", *before], before, strict=False)) if before else None
    return agenda, titles[place].text
