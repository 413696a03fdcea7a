"""``$filter``: every tree that can be written is read back, and means what a plain reading of it says."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadInput
from search_api.feeds.informea.filter_syntax import DEPTH, LENGTH, parse_filter
from search_api.feeds.informea.filter_tree import Binary, Call, Constant, Node, Not, Path, Quantified
from search_api.feeds.informea.filtering import row_test
from search_api.feeds.informea.rows import Row, row, strings
from search_api.feeds.informea.schema import DECISION, TERM

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def decision(**given: Any) -> Row:
    titles = given.pop("titles", {})
    keywords = tuple(row(TERM, {"id": t, "term": t, "namespace": "n"}) for t in given.pop("keywords", ()))
    return row(DECISION, {"id": "x", **given}, {"title": strings(DECISION, "x", "title", titles), "keywords": keywords})


MERCURY = decision(
    id="mc-5-16",
    number="MC-5/16",
    treaty="minamataunep",
    status="adopted",
    updated=NOON,
    displayOrder=5016,
    titles={"en": "Digital strategy", "fr": "Stratégie numérique", "ru": "Цифровая стратегия"},
    keywords=["information exchange", "reporting"],
)
BARE = decision(id="bc-vi-29", number="BC-VI/29", treaty="basel", status="draft", titles={"es": "Trato d'origen"})


@pytest.mark.parametrize(
    ("text", "mercury", "bare"),
    [
        ("treaty eq 'basel'", False, True),
        ("not treaty eq 'basel'", True, False),
        ("not (treaty eq 'basel') and displayOrder ge 5016", True, False),
        ("updated gt datetime'2026-03-04T00:00:00'", True, False),
        ("updated gt datetime'2026-03-04T12:00:00'", False, False),
        ("updated ge datetime'2026-03-04T12:00'", True, False),
        ("updated lt datetimeoffset'2026-03-04T14:00:01+02:00'", True, False),
        ("updated gt 2026-03-03", True, False),
        ("updated le 2026-03-04T12:00:00.000Z", True, False),
        ("updated eq null", False, True),
        ("updated ne null", True, False),
        ("updated gt null", False, False),
        ("substringof('strat',title)", True, False),
        ("substringof('Цифровая', title) eq true", True, False),
        ("contains(title,'d''origen')", False, True),
        ("startswith(tolower(number),'mc-')", True, False),
        ("endswith(number, '/29')", False, True),
        ("Titles/any(x: x/Language eq 'en')", True, False),
        ("titles/any(x: x/language eq 'en' and contains(x/value,'numérique'))", False, False),
        ("title/all(x: x/language ne 'zh')", True, True),
        ("title/all(x: x/language eq 'es')", False, True),
        ("keywords/any()", True, False),
        ("keywords/any(k: k/term eq 'reporting' or k/term eq treaty)", True, False),
        ("title/language eq 'es'", False, True),
        ("id eq guid'MC-5-16'", True, False),
        ("year(updated) eq 2026 and month(updated) eq 3", True, False),
        ("length(number) gt 7L", False, True),
        ("displayOrder lt 5016.5", True, False),
        ("status eq 'draft' or treaty eq 'basel' and status eq 'adopted'", False, True),
        ("(status eq 'draft' or status eq 'adopted') and treaty eq 'minamataunep'", True, False),
        ("true", True, True),
    ],
)
def test_what_clients_ask(text: str, mercury: bool, bare: bool) -> None:
    test = row_test(text, DECISION)
    assert (test(MERCURY), test(BARE)) == (mercury, bare)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "ends too early"),
        ("treaty eq", "ends too early"),
        ("treaty eq 'basel", "character 11"),
        ("treaty eq 'basel')", "character 18"),
        ("treaty = 'basel'", "character 8"),
        ("(treaty eq 'basel'", "ends too early"),
        ("treaty", "true or false"),
        ("treaty eq 5", "cannot be compared"),
        ("colour eq 'red'", "has no “colour”"),
        ("title/colour eq 'red'", "has no “colour”"),
        ("sleep(5) eq 1", "no function sleep"),
        ("contains(title)", "2 arguments"),
        ("contains(displayOrder,'1')", "takes text"),
        ("updated gt datetime'2026-13-01T00:00:00'", "not a time"),
        ("treaty/any(x: true)", "has no “treaty”"),
        ("title/any(x: title/any(y: title/any(z: true)))", "lists inside each other"),
        ("contains(concat(title/value, concat(title/value, title/value)), 'a')", "lists inside each other"),
        ("(" * (DEPTH + 2) + "true" + ")" * (DEPTH + 2), "nested more than"),
        ("not " * (DEPTH + 2) + "true", "nested more than"),
        (f"treaty eq '{'x' * LENGTH}'", "at most"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        row_test(text, DECISION)


# ---------------------------------------------------------------------- any tree

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z_0-9]{0,8}", fullmatch=True).filter(
    lambda n: (
        n.lower() not in {"not", "and", "or", "eq", "ne", "gt", "ge", "lt", "le", "true", "false", "null"}
        and n.lower() not in {"any", "all"}
    )
)
CONSTANTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.text(max_size=12),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
).map(Constant)
PATHS = st.lists(NAMES, min_size=1, max_size=2).map(lambda names: Path(tuple(names)))


def joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    words = st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le", "and", "or"])
    return st.one_of(
        st.builds(Binary, words, inner, inner),
        st.builds(Not, inner),
        st.builds(lambda n, a: Call(n.lower(), tuple(a)), NAMES, st.lists(inner, min_size=1, max_size=2)),
        st.builds(Quantified, PATHS, st.sampled_from(["any", "all"]), NAMES, inner),
        st.builds(lambda p: Quantified(p, "any", None, None), PATHS),
    )


TREES = st.recursive(CONSTANTS | PATHS, joined, max_leaves=12)


def written(node: Node) -> str:
    """A tree as text, with brackets around everything."""
    match node:
        case Constant(str(text)):
            return "'{}'".format(text.replace("'", "''"))
        case Constant(datetime() as time):
            return f"datetime'{time.isoformat()}'"
        case Constant(None | bool() as value):
            return {None: "null", True: "true", False: "false"}[value]
        case Constant(value):
            return str(value)
        case Path(names):
            return "/".join(names)
        case Call(name, arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case Not(operand):
            return f"not ({written(operand)})"
        case Binary(word, left, right):
            return f"({written(left)}) {word} ({written(right)})"
        case Quantified(path, quantifier, None, _):
            return f"{written(path)}/{quantifier}()"
        case Quantified(path, quantifier, variable, body):
            assert body is not None
            return f"{written(path)}/{quantifier}({variable}: {written(body)})"


@given(TREES.filter(lambda tree: len(written(tree)) <= LENGTH))
def test_every_tree_that_is_written_is_read_back(tree: Node) -> None:
    read = parse_filter(written(tree))
    assert read == tree
    assert written(read) == written(tree), "1 and True are equal in Python, but not here"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert row_test(text, DECISION)(MERCURY) in {True, False}


# ---------------------------------------------------------------------- any meaning

VALUES = st.fixed_dictionaries(
    {
        "treaty": st.sampled_from(["basel", "rotterdam", "stockholm"]),
        "status": st.none() | st.sampled_from(["draft", "adopted"]),
        "displayOrder": st.none() | st.integers(-3, 3),
        "updated": st.none() | st.integers(0, 3).map(lambda n: NOON + timedelta(days=n)),
    }
)
COMPARISONS = st.one_of(
    st.tuples(st.just("treaty"), st.sampled_from(["basel", "rotterdam"])),
    st.tuples(st.just("status"), st.sampled_from(["draft", "adopted"]) | st.none()),
    st.tuples(st.just("displayOrder"), st.integers(-3, 3) | st.none()),
    st.tuples(st.just("updated"), st.integers(0, 3).map(lambda n: NOON + timedelta(days=n)) | st.none()),
)
SIMPLE: st.SearchStrategy[Node] = st.builds(
    lambda word, pair: Binary(word, Path((pair[0],)), Constant(pair[1])),
    st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]),
    COMPARISONS,
)
MEANINGFUL = st.recursive(
    SIMPLE, lambda inner: st.builds(Binary, st.sampled_from(["and", "or"]), inner, inner) | st.builds(Not, inner)
)


def meaning(node: Node, values: dict[str, Any]) -> bool:
    """The same said directly in Python."""
    match node:
        case Not(operand):
            return not meaning(operand, values)
        case Binary("and", left, right):
            return meaning(left, values) and meaning(right, values)
        case Binary("or", left, right):
            return meaning(left, values) or meaning(right, values)
        case Binary(word, Path((name,)), Constant(wanted)):
            value = values[name]
            if word in {"eq", "ne"}:
                return bool(value == wanted) is (word == "eq")
            if value is None or wanted is None:
                return False
            more, less = bool(value > wanted), bool(value < wanted)
            return {"gt": more, "ge": not less, "lt": less, "le": not more}[word]
    raise AssertionError(node)


@given(MEANINGFUL.filter(lambda tree: len(written(tree)) <= LENGTH), VALUES)
def test_a_filter_means_what_it_says(tree: Node, values: dict[str, Any]) -> None:
    assert row_test(written(tree), DECISION)(decision(**values)) is meaning(tree, values)
