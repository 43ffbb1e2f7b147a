"""The shapes: what keeps the data contract conforms, and for each shape there is a graph that breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from sse_graph.errors import OntologyError
from sse_graph.resources import ontology_path
from sse_graph.validate import validate, validate_graph

DATA = Path(__file__).parent / "data"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SHAPES = "https://w3id.org/sse-graph/shapes#"
BROKEN = sorted((DATA / "shapes").glob("*.ttl"))


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_path("shapes.ttl"))


def named_shapes(shapes: rdflib.Graph) -> set[str]:
    return {str(iri).removeprefix(SHAPES) for iri in shapes.subjects() if str(iri).startswith(SHAPES)}


def test_each_shape_has_a_message_and_a_broken_example(shapes):
    names = named_shapes(shapes)
    assert len(names) >= 45
    assert {path.stem for path in BROKEN} == names
    for name in names:
        assert shapes.value(rdflib.URIRef(SHAPES + name), SH.message)
    assert not list(shapes.triples((None, SH.sparql, None)))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_graph_breaks_its_shape(path):
    report = validate_graph(rdflib.Graph().parse(path))
    assert not report.conforms
    assert SHAPES + path.stem in {violation.shape for violation in report.violations}
    assert all(violation.focus and violation.message for violation in report.violations)


def test_a_graph_that_keeps_the_contract_conforms():
    report = validate_graph(rdflib.Graph().parse(DATA / "conforming.ttl"))
    assert report.violations == ()
    assert report.conforms
    assert report.statements > 100


def test_a_store_is_checked_without_the_vocabularies(story):
    report = validate(story)
    assert report.violations == ()
    assert report.conforms


def test_other_shapes_are_used_instead(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/> .\n"
        "@prefix sse: <https://w3id.org/sse-graph/ontology#> .\n"
        ":dated a sh:PropertyShape ; sh:targetClass sse:Document ; sh:path :date ;\n"
        "    sh:minCount 1 ; sh:message 'undated' .",
        encoding="utf-8",
    )
    report = validate_graph(rdflib.Graph().parse(DATA / "conforming.ttl"), own)
    assert [(violation.shape, violation.message) for violation in report.violations] == [
        ("https://example.org/dated", "undated")
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"not turtle", id="not-turtle"),
        pytest.param(b"\xff", id="binary"),
    ],
)
def test_shapes_that_cannot_be_read_are_one_clear_error(tmp_path, content):
    path = tmp_path / "shapes.ttl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OntologyError, match=r"(?s)shapes\.ttl: .*give a readable Turtle file"):
        validate_graph(rdflib.Graph(), path)


def test_shapes_that_are_no_sound_shacl_are_one_clear_error(tmp_path, capfd):
    path = tmp_path / "shapes.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<https://e.org/s> a sh:NodeShape ; sh:targetNode <https://e.org/x> ; sh:maxCount 0 .",
        encoding="utf-8",
    )
    with pytest.raises(OntologyError, match=r"shapes\.ttl: .*MaxCount.*mend the shapes"):
        validate_graph(rdflib.Graph(), path)
    assert capfd.readouterr().err == ""
