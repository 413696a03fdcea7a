"""The block of ``key: value`` lines at the head of a Markdown file."""

from __future__ import annotations

import re

_ENTRY = re.compile(r"([A-Za-z_][\w.-]{0,60}):(?:\s+(.*))?$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
_MOST_LINES = 200

Metadata = tuple[tuple[str, str], ...]


def split_front_matter(text: str) -> tuple[Metadata, str]:
    """Metadata and the text behind it. A value that is a list gives its key once for each entry.

    A text that begins with a thematic break and no such block comes back whole.
    """
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return (), text
    head = [line.strip() for line in lines[1:_MOST_LINES]]
    end = next((at for at, line in enumerate(head) if line in ("---", "...")), None)
    if end is None:
        return (), text
    entries = _entries(lines[1 : end + 1])
    return ((), text) if entries is None else (entries, "\n".join(lines[end + 2 :]))


def _entries(lines: list[str]) -> Metadata | None:
    """The entries, or None when a line is neither an entry, nor an item of a list, nor a comment."""
    entries: list[tuple[str, str]] = []
    key = ""
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        item = _ITEM.match(line)
        entry = _ENTRY.match(line)
        if item and key:
            entries.append((key, _unquote(item[1])))
        elif entry:
            key = entry[1].lower()
            entries += [(key, value) for value in _values(entry[2] or "")]
        else:
            return None
    return tuple(entries)


def _values(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]") and ("," in text or len(text) > 2):
        return [value for part in text[1:-1].split(",") if (value := _unquote(part))]
    value = _unquote(text)
    return [value] if value else []


def _unquote(text: str) -> str:
    text = text.strip()
    quoted = len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text
