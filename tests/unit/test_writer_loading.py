"""Large graphs are loaded while the catalog is written, and are what the catalog says whatever happens."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.term import BNode

from kg import writer as writing
from kg.catalog import NewItem
from kg.graph import oxigraph
from kg.identifiers import Uris
from kg.settings import Settings
from kg.writer import Writer

GRAPH = "https://base.example/graph/records/x"


def lines(*numbers: int) -> bytes:
    return b"".join(sorted(b'<https://base.example/%d> <https://base.example/p> "%d" .\n' % (n, n) for n in numbers))


def held(writer: Writer, graph: str) -> bytes:
    rows = writer.graph.select(f"SELECT ?s ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    return lines(*(int(str(row["o"])) for row in rows))


@pytest.mark.parametrize("bulk", [1, 1000])
def test_a_graph_becomes_what_is_given_whatever_it_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bulk: int
) -> None:
    monkeypatch.setattr(oxigraph, "BULK", bulk)
    store = oxigraph.OxigraphStore(ox.Store(str(tmp_path)))
    for known, wanted in ((b"", lines(1, 2, 3)), (lines(1, 2, 3), lines(2, 3, 4)), (b"", lines(5)), (lines(5), b"")):
        store.replace(GRAPH, wanted, known)
        rows = store.select(f"SELECT ?o WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")
        assert lines(*(int(str(row["o"])) for row in rows)) == wanted


@pytest.mark.parametrize("several", [1, 1000])
def test_several_graphs_become_what_is_given_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, several: int
) -> None:
    monkeypatch.setattr(oxigraph, "SEVERAL", several)
    store = oxigraph.OxigraphStore(ox.Store(str(tmp_path)))
    odd = b'# a remark\n_:b <o:p> "a .\\n" . \n<o:s>\t<o:p> _:b.\n'
    last = b'<o:s> <o:p> " ." .'
    text = b'<o:s> <o:p> "x .\\n_ <o:g>"@fr .\n'
    for given in (
        {"o:1": lines(1, 2), "o:2": lines(2, 3), "o:3": odd, "o:4": odd, "o:5": last, "o:6": text},
        {"o:1": lines(4), "o:2": b"", "o:3": lines(5), "o:4": last, "o:5": lines(6, 7), "o:6": text + lines(8)},
        {"o:1": b"", "o:3": odd},
    ):
        store.replace_all(given)
        for graph, triples in given.items():
            alone = oxigraph.OxigraphStore(ox.Store())
            alone.replace(graph, triples)
            assert isomorphic(said(store, graph), said(alone, graph))
        one, other = ({n for n in said(store, g).all_nodes() if isinstance(n, BNode)} for g in ("o:3", "o:4"))
        assert not one & other


def said(store: oxigraph.OxigraphReader, graph: str) -> Graph:
    found = Graph(identifier="o:any")
    for row in store.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"):
        found.add((row["s"], row["p"], row["o"]))
    return found


def put(writer: Writer, *numbers: int) -> None:
    new = NewItem("records", "x", None, "X", None, "x.csv", "x.csv", "text/csv", str(numbers), {}, lines(*numbers))
    writer.put(new, writer.catalog.item("records", "x"), {})


def test_a_large_graph_is_what_the_catalog_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BULK", 2)
    settings = Settings(data=tmp_path)
    graph = Uris(settings.base_uri).graph("records", "x")
    with Writer(settings) as writer:
        put(writer, 1, 2, 3)
        assert held(writer, graph) == lines(1, 2, 3)
        put(writer, 2, 3, 4)
        assert held(writer, graph) == lines(2, 3, 4)
        monkeypatch.setattr(writer.catalog, "put", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            put(writer, 7, 8, 9)
        assert held(writer, graph) == lines(2, 3, 4)


def test_a_graph_whose_loading_was_cut_off_is_put_right(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    graph = Uris(settings.base_uri).graph("records", "x")
    with Writer(settings) as writer:
        put(writer, 1)
        writer.publish()
        writer.catalog.set_meta("loading", "records/x")
        writer.graph.replace(graph, lines(1, 2, 3))
    with Writer(settings) as writer:
        assert held(writer, graph) == lines(1)
        assert not writer.catalog.meta("loading")


@pytest.mark.parametrize("wanted", [(1, 2, 3), (2, 3)])
def test_what_was_loaded_ahead_becomes_the_item_that_is_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: tuple[int, ...]
) -> None:
    monkeypatch.setattr(writing, "BULK", 2)
    settings = Settings(data=tmp_path)
    graph = Uris(settings.base_uri).graph("records", "x")
    with Writer(settings) as writer:
        writer.load_ahead("records", "x", lines(1, 2, 3))
        put(writer, *wanted)
        assert held(writer, graph) == lines(*wanted)
    with Writer(settings) as writer:
        assert held(writer, graph) == lines(*wanted)


def test_what_was_loaded_ahead_and_never_put_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BULK", 2)
    settings = Settings(data=tmp_path)
    graph = Uris(settings.base_uri).graph("records", "x")
    with Writer(settings) as writer:
        writer.load_ahead("records", "x", lines(1, 2, 3))
        writer.publish()
        assert held(writer, graph) == b""
        put(writer, 4, 5)
        writer.load_ahead("records", "x", lines(1, 2, 3))  # a new version is not loaded ahead
        assert held(writer, graph) == lines(4, 5)
