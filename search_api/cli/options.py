"""What commands share: options, settings, printing."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kg.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


def common(command: F) -> F:
    """``--data DIR`` and ``--json``, on every command that uses a base."""
    data = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Directory of the base.")
    as_json = click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document on stdout and nothing else."
    )
    return data(as_json(command))


def settings_for(data: Path | None, **overrides: object) -> Settings:
    """Settings from the environment, with what the command line says on top."""
    from kg.settings import Settings

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    given: dict[str, Any] = {k: v for k, v in {"data": data, **overrides}.items() if v is not None}
    return Settings(**given)


def say(message: str) -> None:
    """A line for people, on stderr."""
    click.echo(message, err=True)


def print_json(value: object) -> None:
    """The one JSON document on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))
