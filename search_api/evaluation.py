"""Relevance measured through the base itself, or through a running server's HTTP interface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kg.base import KnowledgeBase
from kg.search.evaluate import Found, Report, evaluate, found, found_json, load_cases
from kg.search.model import SearchRequest
from kg.settings import Settings
from search_api.client import Client

Search = Callable[[str, int], Sequence[Found]]


def evaluate_files(files: Sequence[Path], settings: Settings, url: str | None = None) -> dict[str, Report]:
    """Reports by file name. With ``url`` the questions go to that server, else to the base of the settings."""
    if url is not None:
        with Client(url) as client:
            return _reports(files, lambda text, k: [found_json(h) for h in client.search(text, k=k)["hits"]])
    base = KnowledgeBase(settings)
    try:
        return _reports(files, lambda text, k: [found(h) for h in base.search(SearchRequest(text=text, k=k)).hits])
    finally:
        base.close()


def _reports(files: Sequence[Path], search: Search) -> dict[str, Report]:
    return {path.name: evaluate(load_cases(path), search) for path in files}
