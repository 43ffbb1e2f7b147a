"""The text of a document, from the annotations that the build has kept beside the graph.

Input: a graph folder, a document's name and hash. Output: its text, or ``None`` where it is not kept: the page then
shows the passages that the graph itself holds. It does **not** write.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from sse_graph.store import ANNOTATIONS


@lru_cache(maxsize=32)
def text_of(folder: Path, name: str, sha256: str) -> str | None:
    """The text that offsets of the document refer to."""
    path = folder / ANNOTATIONS
    if not path.is_file():
        return None
    for mode in ("mode=ro", "immutable=1"):  # the second for a folder that cannot be written, not even its lock
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True)) as database:
                rows = database.execute("SELECT body FROM annotation WHERE instr(body, ?)", (f'"sha256":"{sha256}"',))
                for (body,) in rows:
                    document = json.loads(body)["document"]
                    if document["name"] == name and document["sha256"] == sha256:
                        return str(document["text"])
            return None
        except (sqlite3.Error, ValueError, KeyError, TypeError):
            continue
    return None
