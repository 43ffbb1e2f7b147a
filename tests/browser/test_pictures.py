"""First pictures are those that were looked at and found good."""

from __future__ import annotations

import pytest
from cities import cities
from network_stores import forum
from pictures import same_picture

from sse_graph.view import write_view

pytestmark = pytest.mark.browser

CASES = {
    "forum": (lambda: forum().store, {}, ""),
    "forum-dark": (lambda: forum().store, {}, "dark"),
    "forum-map": (lambda: forum().store, {"as_map": True}, ""),
    "groups": (lambda: cities(8, 60, 1600).store, {}, ""),
    "unfolded": (lambda: cities(8, 60, 1600).store, {}, "#open=all"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_first_picture_is_the_one_that_was_looked_at(chrome, tmp_path, name):
    make, options, how = CASES[name]
    write_view(make(), tmp_path / "page.html", **options)
    chrome.open(tmp_path / "page.html", how if how.startswith("#") else "", dark=how == "dark")
    same_picture(chrome.thumbnail(), name)
