"""The command that harvests sources, and shows them and their runs."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search_api.cli.filling import SOME_REFUSED
from search_api.cli.options import common, print_json, say, settings_for

if TYPE_CHECKING:
    from ingest.harvest.sources import AnySource
    from kg.harvests import Run
    from kg.settings import Settings


@click.command("harvest")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@common
@click.option("--list", "listing", is_flag=True, help="Show the sources with their last runs, and do nothing.")
@click.option("--full", is_flag=True, help="Read all of a source, even if it can tell what has changed.")
@click.option("--due", is_flag=True, help="The sources of MEA_KG_HARVEST_SCHEDULED that are due.")
@click.option("--accept-removals", is_flag=True, help="Also when a large share of a source's records is gone.")
@click.option("--wait", default=0.0, help="Seconds to wait for another writer to finish.")
def harvest_command(
    names: tuple[str, ...],
    data: Path | None,
    as_json: bool,
    listing: bool,
    full: bool,
    due: bool,
    accept_removals: bool,
    wait: float,
) -> None:
    """Take in what each SOURCE has: a declared one by its name, or a file with a declaration.

    A run that was broken off goes on where it stood. What has not changed is left alone; what is gone at the
    source goes after a run that saw all of it.
    """
    settings = settings_for(data)
    if listing or not (names or due):
        _list(settings, as_json)
        return
    from ingest.harvest.schedule import due_sources
    from ingest.harvest.sources import find_source

    sources = [find_source(settings, name) for name in names] + (due_sources(settings) if due else [])
    runs = [_harvest(settings, source, full, accept_removals, wait) for source in sources]
    if as_json:
        print_json({"runs": [asdict(run) for run in runs]})
    for run in runs:
        say(f"{run.source}: {_told(run)}")
    if any(run.outcome == "failed" for run in runs):
        sys.exit(1)
    if any(run.refused or run.outcome != "done" for run in runs):
        sys.exit(SOME_REFUSED)


def _harvest(settings: Settings, source: AnySource, full: bool, accept_removals: bool, wait: float) -> Run:
    from ingest.harvest.run import Harvester
    from ingest.pipeline import Pipeline
    from ingest.vocabulary import load_vocabulary
    from kg.embedding import open_encoder
    from kg.identifiers import Uris
    from kg.intake import Intake
    from kg.writer import Writer

    encoder = open_encoder(settings)
    with Writer(settings, wait=wait) as writer:
        load_vocabulary(Intake(writer, encoder, Uris(settings.base_uri)), settings.base_uri)
        with Pipeline(settings, writer, encoder) as pipeline:
            harvester = Harvester(settings, writer, pipeline)
            return harvester.harvest(source, full=full, accept_removals=accept_removals)


def _list(settings: Settings, as_json: bool) -> None:
    from ingest.harvest.schedule import overview

    rows = overview(settings)
    if as_json:
        print_json({"sources": rows})
        return
    for row in rows:
        last = row["last"]
        click.echo(
            f"{row['name']:28} {row['kind']:7} {row['records']:>7}  {_line(last) if last else 'not harvested yet'}"
        )
        click.echo(f"  {row['title']} · {row['address']}")


def _line(last: dict[str, object]) -> str:
    counts = ", ".join(f"{last[name]} {name}" for name in _COUNTED if last[name])
    return f"{last['outcome']} {last['ended'] or last['touched']}{': ' if counts else ''}{counts}"


_COUNTED = ("created", "changed", "unchanged", "removed", "refused")


def _told(run: Run) -> str:
    return " ".join(filter(None, (f"{_line(asdict(run))}.", run.message)))
