"""Commands that fill a base: init, ingest, remove."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search_api.cli.options import common, print_json, say, settings_for

if TYPE_CHECKING:
    from ingest.files import Result
    from kg.settings import Settings

SOME_REFUSED = 3


@click.command("init")
@common
@click.option("--starter", is_flag=True, help="Also take in the starter records and documents.")
@click.option("--if-missing", is_flag=True, help="Do nothing when there is a base already.")
def init_command(data: Path | None, as_json: bool, starter: bool, if_missing: bool) -> None:
    """Make a base with the ontology and the taxonomies in it."""
    settings = settings_for(data)
    if if_missing and (settings.data / "generations" / "current").exists():
        say(f"There is a base in {settings.data} already.")
        return
    from ingest import starter_directory

    results = _ingest(settings, [starter_directory()] if starter else [], wait=5.0)
    _report(results, as_json)


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@common
@click.option("--wait", default=0.0, help="Seconds to wait for another writer to finish.")
def ingest_command(paths: tuple[Path, ...], data: Path | None, as_json: bool, wait: float) -> None:
    """Take in files and folders (Markdown, text, HTML, DOCX, PDF, Akoma Ntoso, CSV, XLSX).

    What is known already is left alone, so that the same folder can be taken
    in again at any time.
    """
    _report(_ingest(settings_for(data), list(paths), wait=wait), as_json)


@click.command("remove")
@click.argument("item")
@common
@click.option("--wait", default=0.0, help="Seconds to wait for another writer to finish.")
def remove_command(item: str, data: Path | None, as_json: bool, wait: float) -> None:
    """Take an ITEM out of the base: its key or its URI. A tombstone stays in the change log."""
    from kg.catalog import Catalog
    from kg.embedding import open_encoder
    from kg.identifiers import Uris
    from kg.intake import Intake
    from kg.writer import Writer

    settings = settings_for(data)
    Catalog.read(settings.data / "catalog.db").close()  # says so when there is no base
    uris = Uris(settings.base_uri)
    named = uris.key_of(item)
    kind, key = named or ("document", item)
    with Writer(settings, wait=wait) as writer:
        Intake(writer, open_encoder(settings), uris).remove(kind, key)
    if as_json:
        print_json({"removed": {"kind": kind, "key": key}})
    else:
        say(f"Removed {kind} {key}.")


def _ingest(settings: Settings, paths: list[Path], wait: float) -> list[Result]:
    from ingest.pipeline import Pipeline
    from ingest.sources.files import files
    from ingest.vocabulary import load_vocabulary
    from kg.embedding import open_encoder
    from kg.identifiers import Uris
    from kg.intake import Intake
    from kg.writer import Writer

    files(paths)  # a path that does not exist is told before anything is opened
    encoder = open_encoder(settings)
    with Writer(settings, wait=wait) as writer:
        load_vocabulary(Intake(writer, encoder, Uris(settings.base_uri)), settings.base_uri)
        with Pipeline(settings, writer, encoder) as pipeline:
            return _with_progress(pipeline.run, paths)


def _with_progress(run: object, paths: list[Path]) -> list[Result]:
    """Run the pipeline under a progress bar on a terminal, with a line for each file elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    results: list[Result] = []
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading", total=None)
        for result in run(paths, lambda total: progress.update(task, total=total)):  # type: ignore[operator]
            results.append(result)
            progress.update(task, advance=1, description=result.source[:40])
            if not console.is_terminal:
                say(f"{result.outcome.value} {result.source}")
    return results


def _report(results: list[Result], as_json: bool) -> None:
    counts = Counter(r.outcome.value for r in results)
    refusals = [asdict(x) for r in results for x in r.refusals]
    if as_json:
        print_json({"items": [_item(r) for r in results], "counts": dict(counts), "refused": refusals})
    else:
        for refusal in refusals:
            say(f"refused {refusal['source']} {refusal['place']}: {refusal['reason']} {refusal['remedy']}")
        say(", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())) or "The base is ready.")
    if refusals:
        sys.exit(SOME_REFUSED)


def _item(result: Result) -> dict[str, object]:
    taken = result.taken
    return {
        "source": result.source,
        "outcome": result.outcome.value,
        "kind": taken.kind if taken else None,
        "key": taken.key if taken else None,
        "uri": taken.uri if taken else None,
        "passages": taken.passages if taken else 0,
        "notes": list(result.notes),
    }
