"""The command for things that sources name differently and that may be one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search_api.cli.options import common, print_json, say, settings_for

if TYPE_CHECKING:
    from kg.settings import Settings


@click.group("duplicates", invoke_without_command=True)
@click.pass_context
@common
@click.option("--within", is_flag=True, help="Also pairs of which both come from the same source.")
@click.option("--decided", is_flag=True, help="What was decided, by rule or by a person, instead.")
@click.option("--limit", default=50, show_default=True, help="List so many.")
def duplicates_command(
    ctx: click.Context, data: Path | None, as_json: bool, within: bool, decided: bool, limit: int
) -> None:
    """List projects that may be the same although their identifiers differ, the likeliest first.

    `confirm` and `split` say what they are; that is remembered over later harvests and `reindex`.
    """
    if ctx.invoked_subcommand is not None:
        return
    settings = settings_for(data)
    if decided:
        _list_decided(settings, as_json)
        return
    from kg.identity import Identities
    from kg.views.duplicates import duplicates, opened

    with opened(settings) as state:
        found = duplicates(state, Identities(state.catalog).pairs(), within=within)
    if as_json:
        print_json({"total": len(found), "items": found[:limit]})
        return
    for pair in found[:limit]:
        click.echo(f"{pair['score']:.2f}  {'; '.join(pair['why'])}")
        for side in ("one", "other"):
            sources = ", ".join(source["title"] for source in pair[side]["sources"])
            click.echo(f"      {pair[side]['uri']}  {pair[side]['title']}  ({sources})")
    say(f"{len(found)} pairs. `mea-kg duplicates confirm ONE OTHER` or `split ONE OTHER` decides.")


@duplicates_command.command("confirm")
@click.argument("one")
@click.argument("other")
@click.option("--why", default="", help="A note for those who ask later.")
@click.option("--wait", default=0.0, help="Seconds to wait for another writer to finish.")
@common
def confirm(one: str, other: str, why: str, wait: float, data: Path | None, as_json: bool) -> None:
    """ONE and OTHER (URIs, or keys of projects) are the same: they become one node with the sources of both."""
    _decide(settings_for(data), one, other, True, why, wait, as_json)


@duplicates_command.command("split")
@click.argument("one")
@click.argument("other")
@click.option("--why", default="", help="A note for those who ask later.")
@click.option("--wait", default=0.0, help="Seconds to wait for another writer to finish.")
@common
def split(one: str, other: str, why: str, wait: float, data: Path | None, as_json: bool) -> None:
    """ONE and OTHER are not the same: they are not listed again, and become two if they were one."""
    _decide(settings_for(data), one, other, False, why, wait, as_json)


def _decide(settings: Settings, one: str, other: str, same: bool, why: str, wait: float, as_json: bool) -> None:
    from kg.catalog import Catalog
    from kg.identifiers import Uris
    from kg.identity import decide
    from kg.writer import Writer

    Catalog.read(settings.data / "catalog.db").close()  # says so when there is no base
    uris = Uris(settings.base_uri)
    named = [str(thing if uris.key_of(thing) else uris.of("project", thing)) for thing in (one, other)]
    with Writer(settings, wait=wait) as writer:
        written = decide(writer, uris, named[0], named[1], same=same, why=why)
    if as_json:
        print_json({"one": named[0], "other": named[1], "same": same, "sources_written": written})
    else:
        say(f"{named[0]} and {named[1]} are {'the same' if same else 'not the same'}; {written} sources written again.")


def _list_decided(settings: Settings, as_json: bool) -> None:
    from kg.catalog import Catalog
    from kg.identity import Identities

    catalog = Catalog.read(settings.data / "catalog.db")
    pairs = Identities(catalog).pairs()
    catalog.close()
    if as_json:
        print_json({"items": [asdict(pair) for pair in pairs]})
        return
    for pair in pairs:
        held = "same     " if pair.same else "different"
        click.echo(f"{held}  {pair.one}  {pair.other}  by {pair.by}, {pair.at}  {pair.why}")
