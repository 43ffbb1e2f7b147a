"""A page inside a notebook: it works in its frame, and reaches nothing outside."""

from __future__ import annotations

import pytest
from network_stores import forum

from sse_graph.graph import Graph

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A page that holds a frame as Jupyter's output area does."""
    folder = tmp_path_factory.mktemp("notebook")
    graph = Graph(forum().store, folder)
    frames = graph.network().view()._repr_html_() + graph.report()._repr_html_()
    path = folder / "notebook.html"
    path.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>n</title><body>{frames}", encoding="utf-8"
    )
    return path


@pytest.fixture
def inside(chrome, notebook):
    chrome.open(notebook)
    chrome.driver.switch_to.frame(0)
    chrome.wait("return document.documentElement.dataset.ready === 'true'")
    yield chrome
    chrome.driver.switch_to.default_content()


def test_the_network_is_drawn_and_answers_in_its_frame(inside):
    assert inside.shown()["drawn"] > 10
    assert inside.js("return document.querySelector('#network canvas').height") > 100
    inside.js("sseGraph.selectNode('event/valley-forum')")
    assert "Valley Forum" in inside.text("#card")
    inside.keys("#network", "n")
    inside.keys("#network", "n")
    inside.click("#card button")
    inside.quiet()


def test_the_frame_reaches_neither_the_notebook_nor_a_cookie(inside):
    for reach in ("parent.document.title", "document.cookie", "localStorage.length"):
        assert (
            inside.js(f"try {{ {reach}; return 'reached' }} catch (error) {{ return error.name }}") == "SecurityError"
        )


def test_the_report_is_shown_in_its_frame(chrome, notebook):
    chrome.open(notebook)
    chrome.driver.switch_to.frame(1)
    assert len(chrome.text("main")) > 500
    chrome.driver.switch_to.default_content()
    chrome.quiet()
