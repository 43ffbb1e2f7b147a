"""The files that pages need besides themselves: the style and the editor's script.

Input: templates of this package. Output: their bytes by name. It does **not** read any other file, whatever is asked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from sse_graph.html import template


@dataclass(frozen=True, slots=True)
class Static:
    """``seal``: a hash of the content."""

    content: bytes
    content_type: str
    seal: str


def _static(content: str, content_type: str) -> Static:
    data = content.encode("utf-8")
    return Static(data, content_type, hashlib.sha256(data).hexdigest()[:16])


STATIC: Final = {
    "site.css": _static(
        "".join(map(template, ("base.css", "report.css", "serve/site.css"))), "text/css; charset=utf-8"
    ),
    "editor.js": _static(template("serve/editor.js"), "text/javascript; charset=utf-8"),
    "icon.svg": _static(template("serve/icon.svg"), "image/svg+xml"),
}
