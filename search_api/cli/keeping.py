"""Commands that keep a base in order: stats, export, reindex, backup, restore, settings."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from kg.settings import Settings
from search_api.cli.options import common, print_json, say, settings_for


@click.command("stats")
@common
def stats_command(data: Path | None, as_json: bool) -> None:
    """Count what is in the base."""
    from kg import generations
    from kg.base import recover
    from kg.catalog import Catalog
    from kg.graph.oxigraph import OxigraphReader
    from kg.harvests import Harvests

    settings = settings_for(data)
    recover(settings)
    catalog = Catalog.read(settings.data / "catalog.db")
    generation, held = generations.hold(settings.data)
    with held:
        counts = catalog.counts() | {
            "triples": OxigraphReader.open(generation.graph).count(),
            "changes": catalog.sequence(),
            "generation": generation.number,
        }
    runs = [asdict(run) for run in Harvests(catalog).runs(limit=10)]
    documents = [{"key": i.key, "title": i.title, "language": i.language} for i in catalog.items("document")]
    if as_json:
        print_json({"counts": counts, "model": catalog.meta("model"), "documents": documents, "harvests": runs})
        return
    for name, count in counts.items():
        click.echo(f"{name:12} {count:>9}")
    for run in runs:
        told = ", ".join(f"{run[name]} {name}" for name in ("created", "changed", "removed", "refused") if run[name])
        click.echo(f"harvest {run['source']}  {run['started']}  {run['outcome']}  {told}".rstrip())
    for document in documents:
        click.echo(f"{document['key']}  {document['title']}")


@click.command("export")
@common
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write; default: stdout.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["nquads", "turtle", "trig", "akn"]),
    default="nquads",
    help="Default: nquads. With `akn` and `--graph KEY`: the text of a document as Akoma Ntoso.",
)
@click.option("--graph", help="Only this named graph: an item's key, `kind/key`, or the graph's URI.")
@click.option("--gzip", "gzipped", is_flag=True, help="Compress; the same bytes as the dump that the server offers.")
def export_command(
    data: Path | None, as_json: bool, output: Path | None, format_: str, graph: str | None, gzipped: bool
) -> None:
    """Write the graph as N-Quads, Turtle or TriG, or a document as Akoma Ntoso. The same base gives the same bytes."""
    from kg.export import EXTENSIONS, export, save

    settings = settings_for(data)
    if output is None and as_json:
        output = Path(f"export.{EXTENSIONS.get(format_, format_)}{'.gz' if gzipped else ''}")
    if format_ == "akn":
        _export_akn(settings, graph, output, gzipped=gzipped, as_json=as_json)
        return
    written = save(output, gzipped, sys.stdout.buffer, lambda file: export(settings, format_, graph, file))
    if as_json:
        print_json({"file": str(output), "quads": written})


def _export_akn(settings: Settings, key: str | None, output: Path | None, *, gzipped: bool, as_json: bool) -> None:
    from kg.akn import write_akn
    from kg.export import save

    if key is None:
        raise click.UsageError("`--format akn` writes one document: name it with `--graph KEY`.")
    content = write_akn(settings, key.removeprefix("document/"))
    save(output, gzipped, sys.stdout.buffer, lambda file: file.write(content))
    if as_json:
        print_json({"file": str(output), "bytes": len(content)})


@click.command("reindex")
@common
@click.option("--wait", default=0.0, help="Seconds to wait for another writer to finish.")
@click.option("--model", help="Move the base to this encoder: `bundled`, or a sentence-transformers name or path.")
def reindex_command(data: Path | None, as_json: bool, wait: float, model: str | None) -> None:
    """Rebuild the graph and the word index from the catalog; with --model, the vectors instead.

    Moving to another encoder may be ended at any time and goes on where it
    was; the base is read and written meanwhile.
    """
    from kg.catalog import Catalog
    from kg.writer import Writer

    settings = settings_for(data)
    Catalog.read(settings.data / "catalog.db").close()
    if model is not None:
        _move(settings, model, wait, as_json)
        return
    with Writer(settings, wait=wait) as writer:
        writer.rebuild()
        counts = writer.catalog.counts()
    if as_json:
        print_json({"counts": counts})
    else:
        say(f"Rebuilt {sum(counts.values()) - counts['passages']} items with {counts['passages']} passages.")


def _move(settings: Settings, model: str, wait: float, as_json: bool) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from kg.embedding import open_encoder
    from kg.reencode import reencode

    encoder = open_encoder(settings.model_copy(update={"model": model}))
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Encoding", total=None)
        show = lambda seen, total: progress.update(task, completed=seen, total=total)  # noqa: E731
        texts = reencode(settings, encoder, wait=wait, progress=show)
    if as_json:
        print_json({"model": encoder.name, "revision": encoder.revision, "encoded": texts})
    else:
        say(f"The base now uses {encoder.name}; {texts} texts were encoded.")


@click.command("backup")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@common
def backup_command(directory: Path, data: Path | None, as_json: bool) -> None:
    """Copy the base's truth (catalog and original files) to a new DIRECTORY; it may be in use meanwhile."""
    from kg.backup import backup

    files = backup(settings_for(data).data, directory)
    if as_json:
        print_json({"directory": str(directory), "files": files})
    else:
        say(f"Backed up to {directory}: the catalog and {files} original files.")


@click.command("restore")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False, exists=True))
@common
def restore_command(directory: Path, data: Path | None, as_json: bool) -> None:
    """Make a base anew from a backup DIRECTORY; there must be none where it goes."""
    from kg.backup import restore
    from kg.writer import Writer

    settings = settings_for(data)
    restore(directory, settings.data)
    with Writer(settings) as writer:
        counts = writer.catalog.counts()
    if as_json:
        print_json({"counts": counts})
    else:
        say(f"Restored to {settings.data}.")


@click.command("settings")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def settings_command(as_json: bool) -> None:
    """Print every setting: its environment variable, its default and what it does."""
    from kg.settings import Settings

    rows = [
        {"variable": f"MEA_KG_{name.upper()}", "default": str(field.get_default()), "meaning": field.description or ""}
        for name, field in Settings.model_fields.items()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['variable']:32} {row['default']:24} {row['meaning']}")
