"""What a source gives: pages of rows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.records.trees import Tree, values


@dataclass(frozen=True, slots=True)
class Row:
    """One record as the source has it.

    ``content`` is one line of JSON or one XML element, always written the same way, so that the same record is
    the same bytes; None: the source says that it is gone. ``updated`` is the source's own time for it (ISO 8601).
    """

    key: str
    content: bytes | None
    updated: str | None = None

    @property
    def hash(self) -> str:
        """SHA-256 of the content, hexadecimal; empty when it is gone."""
        return hashlib.sha256(self.content).hexdigest() if self.content is not None else ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows that came together. ``next`` is where the following ones are; None at the end. ``digest``: of its bytes."""

    rows: tuple[Row, ...]
    next: str | None
    digest: str
    total: int | None = None


def json_row(tree: Tree, key: str, updated: str | None) -> Row:
    """A row of JSON; ``key`` and ``updated`` are paths in it. Without a key of its own it is known by its content."""
    content = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    named = next(iter(values(tree, key)), None)
    when = next(iter(values(tree, updated)), None) if updated else None
    name = named.text if named else hashlib.sha256(content).hexdigest()
    return Row(name, content, moment(when.text) if when else None)


def moment(text: str) -> str | None:
    """A time as ISO 8601 in UTC with seconds: from ISO 8601 or ``/Date(milliseconds)/``; None for anything else."""
    stamp = text.strip()
    try:
        if stamp.startswith("/Date(") and stamp.endswith(")/"):
            at = datetime.fromtimestamp(int(stamp[6:-2].split("+")[0]) / 1000, UTC)
        else:
            at = datetime.fromisoformat(stamp)
    except (ValueError, OverflowError, OSError):
        return None
    at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
