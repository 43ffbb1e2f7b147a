"""What a notebook shows of ours: small HTML in which no text can run, and whole pages in a frame of their own.

Input: names, values, a page of ``html.py``. Output: HTML text, or a ``Page`` that shows itself and can be saved. It
does **not** know what is shown. A frame is a sandbox without an origin: a page can use its own scripts there and reach
neither the notebook nor the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Final

from sse_graph.html import shown, write_page

SHOWN: Final = 50
"""Rows of a table in a notebook at most; how many are left out is said below it."""

_CELL: Final = "text-align:left;vertical-align:top;white-space:normal"


def text(value: object) -> str:
    """``value`` escaped for HTML, without characters that would change how its neighbours are read."""
    words = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return escape(shown(words), quote=True) if words else ""


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], most: int = SHOWN) -> str:
    """A table of the first ``most`` rows, and a line that says how many there are."""
    head = "".join(f'<th scope="col" style="{_CELL}">{text(name)}</th>' for name in columns)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{text(cell)}</td>' for cell in row) + "</tr>" for row in rows[:most]
    )
    left_out = f", the first {most} shown" if len(rows) > most else ""
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{len(rows)} row{'s' * (len(rows) != 1)}{left_out}</p>"
    )


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """A table of two columns without a head: what it is, and its value."""
    return (
        "<table><tbody>"
        + "".join(
            f'<tr><th scope="row" style="{_CELL}">{text(name)}</th><td style="{_CELL}">{text(value)}</td></tr>'
            for name, value in pairs
        )
        + "</tbody></table>"
    )


class Page:
    """One self-contained HTML page: shown in a frame in a notebook, saved with ``save``.

    ``html``: the page; ``summary``: what it shows, in words; ``height``: of the frame, in pixels.
    """

    def __init__(self, html: str, summary: str, height: int = 640) -> None:
        self.html, self.summary, self.height = html, summary, height

    def save(self, path: Path | str) -> Path:
        """Put the page at ``path``, whole or not at all.

        Raises:
            InputError: the file cannot be written.
        """
        write_page(self.html, path)
        return Path(path)

    def __repr__(self) -> str:
        return f"<Page: {self.summary}>"

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="{text(self.summary)}" sandbox="allow-scripts allow-downloads" width="100%" '
            f'height="{self.height}" style="border:1px solid #8888" srcdoc="{escape(self.html, quote=True)}"></iframe>'
        )
