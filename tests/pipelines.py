"""Language pipelines that are assembled once for all annotators of a process: that takes seconds, a text milliseconds.

Results do not change by it: what a pipeline gives for a text does not depend on what it was given before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def load_once() -> Callable[[], None]:
    """From now on a pipeline is assembled once for each language and fingerprint of the settings; how to undo it."""
    from sse_graph.annotate.pipeline import Annotator
    from sse_graph.settings import annotation_fingerprint

    loaded: dict[tuple[str, str], Any] = {}
    assemble = Annotator._assemble

    def once(annotator: Annotator, language: str) -> Any:
        # the fingerprint is of the contents of the vocabularies too, which tests change under one name
        key = annotation_fingerprint(annotator.settings), language
        if key not in loaded:
            loaded[key] = assemble(annotator, language)
        return loaded[key]

    def undo() -> None:
        Annotator._assemble = assemble

    Annotator._assemble = once
    return undo
