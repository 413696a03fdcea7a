"""Events with their days, places, organizers and funders; places; what a document is about."""

from __future__ import annotations

import pytest

from ingest.enrich import EnrichmentContext, document_topics, enrich
from kg.identifiers import Uris
from kg.linking import Label, LabelMatcher
from kg.model import Eid, Event, Mention, Passage, PassageKind, Uri

BASE = "http://x/"
CITIES = {
    "geneva": {"en": "Geneva", "fr": "Genève", "es": "Ginebra", "ru": "Женева", "zh": "日内瓦", "ar": "جنيف"},
    "lusaka": {"en": "Lusaka", "fr": "Lusaka", "es": "Lusaka", "ru": "Лусака", "zh": "卢萨卡", "ar": "لوساكا"},
    "basel": {"en": "Basel", "fr": "Bâle", "es": "Basilea", "ru": "Базель", "zh": "巴塞尔", "ar": "بازل"},
}
NAMES = {"CHE": {"en": "Switzerland", "fr": "Suisse", "zh": "瑞士", "ru": "Швейцария"}, "NOR": {"en": "Norway"}}
GAZETTEER = LabelMatcher(
    Label(Uri(f"{BASE}id/concept/places.{key}"), "place", language, name, preferred=True)
    for key, names in CITIES.items()
    for language, name in names.items()
)
MATCHER = LabelMatcher(
    [
        *(
            Label(Uri(f"{BASE}id/party/{key}"), "party", language, name, preferred=True)
            for key, names in NAMES.items()
            for language, name in names.items()
        ),
        Label(Uri(f"{BASE}id/organization/unitar"), "organization", "en", "UNITAR", preferred=True),
    ]
)
CONTEXT = EnrichmentContext(Uris(BASE), MATCHER, "minamata", None, None, GAZETTEER)


def passage(text: str, language: str, eid: str = "body__para_1", kind: PassageKind = PassageKind.PARAGRAPH) -> Passage:
    return Passage(Eid(eid), "body", "1", kind, text, language, 1)


def events(*passages: Passage) -> list[Event]:
    return [event for p in enrich(passages, passages[0].language, CONTEXT) for event in p.events]


def short(uris: tuple[Uri, ...]) -> list[str]:
    return [uri.rpartition("/")[2] for uri in uris]


@pytest.mark.parametrize(
    ("language", "text", "kind", "days", "places"),
    [
        ("en", "A webinar on waste was held on 4 March 2025.", "webinar", "2025-03-04", []),
        ("en", "The workshop took place in Lusaka from 9 to 10 October 2018.", "workshop", "2018-10-09/2018-10-10",
         ["places.lusaka"]),
        ("fr", "Un atelier s’est tenu à Genève le 4 mars 2025.", "workshop", "2025-03-04", ["places.geneva"]),
        ("es", "El 4 de marzo de 2025 se celebró un taller en Ginebra.", "workshop", "2025-03-04", ["places.geneva"]),
        ("ru", "Вебинар состоялся 4 марта 2025 года в Женеве.", "webinar", "2025-03-04", ["places.geneva"]),
        ("ru", "Прием заявок завершился 31 августа 2018 года.", "call-for-applications", "2018-08-31", []),
        ("zh", "2018年5月15日至16日在日内瓦举行了研讨会。", "workshop", "2018-05-15/2018-05-16", ["places.geneva"]),
        ("ar", "عقدت حلقة عمل في جنيف في 4 آذار/مارس 2025.", "workshop", "2025-03-04", ["places.geneva"]),
        ("en", "The first call for applications closed on 31 August 2018.", "call-for-applications", "2018-08-31", []),
    ],
)  # fmt: skip
def test_kind_days_and_place(language: str, text: str, kind: str, days: str, places: list[str]) -> None:
    (event,) = events(passage(text, language))
    assert (event.kind, event.days, short(event.places)) == (f"event-kinds.{kind}", days, places)


def test_organizer_and_funder() -> None:
    text = "A training course organized by UNITAR was held in Geneva in May 2025, funded by Switzerland and Norway."
    (event,) = events(passage(text, "en"))
    assert event.kind == "event-kinds.training"
    assert short(event.organizers) == ["unitar"]
    assert short(event.funders) == ["CHE", "NOR"]


def test_items_are_events_of_the_announced_kind() -> None:
    found = events(
        passage("The following regional consultations were held:", "en"),
        passage("Africa: Lusaka, 9 and 10 October 2018;", "en", "body__para_1__item_a", PassageKind.ITEM),
    )
    assert [(e.kind, e.days, short(e.places)) for e in found] == [
        ("event-kinds.consultation", "2018-10-09/2018-10-10", ["places.lusaka"])
    ]


@pytest.mark.parametrize(
    "text", ["The workshop was useful.", "Parties will discuss training.", "On 4 March 2025 nothing was held."]
)
def test_no_event_without_days_or_place_and_a_word_for_it(text: str) -> None:
    assert events(passage(text, "en")) == []


def test_a_city_in_the_name_of_a_convention_is_no_place() -> None:
    texts = ["Parties to the Basel Convention met.", "The centre is in Basel."]
    enriched = enrich([passage(text, "en") for text in texts], "en", CONTEXT)
    assert [[m.value for m in p.mentions if m.kind == "place"] for p in enriched] == [[], ["Basel"]]


def topic(key: str) -> Mention:
    return Mention((0, 1), "concept", key, Uri(f"{BASE}id/concept/topics.{key}"), "label", 1.0)


def test_what_is_named_often_and_first_is_what_a_document_is_about() -> None:
    heading = Passage(Eid("body__heading_1"), "body", None, PassageKind.HEADING, "x", "en", 1, mentions=(topic("a"),))
    body = [
        Passage(Eid(f"body__para_{n}"), "body", str(n), PassageKind.PARAGRAPH, "x", "en", n, mentions=mentions)
        for n, mentions in enumerate([(topic("a"), topic("b")), (topic("b"),), (topic("b"),), ()], 2)
    ]
    found = document_topics([heading, *body], [Uri(f"{BASE}id/concept/topics.a")])
    assert [uri.rpartition(".")[2] for uri, _ in found] == ["a", "b"]
    assert found[0][1] == 1.0
    assert 0.2 < found[1][1] < 0.5
    assert document_topics([]) == ()
