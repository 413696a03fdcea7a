"""Commands about the vocabulary: list, show, lookup, export, import, diff, reset."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from search_api.cli.options import common, print_json, say, settings_for

if TYPE_CHECKING:
    from kg.settings import Settings
    from kg.vocabulary.difference import Change
    from kg.vocabulary.scheme import Scheme

F = TypeVar("F", bound=Callable[..., Any])
_COLOURS = {"+": "green", "-": "red", "~": "yellow"}


@click.group("vocab")
def vocab_command() -> None:
    """Look at the shared vocabularies, take them out as tables, and bring edited tables back.

    The schemes are those of the base; where there is no base yet, or with
    --shipped, those that come with mea-kg.
    """


def _source(command: F) -> F:
    """``--data``, ``--json`` and ``--shipped``."""
    shipped = click.option("--shipped", is_flag=True, help="Use the schemes that come with mea-kg, not the base's.")
    return common(shipped(command))


@vocab_command.command("list")
@_source
def list_command(data: Path | None, as_json: bool, shipped: bool) -> None:
    """List the schemes with the number of their concepts."""
    found = _schemes(settings_for(data), data, shipped=shipped)
    rows = [{"name": s.name, "title": s.title, "concepts": len(s.concepts()), "uri": s.uri} for s in found.values()]
    if as_json:
        print_json({"schemes": rows, "concepts": sum(len(s.concepts()) for s in found.values())})
        return
    for row in rows:
        click.echo(f"{row['name']:20} {row['concepts']:>6}  {row['title']}")


@vocab_command.command("show")
@click.argument("concept")
@_source
def show_command(concept: str, data: Path | None, as_json: bool, shipped: bool) -> None:
    """Show all that is said of a CONCEPT: its key (topics.asgm), its path (id/party/KEN) or its URI."""
    from kg.errors import NotFound
    from kg.vocabulary.table import to_table

    settings = settings_for(data)
    wanted = {concept, f"id/concept/{concept}", concept.removeprefix(settings.base_uri)}
    for scheme in _schemes(settings, data, shipped=shipped).values():
        for uri, values in to_table(scheme, ()).rows.items():
            if uri in wanted:
                _show(uri, values, as_json=as_json)
                return
    raise NotFound(f"There is no concept “{concept}”.", remedy="`mea-kg vocab lookup` finds concepts by their names.")


@vocab_command.command("lookup")
@click.argument("text")
@click.option(
    "--language",
    type=click.Choice(["ar", "zh", "en", "fr", "ru", "es"]),
    help="Language of TEXT; default: what its letters allow.",
)
@_source
def lookup_command(text: str, language: str | None, data: Path | None, as_json: bool, shipped: bool) -> None:
    """Find the concepts that TEXT names: a label in any language, an inflected form, or a whole sentence."""
    from kg.vocabulary.lookup import Lookup

    settings = settings_for(data)
    found = Lookup(_schemes(settings, data, shipped=shipped).values()).find(text, language)
    if as_json:
        print_json({"text": text, "concepts": [asdict(one) for one in found]})
        return
    for one in found:
        words = text[slice(*one.span)]
        click.echo(f"{one.uri.removeprefix(settings.base_uri):44} {one.confidence:.2f}  {words} = {one.label}")
    if not found:
        say("No concept has such a name.")


@vocab_command.command("export")
@click.argument("scheme", required=False)
@click.option("--all", "everything", is_flag=True, help="Every scheme, one file each.")
@click.option("--csv/--turtle", "as_csv", default=True, help="A table (UTF-8 CSV), or Turtle.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File, or directory for --all.")
@_source
def export_command(
    scheme: str | None,
    everything: bool,
    as_csv: bool,
    output: Path | None,
    data: Path | None,
    as_json: bool,
    shipped: bool,
) -> None:
    """Write a SCHEME as a table: one row for each concept, nothing left out."""
    from kg.vocabulary.scheme import named

    if (scheme is None) != everything:
        raise click.UsageError("Name one scheme, or say --all.")
    found = _schemes(settings_for(data), data, shipped=shipped)
    chosen = list(found.values()) if scheme is None else [named(found, scheme)]
    if output is None and not everything and not as_json:
        sys.stdout.buffer.write(_content(chosen[0], as_csv=as_csv))
        return
    suffix = "csv" if as_csv else "ttl"
    files = [_target(one.name, output, suffix, everything=everything) for one in chosen]
    for one, file in zip(chosen, files, strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_content(one, as_csv=as_csv))
    if as_json:
        print_json({"files": [str(file) for file in files]})
    else:
        say(f"Wrote {', '.join(str(file) for file in files)}.")


@vocab_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--apply", "applied", is_flag=True, help="Do it; without this, only show what would change.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Turtle file for --apply.")
@click.option("--wait", default=0.0, help="Seconds to wait for another writer to finish.")
@_source
def import_command(
    file: Path,
    applied: bool,
    output: Path | None,
    wait: float,
    data: Path | None,
    as_json: bool,
    shipped: bool,
) -> None:
    """Compare a table FILE with its scheme, and with --apply put it into the base (or into a Turtle file).

    A scheme edited this way belongs to the base: later releases of mea-kg leave
    it alone until `mea-kg vocab reset`. Passages already in the base keep the
    concepts that were found in them until they are taken in again.
    """
    if output and not applied:
        raise click.UsageError("-o names the file that --apply writes: add --apply.")
    settings = settings_for(data)
    present = _schemes(settings, data, shipped=shipped)
    scheme = _read(file, settings, present)
    changes = _report(present.get(scheme.name), scheme, as_json=as_json, applied=applied)
    if not applied:
        if changes and not as_json:
            say("Nothing was written. Add --apply to do this.")
    elif output:
        output.write_bytes(_content(scheme, as_csv=False))
        say(f"Wrote {output}.")
    else:
        _save(settings, scheme, file.name, wait)


@vocab_command.command("diff")
@click.argument("scheme")
@common
def diff_command(scheme: str, data: Path | None, as_json: bool) -> None:
    """Show how the base's SCHEME differs from the one that comes with mea-kg."""
    from kg.vocabulary.scheme import named, shipped
    from kg.vocabulary.store import schemes

    settings = settings_for(data)
    own = named(schemes(settings), scheme)
    _report(shipped(settings.base_uri).get(scheme), own, as_json=as_json, applied=False)


@vocab_command.command("reset")
@click.argument("scheme")
@click.option("--wait", default=0.0, help="Seconds to wait for another writer to finish.")
@common
def reset_command(scheme: str, wait: float, data: Path | None, as_json: bool) -> None:
    """Give the base the SCHEME that comes with mea-kg again, in place of an edited one."""
    from kg.vocabulary.scheme import named, shipped
    from kg.vocabulary.store import schemes

    settings = settings_for(data)
    original = named(shipped(settings.base_uri), scheme)
    _report(schemes(settings).get(scheme), original, as_json=as_json, applied=True)
    _save(settings, original, scheme, wait)


def _schemes(settings: Settings, data: Path | None, *, shipped: bool) -> dict[str, Scheme]:
    from kg.vocabulary import scheme, store

    if shipped or (data is None and not store.has_base(settings)):
        return scheme.shipped(settings.base_uri)
    return store.schemes(settings)


def _content(scheme: Scheme, *, as_csv: bool) -> bytes:
    from kg.vocabulary.table import to_table
    from kg.vocabulary.turtle import to_turtle

    return to_table(scheme).csv() if as_csv else to_turtle(scheme)


def _target(name: str, output: Path | None, suffix: str, *, everything: bool) -> Path:
    inside = output is None or everything or output.is_dir()
    return (output or Path()) / f"{name}.{suffix}" if inside or output is None else output


def _read(file: Path, settings: Settings, present: dict[str, Scheme]) -> Scheme:
    from kg.errors import BadInput
    from kg.vocabulary.reading import read_csv

    known = frozenset(c.value for s in present.values() for c in s.concepts()) | {s.uri for s in present.values()}
    reading = read_csv(file, settings.base_uri, known)
    for refusal in reading.refusals:
        say(f"refused {refusal.source}, {refusal.place}: {refusal.reason} {refusal.remedy}")
    if reading.scheme is None:
        raise BadInput(f"{file.name} was not taken: {len(reading.refusals)} cells cannot be used; nothing was changed.")
    return reading.scheme


def _report(old: Scheme | None, new: Scheme, *, as_json: bool, applied: bool) -> list[Change]:
    """Print the difference: in colour on a terminal, as JSON if asked for."""
    from kg.vocabulary.difference import difference, lines, summary

    changes = difference(old, new)
    if as_json:
        print_json({"scheme": new.name, "applied": applied, "changes": [asdict(change) for change in changes]})
        return changes
    for mark, line in lines(changes):
        click.secho(line, fg=_COLOURS[mark])
    say(f"{new.name}: {summary(changes)}.")
    return changes


def _show(uri: str, values: dict[str, tuple[str, ...]], *, as_json: bool) -> None:
    from kg.vocabulary.columns import columns

    if as_json:
        print_json({"uri": uri, **values})
        return
    click.echo(uri)
    for name in columns():
        for value in values.get(name, ()):
            click.echo(f"  {name:18} {value}")


def _save(settings: Settings, scheme: Scheme, source: str, wait: float) -> None:
    from kg.catalog import Catalog
    from kg.embedding import open_encoder
    from kg.identifiers import Uris
    from kg.intake import Intake
    from kg.vocabulary.store import save
    from kg.writer import Writer

    Catalog.read(settings.data / "catalog.db").close()  # says so when there is no base
    with Writer(settings, wait=wait) as writer:
        outcome = save(Intake(writer, open_encoder(settings), Uris(settings.base_uri)), scheme, source)
    say(f"The scheme {scheme.name} in {settings.data}: {outcome.value}.")
