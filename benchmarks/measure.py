"""What the sections share: how a figure is noted, taken and compared."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = [sys.executable, "-m", "sse_graph.cli"]


@dataclass(frozen=True)
class Row:
    """One line of the table. ``ratio``: of this figure and ``against``, both taken in one run."""

    what: str
    figure: str
    against: str = ""
    ratio: str = ""
    asked: str = ""


@dataclass(frozen=True)
class Cost:
    """``wall`` and ``cpu`` seconds of a command and all its processes, and its exit code."""

    wall: float
    cpu: float
    code: int


def run(command: Sequence[str | Path]) -> Cost:
    """What a command costs, which must succeed. Its processor time leaves out what others on the machine took."""
    started = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))[:200]}: exit code {process.returncode}")
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, process.returncode)


def in_turns(rounds: int, what: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median processor seconds of each, run in turns, so that a busy minute hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in what}
    for _ in range(rounds):
        for name, call in what.items():
            started = time.process_time()
            call()
            times[name].append(time.process_time() - started)
    return {name: statistics.median(found) for name, found in times.items()}


class Memory:
    """The peak of what a process and its children hold together, in MB: shared pages are counted once."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._stop = threading.Event()

    def of(self, command: Sequence[str | Path]) -> tuple[float, float]:
        """Run a command to its end; its peak and its wall seconds."""
        started = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            self.peak = max(self.peak, sum(map(_megabytes, _tree(process.pid))))
            time.sleep(0.5)  # looking costs the process that is looked at some milliseconds
        return self.peak, time.perf_counter() - started


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            found += map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
        except OSError:
            continue
    return found


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except OSError:
        return 0.0
