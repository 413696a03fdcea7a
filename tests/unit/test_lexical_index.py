from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.lexical.tantivy_index import TantivyReader, TantivyWriter
from kg.model import Mention, Uri


@dataclass(frozen=True)
class P:
    id: int
    item: int
    language: str
    text: str
    mentions: tuple[Mention, ...] = ()


GEF = Mention((0, 3), "organization", "GEF", Uri("http://example.org/id/organization/gef"), "label", 1.0)
PASSAGES = [
    P(1, 10, "en", "The secretariat organized fifteen events about mercury trade."),
    P(2, 10, "en", "The website was visited 178,000 times."),
    P(3, 11, "ru", "Веб-сайт посетили 178 000 раз."),
    P(4, 11, "ru", "См. решение МК-5/16 и документ UNEP/MC/COP.6/INF/26.", (GEF,)),
    P(5, 12, "zh", "秘书处组织了关于汞贸易的活动。"),
]


def write(directory: Path, removed: list[int], added: list[P]) -> None:
    writer = TantivyWriter(directory)
    writer.apply(removed, added)
    writer.commit()
    writer.close()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    write(tmp_path, [], PASSAGES)
    return tmp_path


def scores(reader: TantivyReader, question: str, languages: list[str], **more: object) -> dict[str, dict[int, float]]:
    found = reader.scores(question, languages, 10, **more)  # type: ignore[arg-type]
    return {language: dict(zip(*map(list, scored), strict=True)) for language, scored in found.items()}


def anchored(reader: TantivyReader, anchors: list[str], language: str, **more: object) -> dict[int, float]:
    found = reader.anchored(anchors, language, 10, **more)  # type: ignore[arg-type]
    return dict(zip(*map(list, found), strict=True))


def best(reader: TantivyReader, question: str, language: str, **more: object) -> list[int]:
    found = scores(reader, question, [language], **more)[language]
    return sorted(found, key=lambda p: -found[p])


def test_words_in_another_form_find_the_passage(directory: Path) -> None:
    assert best(TantivyReader(directory), "event organizing", "en")[0] == 1
    assert best(TantivyReader(directory), "посещение веб-сайтов", "ru")[0] == 3
    assert best(TantivyReader(directory), "汞的贸易", "zh") == [5]


def test_numbers_match_across_languages_and_spellings(directory: Path) -> None:
    found = scores(TantivyReader(directory), "178.000 visites", ["en", "ru", "zh"])
    assert list(found["en"]) == [2]
    assert list(found["ru"]) == [3]
    assert found["zh"] == {}


def test_the_best_match_of_all_languages_is_near_one_and_chance_matches_are_small(directory: Path) -> None:
    found = scores(TantivyReader(directory), "The website was visited 178,000 times.", ["en", "ru"])
    assert found["en"][2] == pytest.approx(1.0)
    assert 0 < found["ru"][3] < 0.7


def test_labels_of_named_things_find_passages_of_another_language(directory: Path) -> None:
    reader = TantivyReader(directory)
    assert best(reader, "mercury trade", "zh") == []
    assert best(reader, "mercury trade", "zh", expansion={"zh": ["汞贸易"]}) == [5]


@pytest.mark.parametrize("allowed", [{2}, [2, 3], set()])
def test_a_filter_is_exact(directory: Path, allowed: set[int]) -> None:
    found = best(TantivyReader(directory), "the secretariat website", "en", allowed=allowed)
    assert found == ([2] if 2 in allowed else [])


def test_a_filter_does_not_change_scores(directory: Path) -> None:
    reader = TantivyReader(directory)
    free = scores(reader, "the website", ["en"])["en"]
    assert scores(reader, "the website", ["en"], allowed={2})["en"][2] == pytest.approx(free[2])


def test_a_chance_match_is_small_in_whatever_languages_one_looks(directory: Path) -> None:
    reader = TantivyReader(directory)
    question = "The website was visited 178,000 times."
    assert scores(reader, question, ["ru"])["ru"] == scores(reader, question, ["en", "ru"])["ru"]


def test_anchors_are_held_whatever_the_words(directory: Path) -> None:
    reader = TantivyReader(directory)
    assert anchored(reader, ["mc-5/16"], "ru").keys() == {4}
    assert anchored(reader, ["mc-5/16"], "en") == {}
    assert anchored(reader, [str(GEF.uri), "never-seen"], "ru") == anchored(reader, [str(GEF.uri)], "ru")
    assert anchored(reader, ["mc-5/16", "178000"], "ru", allowed={3}).keys() == {3}
    assert anchored(reader, [], "ru") == {}


def test_rarer_anchors_weigh_more(directory: Path) -> None:
    held = anchored(TantivyReader(directory), ["mc-5/16", "178000"], "ru")
    assert list(held) == [4, 3]
    assert held[4] > held[3] > 0
    assert held[3] + held[4] <= 1.0


def test_a_rare_anchor_counts_in_full_and_one_that_all_hold_little(tmp_path: Path) -> None:
    write(tmp_path, [], [P(n, n, "en", "In 1,000 and MC-5/16" if n == 1 else "In 1,000") for n in range(1, 101)])
    reader = TantivyReader(tmp_path)
    assert anchored(reader, ["mc-5/16"], "en") == {1: pytest.approx(1.0)}
    assert max(anchored(reader, ["1000"], "en").values()) < 0.2


def test_applying_the_same_items_again_changes_nothing(directory: Path) -> None:
    before = TantivyReader(directory)
    write(directory, [10, 11, 12], PASSAGES)
    after = TantivyReader(directory)
    assert best(after, "website", "en") == best(before, "website", "en") == [2]
    assert after.share("websit", "en") == before.share("websit", "en") == 0.5


def test_removed_items_are_gone_and_others_stay(directory: Path) -> None:
    write(directory, [10], [])
    reader = TantivyReader(directory)
    assert scores(reader, "website 178000", ["en", "ru"])["en"] == {}
    assert best(reader, "178000", "ru") == [3]


def test_a_reader_keeps_its_view(directory: Path) -> None:
    reader = TantivyReader(directory)
    write(directory, [10, 11, 12], [])
    assert best(reader, "website", "en") == [2]
    assert best(TantivyReader(directory), "website", "en") == []


def test_what_was_not_committed_is_not_there(directory: Path) -> None:
    writer = TantivyWriter(directory)
    writer.apply([10], [P(9, 19, "en", "never committed")])
    writer.close()
    reader = TantivyReader(directory)
    assert 9 not in best(reader, "never committed", "en")
    assert best(reader, "website", "en") == [2]


def test_share_tells_common_words(directory: Path) -> None:
    reader = TantivyReader(directory)
    assert reader.share("the", "en") == 1.0
    assert reader.share("mercuri", "en") == 0.5
    assert reader.share("the", "ar") == 0.0


def test_a_question_without_words_finds_nothing(directory: Path) -> None:
    assert scores(TantivyReader(directory), "?! …", ["en", "zh"]) == {"en": {}, "zh": {}}


def test_a_word_weighs_what_it_weighs_among_all_languages(tmp_path: Path) -> None:
    english = [P(1, 1, "en", "mercury"), P(2, 2, "en", "plastic")]
    write(tmp_path / "alone", [], english)
    write(tmp_path / "beside", [], [*english, *(P(n, n, "fr", "plastic") for n in range(3, 20))])
    alone = scores(TantivyReader(tmp_path / "alone"), "mercury plastic", ["en"])["en"]
    beside = scores(TantivyReader(tmp_path / "beside"), "mercury plastic", ["en"])["en"]
    assert alone[1] == pytest.approx(alone[2], abs=0.1)
    assert beside[1] > 5 * beside[2]


def test_an_item_of_two_languages_goes_from_both(tmp_path: Path) -> None:
    write(tmp_path, [], [P(1, 7, "en", "mercury"), P(2, 7, "fr", "mercure")])
    write(tmp_path, [], [P(3, 7, "fr", "mercure et plomb")])
    found = scores(TantivyReader(tmp_path), "mercury mercure", ["en", "fr"])
    assert found["en"] == {}
    assert found["fr"].keys() == {3}
