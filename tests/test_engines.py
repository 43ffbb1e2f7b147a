"""The named questions have the same answers in the embedded store, the Oxigraph server, rdflib, Virtuoso and Jena."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import requests
from annotated import STORY, annotation, write_graph
from servers import oxigraph_server, virtuoso_server

from sse_graph.query import bound, named_queries
from sse_graph.resources import ontology_path
from sse_graph.store import open_store
from sse_graph.vocab import BASE, PREFIXES, graph_iri

HEAD = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
JSON = "application/sparql-results+json"
MORE = (
    annotation(
        "2027/nairobi.txt",
        "[Ora Coop](o1), the [Coopérative Élan](o2) and the [Lago Fund](o3) are partners in the [Barter Days](v1) in "
        "[Nairobi](p1), [Kenya](p2), on [barter](c1) and [fair trade](c2).",
        "o1 partnerIn v1; o2 partnerIn v1; o3 partnerIn v1; v1 locatedIn p1; o2 partnerOf o3; o2 promotes c2",
        classes={"o2": ("Cooperative",), "p1": ("City",), "p2": ("Country",)},
    ),
    annotation(
        "réseaux.txt",
        "La [Coopérative Élan](o1) est membre du [Réseau Vela](o2). Le [Zed 'N' \"Q\"](o3) est membre du "
        "[Réseau Vela](o2) ; [Ada Reed](h1) représente [Zed 'N' \"Q\"](o3).",
        "o1 memberOf o2; o3 memberOf o2; h1 affiliatedWith o3",
        language="fr",
    ),
)
QUESTIONS = [
    *((question.name, {}) for question in named_queries() if all(default for *_, default in question.parameters)),
    ("documents-naming", {"name": "ora COOP"}),
    ("documents-naming-two-concepts", {"first": "barter", "second": "Fair trade"}),
    ("evidence-for-a-pair", {"first": "Lago Fund", "second": "VN"}),
    ("members-of", {"name": "réseau vela"}),
    ("memberships-of", {"name": "Coopérative Élan"}),
    ("most-connected", {"limit": "2"}),
    ("names-of", {"name": "VN"}),
    ("partners-of", {"name": "Ora Coop"}),
    ("shortest-chain", {"first": "Lago Fund", "second": "Zed 'N' \"Q\""}),
    ("shortest-chain", {"first": "Ora Coop", "second": "VN"}),
    ("shortest-chain", {"first": "Lago Fund", "second": "Ada Reed"}),
]
EMPTY = {("shortest-chain", "Ada Reed")}
"""Questions whose answer is that there is nothing."""

Row = tuple[str, ...]


@pytest.fixture(scope="module")
def quads(tmp_path_factory) -> Path:
    """The graph of five documents with ontology and thesaurus, as N-Quads; the authority file has only more of it."""
    folder = tmp_path_factory.mktemp("engines")
    store = ox.Store()
    store.extend(open_store(write_graph(folder / "kg", (*STORY, *MORE))))
    for name, path in (("ontology", ontology_path("sse.ttl")), ("concepts", ontology_path("concepts.ttl"))):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph_iri(BASE, name)))
    store.dump(str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    return folder / "graph.nq"


def text_of(name: str, parameters: dict[str, str]) -> str:
    (question,) = [question for question in named_queries() if question.name == name]
    values = {key: parameters.get(key, default) for key, _, default in question.parameters}
    return HEAD + bound(question.text, {key: ox.Literal(value) for key, value in values.items()})


def rows(found: ox.QuerySolutions) -> list[Row]:
    return sorted(tuple("" if cell is None else cell.value for cell in row) for row in found)


@pytest.fixture(scope="module")
def embedded(quads) -> Callable[[str], list[Row]]:
    store = ox.Store()
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    return lambda text: rows(store.query(text, use_default_graph_as_union=True))


def over_http(address: str) -> Callable[[str], list[Row]]:
    def ask(text: str) -> list[Row]:
        response = requests.post(address, data={"query": text}, headers={"Accept": JSON}, timeout=120)
        assert response.status_code == 200, response.text[:500]
        return rows(ox.parse_query_results(response.content, ox.QueryResultsFormat.JSON))

    return ask


@pytest.fixture(scope="module")
def oxigraph(quads, tmp_path_factory) -> Iterator[Callable[[str], list[Row]]]:
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph"), quads) as server:
        yield over_http(server.query)


@pytest.fixture(scope="module")
def virtuoso(quads, tmp_path_factory) -> Iterator[Callable[[str], list[Row]]]:
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso"), quads) as server:
        yield over_http(server.query)


@pytest.fixture(scope="module")
def rdflib_engine(quads) -> Callable[[str], list[Row]]:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=quads.read_text(encoding="utf-8"), format="nquads")

    def ask(text: str) -> list[Row]:
        return sorted(tuple("" if cell is None else str(cell) for cell in row) for row in dataset.query(text))

    return ask


@pytest.fixture(scope="module")
def arq(quads, jena, tmp_path_factory) -> Callable[[str], list[Row]]:
    """Jena's query engine; its dataset has no union of its own, so the default graph holds every triple again."""
    folder = tmp_path_factory.mktemp("arq")
    statements = list(ox.parse(path=str(quads), format=ox.RdfFormat.N_QUADS))
    both = [*statements, *{ox.Quad(*quad.triple) for quad in statements}]
    data = folder / "both.nq"
    ox.serialize(both, str(data), format=ox.RdfFormat.N_QUADS)

    def ask(text: str) -> list[Row]:
        (folder / "query.rq").write_text(text, encoding="utf-8")
        ended = jena(
            "arq.arq", "--data", data, "--results", "JSON", "--query", folder / "query.rq",
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return rows(ox.parse_query_results(ended.stdout, ox.QueryResultsFormat.JSON))

    return ask


def test_every_named_question_is_asked():
    assert {name for name, _ in QUESTIONS} == {question.name for question in named_queries()}


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's own parsers use them
@pytest.mark.parametrize("engine", ["oxigraph", "virtuoso", "rdflib_engine", "arq"])
@pytest.mark.parametrize(
    ("name", "parameters"), QUESTIONS, ids=[f"{name}-{'-'.join(p.values())}" for name, p in QUESTIONS]
)
def test_another_engine_gives_the_same_rows(engine, name, parameters, embedded, request):
    text = text_of(name, parameters)
    expected = embedded(text)
    assert bool(expected) == ((name, parameters.get("second", "")) not in EMPTY)
    assert request.getfixturevalue(engine)(text) == expected
