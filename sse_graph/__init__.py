"""From the documents of the Social and Solidarity Economy to a knowledge graph with evidence for every fact.

``build`` and ``open`` give a ``Graph``, of which each method is the twin of a command; nothing is loaded before it is
used.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from sse_graph.graph import Graph
    from sse_graph.graph import build_graph as build
    from sse_graph.graph import open_graph as open
    from sse_graph.view import Network

__version__ = "0.1.0"
__all__ = ["Graph", "build", "network", "open"]


def network(graph: Path | str, **options: Any) -> Network:
    """The partner network of a graph folder as a networkx graph; options: see ``sse_graph.partners.partner_network``.

    Raises:
        StoreError: there is no graph in the folder.
        InputError: an option names something that is not there.
    """
    from sse_graph.graph import open_graph

    return open_graph(graph).network(**options)


class Callable(ModuleType):
    """The class of the module ``sse_graph.build``, so that ``sse_graph.build(…)`` can be written: importing a module
    sets it as attribute of its package, over whatever function stood there.

    Source: https://docs.python.org/3/reference/datamodel.html#customizing-module-attribute-access
    """

    def __call__(self, *sources: Any, **options: Any) -> Graph:
        """Read documents, make their graph and open it: ``build("seeds/", "kg")``. See ``help(sse_graph.graph)``."""
        from sse_graph.graph import build_graph

        return build_graph(*sources, **options)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if name == "build":
        return import_module("sse_graph.build")
    return getattr(import_module("sse_graph.graph"), {"open": "open_graph"}.get(name, name))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
