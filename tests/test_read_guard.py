"""The process that reads: it is killed when a document takes too long, and replaced when it breaks down."""

from __future__ import annotations

import os
import signal

import pytest
import samples

from sse_graph.errors import InputError
from sse_graph.read import guard as module
from sse_graph.read.guard import Guard
from sse_graph.read.limits import Limits

SLOW = b"Speakers: " * 400_000
"""A text that takes longer than a moment to be read."""


def test_documents_are_read_in_one_process_after_the_other():
    with Guard(Limits()) as guard:
        for name, data, form in (
            ("a.html", samples.HTML.encode(), "html"),
            ("a.pdf", samples.pdf_story(), "pdf"),
            ("a.eml", samples.mail(attachments=[("b.txt", samples.FR.encode())]), "eml"),
        ):
            documents = guard.read(data, name, name, form)
            assert documents[0].name == name
            process = guard._process
        assert len(documents) == 2
        assert process is guard._process
    assert process.poll() is not None


def test_a_short_text_needs_no_process():
    with Guard(Limits()) as guard:
        assert guard.read(samples.EN.encode(), "a.txt", "a.txt", "text")[0].text == samples.EN
        assert guard._process is None


def test_an_error_is_told_as_it_is_elsewhere():
    with Guard(Limits()) as guard, pytest.raises(InputError, match=r"in/a\.pdf: broken or no PDF"):
        guard.read(b"text", "a.pdf", "in/a.pdf", "pdf")


def test_what_takes_too_long_is_stopped_and_the_next_is_read():
    late = r"a\.txt: reading takes longer than 0\.3 s; .* --timeout"
    with Guard(Limits(seconds=0.3)) as guard, pytest.raises(InputError, match=late):
        guard.read(SLOW, "a.txt", "a.txt", "text")
    with Guard(Limits()) as guard:
        assert guard.read(samples.HTML.encode(), "b.html", "b.html", "html")


def test_a_reader_that_breaks_down_is_replaced():
    with Guard(Limits()) as guard:
        guard.read(samples.HTML.encode(), "a.html", "a.html", "html")
        os.kill(guard._process.pid, signal.SIGKILL)
        guard._process.wait()
        assert guard.read(samples.HTML.encode(), "b.html", "b.html", "html")
        os.kill(guard._process.pid, signal.SIGSTOP)
        first = guard._process
        original = first.poll
        first.poll = lambda: original() if first.stdin.closed else None
        os.kill(first.pid, signal.SIGKILL)
        with pytest.raises(InputError, match=r"c\.html: the reader broke down on it"):
            guard.read(samples.HTML.encode(), "c.html", "c.html", "html")
        assert guard.read(samples.HTML.encode(), "d.html", "d.html", "html")


def test_what_takes_too_much_memory_is_left_out(tmp_path):
    limits = Limits(memory=400 << 20)
    with Guard(limits) as guard, pytest.raises(InputError, match=r"more than 400 MB of memory|broke down") as error:
        guard.read(b"<p>x</p>" * 6_000_000, "a.html", "a.html", "html")
    assert str(error.value).startswith("a.html: ")


def test_an_interrupted_reading_leaves_no_process_that_answers_the_wrong_question(monkeypatch):
    with Guard(Limits()) as guard:
        guard.read(samples.HTML.encode(), "a.html", "a.html", "html")
        first = guard._process

        def interrupt(stream):
            raise KeyboardInterrupt

        monkeypatch.setattr(module, "_receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            guard.read(samples.HTML.encode(), "b.html", "b.html", "html")
        monkeypatch.undo()
        assert first.poll() is not None
        assert guard.read(samples.HTML.encode(), "c.html", "c.html", "html")[0].name == "c.html"


@pytest.mark.parametrize("wrong", [{"seconds": -1}, {"megabytes": 0}, {"characters": 0}, {"ratio": -3}])
def test_limits_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match="limit"):
        Limits(**wrong)
