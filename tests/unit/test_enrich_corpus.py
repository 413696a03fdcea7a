"""Everything that the two trial documents cite, counted by eye beforehand: nothing more, nothing less."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from ingest.enrich import EnrichmentContext, enrich
from kg.identifiers import Uris
from kg.linking import LabelMatcher
from kg.model import Eid, Mention, Passage, PassageKind

RUSSIAN, CHINESE = "000_ce234f2c51649fb2.txt", "003_fcbfb951e79e6e5e.txt"

EXPECTED = {
    RUSSIAN: {
        "document": {
            "UNEP/MC/COP.5/19": 1,
            "UNEP/MC/COP.6/1/Rev.1": 1,
            "UNEP/MC/COP.6/INF/26": 2,
            "UNEP/MC/COP.6/INF/38": 1,
        },
        "decision": {"MC-5/16": 2, "MC-5/13": 1, "МК-6/[--]": 1},
        "provision": {"minamata.art_21": 1, "minamata.art_17": 3, "minamata.art_24": 3},
        "meeting": {"mc-cop-5": 1, "mc-cop-6": 4, "mc-cop-7": 1},
        "date": {
            "2025-11-03/2025-11-07": 1,
            "2024-01-01/2025-05-31": 1,
            "2022-08-01/2023-12-31": 1,
            "2025-03-04": 1,
            "2025-05": 1,
        },
    },
    CHINESE: {
        "document": {"UNEP/MC/COP.2/1": 1, "UNEP/MC/COP.2/11": 1},
        "decision": {},
        "provision": {"minamata.art_17": 1, "minamata.art_18": 1, "minamata.art_19": 1, "minamata.annex_d": 1},
        # By eye COP-2 is named 13 times and the committee's first meeting three times: "筹备第二次会议" (para. 13)
        # and "委员会第一次会议" (para. 12) do not say whose meeting they are.
        "meeting": {"mc-cop-1": 9, "mc-cop-2": 12, "mc-icc-1": 2},
        "date": {
            "2018-10-22": 1,
            "2018-11-19/2018-11-23": 2,
            "2017-09": 1,
            "2017-12-20": 1,
            "2018-04-27": 1,
            "2018-09-13/2018-09-14": 1,
            "2018-10-09/2018-10-10": 1,
            "2018-10-16/2018-10-17": 1,
            "2018-10-23/2018-10-24": 1,
            "2018-10-30/2018-10-31": 1,
            "2018-03-05/2018-03-09": 1,
            "2018-05-29/2018-05-30": 1,
            "2018-06-27": 1,
            "2019-12-31": 1,
            "2018-06-21": 1,
            "2018-05": 1,
            "2018-06": 1,
            "2018-05-15/2018-05-16": 1,
            "2018-06-05": 1,
            "2018-08-31": 1,
            "2018-10-02/2018-10-03": 1,
        },
    },
}


def _found(path: Path, language: str) -> list[Mention]:
    stretches = re.split(r"\n\n+", path.read_text("utf-8"))
    passages = [
        Passage(Eid(f"p_{order}"), "body", None, PassageKind.PARAGRAPH, text, language, order)
        for order, text in enumerate(stretches)
    ]
    context = EnrichmentContext(Uris("http://x/"), LabelMatcher([]), "minamata", None)
    return [mention for passage in enrich(passages, language, context) for mention in passage.mentions]


@pytest.mark.parametrize(("name", "language"), [(RUSSIAN, "ru"), (CHINESE, "zh")])
@pytest.mark.parametrize("kind", ["document", "decision", "provision", "meeting", "date"])
def test_all_references_and_dates(shared: Path, name: str, language: str, kind: str) -> None:
    mentions = _found(shared / "corpus" / name, language)
    assert Counter(mention.value for mention in mentions if mention.kind == kind) == Counter(EXPECTED[name][kind])


def test_the_verbs_of_the_annexed_decision(shared: Path) -> None:
    text = (shared / "corpus" / RUSSIAN).read_text("utf-8")
    annex = text[text.index("*Конференция Сторон,*") :]
    passages = []
    for order, italic in enumerate(re.finditer(r"(?m)^(?:\d\. )?\*([^*,]+)\*(.*)$", annex)):
        passages.append(
            Passage(
                Eid(f"p_{order}"),
                "annex_1",
                None,
                PassageKind.OPERATIVE,
                italic[1] + italic[2],
                "ru",
                order,
                emphasis=((0, len(italic[1])),),
            )
        )
    context = EnrichmentContext(Uris("http://x/"), LabelMatcher([]), "minamata", None)
    verbs = [
        mention.value.removeprefix("verbs.")
        for passage in enrich(passages, "ru", context)
        for mention in passage.mentions
        if mention.method == "verb"
    ]
    assert (
        verbs
        == ["recalls", "emphasizes", "recognizes", "welcomes", "requests", "recognizes", "decides", "calls-upon"]
        + ["requests"] * 3
    )
