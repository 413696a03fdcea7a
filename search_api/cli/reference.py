"""Writes the pages that are made from the code: ``python -m search_api.cli.reference docs build/docs``.

The first folder gets the reference pages, which are kept in git and tested to be in step; the second one, when it is
named, the documentation of the ontology, which the server also shows under ``/ontology``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.settings import Settings
from search_api.cli import COMMANDS, cli


def settings_page() -> str:
    """``docs/settings.md``."""
    lines = [
        "# Settings",
        "",
        "Every setting is an environment variable, read once at start. Times are in seconds, sizes in bytes.",
        "This page is made by `make docs`; `mea-kg settings` prints the same.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = "" if default in (None, "", (), {}) else f"`{default}`"
        lines.append(f"| `MEA_KG_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """``docs/commands.md``."""
    parts = [
        "# Commands",
        "",
        "This page is made by `make docs`. Exit codes: 0 done, 1 failed, 2 wrong use, 3 done but",
        "some items were refused.",
        "",
    ]
    context = click.Context(cli, info_name="mea-kg")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is not None:
            usage = command.get_help(click.Context(command, info_name=f"mea-kg {name}", max_content_width=100))
            parts += [f"## mea-kg {name}", "", "```", usage, "```", ""]
    return "\n".join(parts)


PAGES = {"settings.md": settings_page, "commands.md": commands_page}


def main(folder: Path) -> None:
    """Write all pages into a folder."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), "utf-8")


def write_ontology(folder: Path) -> None:
    """Write the documentation of the ontology into a folder, as one file that needs no other."""
    from search_api.ontology_page import standalone_page

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ontology.html").write_text(standalone_page(), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    for built in sys.argv[2:]:
        write_ontology(Path(built))
