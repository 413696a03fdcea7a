"""Paths into rows, whatever format they came in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records.trees import Text, language, steps, values

ROW = {
    "id": 7,
    "title": {"results": [{"language": "en", "value": "Wastes"}, {"language": "zh-hans", "value": "废物"}]},
    "nested": [{"list": [{"a": 1}, {"a": 2}]}, {"list": {"a": 3.5}}],
    "org": [{"@role": "1", "narrative": [{"value": "GEF"}]}, {"@role": "4", "narrative": [{"value": "UNDP"}]}],
    "with/slash": "kept",
    "texts": {"en": "Wastes", "zh-hans": "废物"},
    "empty": "",
    "none": None,
    "yes": True,
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("id", [Text("7")]),
        ("title", [Text("Wastes", "en"), Text("废物", "zh")]),
        ("title[language=en]", [Text("Wastes", "en")]),
        ("title[language!=en]", [Text("废物", "zh")]),
        ("title/value", [Text("Wastes"), Text("废物")]),
        ("nested/list/a", [Text("1"), Text("2"), Text("3.5")]),
        ("org[@role=4]/narrative", [Text("UNDP")]),
        ("org/@role", [Text("1"), Text("4")]),
        ("/id", [Text("7")]),
        ("with/slash", [Text("kept")]),
        ("texts", [Text("Wastes", "en"), Text("废物", "zh")]),
        ("empty", []),
        ("none", []),
        ("yes", [Text("true")]),
        ("no/such/thing", []),
        ("id/deeper", []),
    ],
)
def test_paths(path: str, found: list[Text]) -> None:
    assert list(values(ROW, path)) == found


@pytest.mark.parametrize("path", ["a[", "[a=b]", "a[b]"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        steps(path)


@pytest.mark.parametrize(
    ("stated", "code"),
    [("zh-hans", "zh"), ("zh-CN", "zh"), ("cn", "zh"), ("FRA", "fr"), ("en", "en"), ("de", None), ("", None)],
)
def test_languages(stated: str, code: str | None) -> None:
    assert language(stated) == code


TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from("abc"), below, max_size=3),
    max_leaves=12,
)


@given(TREES, st.sampled_from(["a", "a/b", "a[b=c]/a", "c/c/c"]))
def test_any_tree_gives_text_or_nothing(tree: object, path: str) -> None:
    assert all(isinstance(v.text, str) and v.text for v in values(tree, path))
