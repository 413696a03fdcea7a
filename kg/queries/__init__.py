"""SPARQL lives in ``.rq`` files beside this one; parameters are bound variables."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def query(name: str) -> str:
    """Text of ``{name}.rq``."""
    return files("kg.queries").joinpath(f"{name}.rq").read_text("utf-8")
