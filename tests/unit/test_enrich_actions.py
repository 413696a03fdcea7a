"""What the paragraphs of decisions have somebody do, in six languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.enrich import EnrichmentContext, enrich
from ingest.readers.process import ReaderPool
from ingest.structure import structure
from kg.identifiers import Uris
from kg.linking import Label, LabelMatcher
from kg.model import Action, Eid, Passage, PassageKind, Span, Uri
from kg.settings import Settings

BASE = "http://x/"
SECRETARIAT = ["bodies.secretariat", "minamata-secretariat"]
PARTIES = ["addressees.parties"]
ACADEMIA = ["addressees.academia"]


def operative(text: str, language: str, emphasis: tuple[Span, ...] = (), eid: str = "annex_1__para_1") -> Passage:
    return Passage(Eid(eid), "annex_1", "1", PassageKind.OPERATIVE, text, language, 1, emphasis=emphasis)


def actions(*passages: Passage, labels: tuple[Label, ...] = ()) -> list[tuple[Passage, Action]]:
    context = EnrichmentContext(Uris(BASE), LabelMatcher(labels), "minamata", None, "mc-cop-6")
    return [(p, a) for p in enrich(passages, passages[0].language, context) for a in p.actions]


def keys(uris: tuple[Uri, ...]) -> list[str]:
    return [uri.rpartition("/")[2] for uri in uris]


@pytest.mark.parametrize(
    ("language", "text", "verb", "addressees", "asked"),
    [
        ("en", "Requests the secretariat to prepare a report;", "requests", SECRETARIAT, "to prepare"),
        ("en", "Also invites Parties and relevant stakeholders to comment;", "invites", None, "to comment"),
        (
            "en",
            "Urges developed country Parties to contribute;",
            "urges",
            ["addressees.developed-country-parties"],
            "to",
        ),
        ("en", "Encourages Governments to act;", "encourages", ["addressees.governments"], "to act"),
        ("en", "Calls upon Parties, within their means, to report;", "calls-upon", PARTIES, "within"),
        ("en", "Takes note of the report of the secretariat;", "takes-note", [], "of the report"),
        ("en", "Invites universities to test the feeds;", "invites", ACADEMIA, "to test"),
        ("fr", "Invite les universités à publier leurs carnets ;", "invites", ACADEMIA, "à publier"),
        ("es", "Invita a los centros de investigación a que aporten datos;", "invites", ACADEMIA, "a que"),
        ("ru", "предлагает университетам представить данные;", "invites", ACADEMIA, "представить"),
        ("zh", "邀请各研究机构提供独立的审查员。", "invites", ACADEMIA, "提供"),
        ("ar", "يدعو الجامعات إلى أن تسهم بأسئلة؛", "invites", ACADEMIA, "إلى أن"),
        ("fr", "Prie le secrétariat de présenter un rapport ;", "requests", SECRETARIAT, "de présenter"),
        ("fr", "Invite les Parties à communiquer leurs vues ;", "invites", PARTIES, "à communiquer"),
        ("es", "Solicita a la Secretaría que prepare un informe;", "requests", SECRETARIAT, "que prepare"),
        ("es", "Alienta a las Partes a que presenten informes;", "encourages", PARTIES, "a que"),
        ("ru", "просит секретариат подготовить доклад;", "requests", SECRETARIAT, "подготовить"),
        ("ru", "предлагает Сторонам представить замечания;", "invites", PARTIES, "представить"),
        ("ru", "также поручает Исполнительному секретарю созвать совещание;", "requests", SECRETARIAT, "созвать"),
        ("zh", "请秘书处编写一份报告；", "requests", SECRETARIAT, "编写"),
        ("zh", "邀请缔约方提出意见；", "invites", PARTIES, "提出"),
        ("ar", "يطلب إلى الأمانة أن تعد تقريرا؛", "requests", SECRETARIAT, "أن تعد"),
        ("ar", "يدعو الأطراف إلى تقديم تعليقات؛", "invites", PARTIES, "إلى تقديم"),
    ],
)
def test_verb_addressee_and_object(
    language: str, text: str, verb: str, addressees: list[str] | None, asked: str
) -> None:
    ((passage, action),) = actions(operative(text, language))
    assert action.verb == f"verbs.{verb}"
    assert keys(action.addressees) == (
        ["addressees.parties", "addressees.stakeholders"] if addressees is None else addressees
    )
    assert passage.text[slice(*action.object)].startswith(asked)
    assert action.actor == f"{BASE}id/concept/bodies.cop"


@pytest.mark.parametrize(
    ("language", "text", "verbs"),
    [
        ("en", "Welcomes the report and requests the secretariat to publish it;", ["welcomes", "requests"]),
        ("fr", "Se félicite du rapport et prie le secrétariat de le publier ;", ["welcomes", "requests"]),
        (
            "es",
            "Acoge con beneplácito el informe y solicita a la Secretaría que lo publique;",
            ["welcomes", "requests"],
        ),
        ("ru", "приветствует доклад и просит секретариат опубликовать его;", ["welcomes", "requests"]),
        ("zh", "欢迎该报告，并请秘书处予以公布；", ["welcomes", "requests"]),
        ("ar", "يرحب بالتقرير ويطلب إلى الأمانة أن تنشره؛", ["welcomes", "requests"]),
    ],
)
def test_a_paragraph_may_do_two_things(language: str, text: str, verbs: list[str]) -> None:
    found = actions(operative(text, language))
    assert [action.verb for _, action in found] == [f"verbs.{verb}" for verb in verbs]
    assert keys(found[0][1].addressees) == []
    assert keys(found[1][1].addressees) == SECRETARIAT


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "Requests Parties to report by 31 March 2027;", "2027-03-31"),
        ("en", "Requests Parties to report no later than 31 March 2027;", "2027-03-31"),
        ("fr", "Prie les Parties de faire rapport avant le 31 mars 2027 ;", "2027-03-31"),
        ("es", "Solicita a las Partes que informen a más tardar el 31 de marzo de 2027;", "2027-03-31"),
        ("ru", "просит Стороны представить доклады не позднее 31 марта 2027 года;", "2027-03-31"),
        ("zh", "请缔约方在2027年3月31日之前提交报告；", "2027-03-31"),
        ("ar", "يطلب إلى الأطراف أن تقدم تقاريرها قبل 31 آذار/مارس 2027؛", "2027-03-31"),
        ("en", "Requests the secretariat to publish the report of 31 March 2025;", None),
    ],
)
def test_a_deadline_is_a_day_by_which(language: str, text: str, day: str | None) -> None:
    ((_, action),) = actions(operative(text, language))
    assert action.deadline == day


@pytest.mark.parametrize(
    ("language", "text", "meeting"),
    [
        (
            "en",
            "Requests the secretariat to report to the Conference of the Parties at its eighth meeting;",
            "mc-cop-8",
        ),
        ("en", "Requests the secretariat to report at the next meeting of the Conference of the Parties;", "mc-cop-7"),
        ("ru", "просит секретариат представить доклад Конференции Сторон на ее седьмом совещании;", "mc-cop-7"),
        ("zh", "请秘书处向缔约方大会第七次会议提交报告；", "mc-cop-7"),
        ("en", "Welcomes the outcome of the seventh meeting of the Conference of the Parties;", None),
    ],
)
def test_a_meeting_may_be_the_deadline(language: str, text: str, meeting: str | None) -> None:
    ((_, action),) = actions(operative(text, language))
    assert (action.meeting or "/").rpartition("/")[2] == (meeting or "")


def test_the_rest_of_a_name_is_not_what_is_asked() -> None:
    label = Label(Uri(f"{BASE}id/organization/informea"), "organization", "en", "InforMEA", preferred=True)
    ((passage, action),) = actions(
        operative("Invites the InforMEA Steering Committee to test the feeds;", "en"), labels=(label,)
    )
    assert keys(action.addressees) == ["informea"]
    assert passage.text[slice(*action.object)] == "to test the feeds;"


def test_items_are_asked_of_the_same() -> None:
    item = Passage(
        Eid("annex_1__para_1__item_a"), "annex_1", "1(a)", PassageKind.ITEM, "To report on mercury;", "en", 2
    )
    label = Label(Uri(f"{BASE}id/concept/chemicals.mercury"), "concept", "en", "mercury", preferred=True)
    found = actions(operative("Requests the secretariat:", "en"), item, labels=(label,))
    assert [(p.eid, a.verb, keys(a.addressees), keys(a.subjects)) for p, a in found] == [
        ("annex_1__para_1", "verbs.requests", SECRETARIAT, []),
        ("annex_1__para_1__item_a", "verbs.requests", SECRETARIAT, ["chemicals.mercury"]),
    ]


def test_only_operative_paragraphs_act() -> None:
    text = Passage(Eid("body__para_1"), "body", "1", PassageKind.PARAGRAPH, "Requests the secretariat to act.", "en", 1)
    assert actions(text) == []


def test_the_draft_decision_of_the_corpus(shared: Path) -> None:
    with ReaderPool(Settings()) as pool:
        found = structure(pool.read(next((shared / "corpus").glob("000_*.txt"))))
    context = EnrichmentContext(Uris(BASE), LabelMatcher(()), "minamata", None, found.masthead.meeting)
    enriched = enrich(found.passages, found.language, context)
    read = [(p.number, a.verb.removeprefix("verbs."), keys(a.addressees)[:1]) for p in enriched for a in p.actions]
    asked = ["bodies.secretariat"]
    assert read == [
        ("1", "welcomes", []),
        ("2", "requests", asked),
        ("3", "recognizes", []),
        ("3", "requests", asked),
        ("4", "decides", []),
        ("5", "calls-upon", asked),
        ("6", "requests", asked),
        ("7", "requests", asked),
        ("8", "requests", asked),
    ]
    assert (enriched[-1].actions or next(p for p in reversed(enriched) if p.actions).actions)[0].meeting == (
        f"{BASE}id/meeting/mc-cop-7"
    )
