"""After annotating: quads into the store, files out of it."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyoxigraph as ox
from measure import Row, in_turns
from records import annotations

QUADS_A_DOCUMENT = 300


def _made(quads: int) -> tuple[list, tuple]:
    from sse_graph.resolve import resolve

    made = list(annotations(max(10, quads // QUADS_A_DOCUMENT)))
    return made, resolve(made)


def load(asked: argparse.Namespace) -> Iterator[Row]:
    """Records to a store on disk, against Oxigraph's own loader on the same quads in a file."""
    from sse_graph.describe import named_graphs
    from sse_graph.store import building, open_store, write_store
    from sse_graph.vocab import BASE

    started = time.process_time()
    made, entities = _made(asked.quads)
    resolved = time.process_time() - started
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs = [], []
        for turn in range(min(asked.rounds, 3)):
            started = _now()
            with building(folder / f"kg{turn}"):
                count = write_store(folder / f"kg{turn}", named_graphs(made, entities), BASE)
            ours.append(_now() - started)
            file = folder / "graph.nq"
            if not file.exists():  # each statement once
                open_store(folder / f"kg{turn}").dump(str(file), format=ox.RdfFormat.N_QUADS)
            started = _now()
            store = ox.Store(str(folder / f"bulk{turn}"))
            store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
            store.flush()
            del store
            theirs.append(_now() - started)
    mine, other = np.median(ours, axis=0), np.median(theirs, axis=0)
    for kind, m, o, wanted in zip(("", ", processor time"), mine, other, ("≥ 0.8", ""), strict=True):
        yield Row(f"records to store, {count:,} quads{kind}", f"{count / m:,.0f} quads/s",
                  f"`bulk_load` of the N-Quads {count / o:,.0f} quads/s", f"{o / m:.2f}", wanted)  # fmt: skip
    yield Row(f"resolve, {len(made):,} documents (with making the records)", f"{resolved:.1f} s")


def _now() -> np.ndarray:
    """Wall and processor seconds."""
    return np.array([time.perf_counter(), time.process_time()])


def export(asked: argparse.Namespace) -> Iterator[Row]:
    """What the command does with a graph folder, against rdflib's own writer from the same store and from its memory
    (which it must fill first, not counted); ours at twice the documents, and of the store without its file.
    """
    import rdflib

    from sse_graph.describe import named_graphs
    from sse_graph.export import export as write
    from sse_graph.store import GraphFolder, as_rdflib, building, open_store, write_store
    from sse_graph.vocab import BASE

    size = min(asked.quads, 60_000)  # rdflib's TriG takes more than twice as long for twice the documents
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for times in (1, 2):
            made, entities = _made(size * times)
            with building(folder / f"kg{times}"):
                write_store(folder / f"kg{times}", named_graphs(made, entities), BASE)
        store = open_store(folder / "kg1")
        same, memory, merged = as_rdflib(store), rdflib.Dataset(default_union=True), rdflib.Graph()
        for quad in same.quads():
            memory.add(quad)
            merged.add(quad[:3])
        for ending, form in ((".ttl", "turtle"), (".trig", "trig"), (".nq", "nquads")):
            out, theirs = folder / f"out{ending}", str(folder / "theirs")
            calls: dict[str, Callable[[], object]] = {
                "ours": lambda out=out: write(GraphFolder(folder / "kg1"), out),
                "twice": lambda out=out: write(GraphFolder(folder / "kg2"), out),
                "store": partial(write, store, out),
                "same": partial(same.serialize, theirs, format=form),
                "memory": partial((merged if form == "turtle" else memory).serialize, theirs, format=form),
            }
            took = in_turns(min(asked.rounds, 3), calls)
            yield Row(f"export {ending}, {size:,} quads", f"{took['ours']:.3f} s",
                      f"rdflib, same store {took['same']:.1f} s; its memory {took['memory']:.1f} s",
                      f"{took['same'] / took['ours']:.1f}; {took['memory'] / took['ours']:.1f}; "
                      f"twice the documents {took['twice'] / took['ours']:.1f}", "≥ 20; linear")  # fmt: skip
            yield Row("the same of the store alone", f"{took['store']:.2f} s")
