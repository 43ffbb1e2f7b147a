"""Five thousand organizations and twenty thousand relations: memory, size and the first picture; times are measured by
``benchmarks/page.py``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from cities import cities
from pictures import same_picture
from tools import PEAK

pytestmark = pytest.mark.browser

WRITE = f"""{PEAK}
import json, sys
import pyoxigraph as ox
from sse_graph.view import write_view
store = ox.Store.read_only(sys.argv[1])
summary = write_view(store, sys.argv[2])
numbers = dict(peak=peak() / 1024, size=summary.size, nodes=summary.nodes, edges=summary.edges)
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
    assert numbers["peak"] <= 1024
    assert numbers["size"] <= 8_000_000


def test_the_first_picture_shows_groups_and_not_a_hairball(chrome, written):
    chrome.open(written[0])
    same_picture(chrome.thumbnail(), "five-thousand")
    shown = chrome.shown()
    assert shown["groups"] >= 40
    assert shown["lines"] <= 400 + shown["groups"]
    chrome.quiet()
