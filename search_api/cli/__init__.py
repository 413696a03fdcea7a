"""The ``mea-kg`` command. Modules of commands are imported when one of their commands is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("filling", "Make a base, with the starter content if asked for."),
    "ingest": ("filling", "Take in files and folders."),
    "harvest": ("harvesting", "Take in what other servers and watched folders have."),
    "duplicates": ("duplicates", "List what may be the same thing; confirm or split."),
    "template": ("template", "Write an empty table of the project data standard to fill in."),
    "remove": ("filling", "Take an item out of the base."),
    "search": ("asking", "Find passages."),
    "ask": ("asking", "Answer a question with a quotation."),
    "sparql": ("asking", "Run a SPARQL query (text, or @FILE)."),
    "eval": ("asking", "Measure search on relevance cases."),
    "vocab": ("vocab", "Look at the vocabularies; take them out and in as tables."),
    "validate": ("checking", "Find what is wrong in the base, or in files."),
    "quarantine": ("quarantine", "Rows of records that were refused: list, export, take back."),
    "stats": ("keeping", "Count what is in the base."),
    "export": ("keeping", "Write the whole graph as N-Quads."),
    "reindex": ("keeping", "Rebuild graph, words and vectors from the catalog."),
    "backup": ("keeping", "Copy the base to a directory while it is in use."),
    "restore": ("keeping", "Bring a backup back."),
    "serve": ("serving", "Serve pages, API and SPARQL."),
    "settings": ("keeping", "Print every setting with its default."),
}
"""Command → the module that defines it, and its line in ``--help``."""


class _Commands(click.Group):
    """Imports a command's module only when the command is used, so that ``--help`` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"search_api.cli.{COMMANDS[cmd_name][0]}"), f"{cmd_name}_command"
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mea-kg", prog_name="mea-kg")
def cli() -> None:
    """Knowledge graph and six-language search for the chemicals conventions."""


def main() -> None:
    """Entry point: exit codes 0 done, 1 failed, 2 wrong use, 3 some items were refused."""
    from kg.errors import MeaKgError

    # OpenBLAS reads this when numpy is imported. Our products are small, and its second thread spins for
    # milliseconds after each of them on a core that other questions need.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Interrupted.", err=True)
        sys.exit(1)
    except MeaKgError as problem:
        click.echo(f"mea-kg: {problem}", err=True)
        sys.exit(1)
