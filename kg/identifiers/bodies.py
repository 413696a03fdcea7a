"""Names of the conventions' bodies in six languages, as regular expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Body:
    """A body that meets. ``convention`` is None for bodies that several conventions have."""

    key: str
    convention: str | None
    names: str


BODIES = (
    Body(
        "cop",
        None,
        r"conferences?\sof\sthe\sparties|conférences?\sdes\sparties|conferencias?\sde\slas\spartes"
        r"|конференци\w{1,2}\sсторон\b|缔约方大会|(?:[وبفك]?ال|لل|[بلوك])?مؤتمر\sال[أا]طراف",
    ),
    Body(
        "crc",
        "rotterdam",
        r"chemical\sreview\scommittee|comité\sd['’]étude\sdes\sproduits\schimiques"
        r"|comité\sde\sexamen\sde\sproductos\squímicos|комитет\w{0,2}\sпо\sрассмотрению\sхимических\sвеществ"
        r"|化学品审查委员会|[بل]?لجنة\sاستعراض\sالمواد\sالكيميائية",
    ),
    Body(
        "poprc",
        "stockholm",
        r"persistent\sorganic\spollutants\sreview\scommittee|comité\sd['’]étude\sdes\spolluants\sorganiques\spersistants"
        r"|comité\sde\sexamen\sde\s(?:los\s)?contaminantes\sorgánicos\spersistentes"
        r"|комитет\w{0,2}\sпо\sрассмотрению\sстойких\sорганических\sзагрязнителей|持久性有机污染物审查委员会"
        r"|[بل]?لجنة\sاستعراض\sالملوثات\sالعضوية\sالثابتة",
    ),
    Body(
        "oewg",
        "basel",
        r"open-ended\sworking\sgroup|groupe\sde\stravail\sà\scomposition\snon\slimitée"
        r"|grupo\sde\strabajo\sde\scomposición\sabierta|рабоч\w{2,3}\sгрупп\w{1,2}\sоткрытого\sсостава"
        r"|不限成员名额工作组|(?:ال|لل)فريق\sالعامل\sالمفتوح\sالعضوية",
    ),
    Body(
        "icc",
        None,
        r"implementation\sand\scompliance\scommittee|comité\sde\smise\sen\sœuvre\set\sdu\srespect\sdes\sobligations"
        r"|comité\sde\saplicación\sy\scumplimiento|комитет\w{0,2}\sпо\sосуществлению\sи\sсоблюдению"
        r"|履约和遵约委员会|[بل]?لجنة\sالتنفيذ\sوالامتثال",
    ),
)
BODY = "|".join(f"(?P<{body.key}>{body.names})" for body in BODIES)
"""Any body; the group's name tells which."""

BODY_HINTS = (
    "conference", "conférence", "conferencia", "конференци", "缔约方大会", "مؤتمر",
    "chemical", "d'étude", "d’étude", "examen", "рассмотрению", "化学品审查", "استعراض",
    "pollutants", "持久性有机", "open-ended", "limitée", "abierta", "открытого", "不限成员", "المفتوح",
    "compliance", "respect", "cumplimiento", "соблюдению", "履约和遵约", "الامتثال",
)  # fmt: skip
"""In lower case: a text without any of them names no body by ``BODY``."""

SHORT = re.compile(
    r"(?<![^\W_\u3400-\u9fff])(?<![/.])"
    r"(?:(?P<prefix>MC|BC|RC|SC|Minamata|Basel|Rotterdam|Stockholm)[\s-])?"
    r"(?P<body>COP|CdP|КС|POPRC|CRC|OEWG|РГОС|КРСОЗ|КРХВ|ICC)\s?-?\s?(?P<number>\d{1,2})(?![\w/]|\.\d)"
    r"(?!\s(?:of\sthe\sUNFCCC|UNFCCC|CBD))"
)
"""``COP-6``, ``COP6``, ``BC COP-17``, ``КС-6``, ``POPRC-19``."""

SHORT_BODIES = {
    "COP": ("cop", None),
    "CDP": ("cop", None),
    "КС": ("cop", None),
    "POPRC": ("poprc", "stockholm"),
    "КРСОЗ": ("poprc", "stockholm"),
    "CRC": ("crc", "rotterdam"),
    "КРХВ": ("crc", "rotterdam"),
    "OEWG": ("oewg", "basel"),
    "РГОС": ("oewg", "basel"),
    "ICC": ("icc", None),
}
"""Abbreviation in capitals → body, and its convention where only one has it."""
BODY_BY_KEY = {body.key: body for body in BODIES}
