"""Bringing the base in step with what is held to be the same."""

from __future__ import annotations

from kg.catalog import Item, NewItem
from kg.errors import BadInput
from kg.graph.clients import is_kept_by_clients
from kg.identifiers import Uris
from kg.identity.claims import claims
from kg.identity.pairs import Identities, Pair, shown_under
from kg.identity.rewriting import rewritten
from kg.writer import Writer


def settle(writer: Writer, uris: Uris) -> int:
    """Take up what sources say by identifiers, and write every record under the URI that it is shown under.

    Returns how many sources had to be written again. Doing it twice changes nothing.
    """
    identities = Identities(writer.catalog)
    decided = {(pair.one, pair.other) for pair in identities.pairs()}
    for claim in claims(writer.graph, uris):
        one, other = sorted((claim.uri, claim.target))
        if (one, other) not in decided:
            identities.put(one, other, same=True, by="rule", why=claim.why)
    return apply(writer, uris)


def apply(writer: Writer, uris: Uris) -> int:
    """Write every record under the URI that it is shown under; returns how many sources were written again."""
    shown = Identities(writer.catalog).shown()
    # First, for what is written last makes readers look again.
    writer.catalog.redirect_things({_named(uris, uri): _named(uris, target)[1] for uri, target in shown.items()})
    count = 0
    for item in writer.catalog.items("records") if shown or writer.catalog.holds_given() else ():
        if is_kept_by_clients(item):
            continue  # what clients write stays as they wrote it
        given = writer.catalog.given(item.id)
        now = rewritten(given, shown)
        if now != writer.catalog.triples(item.id):
            change = writer.put(_again(item, now, given), item, {})
            writer.validate(change.item)
            count += 1
    return count


def decide(writer: Writer, uris: Uris, one: str, other: str, *, same: bool, why: str = "") -> int:
    """Hold two things to be the same, or not, because a person says so; returns how many sources were written again.

    Raises:
        BadInput: they are the same URI, no two things of the base of the same kind, or other decisions say the
            opposite.
    """
    kinds = [uris.key_of(uri) for uri in (one, other)]
    if one == other or any(kind is None for kind in kinds) or len({kind[0] for kind in kinds if kind}) != 1:
        raise BadInput(f"{one} and {other} cannot be compared.", remedy="Give two URIs of the same kind of thing.")
    identities = Identities(writer.catalog)
    first, second = sorted((one, other))
    rest = [pair for pair in identities.pairs() if (pair.one, pair.other) != (first, second)]
    _check(rest, Pair(first, second, same, "person", why, ""))
    identities.put(one, other, same=same, by="person", why=why)
    return apply(writer, uris)


def _check(rest: list[Pair], new: Pair) -> None:
    """Refuse what would make the same of two things that were split, by whatever way."""
    pairs = [*rest, new]
    shown = shown_under(pairs)
    for pair in pairs:
        if not pair.same and shown.get(pair.one, pair.one) == shown.get(pair.other, pair.other):
            others = [p for p in pairs if p.same and {p.one, p.other} & {pair.one, pair.other}]
            joined = "; ".join(f"{p.one} is {p.other}" for p in others[:3])
            raise BadInput(
                f"{pair.one} and {pair.other} were told apart, but are the same by other decisions: {joined}.",
                remedy="Decide those first with `mea-kg duplicates`.",
            )


def _again(item: Item, triples: bytes, given: bytes) -> NewItem:
    return NewItem(
        kind=item.kind,
        key=item.key,
        work=item.work,
        title=item.title,
        language=item.language,
        source=item.source,
        origin=item.origin,
        media_type=item.media_type,
        sha256=item.sha256,
        metadata=item.metadata,
        triples=triples,
        given=given,
    )


def _named(uris: Uris, uri: str) -> tuple[str, str]:
    found = uris.key_of(uri)
    if found is None:
        raise BadInput(f"{uri} is not a thing of this base.")
    return found[0], str(found[1])
