"""Declarations that people write as YAML: sources, mappings, rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import yaml
from pydantic import ValidationError

from kg.errors import BadInput

_Declared = TypeVar("_Declared")


def read_declaration(text: str, place: str, what: str, validate: Callable[[object], _Declared]) -> _Declared:
    """What a declaration says.

    Args:
        text: YAML.
        place: name or path of its file, for messages.
        what: what it is called, such as ``mapping``.
        validate: a model's.

    Raises:
        BadInput: naming the file, the place in it and what is wrong there.
    """
    try:
        return validate(yaml.safe_load(text))
    except yaml.YAMLError as problem:
        raise BadInput(f"{place} is not YAML: {problem}") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or f"the {what}"
        raise BadInput(f"{place}, {where}: {first['msg']}.", remedy=f"Correct the {what}.") from problem
