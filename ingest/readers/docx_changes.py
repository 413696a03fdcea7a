"""Tracked changes that reach beyond one paragraph, accepted before anything is read."""

from __future__ import annotations

from lxml.etree import _Element as Element

from ingest.readers.docx_styles import W

_BLOCKS = frozenset(W + name for name in ("p", "tbl", "sdt", "ins", "del", "customXml", "sectPr"))


def join_paragraphs(root: Element) -> None:
    """A paragraph whose mark is deleted (or moved away) goes on in the next one, which keeps its own properties.

    ECMA-376 Part 1, 17.13.5.15: the contents of this paragraph are combined with the following paragraph.
    """
    for paragraph in list(root.iter(W + "p")):
        if not _has_deleted_mark(paragraph):
            continue
        following = paragraph.getnext()
        while following is not None and following.tag not in _BLOCKS:
            following = following.getnext()  # bookmarks, comments
        above = paragraph.getparent()
        if following is None or following.tag != W + "p" or above is None:
            continue
        properties = following.find(W + "pPr")
        place = 0 if properties is None else following.index(properties) + 1
        following[place:place] = [child for child in paragraph if child.tag != W + "pPr"]
        above.remove(paragraph)


def _has_deleted_mark(paragraph: Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(W + name) is not None for name in ("del", "moveFrom"))
