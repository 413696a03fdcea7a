from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import LANGUAGES
from kg.search.sentences import sentences


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "See para. 4 and art. 17 of the text. The Bureau met twice. Was it in Geneva?", 3),
        ("fr", "Voir par. 4 et art. 17. Le Bureau (M. Dupont) a dit oui.", 2),
        ("es", "Véase el párr. 4 y el art. 17. La Mesa se reunió.", 2),
        ("ru", "См. п. 4 и ст. 17 Конвенции. В 2024 г. было 15 мероприятий. Они прошли онлайн.", 3),
        ("zh", "会议结束后，秘书处完成了文件。第一次征集于 2018 年 8 月 31 日结束。还有问题吗？", 3),
        ("ar", "عقد المكتب اجتماعين. هل كان ذلك في جنيف؟ نعم.", 3),
        ("en", "no end", 1),
        ("en", "   ", 0),
    ],
)
def test_sentences(language: str, text: str, count: int) -> None:
    assert len(sentences(text, language)) == count


def test_a_very_long_sentence_is_cut_at_its_semicolons() -> None:
    text = "本报告概述闭会期间的主要活动" * 10 + "；" + "秘书处组织了区域磋商" * 5 + "。"
    first, second = sentences(text, "zh")
    assert text[slice(*first)].endswith("；")
    assert second == (first[1], len(text))


@given(st.text(alphabet="ab. 。؟!?;\n§(A4п", max_size=120), st.sampled_from(LANGUAGES))
def test_sentences_cover_all_that_is_not_white(text: str, language: str) -> None:
    place, left_out = 0, []
    for start, end in sentences(text, language):
        assert place <= start < end
        left_out.append(text[place:start])
        place = end
    left_out.append(text[place:])
    assert "".join(left_out).strip() == ""
