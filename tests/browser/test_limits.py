"""Five thousand organizations and twenty thousand relations: time, memory, size and the first picture."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from cities import cities
from pictures import same_picture

pytestmark = pytest.mark.browser

WRITE = """
import json, resource, sys, time
import pyoxigraph as ox
from sse_graph.view import write_view
store = ox.Store.read_only(sys.argv[1])
started = time.process_time()
summary = write_view(store, sys.argv[2])
seconds = time.process_time() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
numbers = {"seconds": seconds, "peak": peak, "size": summary.size, "nodes": summary.nodes, "edges": summary.edges}
print(json.dumps(numbers))
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Path, dict[str, float]]:
    folder = tmp_path_factory.mktemp("limits")
    store = ox.Store(str(folder / "store"))
    store.bulk_extend(cities(42, 119, 20_000).store)
    del store
    ended = subprocess.run(
        [sys.executable, "-c", WRITE, str(folder / "store"), str(folder / "page.html")],
        capture_output=True,
        text=True,
        check=True,
    )
    return folder / "page.html", json.loads(ended.stdout)


def test_layout_and_writing_keep_their_limits(written):
    _, numbers = written
    assert numbers["nodes"] > 4_900
    assert numbers["edges"] == 20_000
    assert numbers["seconds"] <= 10
    assert numbers["peak"] <= 1024
    assert numbers["size"] <= 8_000_000


def test_the_first_picture_stands_within_a_second_and_a_half(chrome, written):
    """From the start of navigation to the frame after the drawing, the best of three: the machine does other things."""
    times = []
    for _ in range(3):
        chrome.open(written[0])
        times.append(chrome.js("return sseGraph.ready"))
    assert min(times) <= 1500
    same_picture(chrome.thumbnail(), "five-thousand")
    shown = chrome.shown()
    assert shown["groups"] >= 40
    assert shown["lines"] <= 400 + shown["groups"]
    chrome.quiet()


def test_it_moves_smoothly(chrome, written):
    """Frames a second while the picture is moved: as it opens, with a group unfolded, with all; software rendering."""
    chrome.open(written[0])
    fold = "document.getElementById('fold-all').click(); "
    for unfold in ("", "sseGraph.unfold(0); ", fold + fold):
        frames = chrome.driver.execute_async_script(
            unfold + "const done = arguments[0]; const start = performance.now(); let count = 0;"
            "const step = () => { count += 1; sseGraph.pan(count % 40 < 20 ? 12 : -12, 0);"
            " if (performance.now() - start < 1500) requestAnimationFrame(step); else done(count / 1.5) };"
            "requestAnimationFrame(step)"
        )
        assert frames >= 30
