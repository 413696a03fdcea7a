"""A file on its way in: what is known of it, what it is understood to be, and what becomes of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ingest.records import SUFFIXES, Mapping
from ingest.structure import Structured
from kg.errors import BadInput, LimitReached, MeaKgError, Unavailable
from kg.intake import Taken
from kg.model import Document, Outcome, Passage, Refusal

log = logging.getLogger(__name__)

TOGETHER = 8
"""Passages of small files that are encoded together."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file. ``refusals`` lists what was not taken of it, or why none of it was."""

    source: str
    outcome: Outcome
    taken: Taken | None = None
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    rows: int = 0
    """Of records: how many rows were read; each is in the base or among the refusals."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a harvester knows of a file besides its bytes.

    ``origin`` is where exactly it comes from, ``source`` the same for people; ``title``, ``mapping`` and what is to
    be said of the graph (``about``) are those of a declared source; ``mapping_at`` is where its mapping is read again.
    """

    origin: str
    source: str
    title: str | None = None
    mapping: Mapping | None = None
    about: tuple[tuple[str, object], ...] = ()
    mapping_at: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file whose parts and passages are known."""

    found: Structured
    media_type: str
    digest: str


Understood = tuple[Document, tuple[str, ...]]
"""A document and what is to be noted about it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file half way in: its entry in the ledger, and what it became: passages, or a result already."""

    path: Path
    given: Given
    entry: int
    made: Parsed | Result

    @property
    def passages(self) -> Sequence[Passage]:
        """None in a file that needs no storing any more."""
        return self.made.found.passages if isinstance(self.made, Parsed) else ()

    @property
    def weight(self) -> int:
        """Passages; a file that needs no storing any more counts as one, a table fills the batch."""
        if isinstance(self.made, Parsed):
            return len(self.passages)
        return TOGETHER if self.path.suffix.lower() in SUFFIXES else 1


_Made = TypeVar("_Made")


def guarded(path: Path, step: Callable[[], _Made]) -> _Made | Result:
    """What a step of a file's way gives, or why the file is refused at it."""
    try:
        return step()
    except (BadInput, LimitReached, Unavailable) as problem:
        return Result(path.name, Outcome.REFUSED, refusals=(_refusal(path, problem),))
    except Exception:  # the edge of one file's way: a fault of ours must not cost the rest of the batch
        log.exception("could not take in %s", path)
        fault = BadInput(f"{path.name} could not be read: an internal error.", remedy="Please report it with the log.")
        return Result(path.name, Outcome.REFUSED, refusals=(_refusal(path, fault),))


def _refusal(path: Path, problem: MeaKgError) -> Refusal:
    return Refusal(path.name, "", problem.message, problem.remedy)
