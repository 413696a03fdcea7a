"""Statements under other URIs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.identity.pairs import Pair, shown_under
from kg.identity.rewriting import rewritten

A, B = "http://kg/id/project/a", "http://kg/id/project/1"


def test_subjects_objects_and_the_nodes_inside_move_and_nothing_else() -> None:
    triples = (
        f"<{A}> <http://p/{A}> <{A}> .\n"
        f'<{A}#grant> <http://p> "<{A}>" .\n'
        f"<{A}1> <http://p> <{A}/b> .\n"
        f"<http://other> <http://p> <{A}#grant> .\n"
    ).encode()
    assert rewritten(triples, {A: B}).decode().splitlines() == [
        f'<{B}#grant> <http://p> "<{A}>" .',
        f"<{B}> <http://p/{A}> <{B}> .",
        f"<{A}1> <http://p> <{A}/b> .",
        f"<http://other> <http://p> <{B}#grant> .",
    ]


def test_what_becomes_the_same_statement_is_there_once() -> None:
    triples = f'<{A}> <http://p> "x" .\n<{B}> <http://p> "x" .\n'.encode()
    assert rewritten(triples, {A: B}) == f'<{B}> <http://p> "x" .\n'.encode()
    assert rewritten(triples, {}) is triples


names = st.sampled_from([f"http://kg/id/project/{n}" for n in ("1", "22", "a", "b", "c")])


@given(st.lists(st.tuples(names, names, st.booleans()), max_size=8))
def test_each_group_has_one_that_stands_for_it(given_pairs: list[tuple[str, str, bool]]) -> None:
    pairs = [Pair(min(a, b), max(a, b), same, "person", "", "") for a, b, same in given_pairs if a != b]
    shown = shown_under(pairs)
    assert not set(shown) & set(shown.values())
    for pair in pairs:
        if pair.same:
            assert shown.get(pair.one, pair.one) == shown.get(pair.other, pair.other)
    assert shown == shown_under(reversed(pairs))
    assert all(
        uri.rpartition("/")[2].isalpha() or target.rpartition("/")[2].isdecimal() for uri, target in shown.items()
    )
