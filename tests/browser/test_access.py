"""No violation of WCAG 2 A and AA that axe-core knows, in light and dark, with every panel open."""

from __future__ import annotations

import pytest
from cities import cities
from network_stores import forum

from sse_graph.report import write_report
from sse_graph.view import write_view

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(chrome, axe: str) -> list[str]:
    # The page's own policy forbids other scripts; the inspector puts this one in by the back door.
    chrome.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
    found = chrome.driver.execute_async_script(
        "const done = arguments[1]; axe.run(document, { runOnly: { type: 'tag', values: arguments[0] } })"
        ".then((result) => done(result.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target + ' ' +"
        " n.any.concat(n.all).map((c) => c.message).join(' ')).slice(0, 5).join(' | '))))",
        TAGS,
    )
    return list(found)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "fragment",
    ["", "#node=event/valley-forum&with=joint", "#view=table&with=joint", "#group=1", "#confidence=100"],
    ids=["first", "card", "table", "group", "nothing"],
)
def test_the_page(chrome, axe, forum_page, fragment, dark):
    chrome.open(forum_page, fragment, dark=dark)
    chrome.js("for (const d of document.querySelectorAll('details')) d.open = true")
    chrome.keys("#search", "co")
    assert violations(chrome, axe) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_evidence_on_a_phone(chrome, axe, forum_page, dark):
    chrome.open(forum_page, size=(390, 800), dark=dark)
    chrome.js("sseGraph.selectEdge('organization/cedar-asia', 'partOf', 'organization/cedar')")
    assert violations(chrome, axe) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_large_page_with_a_group_unfolded(chrome, axe, tmp_path, dark):
    write_view(cities(5, 60, 900).store, tmp_path / "page.html", lang="fr")
    chrome.open(tmp_path / "page.html", "#open=1&group=1", dark=dark)
    assert chrome.shown()["groups"] == 4
    assert violations(chrome, axe) == []


def test_the_map(chrome, axe, tmp_path):
    write_view(forum().store, tmp_path / "map.html", as_map=True, lang="es")
    chrome.open(tmp_path / "map.html")
    assert violations(chrome, axe) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_report(chrome, axe, tmp_path, dark):
    write_report(forum().store, tmp_path / "report.html")
    chrome.open(tmp_path / "report.html", dark=dark)
    chrome.js("for (const d of document.querySelectorAll('details')) d.open = true")
    assert violations(chrome, axe) == []
    chrome.quiet()
