"""A watched folder: files that come, change and go."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from ingest.harvest.kinds.base import Source
from ingest.sources.files import files


class FolderSource(Source):
    """A folder and those below it; a relative path starts where the command does."""

    kind: Literal["folder"]
    path: Path

    @property
    def address(self) -> str:
        """Its name; where exactly it lies is for its operator only."""
        return self.path.name

    def found(self) -> list[Path]:
        """The files that are in it now.

        Raises:
            NotFound: the folder is not there.
        """
        return files([self.path])
