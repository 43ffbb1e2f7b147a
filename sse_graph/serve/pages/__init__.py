"""The pages that people look at, made from the graph on the server: they need no script but in the editor and network.

Input: an open store, the name of a page, its language and parameters. Output: a ``Reply`` with HTML. It does **not**
speak HTTP. Texts of documents and names reach a page as escaped text of a template only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from sse_graph.serve.answers import RefusedError, Reply
from sse_graph.serve.pages.document import document, documents
from sse_graph.serve.pages.editor import editor
from sse_graph.serve.pages.home import home
from sse_graph.serve.pages.network import network
from sse_graph.serve.pages.render import View
from sse_graph.serve.pages.search import search
from sse_graph.serve.pages.thing import thing

PAGES: Final[Mapping[str, Callable[[View], Reply]]] = {
    "home": home,
    "search": search,
    "documents": documents,
    "document": document,
    "thing": thing,
    "editor": editor,
    "network": network,
}


def page(store: ox.Store, folder: Path, name: str, header: Mapping[str, Any]) -> Reply:
    """The page of that name.

    Raises:
        RefusedError: there is no such page, or nothing it could show (404).
    """
    if name not in PAGES:
        raise RefusedError(404, "there is no such page")
    view = View(
        store=store,
        folder=folder,
        base=str(header["base"]),
        lang=str(header["lang"]),
        asked=bool(header["asked"]),
        here=str(header["here"]),
        values=dict(header["values"]),
    )
    return PAGES[name](view)
