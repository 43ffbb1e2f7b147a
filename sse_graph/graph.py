"""A graph as one object, for notebooks and programs: build or open it, then ask, look, check and publish.

Input: sources, or a graph folder. Output: a ``Graph``, of which each method is the twin of a command. It does **not**
do any of it itself. Nothing is kept between two graphs, and a library is loaded when it is first needed: spaCy only to
build.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sse_graph.errors import InputError

if TYPE_CHECKING:
    import rdflib

    from sse_graph.build import Summary
    from sse_graph.explain import Explanation
    from sse_graph.info import Info
    from sse_graph.inline import Page
    from sse_graph.readable import Readable
    from sse_graph.rows import Rows
    from sse_graph.validate import Report
    from sse_graph.view import Network


class Graph:
    """A built graph, open for reading. Get one from ``sse_graph.build`` or ``sse_graph.open``.

    ``where``: its folder, or the address of its server; ``store``: the pyoxigraph store behind it, or the server;
    ``summary``: what the build did, ``None`` when it was opened.
    """

    def __init__(self, store: Readable, where: Path | str, summary: Summary | None = None) -> None:
        self.store, self.where, self.summary = store, str(where), summary
        self._exported: Readable = store

    def query(self, text: str, /, **parameters: object) -> Rows:
        """What SPARQL ``text``, a file of it (``.rq``) or the named question of that name answers; the usual prefixes
        are known. ``parameters`` take the place of the query's variables of that name.

        Raises:
            QueryError: it cannot be parsed or run, is an update, or lacks a parameter.
        """
        from sse_graph.query import run
        from sse_graph.rows import Rows

        return Rows.of(run(self.store, text, {name: str(value) for name, value in parameters.items()}))

    def questions(self) -> Rows:
        """The named questions that ``query`` knows: name, title, parameters."""
        from sse_graph.query import named_queries
        from sse_graph.rows import Rows

        return Rows(
            ("name", "title", "parameters"),
            [(named.name, named.title, ", ".join(name for name, *_ in named.parameters)) for named in named_queries()],
        )

    def explain(self, name: str) -> Explained:
        """Everything that is known of what bears ``name`` (any case), each fact with its quote.

        Raises:
            QueryError: nothing bears that name; near names are given.
        """
        from sse_graph.explain import explain

        return Explained(explain(self.store, name))

    def network(self, *, lang: str = "en", **options: Any) -> Network:
        """The partner network, a networkx ``MultiDiGraph`` that has ``view()``. ``options``: ``around`` (a name) and
        ``hops``, ``predicates``, ``place``, ``concept``, ``top`` and ``by``: see ``partners.partner_network``.

        Raises:
            InputError: an option names something that is not there.
        """
        from sse_graph.partners import read
        from sse_graph.view import Network

        try:
            return Network.of(read(self.store, lang), lang=lang, **options)
        except TypeError as error:
            raise InputError(f"{str(error).partition(') ')[2] or error}; see help(Graph.network)") from error

    def report(self, *, lang: str = "en") -> Page:
        """The page of numbers, each with the SPARQL behind it; shown in place by a notebook.

        Raises:
            InputError: the page does not speak that language.
        """
        from sse_graph.inline import Page
        from sse_graph.report import render_report

        return Page(render_report(self.store, lang=lang), f"report on {self.info().documents} documents")

    def info(self) -> Info:
        """What the graph holds, in numbers."""
        from sse_graph.info import info

        return info(self.store)

    def validate(self, shapes: Path | str | None = None) -> Report:
        """Whether the graph keeps its data contract, or ``shapes``, a Turtle file of SHACL.

        Raises:
            OntologyError: the shapes cannot be read.
        """
        from sse_graph.validate import validate

        return validate(self.store, Path(shapes) if shapes is not None else None)

    def export(self, path: Path | str, *, with_vocabularies: bool = False) -> Path:
        """Write the graph in the format of the path's ending (``.ttl``, ``.trig``, ``.nt``, ``.nq``, ``.jsonld``,
        ``.rdf``, ``.graphml``, ``.gexf``, ``.csv``) and return the path.

        Raises:
            InputError: another ending, or a file that cannot be written.
        """
        from sse_graph.export import export

        export(self._exported, Path(path), with_vocabularies=with_vocabularies)
        return Path(path)

    def to_rdflib(self) -> rdflib.Dataset:
        """The graph as an rdflib ``Dataset`` over the same store; its default graph is the union of all graphs.

        Raises:
            InputError: the graph is on a server, which rdflib can ask itself.
        """
        import pyoxigraph as ox

        from sse_graph.store import as_rdflib

        if not isinstance(self.store, ox.Store):
            raise InputError(f"{self.where} is a server; give its address to rdflib's SPARQLStore")
        dataset: rdflib.Dataset = as_rdflib(self.store)
        return dataset

    def __repr__(self) -> str:
        return f"<Graph {self.where}: {self.info().documents} documents, {len(self.store)} statements>"

    def _repr_html_(self) -> str:
        from sse_graph.inline import facts

        numbers = self.info()

        def listed(pairs: Iterable[tuple[str, int]]) -> str:
            return ", ".join(f"{name} {count}" for name, count in pairs if count) or "none"

        left_out = len(self.summary.skipped) if self.summary else 0
        return facts(
            (
                ("graph", self.where),
                ("documents", f"{numbers.documents} ({listed(numbers.languages)})"),
                ("things", listed(numbers.things)),
                ("relations", listed(numbers.relations)),
                ("pieces of evidence", numbers.evidence),
                ("statements", numbers.statements),
                ("warnings", len(numbers.warnings)),
                *((("files left out", left_out),) if left_out else ()),
            )
        )


class Explained(Sequence["Explanation"]):
    """What is known of the things that bear a name: a sequence of ``explain.Explanation``."""

    def __init__(self, things: Iterable[Explanation]) -> None:
        self._things = tuple(things)

    def __len__(self) -> int:
        return len(self._things)

    def __getitem__(self, index: Any) -> Any:
        return self._things[index]

    def facts(self) -> Rows:
        """One row a fact and piece of evidence: subject, relation, object, quote, document, rule, confidence."""
        from sse_graph.rows import Rows

        return Rows(
            ("subject", "relation", "object", "quote", "document", "rule", "confidence"),
            [
                (f.subject, f.predicate, f.object, f.quote, f.document, f.rule, f.confidence)
                for thing in self._things
                for f in thing.facts
            ],
        )

    def __repr__(self) -> str:
        return "\n".join(
            f"{thing.name}: {', '.join((thing.label, *thing.classes))}, {len(thing.facts)} pieces of evidence"
            for thing in self._things
        )

    def _repr_html_(self) -> str:
        from sse_graph.inline import facts, table, text

        shown = []
        for thing in self._things:
            about: list[tuple[str, object]] = [
                ("class", ", ".join((thing.label, *thing.classes))),
                ("IRI", thing.iri),
                ("names", "; ".join(thing.names)),
                ("named in", ", ".join(f"{document} ({count})" for document, count in thing.mentions)),
                *(("one thing", f"{first} = {second} ({rule})") for first, second, rule in thing.merges),
            ]
            rows = [
                (f"{f.subject} — {f.predicate} → {f.object}", f"“{f.quote}”", f.document, f.rule, f.confidence)
                for f in thing.facts
            ]
            shown.append(
                f"<h4>{text(thing.name)}</h4>{facts(about)}"
                + (table(("what is said", "quote", "document", "rule", "confidence"), rows) if rows else "")
            )
        return "".join(shown)


def open_graph(where: Path | str = "kg") -> Graph:
    """The graph in a folder, as ``sse-graph build`` or ``sse_graph.build`` made it, or that of a SPARQL server at an
    address (``https://…``). An answer that the server cut is an error.

    Raises:
        StoreError: there is no graph, or it cannot be read.
        InputError: the address is none.
    """
    from sse_graph.remote.address import is_address

    if is_address(str(where)):
        from sse_graph.remote.store import RemoteStore

        server = RemoteStore(str(where), whole=True, warn=lambda line: warnings.warn(line, stacklevel=2))
        return Graph(server, str(server))
    from sse_graph.store import GraphFolder

    folder = GraphFolder(Path(where))
    graph = Graph(folder.store, where)
    if folder.statements:  # opened too, as long as both are the same graph
        graph._exported = folder
    return graph


def build_graph(
    sources: Path | str | Iterable[Path | str],
    folder: Path | str = "kg",
    *,
    vocabulary: Path | str | Iterable[Path | str] = (),
    decisions: Path | str | Iterable[Path | str] = (),
    pipeline: str = "",
    authority: bool = True,
    min_confidence: float | None = None,
    **options: Any,
) -> Graph:
    """Read documents, make their graph in ``folder`` in place of the one that was there, and open it.

    ``sources``: files or folders; ``vocabulary``: SKOS or authority files in Turtle besides ours; ``decisions``: CSV
    files of your own decisions (see ``sse_graph.decisions.lines``), besides a ``decisions.csv`` beside a source;
    ``pipeline``: an installed spaCy pipeline instead of ours; ``authority``: look for the bodies of the authority file;
    ``min_confidence``: leave out relations below it. ``options``: see ``build`` in ``sse_graph/build.py``. What was
    annotated before is not read again. Files that are left out and warnings about documents are told in one Python
    warning; they are listed in ``Graph.summary``.

    Raises:
        SSEGraphError: a source, the folder, a vocabulary or an option cannot be used; the former graph is untouched.
    """
    from sse_graph.build import build
    from sse_graph.settings import Settings

    paths = [str(path) for path in _each(sources)]
    for path in paths:
        # told before spaCy is loaded
        if path != "-" and not Path(path).exists():
            raise InputError(f"{path}: no such file or folder; check the path")
    settings = Settings(pipeline, authority, tuple(Path(path) for path in _each(vocabulary)), min_confidence)
    decided = [Path(path) for path in _each(decisions)]
    summary = build(paths, Path(folder), settings=settings, decisions=decided, **options)
    told = [f"{path}: {why}" for path, why in (*summary.skipped, *summary.left_out, *summary.warnings)]
    if told:
        more = f" and {len(told) - 1} more, see Graph.summary" if len(told) > 1 else ""
        warnings.warn(f"{told[0]}{more}", stacklevel=3)  # the line that calls `sse_graph.build`
    graph = open_graph(folder)
    graph.summary = summary
    return graph


def _each(paths: Path | str | Iterable[Path | str]) -> Iterable[Path | str]:
    return (paths,) if isinstance(paths, Path | str) else paths
