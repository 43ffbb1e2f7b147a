"""The map: countries drawn, things where they are, what has no place listed."""

from __future__ import annotations

import pytest
from network_stores import forum

from sse_graph.view import write_view

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "map.html"
    write_view(forum().store, path, as_map=True)
    return path


def test_countries_are_where_they_are(chrome, page):
    chrome.open(page)
    points = {
        name: chrome.js("return sseGraph.pointOf(arguments[0])", f"place/{name}")
        for name in ("france", "senegal", "ecuador")
    }
    assert points["ecuador"]["x"] < points["senegal"]["x"] < points["france"]["x"]
    assert points["france"]["y"] < points["senegal"]["y"] < points["ecuador"]["y"]
    chrome.quiet()


def test_what_has_no_place_is_listed_and_in_the_table(chrome, page):
    chrome.open(page)
    assert "WITHOUT A KNOWN PLACE (12)" in chrome.text("#card")
    assert chrome.shown()["drawn"] == 7
    chrome.click("#show-table")
    assert len(chrome.texts("#table tbody tr")) == 24


def test_the_land_is_in_the_picture_and_in_the_svg(chrome, page):
    chrome.open(page)
    picture = chrome.js("return sseGraph.svg()")
    assert 'fill-rule="evenodd"' in picture
    colours = chrome.js(
        """const canvas = document.querySelector('#network canvas');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let i = 0; i < pixels.length; i += 404) seen.add(pixels.slice(i, i + 3).join()); return [...seen]"""
    )
    assert "231,227,214" in colours
