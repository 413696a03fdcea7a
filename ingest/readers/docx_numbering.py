"""The numbers that Word prints before paragraphs, which the file does not hold (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

from ingest.readers.counters import counter
from ingest.readers.docx_styles import W, value

_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    pattern: str
    restart: int | None
    plain: bool
    linked: str | None


class Numbering:
    """Counters of one document. ``label`` must be called once for each numbered paragraph, in reading order."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._of_num: dict[str, str] = {}
        self._own: dict[tuple[str, int], _Level] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is not None:
            self._read(root)

    def label(self, num_id: str, level: int) -> str | None:
        """The printed number of the next paragraph of this list.

        Returns:
            ``1.``, ``(a)`` …; an empty text for a bullet; None when the level prints nothing.

        """
        levels = self._levels(num_id)
        if level not in levels:
            return None
        counts = self._counts.setdefault(self._of_num[num_id], {})
        self._advance(counts, num_id, level, levels)
        pattern, style = levels[level].pattern, levels[level].style
        if style == "bullet":
            return ""
        printed = _PLACE.sub(
            lambda place: self._part(int(place[1]) - 1, counts, levels, plain=levels[level].plain), pattern
        )
        return printed.strip() or None

    def level_of_style(self, num_id: str, style_id: str | None) -> int:
        """The level that a paragraph style is linked to, 0 when none is."""
        levels = self._levels(num_id)
        return next((at for at, level in levels.items() if style_id and level.linked == style_id), 0)

    def _levels(self, num_id: str) -> dict[int, _Level]:
        levels = self._abstract.get(self._of_num.get(num_id, ""), {})
        own = {at: level for (num, at), level in self._own.items() if num == num_id}
        return {**levels, **own}

    def _advance(self, counts: dict[int, int], num_id: str, level: int, levels: dict[int, _Level]) -> None:
        """Count on, or begin at the start; deeper levels begin anew unless they say that they go on."""
        if (num_id, level) in self._starts:
            counts[level] = self._starts.pop((num_id, level))
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = levels[level].start
        for deeper in [at for at in counts if at > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and level < restart):
                del counts[deeper]

    @staticmethod
    def _part(at: int, counts: dict[int, int], levels: dict[int, _Level], *, plain: bool) -> str:
        if at not in levels:
            return ""
        return counter(counts.get(at, levels[at].start), "decimal" if plain else levels[at].style)

    def _read(self, root: Element) -> None:
        links: dict[str, str] = {}
        defined: dict[str, str] = {}
        for element in root.iterfind(W + "abstractNum"):
            key = element.get(W + "abstractNumId", "")
            self._abstract[key] = dict(map(_level, element.iterfind(W + "lvl")))
            if (name := value(element, "styleLink")) is not None:
                defined[name] = key
            if (name := value(element, "numStyleLink")) is not None:
                links[key] = name
        for num in root.iterfind(W + "num"):
            num_id, key = num.get(W + "numId", ""), value(num, "abstractNumId") or ""
            self._of_num[num_id] = defined.get(links.get(key, ""), key)
            for override in num.iterfind(W + "lvlOverride"):
                self._override(num_id, override)

    def _override(self, num_id: str, override: Element) -> None:
        at = int(override.get(W + "ilvl", "0"))
        start, level = value(override, "startOverride"), override.find(W + "lvl")
        if start is not None:
            self._starts[num_id, at] = int(start)
        if level is not None:
            self._own[num_id, at] = _level(level)[1]


def _level(element: Element) -> tuple[int, _Level]:
    restart = value(element, "lvlRestart")
    style = value(element, "numFmt") or "decimal"
    fields = _Level(
        int(value(element, "start") or 1),
        style,
        value(element, "lvlText") or "",
        None if restart is None else int(restart),
        element.find(W + "isLgl") is not None,
        value(element, "pStyle"),
    )
    return int(element.get(W + "ilvl", "0")), fields
