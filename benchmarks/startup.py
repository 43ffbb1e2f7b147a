"""How long a command takes before it does anything."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import PROGRAM, ROOT, Row, run


def start_up(asked: argparse.Namespace) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "kg"
        run([*PROGRAM, "build", ROOT / "seeds", "--graph", graph])
        one_row = "SELECT ?d { ?d a sse:Document } LIMIT 1"
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "import typer": [sys.executable, "-c", "import typer"],
            "import pyoxigraph": [sys.executable, "-c", "import pyoxigraph"],
            "`sse-graph --help`": [*PROGRAM, "--help"],
            "`sse-graph info`": [*PROGRAM, "info", "--graph", graph],
            "`sse-graph query`, one row": [*PROGRAM, "query", one_row, "--graph", graph],
            "`sse-graph build`, nothing changed": [*PROGRAM, "build", ROOT / "seeds", "--graph", graph],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(2 * asked.rounds + 1):
            for name, command in commands.items():
                times[name].append(run(command).cpu)
    medians = {name: statistics.median(found) for name, found in times.items()}
    bare = medians["python -c pass"]
    for name, found in medians.items():
        yield Row(name, f"{found * 1000:.0f} ms", "bare Python", f"+{(found - bare) * 1000:.0f} ms")
