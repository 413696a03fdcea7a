"""Fragments of patterns: whatever a pattern finds in an ASCII text holds one of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records.fragments import fragments
from ingest.records.tags import load_rules

PATTERNS = sorted({rule.pattern for name in ("agreements", "provisions", "topics") for rule in load_rules(name).rules})


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\bPCBs?\b|old (?:gold|tin) mines|汞", ("pcb", " mines")),
        (r"e-?waste", ("waste",)),
        (r"added[- ]products?", ("product",)),
        (r"\[note\]|UNEP/MC/", ("[note]", "unep/mc/")),
        (r"ab|mercury", None),
        (r"(gold|tin)", None),
        (r"a{3}bcd+e", ("bcd",)),
    ],
)
def test_fragments_are_what_every_match_holds(pattern: str, expected: tuple[str, ...] | None) -> None:
    assert fragments(pattern) == expected


@given(st.data())
def test_what_a_shipped_rule_finds_holds_a_fragment(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE | re.ASCII)).filter(str.isascii))
    needed = fragments(pattern)
    assert needed is None or any(fragment in text.lower() for fragment in needed)


def test_most_shipped_rules_have_fragments() -> None:
    assert sum(fragments(pattern) is None for pattern in PATTERNS) <= 0.1 * len(PATTERNS)
