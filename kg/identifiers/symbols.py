"""Document symbols (``UNEP/MC/COP.6/INF/26``): finding, normal form, meeting and key.

Forms after the conventions' own documents: the full symbol, the short forms of
the Earth Negotiations Bulletin (``CHW.17/15``), and the forms that file names
and our keys have (``UNEP-MC-COP.6-INF-26``). Symbols are written in Latin
letters in all six languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.identifiers.folding import fold
from kg.identifiers.treaties import meeting_key
from kg.model import Key, Span


@dataclass(frozen=True, slots=True)
class SymbolMatch:
    """A symbol in a text: its normal form, and the meeting key and treaty key that it implies."""

    span: Span
    symbol: str
    meeting: str | None
    convention: str | None


@dataclass(frozen=True, slots=True)
class _Family:
    """Symbols that begin alike. ``heads`` are regular expressions with ``~`` for the separator."""

    heads: tuple[str, ...]
    normal: str
    convention: str | None


_FAMILIES = (
    _Family(("UNEP~MC~", "MC~"), "UNEP/MC/", "minamata"),
    _Family((r"UNEP\(?DTIE\)?~Hg~",), "UNEP(DTIE)/Hg/", "minamata"),
    _Family(("UNEP~FAO~RC~", "FAO~RC~", "RC~"), "UNEP/FAO/RC/", "rotterdam"),
    _Family(("UNEP~FAO~PIC~",), "UNEP/FAO/PIC/", "rotterdam"),
    _Family(("UNEP~POPS~", "POPS~"), "UNEP/POPS/", "stockholm"),
    _Family(("UNEP~CHW~", "CHW~"), "UNEP/CHW/", "basel"),
    _Family((r"UNEP~CHW(?=\.)", r"CHW(?=\.)"), "UNEP/CHW", "basel"),
    _Family(("UNEP~(?=EA|GC|GCSS)",), "UNEP/", None),
)
_BODY = r"(?P<body>COP|CRC|POPRC|OEWG|ICC|CC|INC|ICRC|CONF|EA|GC|GCSS|BUREAU|)(?:\.(?P<session>\d{1,3}))?"
_PART = r"(?:(?:CRP|Add|Rev|Corr|L|INF|SR)\.\d{1,3}|[BRS]C-\d{1,2}[/-]\d{1,3}|\d{1,3}|INF|CRP|Add|Rev|Corr)"
_LEFT = r"(?<![A-Za-z0-9\u00C0-\u024F/._])"  # other scripts may touch a symbol
_RIGHT = r"(?![A-Za-z0-9])"


def _compile(family: _Family, separator: str) -> re.Pattern[str]:
    # After a hyphen only a full symbol begins ("…/15-UNEP/…"): a short one could be the middle of a file name.
    heads = [head if head.startswith("UNEP") else f"(?<!-){head}" for head in family.heads]
    head = "|".join(heads).replace("~", separator)
    return re.compile(rf"{_LEFT}(?:{head}){_BODY}(?P<parts>(?:{separator}{_PART}{_RIGHT})+)", re.IGNORECASE)


_SLASHED = tuple((family, _compile(family, r"\s?/\s?")) for family in _FAMILIES)
_DASHED = tuple(
    (family, _compile(_Family(family.heads[:1], family.normal, family.convention), "[-_]")) for family in _FAMILIES
)
_JOINT = re.compile(r"\s*(?:[-,;/&]|\s)\s*")
_PART_FINDER = re.compile(_PART, re.IGNORECASE)
_SPELLING = {"add": "Add", "rev": "Rev", "corr": "Corr"}


def find_symbols(text: str) -> list[SymbolMatch]:
    """All document symbols in a text, in order, in their normal form; spans are of ``text``.

    Short forms become full ones: ``CHW.17/15`` is ``UNEP/CHW.17/15``. What follows a symbol (full stops,
    asterisks, brackets of any script, words) is not part of the span.
    """
    folded = fold(text)
    found: list[SymbolMatch] = []
    for match in sorted(_candidates(folded.text), key=lambda item: (item.span[0], -item.span[1])):
        if not found or match.span[0] >= found[-1].span[1]:
            found.append(match)
    return [SymbolMatch(folded.span(item.span), item.symbol, item.meeting, item.convention) for item in found]


def parse_symbol(text: str) -> SymbolMatch | None:
    """The symbol that is the whole of ``text`` (or of a key, or a file name's head), else None."""
    text = text.strip()
    matches = find_symbols(text)
    return matches[0] if matches and matches[0].span == (0, len(text)) else None


def parse_joint(text: str) -> list[SymbolMatch]:
    """The symbols of a joint document that ``text`` consists of, joined by dashes or commas; else nothing."""
    matches = find_symbols(text)
    places = [0, *(place for match in matches for place in match.span), len(text)]
    between = [fold(text[start:end]).text for start, end in zip(places[::2], places[1::2], strict=True)]
    joined = len(matches) > 1 and all(_JOINT.fullmatch(part) for part in between[1:-1])
    return matches if joined and not between[0].strip() and not between[-1].strip() else []


def meeting_of_symbol(symbol: str) -> Key | None:
    """Key of the meeting a document was made for: ``UNEP/CHW.17/INF/5`` → ``bc-cop-17``."""
    match = parse_symbol(symbol)
    return Key(match.meeting) if match and match.meeting else None


def symbol_key(symbol: str) -> Key:
    """Key of a document's Work: ``UNEP/MC/COP.6/INF/26`` → ``unep-mc-cop.6-inf-26``."""
    return Key(re.sub(r"[()]", "", symbol).replace("/", "-").lower())


def _candidates(text: str) -> Iterator[SymbolMatch]:
    # Most texts hold none: looking for what every symbol has costs much less than any pattern.
    patterns = (*(_SLASHED if "/" in text else ()), *(_DASHED if "unep" in text.lower() else ()))
    for family, pattern in patterns:
        for match in pattern.finditer(text):
            symbol = _understand(family, match)
            if symbol is not None:
                yield symbol


def _understand(family: _Family, match: re.Match[str]) -> SymbolMatch | None:
    body, session = match["body"].upper(), match["session"]
    names_meeting_by_number = family.normal == "UNEP/CHW"
    if bool(body) == names_meeting_by_number or (session is None and body != "CONF"):
        return None
    parts = [_normal_part(part[0]) for part in _PART_FINDER.finditer(match["parts"])]
    if not any(character.isdigit() for part in parts for character in part):
        return None
    number = f".{int(session)}" if session else ""
    symbol = "/".join([f"{family.normal}{body}{number}", *parts])
    return SymbolMatch(match.span(), symbol, _meeting(family.convention, body, session), family.convention)


def _meeting(convention: str | None, body: str, session: str | None) -> str | None:
    if convention is None or session is None or int(session) < 1:
        return None
    return meeting_key(convention, body or "cop", int(session))


def _normal_part(part: str) -> str:
    if part.isdigit():
        return str(int(part))
    word, dot, number = part.partition(".")
    if not dot and "-" in part:  # a decision's number as the last part: SC-3-7 in a file name is SC-3/7
        prefix, session, serial = re.split("[-/]", part)
        return f"{prefix.upper()}-{int(session)}/{int(serial)}"
    return _SPELLING.get(word.lower(), word.upper()) + (f".{int(number)}" if dot else "")
