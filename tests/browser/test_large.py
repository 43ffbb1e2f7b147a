"""Thousands of organizations: the page opens on groups, unfolds in place, and is never a ball of hair."""

from __future__ import annotations

import time

import networkx as nx
import pytest
from cities import cities
from network_stores import Story

from sse_graph.view import write_view

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "page.html"
    return path, write_view(cities(12, 60, 2400).store, path)


def test_it_is_small(large):
    assert large[1].nodes > 650
    assert large[1].size < 1_500_000


def test_it_opens_on_groups(chrome, large):
    shown = chrome.open(large[0]).shown()
    assert shown["groups"] == shown["drawn"] == 12
    assert shown["nodes"] == large[1].nodes
    assert shown["edges"] == 2400
    assert shown["lines"] < 80
    labels = chrome.js("return sseGraph.labels")
    assert len(labels) == 12
    assert not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for i, a in enumerate(labels) for b in labels[:i]
    )
    assert len(chrome.texts("#group-list li")) == 12
    chrome.quiet()


def test_a_group_unfolds_in_place_and_folds_again(chrome, large):
    chrome.open(large[0])
    chrome.click("#group-list button")
    shown = chrome.shown()
    assert shown["groups"] == 11
    assert shown["drawn"] > 60
    assert "Fold the group" in chrome.text("#card")
    fragment = chrome.js("return location.hash")
    chrome.open(large[0], fragment)
    assert chrome.shown()["groups"] == 11
    chrome.click("#group-list button")
    assert chrome.shown()["groups"] == 12
    chrome.click("#fold-all")
    assert chrome.shown()["groups"] == 0
    assert chrome.shown()["lines"] == 2400
    assert chrome.complaints() == []


def test_search_unfolds_the_group_of_what_is_found(chrome, large):
    chrome.open(large[0])
    chrome.keys("#search", "Cooperative 7 of City 3", "\ue007")
    assert chrome.text("#card h2") == "Cooperative 7 of City 3"
    assert chrome.shown()["groups"] == 11


def test_a_line_between_groups_lists_what_it_sums_up(chrome, large):
    chrome.open(large[0])
    chrome.js(
        """const box = document.getElementById('network').getBoundingClientRect();
        window.spots = [];
        for (let x = 60; x < box.width - 60; x += 23)
          for (let y = 60; y < box.height - 60; y += 23) spots.push([x, y])"""
    )
    for x, y in chrome.js("return spots")[::5]:
        before = chrome.text("#card")
        left, top = chrome.js(
            "const r = document.getElementById('network').getBoundingClientRect(); return [r.left, r.top]"
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            chrome.driver.execute_cdp_cmd(
                "Input.dispatchMouseEvent",
                {"type": kind, "x": left + x, "y": top + y, "button": "left", "clickCount": 1},
            )
        time.sleep(0.05)
        card = chrome.text("#card")
        if card != before and "joined with" in card:
            assert chrome.texts("#card .why")
            break
    else:
        pytest.fail("no line between groups was met")


def test_a_graph_of_unjoined_pairs_is_drawn_too(chrome, tmp_path):
    story = Story()
    page = story.document("page", "Page")
    for one, other in nx.relabel_nodes(nx.from_edgelist([(2 * i, 2 * i + 1) for i in range(150)]), str).edges():
        story.fact(
            page,
            story.thing(f"organization/{one}", f"Body {one}"),
            "partnerOf",
            story.thing(f"organization/{other}", f"Body {other}"),
            "They are joined.",
        )
    write_view(story.store, tmp_path / "page.html")
    assert chrome.open(tmp_path / "page.html").shown()["drawn"] == 300
    chrome.quiet()
