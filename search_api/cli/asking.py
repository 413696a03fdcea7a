"""Commands that ask: search, ask, sparql, eval."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search_api.cli.options import common, print_json, say, settings_for

if TYPE_CHECKING:
    from kg.search.model import Hit


@click.command("search")
@click.argument("text")
@common
@click.option("-k", default=10, show_default=True, help="How many passages, up to 200.")
@click.option("--language", help="Only passages in this language (ar zh en fr ru es).")
@click.option("--group", type=click.Choice(["work", "none"]), default="work", show_default=True)
def search_command(text: str, data: Path | None, as_json: bool, k: int, language: str | None, group: str) -> None:
    """Find passages for TEXT, whatever language they were written in."""
    from kg.base import KnowledgeBase
    from kg.search.model import SearchRequest, to_json

    found = KnowledgeBase(settings_for(data)).search(SearchRequest(text=text, k=k, language=language, group=group))
    if as_json:
        print_json(to_json(found))
        return
    for hit in found.hits:
        _show(hit)
    if not found.hits:
        say("Nothing was found.")


@click.command("ask")
@click.argument("text")
@common
@click.option("--language", help="The asker's language, where the question is too short to tell.")
def ask_command(text: str, data: Path | None, as_json: bool, language: str | None) -> None:
    """Answer TEXT with a quotation and its place, or say that the documents do not answer it."""
    from kg.base import KnowledgeBase
    from kg.search.model import SearchRequest, to_json

    found = KnowledgeBase(settings_for(data)).ask(SearchRequest(text=text, language=language))
    if as_json:
        print_json(to_json(found))
        return
    click.echo(found.answer.text or found.answer.reason or "")
    for citation in found.answer.citations:
        click.echo(f"  — {citation.document.title}, {citation.passage.label}")
    if found.answer.kind == "none":
        click.echo("Nearest passages:")
        for hit in found.evidence[:3]:
            _show(hit)


@click.command("sparql")
@click.argument("query")
@common
@click.option(
    "--format", "media_type", default="text/tab-separated-values", show_default=True, help="Media type of the result."
)
def sparql_command(query: str, data: Path | None, as_json: bool, media_type: str) -> None:
    """Run a read-only SPARQL QUERY, given as text or as @FILE, within the limits of the settings."""
    from kg import generations
    from kg.base import KnowledgeBase, recover
    from search_api.sparql import run_query
    from search_api.sparql.guard import check
    from search_api.sparql.searching import find_calls, finder, with_hits

    settings = settings_for(data)
    text = Path(query[1:]).read_text("utf-8") if query.startswith("@") else query
    recover(settings)
    check(text, settings)
    if calls := find_calls(text, settings):
        find = finder(KnowledgeBase(settings))
        text = with_hits(text, calls, [find(call) for call in calls])
    generation, held = generations.hold(settings.data)
    wanted = "application/sparql-results+json" if as_json else media_type
    with held:
        sys.stdout.buffer.write(run_query(generation.graph, text, wanted, settings))


@click.command("eval")
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@common
@click.option("--url", help="Ask a running server instead of opening the base.")
def eval_command(cases: tuple[Path, ...], data: Path | None, as_json: bool, url: str | None) -> None:
    """Measure search on relevance CASES (JSON lines): recall@1, recall@5 and MRR per question language."""
    from search_api.evaluation import evaluate_files

    reports = evaluate_files(cases, settings_for(data), url)
    if as_json:
        print_json({name: report.as_json() for name, report in reports.items()})
        return
    for name, report in reports.items():
        click.echo(f"{name}\n{report.as_table()}\n")


def _show(hit: Hit) -> None:
    where = ", ".join(filter(None, (hit.document.symbol, hit.document.title, hit.passage.label)))
    click.echo(f"{hit.rank}. [{hit.passage.language}] {where}  ({hit.score:.2f})")
    click.echo(f"   {hit.passage.text[:300]}")
