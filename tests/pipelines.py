"""Language pipelines that are assembled once for all annotators of a process: that takes seconds, a text milliseconds.

Results do not change by it: what a pipeline gives for a text does not depend on what it was given before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_PORTUGUESE = """Encontro da Rede Aroma

Organizações parceiras:
• Cooperativa Belora
• Federação Cavena (FC)

A Rede Aroma e a Cooperativa Belora trabalham com a Federação Cavena e com a economia solidária em Quito, no Equador.
"""
"""In this language there is no recogniser to load."""


def load_once() -> Callable[[], None]:
    """From now on a pipeline is assembled once for each language and fingerprint of the settings; how to undo it.

    A text is annotated at once, so that processes that are forked for a build find loaded what any text needs.
    """
    from sse_graph.annotate.pipeline import Annotator
    from sse_graph.read.text import read_text
    from sse_graph.settings import annotation_fingerprint

    loaded: dict[tuple[str, str], tuple[Any, Any]] = {}
    assemble = Annotator._assemble

    def once(annotator: Annotator, language: str) -> Any:
        # the fingerprint is of the contents of the vocabularies too, which tests change under one name
        key = annotation_fingerprint(annotator.settings), language
        if key not in loaded:
            loaded[key] = assemble(annotator, language), annotator._seats
        pipeline, vars(annotator)["_seats"] = loaded[key]
        return pipeline

    def undo() -> None:
        Annotator._assemble = assemble

    Annotator._assemble = once
    document = read_text(_PORTUGUESE.encode(), "a.txt")
    assert document.language == "pt"
    Annotator().annotate(document)
    return undo
