"""How far it is: a bar on a terminal, few plain lines elsewhere, and nothing that a file's name can do to either."""

from __future__ import annotations

import pytest

from sse_graph.cli import progress
from sse_graph.cli.progress import Bar
from sse_graph.gather import Step


@pytest.fixture
def clock(monkeypatch):
    """Seconds that a test lets pass."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])

    def passed(seconds: float) -> None:
        now[0] += seconds

    return passed


def test_a_terminal_has_a_bar_with_rate_and_time_left_that_is_wiped_off(clock, capsys):
    with Bar(terminal=True) as bar:
        for done in range(1, 11):
            clock(1.0)
            bar(Step(done + 10, 30, f"page-{done}.txt"))
        line = capsys.readouterr().err.rpartition("\r\x1b[K")[2]
        assert line == "[################........] 20/30  1.0/s  0:10 left  page-10.txt"
    assert capsys.readouterr().err == "\r\x1b[K"


def test_a_long_document_shows_its_share(clock, capsys):
    with Bar(terminal=True) as bar:
        for share in (0.25, 0.5):
            clock(10.0)
            bar(Step(0, 1, "book.txt", share=share))
        assert "0/1  0.0/s  0:20 left  book.txt (50%)" in capsys.readouterr().err


def test_elsewhere_there_is_a_plain_line_now_and_then(clock, capsys):
    with Bar() as bar:
        for done in range(1, 101):
            clock(1.0)
            bar(Step(done, 7300, "page.txt"))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        f"{done}/7300  1.0/s  {left} left  page.txt"
        for done, left in ((30, "2:01:10"), (60, "2:00:40"), (90, "2:00:10"))
    ]


def test_a_name_cannot_steer_the_terminal(clock, capsys):
    with Bar(terminal=True) as bar:
        clock(1.0)
        bar(Step(1, 2, "\x1b[2J\nevil"))
        assert "\x1b[2J" not in capsys.readouterr().err
