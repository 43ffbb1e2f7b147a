"""How a large network's page behaves in a browser: first picture, frames while it is moved, and what making it costs.

``.venv/bin/python benchmarks/page.py`` makes a network of 5,000 organizations and 20,000 lines, opens its page in a
headless Chromium (no graphics card: everything is drawn in software), and moves it for three seconds each: by the
page's own ``pan``, once a frame, and by a mouse that drags. Frames are counted by ``requestAnimationFrame``, of which
there are 60 a second at most. It also makes the report. Run it on an idle machine.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path += [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from chromium import started  # noqa: E402
from cities import cities  # noqa: E402

from sse_graph.report import write_report  # noqa: E402
from sse_graph.view import write_view  # noqa: E402

SECONDS = 3
COUNT = """window.gaps = []; let last = performance.now();
(function step() { const now = performance.now(); gaps.push(now - last); last = now; requestAnimationFrame(step);
})()"""
PAN = """const end = performance.now() + arguments[0] * 1000, done = arguments[1]; let n = 0; gaps.length = 0;
(function step() {
  if (performance.now() > end) return done(gaps.slice());
  n += 1; sseGraph.pan(n % 40 < 20 ? 12 : -12, 0); requestAnimationFrame(step);
})()"""


def frames(driver: Any) -> list[float]:
    """Milliseconds between frames while the page pans itself."""
    return list(driver.execute_async_script(PAN, SECONDS))


def drag(driver: Any) -> list[float]:
    """The same while a mouse drags the picture to and fro."""

    def mouse(kind: str, x: float) -> None:
        driver.execute_cdp_cmd(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": x, "y": 450, "button": "left", "buttons": 1, "clickCount": 1},
        )

    mouse("mousePressed", 700)
    driver.execute_script("gaps.length = 0")
    end, step = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        step += 1
        mouse("mouseMoved", 700 + 6 * (step % 50 if step % 100 < 50 else 50 - step % 50))
    found = list(driver.execute_script("return gaps.slice()"))
    mouse("mouseReleased", 700)
    return found


def told(what: str, gaps: list[float]) -> None:
    rate = 1000 * len(gaps) / sum(gaps)
    print(f"{what:34} {rate:5.0f} frames/s, median {statistics.median(gaps):.0f} ms, worst {max(gaps):.0f} ms")


def main() -> None:
    store = cities(100, 50, 20_000).store
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        begun = time.monotonic()
        summary = write_view(store, page)
        print(f"page: {summary.nodes} things, {summary.edges} lines, {summary.size:,} bytes", end="")
        print(f" in {time.monotonic() - begun:.1f} s")
        begun = time.monotonic()
        write_report(store, Path(folder) / "report.html")
        print(f"report in {time.monotonic() - begun:.1f} s")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB, with the store")
        driver = started(Path(folder) / "profile")
        try:
            driver.set_window_size(1400, 900)
            driver.set_script_timeout(60)
            driver.get(page.as_uri())
            while not driver.execute_script("return window.sseGraph && sseGraph.ready"):
                time.sleep(0.02)
            print(f"first picture after {driver.execute_script('return sseGraph.ready'):,.0f} ms")
            driver.execute_script(COUNT)
            told("as it opens, panned", frames(driver))
            driver.execute_script("document.getElementById('fold-all').click()")
            time.sleep(2)
            told("everything unfolded, panned", frames(driver))
            time.sleep(1)
            told("everything unfolded, dragged", drag(driver))
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
