"""The named questions on the store on disk, against rdflib's memory store and a Virtuoso server with the same quads."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from measure import ROOT, Row
from records import annotations

NAMED: dict[str, tuple[tuple[int, int], ...]] = {
    "evidence-for-a-pair": ((0, 10), (0, 11)),
    "documents-naming-two-concepts": ((0, 14), (0, 15)),
    "members-of": ((0, 9),),
    "memberships-of": ((0, 8),),
    "partners-of": ((0, 10),),
    "shortest-chain": ((0, 10), (1, 11)),
}
"""What is asked for, as (document, mention) of ``records.py``, so that there is an answer; else its third mention."""
Rows = list[tuple[str, ...]]


def queries(asked: argparse.Namespace) -> Iterator[Row]:
    """Processor time of each engine for each question, and whether they give the same rows."""
    from sse_graph.build import vocabulary_quads
    from sse_graph.describe import named_graphs
    from sse_graph.lines import graphs_of
    from sse_graph.query import bound, named_queries, run
    from sse_graph.resolve import resolve
    from sse_graph.store import building, open_store, write_store
    from sse_graph.vocab import BASE, PREFIXES

    made = list(annotations(max(10, asked.quads // 300)))
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        with building(folder / "kg"):
            graphs = chain(graphs_of(vocabulary_quads()), named_graphs(made, resolve(made)))
            count = write_store(folder / "kg", graphs, BASE)
        store = open_store(folder / "kg")
        store.dump(str(folder / "all.nq"), format=ox.RdfFormat.N_QUADS)
        memory = _rdflib(folder / "all.nq")
        virtuoso = _virtuoso(stack, folder)
        ratios = []
        for question in named_queries():
            places = iter(NAMED.get(question.name, ((0, 2),)))
            given = {key: default or _name(made, *next(places)) for key, _, default in question.parameters}
            text = head + bound(question.text, {key: ox.Literal(value) for key, value in given.items()})
            ours = []
            for _ in range(asked.rounds):
                started = time.process_time()
                found = run(store, question.name, dict(given)).rows
                ours.append(time.process_time() - started)
            rows = sorted(tuple("" if cell is None else cell.value for cell in row) for row in found)
            mine = statistics.median(ours)
            theirs = _limited(lambda text=text: _asked(memory, text), asked.limit)
            others = [
                (f"rdflib {theirs[0] * 1000:,.0f} ms" if theirs else f"rdflib > {asked.limit} s", theirs and theirs[1])
            ]
            if virtuoso:
                seconds, answer = virtuoso(text, asked.rounds)
                others.append((f"Virtuoso {seconds * 1000:,.0f} ms", answer))
            ratios.append((theirs[0] if theirs else asked.limit) / mine)
            yield Row(f"`{question.name}`", f"{mine * 1000:.1f} ms, {len(rows):,} rows",
                      "; ".join(told + _same(rows, answer) for told, answer in others),
                      f"{'' if theirs else '> '}{ratios[-1]:,.0f}", "≥ 15")  # fmt: skip
        yield Row(f"all of them on {count:,} quads, geometric mean", "", "rdflib",
                  f"{statistics.geometric_mean(ratios):.0f}", "≥ 100")  # fmt: skip


def _name(made: list[Any], document: int, mention: int) -> str:
    return str(made[document].name(made[document].mentions[mention]))


def _same(rows: Rows, others: Rows | str | None) -> str:
    if others is None:
        return ""
    if isinstance(others, str):
        return f" ({others})"
    return ", same rows" if rows == others else f", OTHER ROWS ({len(others):,})"


def _rdflib(path: Path) -> Any:
    import rdflib

    memory = rdflib.Dataset(default_union=True)
    memory.parse(str(path), format="nquads")
    gc.freeze()  # the processes that ask share its pages
    return memory


def _asked(memory: Any, text: str) -> tuple[float, Rows]:
    started = time.process_time()
    found = list(memory.query(text))
    seconds = time.process_time() - started
    return seconds, sorted(tuple("" if cell is None else str(cell) for cell in row) for row in found)


def _limited(call: Callable[[], Any], seconds: int) -> Any:
    """What ``call`` gives, in a process of its own; ``None`` when that has used up its processor
    ``seconds``.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 1))
        there.send(call())

    process = context.Process(target=work)
    process.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        return None
    finally:
        process.join()


def _virtuoso(stack: ExitStack, folder: Path) -> Callable[[str, int], tuple[float, Rows | str]] | None:
    """Asks a Virtuoso that has loaded ``all.nq``: its processor seconds, a hundredth at the least; ``None`` without
    one.
    """
    if not shutil.which("virtuoso-t") or not shutil.which("isql-vt"):
        return None
    sys.path.insert(0, str(ROOT / "tests"))
    import requests
    from servers import virtuoso_server

    before = _children()
    server = stack.enter_context(virtuoso_server(folder / "virtuoso", folder / "all.nq"))
    (pid,) = _children() - before

    def used() -> float:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(text: str, rounds: int) -> tuple[float, Rows | str]:
        started = used()
        for _ in range(rounds):
            response = requests.post(
                server.query, data={"query": text}, headers={"Accept": "application/sparql-results+json"}, timeout=600
            )
            if response.status_code != 200:
                return used() - started, " ".join(response.text[:80].split())
        answer = ox.parse_query_results(response.content, ox.QueryResultsFormat.JSON)
        rows = sorted(tuple("" if cell is None else cell.value for cell in row) for row in answer)
        return max(used() - started, 0.01) / rounds, rows

    return ask


def _children() -> set[int]:
    return set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))
