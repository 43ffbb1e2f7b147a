"""The report as text and as file."""

from __future__ import annotations

from pathlib import Path

from sse_graph.html import render, strings, template, write_page
from sse_graph.partners import read
from sse_graph.readable import Readable
from sse_graph.report.figures import figures, headline


def write_report(store: Readable, path: Path | str, *, lang: str = "en") -> int:
    """Write the report and return its size in bytes; an existing file is replaced whole or not at all.

    Raises:
        InputError: an unknown language, or a path that cannot be written.
    """
    return write_page(render_report(store, lang=lang), path)


def render_report(store: Readable, *, lang: str = "en") -> str:
    """The report as text."""
    words = strings(lang)
    reading = read(store, lang)
    numbers = headline(reading)
    years = sorted({source.date[:4] for source in reading.documents.values() if source.date[:4].isdigit()})
    dates = words["undated"]
    if years:
        dates = words["dates" if len(years) > 1 else "date"].format(first=years[0], last=years[-1])
    return render(
        "report.html",
        css=template("base.css") + template("report.css"),
        lang=lang,
        t=words,
        numbers=numbers,
        intro=words["report_intro"].format(**numbers, dates=dates),
        figures=[
            (figure, max((row[1] or 0 for row in figure.rows), default=0) or 1)
            for figure in figures(store, reading, words, lang)
        ],
    )
