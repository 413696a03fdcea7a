"""The four conventions, the letters that stand for them, and the keys of their meetings and parts."""

from __future__ import annotations

import re
from types import MappingProxyType

from kg.errors import BadInput
from kg.model import Key

PREFIXES = MappingProxyType({"minamata": "mc", "basel": "bc", "rotterdam": "rc", "stockholm": "sc"})
"""Treaty key → the two letters that its decisions and meetings begin with."""

TREATY_OF_PREFIX = MappingProxyType({prefix: treaty for treaty, prefix in PREFIXES.items()})

CITIES = MappingProxyType(
    {
        "minamata": r"Minamata|Минамат\w*|[ولب]{0,2}ميناماتا|水俣",
        "basel": r"Basel|B[âa]le|Basilea|Базел\w*|[ولب]{0,2}بازل|巴塞尔",
        "rotterdam": r"R[oó]t?terdam|Роттердам\w*|[ولب]{0,2}روتردام|鹿特丹",
        "stockholm": r"Stockholm|Estocolmo|Стокгольм\w*|[ولب]{0,2}[اإ]?(?:ستوكهولم|ستكهولم)|斯德哥尔摩",
    }
)
"""Treaty key → the names of its city in six languages, a regular expression: “COP-4 of Minamata”."""

_LETTERED = frozenset({"minamata", "stockholm"})
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
"""Roman numbers from one on, as most annexes are counted."""
_ARTICLE = re.compile(r"art_(?P<number>\d+)(?:__(?P<paragraph>para_\d+))?(?:__|$)")
_ANNEX = re.compile(r"annex_(?P<number>\d|10)(?P<suffix>_[ab])?(?:__part_(?P<part>\d))?(?:__|$)")
_MEETING = re.compile(r"(?P<prefix>mc|bc|rc|sc)-(?P<body>[a-z]+)-(?P<number>\d+)")


def meeting_key(convention: str, body: str, number: int) -> Key:
    """Key of a meeting: ``meeting_key("minamata", "cop", 6)`` is ``mc-cop-6``.

    Args:
        convention: treaty key, or its two letters.
        body: abbreviation of the body, any case: ``COP``, ``POPRC``, ``OEWG``.
        number: of the meeting, from 1.

    Raises:
        BadInput: for a convention that is not one of the four, or a body or number that cannot be.
    """
    prefix = PREFIXES.get(convention, convention)
    if prefix not in TREATY_OF_PREFIX:
        raise BadInput(
            f"“{convention}” is not one of the four conventions.", remedy=f"Use one of {', '.join(PREFIXES)}."
        )
    if number < 1 or not re.fullmatch(r"[A-Za-z]+", body):
        raise BadInput(f"There can be no meeting number {number} of the body “{body}”.")
    return Key(f"{prefix}-{body.lower()}-{number}")


def parse_meeting_key(key: str) -> tuple[str, str, int] | None:
    """(treaty, body, number) of a meeting's key, None for another kind of key."""
    match = _MEETING.fullmatch(key)
    if match is None:
        return None
    return TREATY_OF_PREFIX[match["prefix"]], match["body"], int(match["number"])


def article_key(convention: str, number: int) -> Key:
    """Key of an article: ``minamata.art_17``."""
    return Key(f"{convention}.art_{number}")


def annex_key(convention: str, label: str) -> Key:
    """Key of an annex by its letter or Roman number: ``minamata.annex_a``, ``basel.annex_viii``."""
    return Key(f"{convention}.annex_{label.lower()}")


def provision_keys(convention: str, eid: str) -> list[Key]:
    """Keys of the provisions that a passage of a treaty's text belongs to, the article or annex first.

    ``art_5__para_1__item_a`` of Minamata gives ``minamata.art_5`` and ``minamata.art_5__para_1``;
    ``annex_5__part_1__art_3`` gives ``minamata.annex_e`` and ``minamata.annex_e__part_i``.
    """
    if article := _ARTICLE.match(eid):
        own = article_key(convention, int(article["number"]))
        return [own, Key(f"{own}__{article['paragraph']}")] if article["paragraph"] else [own]
    annex = _ANNEX.match(eid)
    if annex is None:
        return []
    ordinal, suffix = int(annex["number"]), annex["suffix"] or ""
    label = chr(ord("A") + ordinal - 1) if convention in _LETTERED else ROMAN[ordinal - 1] + suffix
    own = annex_key(convention, label)
    # Only the annexes with letters have parts that are cited by themselves.
    part = annex["part"] if convention in _LETTERED else None
    return [own, Key(f"{own}__part_{ROMAN[int(part) - 1].lower()}")] if part else [own]
