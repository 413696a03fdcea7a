"""What an OAI-PMH request asks for: its arguments checked, its resumption token read (sections 3 and 4)."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from kg.changelog import FACETS, Bounds

PREFIXES = ("oai_dc", "rdf")
"""The metadata formats."""

_REQUIRED = {
    "Identify": (),
    "ListMetadataFormats": (),
    "ListSets": (),
    "GetRecord": ("identifier", "metadataPrefix"),
    "ListIdentifiers": ("metadataPrefix",),
    "ListRecords": ("metadataPrefix",),
}
_OPTIONAL = {
    "ListMetadataFormats": ("identifier",),
    "ListSets": ("resumptionToken",),
    "ListIdentifiers": ("from", "until", "set", "resumptionToken"),
    "ListRecords": ("from", "until", "set", "resumptionToken"),
}
_DAY, _SECOND = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")


class OaiError(Exception):
    """An error as the standard names it (section 3.6)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: which list it is, the last change delivered, how many records came before, how many in all.

    It names a change, not an offset: what is added, changed or removed meanwhile moves nothing that is still to come.
    """

    verb: str
    prefix: str
    since: str | None = None
    until: str | None = None
    set: str | None = None
    after: int = 0
    delivered: int = 0
    size: int = 0

    @property
    def bounds(self) -> Bounds:
        """The part of the change log that is still to come.

        Raises:
            OaiError: noRecordsMatch, a set of that kind does not exist.
        """
        facet, _, value = (self.set or "").partition(":")
        if facet and facet not in FACETS:
            raise OaiError("noRecordsMatch", f"There is no set {self.set}.")
        return Bounds(self.after, self.since, self.until, facet or None, value or None)

    def moved(self, after: int, delivered: int, size: int) -> Cursor:
        """The place behind these records."""
        return replace(self, after=after, delivered=self.delivered + delivered, size=size)

    def token(self) -> str:
        """The resumption token for this place."""
        text = json.dumps(list(asdict(self).values()), ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_arguments(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The arguments by name.

    Raises:
        OaiError: badVerb, badArgument.
    """
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in _REQUIRED:
        raise OaiError("badVerb", f"The verb is one of {', '.join(_REQUIRED)}, and it is given once.")
    verb, given = verbs[0], dict(pairs)
    if len(given) != len(pairs):
        raise OaiError("badArgument", "An argument is given twice.")
    required, optional = _REQUIRED[verb], _OPTIONAL.get(verb, ())
    unknown = given.keys() - {"verb", *required, *optional}
    if unknown:
        raise OaiError("badArgument", f"{verb} does not take {', '.join(sorted(unknown))}.")
    if "resumptionToken" in given:
        if len(given) > 2:
            raise OaiError("badArgument", "resumptionToken is an exclusive argument.")
    elif missing := set(required) - given.keys():
        raise OaiError("badArgument", f"{verb} needs {', '.join(sorted(missing))}.")
    return given


def start(arguments: dict[str, str]) -> Cursor:
    """Where the list that the arguments ask for begins, or goes on.

    Raises:
        OaiError: badArgument, badResumptionToken, cannotDisseminateFormat.
    """
    verb = arguments["verb"]
    if "resumptionToken" in arguments:
        return _resumed(verb, arguments["resumptionToken"])
    since, until = arguments.get("from"), arguments.get("until")
    for text in filter(None, (since, until)):
        if not is_datestamp(text):
            raise OaiError("badArgument", f"“{text}” is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ.")
    if since == "" or until == "":
        raise OaiError("badArgument", "A date is empty.")
    if since and until and (len(since) != len(until) or since > until):
        raise OaiError("badArgument", "from and until have the same granularity, and from is not later.")
    wanted = arguments.get("set")
    if wanted is not None and not _SET.fullmatch(wanted):
        raise OaiError("badArgument", f"“{wanted}” is not a setSpec.")
    prefix = check_prefix(arguments["metadataPrefix"])
    first = f"{since}T00:00:00Z" if since and len(since) == 10 else since
    last = f"{until}T23:59:59Z" if until and len(until) == 10 else until
    return Cursor(verb, prefix, first, last, wanted)


def check_prefix(prefix: str) -> str:
    """The metadata prefix.

    Raises:
        OaiError: cannotDisseminateFormat.
    """
    if prefix not in PREFIXES:
        raise OaiError("cannotDisseminateFormat", f"The formats are {' and '.join(PREFIXES)}.")
    return prefix


def is_datestamp(text: str) -> bool:
    """Whether it is a date or a time of the calendar in one of the two granularities."""
    if not (_DAY.fullmatch(text) or _SECOND.fullmatch(text)):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _resumed(verb: str, token: str) -> Cursor:
    wrong = OaiError("badResumptionToken", "This token was not given by this repository for this verb.")
    try:
        cursor = Cursor(*json.loads(base64.b64decode(f"{token}{'=' * (-len(token) % 4)}", b"-_", validate=True)))
    except (binascii.Error, ValueError, TypeError):
        raise wrong from None
    texts, numbers = (cursor.since, cursor.until, cursor.set), (cursor.after, cursor.delivered, cursor.size)
    sound = all(isinstance(t, str | None) for t in texts) and all(type(n) is int and 0 <= n < 2**62 for n in numbers)
    if not sound or cursor.verb != verb or cursor.prefix not in PREFIXES:
        raise wrong
    return cursor
