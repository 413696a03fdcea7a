"""The command for rows of records that wait for a correction: quarantine."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search_api.cli.options import common, print_json, say, settings_for

if TYPE_CHECKING:
    from ingest.records.correcting import Corrected
    from kg.settings import Settings

SOME_REFUSED = 3


@click.group("quarantine")
def quarantine_command() -> None:
    """List rows that were refused, write them as a table, take the corrected table back."""


@quarantine_command.command("list")
@common
@click.option("--records", help="Only rows of this set of records.")
@click.option("--limit", default=20, help="Most rows that are listed one by one; 0: all.")
def list_command(data: Path | None, as_json: bool, records: str | None, limit: int) -> None:
    """Count the rows of each set of records, and list those in quarantine."""
    from kg.catalog import Catalog
    from kg.quarantine import quarantined, row_counts

    with closing(Catalog.read(settings_for(data).data / "catalog.db")) as catalog:
        counts = [c for c in row_counts(catalog) if records in {None, c.records}]
        rows = quarantined(catalog, records, limit or -1)
    if as_json:
        print_json({"counts": [asdict(c) for c in counts], "rows": [asdict(r) for r in rows]})
        return
    for c in counts:
        click.echo(f"{c.records}: {c.rows} rows, {c.accepted} in the base, {c.quarantined} in quarantine ({c.source})")
    for r in rows:
        where = f"{r.source}, {r.place}" + (f", column “{r.field}”" if r.field else "")
        click.echo(f"{r.id}  {where}: {r.reason} {r.remedy} [{r.rule}]")


@quarantine_command.command("export")
@click.argument("records")
@common
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write; default: stdout.")
def export_command(records: str, data: Path | None, as_json: bool, output: Path | None) -> None:
    """Write the quarantined rows of the set RECORDS as CSV, with the reason of each, for correction."""
    from ingest.records.correcting import write_rows
    from kg.catalog import Catalog
    from kg.errors import NotFound
    from kg.quarantine import quarantined

    with closing(Catalog.read(settings_for(data).data / "catalog.db")) as catalog:
        rows = quarantined(catalog, records)
    if not rows:
        raise NotFound(f"No rows of {records} are in quarantine.", remedy="`mea-kg quarantine list` counts them.")
    if as_json:
        print_json([asdict(r) for r in rows])
    elif output is None:
        write_rows(rows, sys.stdout)
    else:
        with output.open("w", encoding="utf-8-sig", newline="") as stream:
            write_rows(rows, stream)
        say(f"Wrote {len(rows)} rows to {output}.")


@quarantine_command.command("take")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common
@click.option("--wait", default=0.0, help="Seconds to wait for another writer to finish.")
def take_command(file: Path, data: Path | None, as_json: bool, wait: float) -> None:
    """Take a corrected FILE back (CSV or XLSX): rows that are right now go into the base."""
    corrected = _take(settings_for(data), file, wait)
    if as_json:
        print_json(asdict(corrected))
    else:
        say(f"{corrected.taken} rows taken, {len(corrected.still)} still in quarantine.")
        for refusal in corrected.still:
            say(f"refused {refusal.source} {refusal.place}: {refusal.reason} {refusal.remedy}")
        for number in corrected.unknown:
            say(f"Row {number} is not in quarantine; it was left alone.")
    if corrected.still or corrected.unknown:
        sys.exit(SOME_REFUSED)


def _take(settings: Settings, file: Path, wait: float) -> Corrected:
    from ingest.records.correcting import take_corrected
    from kg.catalog import Catalog
    from kg.embedding import open_encoder
    from kg.identifiers import Uris
    from kg.intake import Intake
    from kg.writer import Writer

    Catalog.read(settings.data / "catalog.db").close()  # says so when there is no base
    uris = Uris(settings.base_uri)
    with Writer(settings, wait=wait) as writer:
        return take_corrected(file, writer, Intake(writer, open_encoder(settings), uris), uris)
