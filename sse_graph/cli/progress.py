"""How far a long command is, on stderr: a bar with rate and time left on a terminal, a plain line now and then
elsewhere.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from sse_graph.cli.shared import one_line, say

if TYPE_CHECKING:
    from sse_graph.gather import Step

_WIDTH = 24
_EVERY = {True: 0.1, False: 30.0}
"""Seconds between two pictures of the bar, and between two plain lines."""


class Bar:
    """Call it with each ``Step``. Use as a context manager, which wipes the bar off in the end. ``terminal``: whether
    there is one; ``None``: ask the system.
    """

    def __init__(self, terminal: bool | None = None) -> None:
        self._terminal = sys.stderr.isatty() if terminal is None else terminal
        self._started = self._shown = time.monotonic()
        self._first: float | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._terminal and self._first is not None:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        done = step.done + (step.share if step.share < 1 else 0)
        if self._first is None:
            # what was unchanged says nothing about the rate
            self._first = float(step.done - 1 if step.share == 1 else step.done)
        if now - self._shown < _EVERY[self._terminal]:
            return
        self._shown = now
        if self._terminal:
            print(f"\r\x1b[K{self.line(step, done, now)}", end="", file=sys.stderr, flush=True)
        else:
            say(self.line(step, done, now))

    def line(self, step: Step, done: float, now: float) -> str:
        """ "[#####.....] 120/400  8.1/s  0:35 left  reports/2024.txt"."""
        rate = (done - (self._first or 0)) / max(now - self._started, 1e-9)
        left = f"{_clock((step.total - done) / rate)} left" if rate > 0 else ""
        share = f" ({step.share:.0%})" if step.share < 1 else ""
        full = int(_WIDTH * done / max(step.total, 1))
        bar = f"[{'#' * full}{'.' * (_WIDTH - full)}] " if self._terminal else ""
        return f"{bar}{step.done}/{step.total}  {rate:.1f}/s  {left}  {one_line(step.name)[:40]}{share}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"
