"""Names by what people type: order of answers, folding in six scripts, one wrong keystroke."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.model import Uri
from kg.suggest import Name, NameIndex, Role, fold
from kg.suggest.folding import plain

LABELS = {
    "mercury": (
        "concept",
        {"en": "Mercury", "fr": "Mercure", "es": "Mercurio", "ru": "Ртуть", "zh": "汞", "ar": "الزئبق"},
    ),
    "waste": (
        "concept",
        {
            "en": "Hazardous wastes",
            "fr": "Déchets dangereux",
            "es": "Desechos peligrosos",
            "ru": "Опасные отходы",
            "zh": "危险废物",
            "ar": "النفايات الخطرة",
        },
    ),
    "pops": (
        "concept",
        {"en": "Persistent organic pollutants", "ru": "Стойкие органические загрязнители", "zh": "持久性有机污染物"},
    ),
    "emissions": ("concept", {"en": "Mercury emissions", "zh": "汞排放", "ar": "انبعاثات الزئبق"}),
    "russia": ("party", {"en": "Russian Federation", "ru": "Российская Федерация", "ar": "الاتحاد الروسي"}),
    "ivory": ("party", {"en": "Côte d’Ivoire", "ru": "Кот-д’Ивуар", "ar": "كوت ديفوار"}),
    "cop6": ("meeting", {"en": "Sixth meeting of the Conference of the Parties"}),
    "ship": ("project", {"en": "Planned experiments in the Ёлочка valley", "ru": "Ёлочка"}),
}
OTHERS = [
    ("gef", "organization", "en", "Global Environment Facility", Role.PREFERRED),
    ("gef", "organization", "en", "GEF", Role.ALTERNATIVE),
    ("gef", "organization", "ru", "ГЭФ", Role.ALTERNATIVE),
    ("gef", "organization", "zh", "全环基金", Role.ALTERNATIVE),
    ("gef-gold", "project", "en", "GEF GOLD", Role.PREFERRED),
    ("gefion", "organization", "en", "Some agency", Role.PREFERRED),
    ("gefion", "organization", "en", "GEFA", Role.ALTERNATIVE),
    ("reporting", "concept", "en", "Reports to the GEF", Role.PREFERRED),
    ("decision", "decision", "en", "Digital strategy", Role.PREFERRED),
    ("decision", "decision", "", "MC-5/16", Role.CODE),
    ("mercury", "concept", "en", "Quicksilvr", Role.HIDDEN),
]


def name(key: str, kind: str, language: str, text: str, role: Role) -> Name:
    return Name(Uri(f"http://kg.example/id/{kind}/{key}"), kind, language, text, role)


NAMES = [
    *(
        name(key, kind, language, text, Role.PREFERRED)
        for key, (kind, labels) in LABELS.items()
        for language, text in labels.items()
    ),
    *(name(*other) for other in OTHERS),
]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex(NAMES)


def keys(index: NameIndex, text: str, k: int = 10, language: str | None = None, kind: str | None = None) -> list[str]:
    return [m.name.uri.rpartition("/")[2] for m in index.find(text, k, language, kind)]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        # one letter missing, too many, replaced, two exchanged
        ("Mercry", "mercury"),
        ("merrcury", "mercury"),
        ("merkury", "mercury"),
        ("mecrury", "mercury"),
        ("wercury", "mercury"),
        ("hazadrous w", "waste"),
        ("déchets dangreux", "waste"),
        ("decets", "waste"),
        ("desechos peligorsos", "waste"),
        ("dezechos", "waste"),
        ("ртуьт", "mercury"),
        ("опастные отх", "waste"),
        ("Федирация", "russia"),
        ("الزئبك", "mercury"),
        ("النفايت", "waste"),
        ("النفايات الخرطة", "waste"),
        ("持久性有机污染勿", "pops"),
        ("持性有机污染", "pops"),
        # the typo stands in one of two words that are apart
        ("pollutants persistant", "pops"),
    ],
)
def test_one_wrong_keystroke_in_six_languages(index: NameIndex, typed: str, key: str) -> None:
    found = index.find(typed, 3)
    assert found[0].name.uri.endswith(f"/{key}")
    assert found[0].tier.name == "FUZZY"


@pytest.mark.parametrize("typed", ["mrc", "Mali", "xyzzy", "汞废", "MC-5/17", "MC-6/16", "merkurx", "..."])
def test_what_is_too_far_away_or_too_short_is_not_guessed(index: NameIndex, typed: str) -> None:
    assert index.find(typed, 5) == []


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("cote d'ivoire", "ivory"),
        ("COTE D IVOIRE", "ivory"),
        ("кот д ивуар", "ivory"),
        ("елочка", "ship"),
        ("ЁЛОЧКА", "ship"),
        ("dechets", "waste"),
        ("الزيبق", "mercury"),
        ("زئبق", "mercury"),
        ("بالزئبق", "mercury"),
        ("الإتحاد الروسي", "russia"),
        ("نفايات", "waste"),
        ("ＭＣ－５／１６", "decision"),
        ("mc 5 16", "decision"),
        ("有机污染", "pops"),
        ("废物", "waste"),
        ("全环", "gef"),
        ("ГЭФ", "gef"),
        ("quicksilvr", "mercury"),
    ],
)
def test_letters_are_folded_and_every_kind_of_name_is_found(index: NameIndex, typed: str, key: str) -> None:
    assert keys(index, typed)[0] == key


def test_order_of_answers(index: NameIndex) -> None:
    found = index.find("GEF", 10)
    assert [(m.name.text, m.tier.name) for m in found] == [
        ("GEF", "EXACT"),
        ("GEF GOLD", "PREFERRED"),
        ("GEFA", "ALTERNATIVE"),
        ("Reports to the GEF", "WORD"),
    ]


def test_shorter_names_come_first_and_words_in_any_order_after_them(index: NameIndex) -> None:
    assert keys(index, "merc") == ["mercury", "emissions"]
    assert [(m.name.text, m.tier.name) for m in index.find("emissions merc", 5)] == [("Mercury emissions", "WORDS")]


def test_a_thing_is_listed_once_with_its_best_name(index: NameIndex) -> None:
    found = keys(index, "mercur", 10)
    assert len(found) == len(set(found))
    assert index.find("mercur", 1, "fr")[0].name.text == "Mercure"
    assert index.find("mercur", 1, "en")[0].name.text == "Mercury"


def test_only_things_of_a_kind(index: NameIndex) -> None:
    assert keys(index, "gef", kind="project") == ["gef-gold"]
    assert keys(index, "gef", kind="meeting") == []
    assert keys(index, "sixth", kind="meeting") == ["cop6"]


def test_k_is_kept_and_nothing_typed_finds_nothing(index: NameIndex) -> None:
    assert len(index.find("m", 1)) == 1
    assert index.find(" ", 5) == index.find("'", 5) == []
    assert NameIndex().find("mercury", 5) == []


def test_folding_is_stable() -> None:
    assert fold("Ёлка Ça Œuvre ÅRSTA الأطراف") == "елка ca oeuvre arsta الاطراف"


@given(st.text(max_size=60))
def test_any_text_can_be_asked_for(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert NameIndex(NAMES[:6]).find(text, 3) is not None


@given(st.sampled_from(NAMES), st.data())
def test_every_name_is_found_by_its_own_words_and_after_one_edit(one: Name, data: st.DataObject) -> None:
    index = NameIndex(NAMES)
    assert any(m.name.uri == one.uri for m in index.find(one.text, 1)), "the whole name comes first"
    words = plain(one.text)
    assume(words.isalpha() and len(words) >= 6)
    place = data.draw(st.integers(0, len(words) - 2))
    edits = {
        "missing": words[:place] + words[place + 1 :],
        "twice": words[: place + 1] + words[place:],
        "exchanged": words[:place] + words[place + 1] + words[place] + words[place + 2 :],
        "replaced": words[:place] + words[-1] + words[place + 1 :],
    }
    typed = edits[data.draw(st.sampled_from(sorted(edits)))]
    assert any(m.name.uri == one.uri for m in index.find(typed, 10)), typed
