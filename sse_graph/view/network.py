"""The partner network as a networkx graph that can show itself, also after it was cut or filtered with networkx.

Input: a ``Reading`` and a choice of its facts. Output: a ``Network``, a ``networkx.MultiDiGraph`` in the shape that
``partners`` describes. It does **not** read stores.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx

from sse_graph.errors import InputError
from sse_graph.export import write_whole
from sse_graph.inline import Page, facts, table
from sse_graph.layout import communities
from sse_graph.partners import MEASURES, Reading, assemble, community_names, measures, metrics_csv
from sse_graph.partners.files import NETWORK_FILES
from sse_graph.rows import Rows, rows_of
from sse_graph.view.page import render_network

_SHOWN = 10
"""Rows of the table of the best joined that stands for a network in a notebook."""
_WHOLE = frozenset({"degree", "weighted_degree", "component", "community"})
_KNOWN = frozenset({"label", "names", "main_class", "classes", "documents"})


class Network(nx.MultiDiGraph):
    """The partner network: everything that networkx can do with a ``MultiDiGraph``, and ``view``, ``metrics``,
    ``communities``, ``save``.

    Copies and subgraphs of networkx are networks too: what was left out of them is not drawn. Nodes, edges and their
    attributes: see ``sse_graph.partners.graph``.
    """

    @classmethod
    def of(cls, reading: Reading, **options: Any) -> Network:
        """The network of what was read; ``options``: see ``partner_network``.

        Raises:
            InputError: an option names something that is not there.
        """
        network = cls(assemble(reading, **options))
        network.graph["reading"] = reading
        return network

    def view(
        self, *, by: str = "degree", as_map: bool = False, lang: str = "", title: str | None = None, height: int = 640
    ) -> Page:
        """The interactive page of this network, shown in place by a notebook.

        ``by``: the measure that the size of a node shows; ``as_map``: on a map of the world; ``lang``: of the page, by
        default that of the names; ``height``: of the frame, in pixels.

        Raises:
            InputError: an unknown measure or language, or a node that was not read from a graph.
        """
        page, picture = render_network(
            self, self._reading(), by=by, as_map=as_map, lang=lang or self.graph["lang"], title=title
        )
        return Page(page, f"{picture.nodes} things, {picture.edges} relations, {picture.documents} documents", height)

    def metrics(self) -> Rows:
        """One row a thing, the best joined first: IRI, name, class, countries, and each of ``partners.MEASURES``."""
        self._reading()
        values = measures(self)
        order = sorted(self, key=lambda iri: (-values["degree"][iri], self.nodes[iri]["label"], iri))
        return rows_of(
            [
                {
                    "iri": iri,
                    "name": self.nodes[iri]["label"],
                    "class": self.nodes[iri]["main_class"],
                    "countries": "; ".join(self.nodes[iri]["countries"]),
                }
                | {name: _number(name, values[name][iri]) for name in MEASURES}
                for iri in order
            ],
            ("iri", "name", "class", "countries", *MEASURES),
        )

    def communities(self) -> Rows:
        """One row a community of at least two, the largest first: number, name (of its best joined member), theme (that
        most of its members promote, or ""), size, members (names, sorted)."""
        self._reading()
        groups = [group for group in communities(self) if len(group) > 1]
        named = community_names(self, groups)
        return Rows(
            ("community", "name", "theme", "size", "members"),
            [
                (number, name, theme, len(group), tuple(sorted(self.nodes[iri]["label"] for iri in group)))
                for number, ((name, theme), group) in enumerate(zip(named, groups, strict=True))
            ],
        )

    def save(self, path: Path | str) -> Path:
        """Write the network in the format of the ending: ``.html`` (the page), ``.graphml``, ``.gexf``, ``.csv`` (the
        measures).

        Raises:
            InputError: another ending, or a file that cannot be written.
        """
        path, ending = Path(path), Path(path).suffix.lower()
        if ending == ".html":
            return self.view().save(path)
        if ending != ".csv" and ending not in NETWORK_FILES:
            raise InputError(f"{path}: a network is saved as .html, .graphml, .gexf or .csv")
        self._reading()
        write_whole(path, metrics_csv(self).encode("utf-8-sig") if ending == ".csv" else NETWORK_FILES[ending](self))
        return path

    def _reading(self) -> Reading:
        """What the network was read from, when all of it still was.

        Raises:
            InputError: it is no part of what a graph gave.
        """
        reading = self.graph.get("reading")
        if not isinstance(reading, Reading):
            raise InputError("this network was not read from a graph; take one from `Graph.network()`")
        for iri, data in self.nodes(data=True):
            if not data.keys() >= _KNOWN:
                raise InputError(f"{iri!r} was not read from a graph; remove it from the network")
        for one, other, data in self.edges(data=True):
            if "evidence" not in data:
                raise InputError(f"the line {one!r} – {other!r} was not read from a graph; remove it")
        return reading

    def __repr__(self) -> str:
        return f"<Network: {self.number_of_nodes()} things, {self.number_of_edges()} relations>"

    __str__ = __repr__  # networkx has its own

    def _repr_html_(self) -> str:
        labels = [(-self.degree(iri), str(data.get("label", iri)), iri) for iri, data in self.nodes(data=True)]
        best = [(label, self.nodes[iri].get("main_class", ""), -degree) for degree, label, iri in sorted(labels)]
        numbers = facts(
            (
                ("things", self.number_of_nodes()),
                ("of them without a relation", sum(not degree for _, degree in self.degree())),
                ("relations", self.number_of_edges()),
            )
        )
        return f"{numbers}{table(('thing', 'class', 'relations'), best, _SHOWN)}"


def _number(measure: str, value: float) -> float:
    return int(value) if measure in _WHOLE else round(value, 6)
