"""One exception tree. Each message is written for the person who reads it.

The command line maps these once to exit codes, the HTTP layer once to
``application/problem+json``; nothing else catches ``MeaKgError``.
"""

from __future__ import annotations


class MeaKgError(Exception):
    """Something the caller can understand and act on.

    Args:
        message: what happened, with the file and the place.
        remedy: what to do about it; empty when there is nothing to do.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class BadInput(MeaKgError):
    """A file, row, query or parameter that cannot be used as it is."""


class NotFound(MeaKgError):
    """No such document, concept, entity or base."""


class Gone(NotFound):
    """Was here once and has been removed; a tombstone says when."""


class Locked(MeaKgError):
    """Another process is writing; the message names it."""


class LimitReached(MeaKgError):
    """A setting's limit ended the work (time, memory, rows, bytes)."""


class Busy(MeaKgError):
    """Too much is being asked right now; trying again later will work."""


class Unavailable(MeaKgError):
    """An optional part (library, program, model) is not installed."""


class WrongModel(MeaKgError):
    """The base was built with another encoder than the one configured."""


class NotAllowed(MeaKgError):
    """No key, the wrong key, or writing is switched off."""


class SourceFailed(MeaKgError):
    """Another server did not answer, or not with anything that can be used."""
