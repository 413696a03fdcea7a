"""Gold annotations: which values of which kind a passage holds. The format is in ``README.md``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GOLD = Path(__file__).parent / "gold"
ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"shared": ROOT.parent / "shared", "starter": ROOT / "ingest" / "starter" / "documents"}
REFERENCES = frozenset({"document", "decision", "meeting", "provision"})


@dataclass(frozen=True, slots=True)
class Annotation:
    """One passage of one document: (kind, value) pairs, of the kinds that were annotated there."""

    document: str
    eid: str
    language: str
    kinds: frozenset[str]
    values: frozenset[tuple[str, str]]

    @property
    def kept_apart(self) -> bool:
        """Whether nothing may be fitted on it."""
        digest = hashlib.sha1(f"{self.document} {self.eid}".encode(), usedforsecurity=False).hexdigest()
        return int(digest[0], 16) % 2 == 1


def path_of(document: str) -> Path:
    """Where a document lies on this machine; it need not exist."""
    collection, _, rest = document.partition("/")
    return FOLDERS[collection] / rest


def all_annotations() -> Iterator[Annotation]:
    """All annotations of all files."""
    for path in sorted(GOLD.glob("*.tsv")):
        yield from _of_file(path)


def _of_file(path: Path) -> Iterator[Annotation]:
    lines = path.read_text("utf-8").splitlines()
    head = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    rows = [line.split("\t", 1) for line in lines if line and not line.startswith("#")]
    kinds = frozenset(head["kinds"].split())
    for document in (name for pattern in head["documents"].split() for name in _expanded(pattern)):
        language = head.get("language") or re.findall(r"[._](en|fr|es|ru|zh|ar)\.", document)[0]
        own = {place.split(" ")[0]: values for place, values in rows if place.endswith(f" {language}")}
        for place, values in rows:
            if " " not in place:
                pairs = frozenset(_pairs(own.get(place, values)))
                yield Annotation(document, place, language, kinds, pairs)


def _expanded(pattern: str) -> Iterator[str]:
    match = re.search(r"\{([a-z,]+)\}", pattern)
    if match is None:
        yield pattern
    else:
        yield from (pattern.replace(match[0], language) for language in match[1].split(","))


def _pairs(values: str) -> Iterator[tuple[str, str]]:
    for value in values.split():
        if value == "-":
            continue
        kind, mark, rest = re.split(r"([:=])", value, maxsplit=1)
        yield (
            ("reference", value)
            if mark == ":" and kind in REFERENCES
            else ({"org": "organization"}.get(kind, kind), rest)
        )
