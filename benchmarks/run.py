"""How fast and how large: start-up of the commands, annotation, the store. ``make bench`` prints one table.

Each number is the median of several runs, in turns, so that a busy minute of the machine hits all alike. Trust ratios,
not seconds.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 11


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def start_up(graph: Path) -> None:
    """Medians of starting each, and what that is over Python's own start."""
    program = [sys.executable, "-m", "sse_graph.cli"]
    one_row = "SELECT ?d { ?d a sse:Document } LIMIT 1"
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import typer": [sys.executable, "-c", "import typer"],
        "import pyoxigraph": [sys.executable, "-c", "import pyoxigraph"],
        "sse-graph --help": [*program, "--help"],
        "sse-graph info": [*program, "info", "--graph", str(graph)],
        "sse-graph query, one row": [*program, "query", one_row, "--graph", str(graph)],
        "sse-graph explain": [*program, "explain", "RIPESS", "--graph", str(graph)],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(f"{'start-up':28} {'ms':>6} {'over bare Python':>18} {'/ typer':>8} {'/ pyoxigraph':>13}")
    for name, median in medians.items():
        over = f"{(median - medians['python -c pass']) * 1000:+.0f}"
        typer, store = (median / medians[f"import {other}"] for other in ("typer", "pyoxigraph"))
        print(f"{name:28} {median * 1000:6.0f} {over:>18} {typer:8.2f} {store:13.2f}")


def annotation() -> None:
    """Words a second of each language's pipeline on the dev texts, after loading."""
    from sse_graph.annotate.pipeline import Annotator
    from sse_graph.corpus import read_corpus
    from sse_graph.read.text import read_text

    annotator = Annotator()
    print(f"\n{'annotation':28} {'load s':>6} {'words/s':>18}")
    for language in ("en", "es", "fr"):
        documents = [read_text(text.text.encode(), text.id) for text in read_corpus(ROOT / "corpus" / "dev", language)]
        started = time.perf_counter()
        list(annotator.pipe(documents[:1]))
        loaded = time.perf_counter()
        list(annotator.pipe(documents))
        words = sum(len(document.text.split()) for document in documents)
        print(f"{language:28} {loaded - started:6.1f} {words / (time.perf_counter() - loaded):18,.0f}")


def memory() -> None:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\npeak memory: {own:,.0f} MB with three pipelines, {children:,.0f} MB in a build of the seeds")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "kg"
        build = [sys.executable, "-m", "sse_graph.cli", "build", str(ROOT / "seeds"), "--graph", str(graph)]
        print(f"build of the seeds: {seconds(build):.1f} s, again unchanged {seconds(build):.1f} s\n")
        start_up(graph)
    annotation()
    memory()


if __name__ == "__main__":
    main()
