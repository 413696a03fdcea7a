"""The command that writes an empty table to fill in: template."""

from __future__ import annotations

from pathlib import Path

import click

from search_api.cli.options import say


@click.command("template")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def template_command(file: Path) -> None:
    """Write the template of the project data standard to FILE (.xlsx with lists and notes, or .csv).

    Filled in, it is taken in like any table: mea-kg ingest FILE.
    """
    from ingest.records.template import write_template

    write_template(file)
    say(f"Wrote {file}. Fill it in and take it in: mea-kg ingest {file}")
