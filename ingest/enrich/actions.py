"""What the paragraphs of a decision have somebody do: verb, addressee, object, deadline, subject.

An action is read from the words behind a verb of an operative paragraph: the addressee stands right behind the verb,
the object behind the addressee; the deadline is a date behind *by*, or a meeting that is named in the object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ingest.enrich.addressees import BOUNDARY, BY_WHEN, GROUPS, MORE_OF_NAME, MORE_VERBS, NEXT_MEETING, TAKE_ADDRESSEE
from ingest.enrich.context import EnrichmentContext
from ingest.enrich.verb_words import WORDS
from kg.identifiers import Folded, fold, meeting_key, parse_meeting_key
from kg.model import Action, Mention, Passage, PassageKind, Span, Uri

_FARTHEST = 110
"""The addressee's words end within so many characters of the verb."""

_SUBJECT_SCHEMES = ("topics.", "chemicals.", "wastes.")
_DATED = frozenset({"requests", "invites", "encourages", "urges", "calls-upon", "mandates", "decides", "agrees"})
_WINDOW = 40


@dataclass(frozen=True, slots=True)
class _Clause:
    """A verb and the words up to the next verb, as spans of the folded text."""

    verb: str
    start: int
    after_verb: int
    end: int


def with_actions(passages: Sequence[Passage], context: EnrichmentContext, language: str) -> tuple[Passage, ...]:
    """The passages of one document, operative paragraphs and their items with the actions that they hold.

    An item under *Requests the secretariat:* is an action of its own with the paragraph's verb and addressee.
    """
    done: list[Passage] = []
    above: tuple[str, Action] | None = None
    for passage in passages:
        if passage.kind is PassageKind.OPERATIVE:
            actions = tuple(_actions(passage, context, passage.language or language))
            passage = replace(passage, actions=actions)  # noqa: PLW2901
            above = (passage.eid, actions[-1]) if actions else None
        elif passage.kind is PassageKind.ITEM and above and passage.eid.startswith(f"{above[0]}__"):
            passage = replace(passage, actions=(_of_item(passage, above[1], context, language),))  # noqa: PLW2901
        done.append(passage)
    return tuple(done)


def _actions(passage: Passage, context: EnrichmentContext, language: str) -> Iterator[Action]:
    if language not in WORDS:
        return
    folded = fold(passage.text)
    for clause in _clauses(passage, folded, language):
        yield _action(passage, folded, clause, context, language)


def _clauses(passage: Passage, folded: Folded, language: str) -> list[_Clause]:
    """The paragraph's verbs (mentions of the scheme ``verbs``), and those that *and* joins to them."""
    heads = {
        m.span: m.value.removeprefix("verbs.")
        for m in passage.mentions
        if m.method == "verb" and m.value.startswith("verbs.")
    }
    found = [(verb, *_folded_span(folded, span)) for span, verb in heads.items()]
    if not found:
        return []
    for match in _joined_verbs(language).finditer(folded.text, found[0][2]):
        verb = next(name.replace("_", "-") for name, text in match.groupdict().items() if text)
        if all(match.start() >= end or match.end() <= start for _, start, end in found):
            found.append((verb, match.start(), match.end()))
    found.sort(key=lambda each: each[1])
    ends = [start for _, start, _ in found[1:]] + [len(folded.text)]
    return [_Clause(verb, start, after, end) for (verb, start, after), end in zip(found, ends, strict=True)]


@cache
def _joined_verbs(language: str) -> re.Pattern[str]:
    """*and requests*: only verbs that ask something of somebody, or decide."""
    names = [*sorted(TAKE_ADDRESSEE), "decides"]
    verbs = "|".join(f"(?P<{name.replace('-', '_')}>{WORDS[language][name]})" for name in names)
    edge = "" if language == "zh" else r"\b"
    return re.compile(rf"{MORE_VERBS[language]}(?:{verbs}){edge}", re.IGNORECASE)


def _folded_span(folded: Folded, span: Span) -> Span:
    """A span of the original text as one of the folded text."""
    if folded.origins is None:
        return span
    inside = [place for place, origin in enumerate(folded.origins) if span[0] <= origin < span[1]]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _action(passage: Passage, folded: Folded, clause: _Clause, context: EnrichmentContext, language: str) -> Action:
    span = folded.span((clause.start, clause.end))
    held = [m for m in passage.mentions if span[0] <= m.span[0] and m.span[1] <= span[1] and m.method != "verb"]
    named = [(*_folded_span(folded, m.span), m.uri) for m in held if m.uri and m.kind in {"organization", "party"}]
    addressed, begin = _addressees(folded.text, clause, named, context, language)
    begin = _skip(folded.text, begin, clause.end)
    deadline, meeting = _deadline(held, folded, clause, context, language)
    return Action(
        span=span,
        verb=f"verbs.{clause.verb}",
        actor=_actor(context),
        addressees=addressed,
        object=folded.span((begin, clause.end)) if begin < clause.end else span,
        deadline=deadline,
        meeting=meeting,
        subjects=_subjects(held),
        confidence=0.9 if addressed or clause.verb not in TAKE_ADDRESSEE else 0.6,
    )


def _of_item(passage: Passage, above: Action, context: EnrichmentContext, language: str) -> Action:
    folded = fold(passage.text)
    clause = _Clause(above.verb.removeprefix("verbs."), 0, 0, len(folded.text))
    held = [m for m in passage.mentions if m.method != "verb"]
    deadline, meeting = _deadline(held, folded, clause, context, passage.language or language)
    whole = (0, len(passage.text))
    return replace(
        above,
        span=whole,
        object=whole,
        deadline=deadline or above.deadline,
        meeting=meeting or above.meeting,
        subjects=_subjects(held),
        confidence=min(above.confidence, 0.85),
    )


def _addressees(
    text: str, clause: _Clause, named: Sequence[tuple[int, int, Uri]], context: EnrichmentContext, language: str
) -> tuple[tuple[Uri, ...], int]:
    """URIs of those addressed, and where their words end; ``named`` are organizations and Parties of the clause."""
    if clause.verb not in TAKE_ADDRESSEE:
        return (), clause.after_verb
    limit = min(clause.end, clause.after_verb + _FARTHEST)
    boundary = _boundary(language).search(text, clause.after_verb, limit)
    stop = boundary.start() if boundary else limit
    if language == "zh":
        # Chinese has no mark between the addressee and what is asked: only its first words count.
        stop = min(stop, clause.after_verb + 14)
    found: list[tuple[int, int, tuple[Uri, ...]]] = []
    for path, pattern in _groups():
        for match in pattern.finditer(text, clause.after_verb, stop):
            if all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((*match.span(), tuple(_uris(path, context))))
    for first, last, uri in named:
        beside = all(last <= start or first >= end for start, end, _ in found)
        if clause.after_verb <= first < stop and beside:
            found.append((first, last, (uri,)))
    found.sort()
    uris = dict.fromkeys(uri for _, _, each in found for uri in each)
    end = max((end for _, end, _ in found), default=clause.after_verb)
    more = re.compile(MORE_OF_NAME).match(text, end, stop) if found else None
    return tuple(uris), more.end() if more else end


@cache
def _groups() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((path, re.compile(names, re.IGNORECASE)) for path, names in GROUPS.items())


@cache
def _boundary(language: str) -> re.Pattern[str]:
    return re.compile(BOUNDARY[language], re.IGNORECASE)


def _uris(path: str, context: EnrichmentContext) -> Iterator[Uri]:
    """The secretariat is also the one of the document's convention."""
    kind, _, key = path.partition("/")
    yield context.uris.of(kind, key)
    if key == "bodies.secretariat" and context.convention:
        own = "minamata-secretariat" if context.convention == "minamata" else "brs-secretariat"
        yield context.uris.of("organization", own)


def _skip(text: str, place: int, end: int) -> int:
    """Past the blanks and the comma behind the addressee."""
    while place < end and (text[place].isspace() or text[place] in ",،，:："):
        place += 1
    return place


def _deadline(
    held: Sequence[Mention], folded: Folded, clause: _Clause, context: EnrichmentContext, language: str
) -> tuple[str | None, Uri | None]:
    """(ISO date, meeting) by which it is to be done; both None for verbs that ask for nothing."""
    if clause.verb not in _DATED or language not in BY_WHEN:
        return None, None
    day = None
    for mention in held:
        if mention.kind == "date":
            start = _folded_span(folded, mention.span)[0]
            before = folded.text[max(clause.start, start - _WINDOW) : start]
            after = folded.text[_folded_span(folded, mention.span)[1] :][:4]
            if re.search(BY_WHEN[language], before, re.IGNORECASE) or (
                language == "zh" and re.match(r"\s?[之以]?前", after)
            ):
                day = mention.value.rpartition("/")[2]
    meetings = [m.uri for m in held if m.kind == "meeting" and m.uri and m.value != context.meeting]
    if not meetings and re.search(NEXT_MEETING[language], folded.text[clause.after_verb : clause.end], re.IGNORECASE):
        meetings = [following] if (following := _next_meeting(context)) else []
    return day, meetings[-1] if meetings else None


def _next_meeting(context: EnrichmentContext) -> Uri | None:
    """The meeting after the document's own."""
    parsed = parse_meeting_key(context.meeting) if context.meeting else None
    return context.uris.of("meeting", meeting_key(parsed[0], parsed[1], parsed[2] + 1)) if parsed else None


def _actor(context: EnrichmentContext) -> Uri:
    """The body that decides: the meeting's, else the Conference of the Parties."""
    parsed = parse_meeting_key(context.meeting) if context.meeting else None
    return context.uris.of("concept", f"bodies.{parsed[1] if parsed else 'cop'}")


def _subjects(held: Sequence[Mention]) -> tuple[Uri, ...]:
    uris = (m.uri for m in held if m.uri and m.kind == "concept")
    return tuple(dict.fromkeys(uri for uri in uris if uri.rpartition("/")[2].startswith(_SUBJECT_SCHEMES)))
