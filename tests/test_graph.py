"""The graph as one object: each method does what its command does, and nothing is loaded before it is used."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pandas
import pyoxigraph as ox
import pytest
import rdflib
from annotated import STORY, annotation, write_graph
from network_stores import forum
from servers import oxigraph_server

import sse_graph as sg
from sse_graph.errors import InputError, OntologyError, QueryError, StoreError
from sse_graph.graph import Graph
from sse_graph.partners import MEASURES
from sse_graph.validate import validate
from sse_graph.view import render_view

CACHE = Path(__file__).resolve().parent.parent / ".mypy_cache"
"""That of `make check`: without it the whole package would be looked at again."""


@pytest.fixture(scope="module")
def graph(story_folder) -> Graph:
    return sg.open(story_folder)


@pytest.fixture(scope="module")
def valley(tmp_path_factory) -> Graph:
    return Graph(forum().store, tmp_path_factory.mktemp("valley"))


def python(program: str) -> str:
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_package_opens_nothing_until_it_is_asked(story_folder):
    heavy = "{'pyoxigraph', 'rdflib', 'spacy', 'numpy', 'networkx', 'pandas', 'jinja2', 'typer'}"
    said = python(f"""
import sys
def loaded(): print(sorted({{name.partition(".")[0] for name in sys.modules}} & {heavy}))
import sse_graph as sg
loaded()
graph = sg.open({str(story_folder)!r})
graph.query("ASK {{}}"), graph.explain("VN"), graph.info(), repr(graph), graph._repr_html_()
loaded()
graph.network().view()
loaded()
""")
    assert said.splitlines() == ["[]", "['pyoxigraph']", "['jinja2', 'networkx', 'numpy', 'pyoxigraph']"]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import sse_graph.build",
        "from sse_graph.build import Summary",
        "import sse_graph.build as module; assert module.build is not module",
        "from sse_graph.cli.build import build",
        "sg.open; sg.Graph; sg.build",
    ],
    ids=["nothing", "module", "from module", "module as name", "command", "asked"],
)
def test_build_can_be_called_whatever_was_imported_before(before, tmp_path):
    said = python(f"""
import sse_graph as sg
{before}
import inspect
from sse_graph.errors import InputError
try:
    sg.build({str(tmp_path / "gone")!r}, {str(tmp_path / "kg")!r})
except InputError as error:
    print("told", error)
from sse_graph.build import Summary, build
assert sg.build.build is build and sg.build.Summary is Summary
""")
    assert said.startswith("told")
    assert "no such file or folder" in said


def test_public_names_are_there_and_others_are_not():
    assert set(sg.__all__) <= set(dir(sg))
    for name in sg.__all__:
        assert inspect.getdoc(getattr(sg, name))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        sg.nothing  # noqa: B018


@pytest.mark.parametrize("method", [name for name in vars(Graph) if not name.startswith("_")])
def test_every_method_is_typed_and_says_what_it_does(method):
    function = getattr(Graph, method)
    assert inspect.getdoc(function)
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(p.annotation is not p.empty for p in list(signature.parameters.values())[1:])


def test_a_question_has_parameters_of_any_kind(graph):
    rows = graph.query("partners-of", name="VN")
    assert rows.column("partner") == ["Ora Coop"]
    assert graph.query("most-connected", limit=2).to_dataframe()["connections"].min() >= 2
    assert graph.query("SELECT ?n { ?x skos:altLabel ?n FILTER (STR(?n) = ?text) }", text="VN")
    with pytest.raises(QueryError, match="no variable"):
        graph.query("SELECT ?n { ?x skos:altLabel ?n }", nobody="x")


def test_the_named_questions_are_listed(graph):
    rows = graph.questions()
    assert len(rows) >= 15
    assert {"name": "partners-of", "parameters": "name"}.items() <= rows[
        rows.column("name").index("partners-of")
    ].items()


def test_what_is_known_of_a_thing_is_shown_with_its_quotes(graph):
    found = graph.explain("vn")
    assert [thing.name for thing in found] == ["Vela Network"]
    assert found[0].facts
    facts = pandas.DataFrame(found.facts())
    assert len(facts) == len(found[0].facts)
    assert set(facts["document"]) == {"2026/forum.txt", "membres.txt", "news.md"}
    assert repr(found).startswith("Vela Network: Organization, Network, ")
    page = found._repr_html_()
    assert "<h4>Vela Network</h4>" in page
    assert "“VN thanks the Lago Fund, which supports VN.”" in page
    with pytest.raises(QueryError, match="did you mean"):
        graph.explain("Velo")


def test_the_numbers_are_shown(graph):
    assert repr(graph).endswith(f"3 documents, {len(graph.store)} statements>")
    page = graph._repr_html_()
    assert "3 (en 2, fr 1)" in page
    assert "left out" not in page
    assert graph.info().documents == 3


def test_the_network_is_one_of_networkx_and_stays_one(valley):
    network = valley.network()
    assert isinstance(network, nx.MultiDiGraph)
    parts = sorted(nx.connected_components(network.to_undirected()), key=len)
    largest = network.subgraph(parts[-1])
    assert type(largest) is type(largest.copy()) is type(network)
    assert 0 < largest.number_of_nodes() < network.number_of_nodes()
    assert f"{largest.number_of_nodes()} things, {largest.number_of_edges()} relations" in largest.view().summary
    assert repr(largest) == str(largest)


def test_the_network_shows_what_the_command_writes(valley):
    assert valley.network().view().html == render_view(valley.store)[0]
    assert (
        valley.network(lang="fr").view(by="betweenness", as_map=True, title="Carte").html
        == (render_view(valley.store, lang="fr", by="betweenness", as_map=True, title="Carte")[0])
    )


def test_a_network_that_was_cut_shows_only_what_is_left(valley):
    network = valley.network(predicates=["memberOf", "partnerOf"])
    assert {key for *_, key in network.edges(keys=True)} == {"memberOf", "partnerOf"}
    network.remove_edges_from([edge for edge in network.edges(keys=True) if edge[2] == "memberOf"])
    page = network.view()
    assert page.summary == f"2 things, {network.number_of_edges()} relations, 2 documents"


def test_options_that_are_wrong_are_one_clear_error(valley):
    with pytest.raises(InputError, match="unexpected keyword argument 'arround'; see help"):
        valley.network(arround="X")
    with pytest.raises(InputError, match="is called 'Nobody'"):
        valley.network(around="Nobody")
    with pytest.raises(InputError, match="language 'xx'"):
        valley.network().view(lang="xx")


def test_what_was_not_read_is_not_drawn(valley):
    network = valley.network()
    network.add_node("my own")
    with pytest.raises(InputError, match="'my own' was not read from a graph; remove it"):
        network.view()
    network.remove_node("my own")
    one, other = list(network)[:2]
    network.add_edge(one, other)
    with pytest.raises(InputError, match="was not read from a graph; remove it"):
        network.metrics()
    with pytest.raises(InputError, match=r"take one from `Graph\.network\(\)`"):
        type(network)().view()
    assert "my own" not in network._repr_html_()


def test_measures_and_communities_go_into_a_frame(valley):
    network = valley.network()
    frame = network.metrics().to_dataframe()
    assert len(frame) == len(network)
    assert list(frame.columns) == ["iri", "name", "class", "countries", *MEASURES]
    assert frame["degree"].is_monotonic_decreasing
    assert str(frame["community"].dtype) == "int64"
    assert frame["degree"].sum() == 2 * network.number_of_edges()
    groups = network.communities().to_dataframe()
    assert groups["size"].sum() == sum(1 for _, degree in network.degree() if degree)
    assert (groups["members"].map(len) == groups["size"]).all()


@pytest.mark.parametrize("ending", [".html", ".graphml", ".gexf", ".csv"])
def test_a_network_is_saved_in_the_format_of_the_ending(valley, tmp_path, ending):
    path = valley.network().save(tmp_path / f"net{ending}")
    assert path.stat().st_size > 500
    if ending in {".graphml", ".gexf"}:
        assert path.read_bytes() == valley.export(tmp_path / f"same{ending}").read_bytes()
    with pytest.raises(InputError, match=r"saved as \.html"):
        valley.network().save(tmp_path / "net.png")


def test_the_graph_is_checked_exported_and_handed_to_rdflib(graph, tmp_path):
    assert graph.validate() == validate(graph.store)
    with pytest.raises(OntologyError):
        graph.validate(tmp_path / "gone.ttl")
    path = graph.export(str(tmp_path / "graph.nt"))
    dataset = graph.to_rdflib()
    assert isinstance(dataset, rdflib.Dataset)
    assert len(rdflib.Graph().parse(path)) == len(dataset)


def test_the_report_is_a_page(valley, tmp_path):
    page = valley.report(lang="es")
    assert '<html lang="es"' in page.html
    assert page.save(tmp_path / "report.html").read_text(encoding="utf-8") == page.html
    assert repr(page) == "<Page: report on 2 documents>"


def test_a_page_stands_in_a_frame_without_origin(valley):
    frame = valley.network().view(title='"><script>run()</script>', height=300)._repr_html_()
    assert frame.startswith("<iframe title=")
    assert frame.endswith("</iframe>")
    assert 'sandbox="allow-scripts allow-downloads"' in frame
    assert 'height="300"' in frame
    inside = frame.partition('srcdoc="')[2].removesuffix('"></iframe>')
    assert '"' not in inside
    assert "<" not in inside


def test_names_of_texts_cannot_run_in_a_notebook(tmp_path):
    # markup of the corpus keeps no brackets, so the name is hostile in what HTML cares about
    text = annotation("<b>.txt", "[<script>run()</script> & Co](o1) joins [Ora](o2)", "o1 memberOf o2")
    graph = sg.open(write_graph(tmp_path / "kg", (*STORY, text)))
    for shown in (
        graph._repr_html_(),
        graph.network()._repr_html_(),
        graph.explain("<script>run()</script> & Co")._repr_html_(),
        graph.query("SELECT DISTINCT ?l { ?x skos:altLabel ?l }")._repr_html_(),
    ):
        assert "<script" not in shown
        assert "<b>" not in shown
    assert "&lt;script&gt;run()" in graph.network()._repr_html_()


def test_no_graph_is_one_clear_error(tmp_path):
    with pytest.raises(StoreError, match="no graph at"):
        sg.open(tmp_path / "kg")
    with pytest.raises(StoreError, match="no graph at"):
        sg.network(tmp_path / "kg")


@pytest.mark.model
def test_building_tells_what_was_left_out_and_opens_the_graph(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("The Vela Network is a member of the Ora Alliance, based in Quito.", encoding="utf-8")
    graph = sg.build(folder, tmp_path / "kg")
    assert graph.summary is not None
    assert graph.summary.documents == 1
    assert graph.query("memberships-of", name="Vela Network").column("memberOf") == ["Ora Alliance"]
    decisions = tmp_path / "mine.csv"
    decisions.write_text("decision,name,other\nrename,Vela Network,Vela Union\n", encoding="utf-8")
    renamed = sg.build(folder, tmp_path / "kg", decisions=decisions)
    assert renamed.summary.annotated == 0
    assert renamed.query("names-of", name="Vela Union")
    (folder / "b.bin").write_bytes(bytes(range(256)) * 4)
    with pytest.warns(UserWarning, match=r"b\.bin") as told:
        again = sg.build([folder], str(tmp_path / "kg"), min_confidence=1.0)
    assert told[0].filename == __file__
    assert again.summary.annotated == 1  # another threshold is another pipeline
    assert "files left out" in again._repr_html_()
    assert not again.query("memberships-of", name="Vela Network")
    assert graph.query("memberships-of", name="Vela Network")  # what was opened before still answers


def test_the_network_of_a_folder_needs_no_graph_object(story_folder):
    assert sg.network(story_folder, around="VN").number_of_edges() == sg.open(story_folder).network(around="VN").size()


def test_type_checkers_know_what_build_and_open_give(tmp_path):
    (tmp_path / "use.py").write_text(
        "import sse_graph as sg\nimport sse_graph.build\n"
        'a: sg.Graph = sg.build("seeds", min_confidence=0.5)\nb: sg.Graph = sg.open("kg")\n'
        'c: int = sg.open("kg").query("ASK {}")\n',
        encoding="utf-8",
    )
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(CACHE), "use.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.startswith("use.py:5: error: Incompatible types in assignment"), ended.stdout
    assert "Found 1 error" in ended.stdout


def test_a_server_is_opened_by_its_address_and_answers_alike(graph, tmp_path):
    graph.store.dump(str(tmp_path / "story.nq"), format=ox.RdfFormat.N_QUADS)
    with oxigraph_server(tmp_path / "server", tmp_path / "story.nq") as server:
        remote = sg.open(server.query)
        assert repr(remote) == f"<Graph {remote.where}: 3 documents, {len(graph.store)} statements>"
        assert remote.query("partners-of", name="VN") == graph.query("partners-of", name="VN")
        assert repr(remote.explain("VN")) == repr(graph.explain("VN"))
        assert remote.network().view().html == graph.network().view().html
        assert remote.report().html == graph.report().html
        with pytest.raises(InputError, match="SPARQLStore"):
            remote.to_rdflib()
