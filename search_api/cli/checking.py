"""Commands that check what is in a base: validate."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search_api.cli.options import common, print_json, say, settings_for

if TYPE_CHECKING:
    from kg.settings import Settings
    from kg.validation import Violation

FOUND = 3
LINES = 100
"""Rows of the table on a terminal, unless asked otherwise."""


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@common
@click.option("--format", "form", type=click.Choice(["table", "json", "turtle"]), help="Default: table.")
@click.option("--severity", type=click.Choice(["violation", "warning", "info"]), default="info",
              help="Leave out what is less severe.")  # fmt: skip
@click.option("--limit", default=LINES, help="Most rows of the table; 0: all.")
@click.option("--wait", default=5.0, help="Seconds to wait for a writer to finish before findings are kept.")
def validate_command(
    paths: tuple[Path, ...],
    data: Path | None,
    as_json: bool,
    form: str | None,
    severity: str,
    limit: int,
    wait: float,
) -> None:
    """Find what is wrong in the base, or in Turtle and N-Triples files (PATHS), against the shapes.

    Findings in a base are kept and served (GET /api/violations). Ends with 3
    when there is a violation; warnings and infos are told, but do not count.
    """
    settings = settings_for(data)
    found = _found(settings, paths, wait)
    told = _at_least(found, severity)
    if as_json or form == "json":
        print_json(_document(told, conforms=not _at_least(found, "violation")))
    elif form == "turtle":
        from kg.validation.report import report_graph

        sys.stdout.write(report_graph(told).serialize(format="turtle"))
    else:
        _table(told, limit or len(told))
    if _at_least(found, "violation"):
        sys.exit(FOUND)


def _found(settings: Settings, paths: Sequence[Path], wait: float) -> Sequence[Violation]:
    from kg.errors import Locked
    from kg.validation.base import keep_findings, validate_base
    from kg.validation.files import validate_files

    if paths:
        return validate_files(paths, settings)
    findings = validate_base(settings)
    try:
        keep_findings(settings, findings, wait=wait)
    except Locked as problem:  # the answer is there all the same
        say(f"The findings are not kept. {problem}")
    return findings.found


def _at_least(found: Sequence[Violation], severity: str) -> list[Violation]:
    from kg.validation import Severity

    return [v for v in found if v.severity.rank <= Severity(severity).rank]


def _document(told: Sequence[Violation], *, conforms: bool) -> dict[str, object]:
    counts = Counter(v.severity.value for v in told)
    return {
        "conforms": conforms,
        "counts": {name: counts[name] for name in ("violation", "warning", "info")},
        "results": [
            {
                "severity": v.severity.value,
                "focus": str(v.focus),
                "path": None if v.path is None else str(v.path),
                "value": None if v.value is None else str(v.value),
                "message": v.message,
                "shape": str(v.shape),
                "component": str(v.component),
            }
            for v in told
        ],
    }


def _table(told: Sequence[Violation], limit: int) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    if told:
        table = Table("Severity", "Thing", "Property", "What is wrong, and what to do")
        for v in told[:limit]:
            path = "" if v.path is None else v.path.short()
            table.add_row(v.severity.value, escape(str(v.focus)), escape(path), escape(v.message))
        Console(width=None if sys.stdout.isatty() else 160).print(table)
    if len(told) > limit:
        say(f"{len(told) - limit} more; --limit 0 lists them all.")
    counts = Counter(v.severity.value for v in told)
    say(", ".join(f"{n} {name}{'s' if n != 1 else ''}" for name, n in counts.items()) or "Nothing is wrong.")
