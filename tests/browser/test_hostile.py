"""Names from the worst page of the web: nothing of them runs, nothing breaks, all can be read."""

from __future__ import annotations

import pytest
from network_stores import Story

from sse_graph.view import write_view

pytestmark = pytest.mark.browser

RUN = "window.ran = 1"
VECTORS = (
    f"<img src=x onerror='{RUN}'>",
    f"</script><script>{RUN}</script>",
    f"--></style></textarea><script>{RUN}</script>",
    f'"><svg onload="{RUN}">',
    f"<a href='javascript:{RUN}'>href</a><img src=x onerror='{RUN}'>",
    f"{{{{ {RUN} }}}} {{% {RUN} %}}",
    f"${{{RUN}}} `${{{RUN}}}`",
    f"' onmouseover='{RUN}",
    f"javascript:{RUN}",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<!--<script>",
    "]]><x/>",
    "\u202egnp.exe\u2066 \u2067 right to left",
    "جمعية الاقتصاد التضامني",
    "האיחוד הקואופרטיבי",
    "社会的連帯経済 大陸間ネットワーク",
    "👩🏽‍🌾🤝👨🏿‍🌾 Co-op 🏴‍☠️",
    "Z" + "\u0301" * 300,
    "\u0000\u0001\u001b[31m null",
    "x" * 10_000,
    "__proto__",
    "constructor",
    "toString",
    '=HYPERLINK("http://example.org")',
    "\u2028 line \u2029 paragraph",
    "   ",
    "\U000e0041\ufeff\u200b",
    "&lt;b&gt;&amp;",
    "%00%0d%0a",
    "\\u003cscript\\u003e",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Two hundred hostile names, in every place where a text can come to stand: names, titles, quotes, rules, files."""
    story = Story()
    labels = [f"{VECTORS[i % len(VECTORS)]} {i}" for i in range(200)]
    kinds = ("organization", "event", "place", "person", "concept")
    pages = [story.document(f"d{i}", VECTORS[i], date=VECTORS[i]) for i in range(12)]
    things = [story.thing(f"{kinds[i % 5]}/h{i}", label, f"alias {label}") for i, label in enumerate(labels)]
    of = {kind: [thing for thing in things if thing.startswith(kind)] for kind in kinds}
    for i, one in enumerate(of["organization"]):
        page, quote = pages[i % 12], f"{labels[i * 5]} says {VECTORS[i % len(VECTORS)]}"
        rule = f"rule {VECTORS[i % 12]}"
        story.fact(page, one, "partnerOf", of["organization"][(i + 1) % 40], quote, rule)
        story.fact(page, one, "organizes", of["event"][i], quote, rule)
        story.fact(page, one, "locatedIn", of["place"][i], quote, rule)
        story.fact(page, of["person"][i], "affiliatedWith", one, quote, rule)
        story.fact(page, of["person"][i], "participatesIn", of["event"][(i + 3) % 40], quote, rule)
        story.fact(page, one, "promotes", of["concept"][i], quote, rule)
    return story.store


@pytest.mark.parametrize(
    "options",
    [{}, {"as_map": True}, {"title": VECTORS[4], "lang": "fr"}, {"around": "h0", "hops": 3}],
    ids=["network", "map", "title", "around"],
)
def test_nothing_runs(chrome, hostile, tmp_path, options):
    if "around" in options:
        options = options | {"around": "https://w3id.org/sse-graph/id/organization/h0"}
    path = tmp_path / "page.html"
    write_view(hostile, path, **options)
    assert "<img" not in path.read_text(encoding="utf-8")
    chrome.open(path)
    count = chrome.shown()["nodes"]
    for _ in range(min(count, 120)):
        chrome.keys("#network", "n")
    for text in ("<", "href", "script", "proto", "جمعية", "x"):
        chrome.js("document.getElementById('search').value = ''")
        chrome.keys("#search", text)
    chrome.js("document.getElementById('isolated').open = true")
    chrome.click("#show-table")
    for number in range(0, 60, 7):
        chrome.js("document.querySelectorAll('#table .why')[arguments[0]]?.click()", number)
    chrome.js("for (const key of ['country', 'theme', 'kind', 'document']) { const s = document.getElementById(key);"
              " s.selectedIndex = s.options.length - 1; s.dispatchEvent(new Event('change')) }")  # fmt: skip
    chrome.click("#reset")
    chrome.click("#show-network")
    assert chrome.shown()["nodes"] == count
    assert chrome.js(
        "return new DOMParser().parseFromString(sseGraph.svg(), 'image/svg+xml').querySelector('parsererror') === null"
    )
    assert chrome.js("return document.querySelectorAll('img, iframe, #card script, #table script').length") == 0
    assert chrome.js("return [...document.querySelectorAll('a')].every((a) => /^https?:/.test(a.href))")
    chrome.quiet()


def test_the_mouse_over_every_body_runs_nothing(chrome, hostile, tmp_path):
    path = tmp_path / "page.html"
    write_view(hostile, path)
    chrome.open(path)
    left, top = chrome.js(
        "const r = document.getElementById('network').getBoundingClientRect(); return [r.left, r.top]"
    )
    keys = chrome.js(
        "return JSON.parse(document.getElementById('data').textContent).bodies.slice(0, 110).map((row) => row[0])"
    )
    for key in keys[::3]:
        point = chrome.js("return sseGraph.pointOf(arguments[0])", key)
        chrome.driver.execute_cdp_cmd(
            "Input.dispatchMouseEvent", {"type": "mouseMoved", "x": left + point["x"], "y": top + point["y"]}
        )
    chrome.quiet()


def test_the_table_of_hostile_names_runs_no_formula(chrome, hostile, tmp_path):
    path = tmp_path / "page.html"
    write_view(hostile, path)
    table = chrome.open(path).js("return sseGraph.csv()")
    cells = [cell for line in table.split("\r\n") for cell in line.strip('"').split('","')]
    assert len(cells) > 500
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@") and cell[:1] != "'"]
