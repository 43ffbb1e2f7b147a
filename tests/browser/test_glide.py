"""A large picture is moved as one image, and drawn anew, the same as ever, when it comes to rest."""

from __future__ import annotations

import time

import pytest
from cities import cities

from sse_graph.view import write_view

pytestmark = pytest.mark.browser

WATCH = """window.painted = 0; window.shown = 0;
const draw = CanvasRenderingContext2D.prototype.stroke, image = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.stroke = function (...a) { painted += 1; return draw.apply(this, a); };
CanvasRenderingContext2D.prototype.drawImage = function (...a) { shown += 1; return image.apply(this, a); };"""
FRAMES = """const done = arguments[arguments.length - 1]; let left = 8; painted = 0; shown = 0;
(function step() {
  if (left) { left -= 1; sseGraph.pan(12, 5); requestAnimationFrame(step); } else done([painted, shown]);
})()"""
PIXELS = """const c = document.querySelector('#network canvas'); return c.toDataURL();"""


@pytest.fixture(scope="module")
def unfolded(tmp_path_factory):
    path = tmp_path_factory.mktemp("glide") / "page.html"
    write_view(cities(12, 60, 2400).store, path)
    return path


@pytest.fixture
def page(chrome, unfolded):
    chrome.open(unfolded, "#open=all")
    chrome.wait("return sseGraph.shown().lines === 2400")
    chrome.js(WATCH)
    return chrome


def at_rest(chrome):
    chrome.wait("return !sseGraph.gliding()")
    chrome.js("painted = 0")
    time.sleep(0.3)
    assert chrome.js("return painted") == 0  # nothing is drawn for nothing
    return chrome.js(PIXELS)


def test_frames_of_a_move_draw_no_line(page):
    painted, shown = page.driver.execute_async_script(FRAMES)
    assert painted < 100  # of 2,400 lines a frame
    assert shown >= 8
    page.wait("return painted > 2400")


def test_a_picture_that_was_moved_there_and_back_is_the_same(page):
    before = at_rest(page)
    page.js("sseGraph.pan(90, -40)")
    away = at_rest(page)
    page.js("sseGraph.pan(-90, 40)")
    assert away != before
    assert at_rest(page) == before


def test_a_drag_moves_the_image_and_ends_with_a_drawing(page):
    before = at_rest(page)

    def mouse(kind, x, y):
        page.driver.execute_cdp_cmd(
            "Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
        )

    left, top = page.js("const r = document.getElementById('network').getBoundingClientRect(); return [r.left, r.top]")
    mouse("mousePressed", left + 8, top + 8)
    for step in range(1, 12):
        mouse("mouseMoved", left + 8 + 9 * step, top + 8 + 4 * step)
        time.sleep(0.02)
    assert page.js("return sseGraph.gliding() && shown > 0")
    mouse("mouseReleased", left + 107, top + 52)
    assert at_rest(page) != before
    page.quiet()


def test_a_large_picture_comes_back_from_behind_the_table(chrome, unfolded):
    chrome.open(unfolded, "#open=all&view=table")
    chrome.js(WATCH)
    chrome.js("sseGraph.pan(5, 5); location.hash = '#open=all'")
    chrome.wait("return painted > 2400")
    chrome.js("sseGraph.pan(5, 5)")
    chrome.wait("return !sseGraph.gliding()")
    chrome.quiet()


def test_what_the_mouse_points_at_is_named_without_drawing_all_anew(page):
    at_rest(page)
    x, y = page.js("return (({ x, y }) => [x, y])(sseGraph.pointOf('organization/g5m0'))")
    left, top = page.js("const r = document.getElementById('network').getBoundingClientRect(); return [r.left, r.top]")
    page.js("painted = 0; shown = 0")
    page.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": left + x, "y": top + y})
    page.wait("return shown > 0")
    assert page.js("return document.getElementById('network').classList.contains('pointing')")
    assert page.js("return painted") < 100
    page.click_at(x, y)
    assert page.text("#card h2") == "Cooperative 0 of City 5"
    page.quiet()


def test_a_small_picture_is_drawn_whole_each_time(chrome, forum_page):
    chrome.open(forum_page)
    chrome.js(WATCH)
    painted, shown = chrome.driver.execute_async_script(FRAMES)
    assert painted >= 8 * 15
    assert shown == 0
    assert not chrome.js("return sseGraph.gliding()")
