"""The text of a document, from the annotations that the build has kept beside the graph.

Input: a graph folder, a document's name and hash. Output: its text, or ``None`` where it is not kept: the page then
shows the passages that the graph itself holds. It does **not** write.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sse_graph.errors import StoreError
from sse_graph.kept import KeptAnnotations
from sse_graph.store import ANNOTATIONS


@lru_cache(maxsize=32)
def text_of(folder: Path, name: str, sha256: str) -> str | None:
    """The text that offsets of the document refer to."""
    try:
        with KeptAnnotations(folder / ANNOTATIONS, read_only=True) as kept:
            annotation = kept.annotation(name)
    except StoreError:  # not readable for us, or of another version: the page does without
        return None
    if annotation is None or annotation.document.sha256 != sha256:
        return None
    return annotation.document.text
