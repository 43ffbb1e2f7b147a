"""After annotating: quads into the store, files out of it."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
from measure import Row
from records import annotations

QUADS_A_DOCUMENT = 300


def _made(quads: int) -> tuple[list, tuple]:
    from sse_graph.resolve import resolve

    made = list(annotations(max(10, quads // QUADS_A_DOCUMENT)))
    return made, resolve(made)


def load(asked: argparse.Namespace) -> Iterator[Row]:
    """Records to a store on disk, against Oxigraph's own loader on the same quads in a file."""
    from sse_graph.describe import statements
    from sse_graph.store import building, open_store, write_store
    from sse_graph.vocab import BASE

    started = time.process_time()
    made, entities = _made(asked.quads)
    resolved = time.process_time() - started
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs = [], []
        for turn in range(min(asked.rounds, 3)):
            started = time.process_time()
            with building(folder / f"kg{turn}"):
                names = [annotation.document.name for annotation in made]
                count = write_store(folder / f"kg{turn}", (), BASE, texts=statements(made, entities, names=names))
            ours.append(time.process_time() - started)
            file = folder / "graph.nq"
            if not file.exists():  # each statement once
                open_store(folder / f"kg{turn}").dump(str(file), format=ox.RdfFormat.N_QUADS)
            started = time.process_time()
            store = ox.Store(str(folder / f"bulk{turn}"))
            store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
            store.flush()
            del store
            theirs.append(time.process_time() - started)
    mine, other = statistics.median(ours), statistics.median(theirs)
    yield Row(f"records to store, {count:,} quads", f"{count / mine:,.0f} quads/s",
              f"`bulk_load` of the N-Quads {count / other:,.0f} quads/s", f"{other / mine:.2f}", "≥ 0.8")  # fmt: skip
    yield Row(f"resolve, {len(made):,} documents (with making the records)", f"{resolved:.1f} s")


def export(asked: argparse.Namespace) -> Iterator[Row]:
    """Files of our writer against rdflib's own, and ours at twice the documents."""
    import rdflib

    from sse_graph.describe import describe
    from sse_graph.export import export as write
    from sse_graph.store import as_rdflib, building, open_store, write_store
    from sse_graph.vocab import BASE

    size = min(asked.quads, 60_000)  # rdflib's TriG takes more than twice as long for twice the documents
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stores = {}
        for times in (1, 2):
            made, entities = _made(size * times)
            with building(folder / f"kg{times}"):
                write_store(folder / f"kg{times}", describe(made, entities), BASE)
            stores[times] = open_store(folder / f"kg{times}")
        memory = rdflib.Dataset(default_union=True)
        for quad in as_rdflib(stores[1]).quads():
            memory.add(quad)
        for ending, form in ((".ttl", "turtle"), (".trig", "trig"), (".nq", "nquads")):
            seconds = {}
            for times, store in stores.items():
                started = time.process_time()
                write(store, folder / f"out{ending}")
                seconds[times] = time.process_time() - started
            started = time.process_time()
            graph = memory if form != "turtle" else rdflib.Graph()
            if form == "turtle":
                for triple in memory.triples((None, None, None)):
                    graph.add(triple)
                started = time.process_time()
            graph.serialize(str(folder / "theirs"), format=form)
            theirs = time.process_time() - started
            yield Row(f"export {ending}, {size:,} quads", f"{seconds[1]:.2f} s", f"rdflib {theirs:.1f} s",
                      f"{theirs / seconds[1]:.0f}; twice the documents {seconds[2] / seconds[1]:.1f}",
                      "≥ 20; linear")  # fmt: skip
