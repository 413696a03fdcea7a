from __future__ import annotations

from search_api.pages.lists import natural


def test_numbers_sort_by_their_value() -> None:
    assert sorted(["mc-5-16", "mc-5-7", "bc-vi-29", "mc-10-1", ""], key=natural) == [
        "",
        "bc-vi-29",
        "mc-5-7",
        "mc-5-16",
        "mc-10-1",
    ]
