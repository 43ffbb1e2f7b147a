"""A page that gives a venue and an organizer under labels is about an event; its title is that event's name."""

from __future__ import annotations

import pytest
import spacy

from sse_graph.annotate.layout import DOCUMENT
from sse_graph.annotate.spans import Found
from sse_graph.annotate.titles import title_event
from sse_graph.read.text import read_text

LABELS = "\n\nVenue: Town Hall, Porto\nOrganized by: Seed Circle\nSpeakers: Ada Reed\n"


def found_in(text: str, known: tuple[str, ...] = ()) -> list[str]:
    document = read_text(text.encode(), "page")
    doc = spacy.blank("en")(document.text)
    doc.user_data[DOCUMENT] = document
    marked = [Found(*_tokens(doc, name), "Organization", "ner", 1, 0.9) for name in known]
    return [doc[event.start : event.end].text for event in title_event(doc, marked)]


def _tokens(doc: spacy.tokens.Doc, name: str) -> tuple[int, int]:
    span = doc.char_span(doc.text.index(name), doc.text.index(name) + len(name))
    return span.start, span.end


def test_the_title_of_a_page_about_an_event_is_its_name():
    assert found_in("# Growing together, eating well" + LABELS) == ["Growing together, eating well"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# Growing together, eating well\n\nA long story without labels.\n", id="no-labels"),
        pytest.param("# Harvest" + LABELS, id="too-short-to-tell"),
        pytest.param("# Home | Our work | Seeds for all" + LABELS, id="path"),
        pytest.param("# Home » Our work » Seeds for all" + LABELS, id="path-with-arrows"),
    ],
)
def test_other_titles_are_not(text):
    assert found_in(text) == []


def test_a_title_that_is_the_name_of_a_body_is_no_event():
    assert found_in("# The Seed Circle of Porto" + LABELS, ("Seed Circle of Porto",)) == []
