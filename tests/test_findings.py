"""What a check found, for people and programs: with the passage where it stands, as the standards have it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
import rdflib
from annotated import annotation, write_graph

from sse_graph.errors import InputError
from sse_graph.findings import as_json, as_sarif, as_text, write_report
from sse_graph.store import open_store
from sse_graph.validate import Report, Violation, Where, validate, validate_graph

DATA = Path(__file__).parent / "data"
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sse: <https://w3id.org/sse-graph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> . @prefix : <https://example.org/> .
:factsAreSure a sh:PropertyShape ; sh:targetClass rdf:Statement ; sh:path sse:confidence ; sh:minInclusive 1 ;
    sh:severity sh:Warning ; sh:message "A fact is sure." .
:short a sh:PropertyShape ; sh:targetClass nif:Phrase ; sh:path nif:anchorOf ; sh:maxLength 8 ;
    sh:severity sh:Info ; sh:message "A name is short." .
"""
STRICT = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sse: <https://w3id.org/sse-graph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <https://example.org/> .
:noOrganization a sh:PropertyShape ; sh:targetClass sse:Organization ; sh:path skos:altLabel ; sh:pattern "^Z" ;
    sh:message "A body's name begins with Z." .
:document a sh:PropertyShape ; sh:targetClass sse:Document ; sh:path sse:warning ; sh:minCount 1 ;
    sh:message "A document has a warning." .
"""
TEXT = annotation("a b/é.txt", "The [Vela Net](o1) works with\n[Ora Coop](o2) on [barter](c1).", "o1 partnerOf o2")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_graph(tmp_path_factory.mktemp("findings") / "kg", [TEXT])


@pytest.fixture
def soft(tmp_path):
    path = tmp_path / "soft.ttl"
    path.write_text(SHAPES, encoding="utf-8")
    return path


@pytest.fixture
def hard(tmp_path):
    path = tmp_path / "hard.ttl"
    path.write_text(STRICT, encoding="utf-8")
    return path


@pytest.fixture
def report(folder, soft, hard) -> Report:
    return validate(open_store(folder), [soft, hard])


def test_a_finding_has_its_severity_and_violations_come_first(report, folder, soft):
    assert [v.severity for v in report.violations] == ["violation"] * 3 + ["warning"]
    assert not report.conforms
    softly = validate(open_store(folder), soft)
    assert softly.conforms
    assert len(softly.violations) == 1


def test_a_finding_has_the_passage_where_it_stands(report):
    found = {(v.shape.rpartition("/")[2], v.name): v for v in report.violations}
    text = TEXT.document.text
    ora = found["noOrganization", "Ora Coop"]
    assert ora.where == Where("a b/é.txt", text.index("Ora"), text.index("Ora") + 8, "Ora Coop")
    assert (ora.path, ora.value) == ("http://www.w3.org/2004/02/skos/core#altLabel", "Ora Coop")
    (fact,) = [v for v in report.violations if v.severity == "warning"]
    assert fact.where == Where("a b/é.txt", 0, len(text), text)
    assert found["document", ""].where == Where("a b/é.txt")


@pytest.mark.parametrize("path", sorted((DATA / "shapes").glob("*.ttl")), ids=lambda path: path.stem)
def test_whatever_breaks_our_shapes_can_be_told(path):
    report = validate_graph(rdflib.Graph().parse(path))
    assert as_text(report).count("\n") > 3
    assert json.loads(as_json(report))["violations"]
    check_sarif(as_sarif(report))


def check_sarif(text: str) -> dict:
    """What SARIF 2.1.0 asks of a log that has what ours has (sections 3.13, 3.14, 3.19, 3.27 to 3.30, 3.33, 3.49)."""
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    assert log.keys() == {"$schema", "version", "runs"}
    (run,) = log["runs"]
    assert run.keys() <= {"tool", "results", "columnKind", "originalUriBaseIds", "properties"}
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    driver = run["tool"]["driver"]
    assert driver["name"]
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    for result in run["results"]:
        assert result.keys() <= {"ruleId", "ruleIndex", "level", "message", "locations", "properties"}
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        for location in result["locations"]:
            assert location.keys() <= {"physicalLocation", "logicalLocations"}
            assert location["logicalLocations"][0]["fullyQualifiedName"]
            physical = location.get("physicalLocation")
            if physical:
                artifact = physical["artifactLocation"]
                assert artifact["uri"].isascii()
                assert " " not in artifact["uri"]
                assert artifact["uriBaseId"] in run["originalUriBaseIds"]
                region = physical.get("region")
                if region:
                    assert region["charOffset"] >= 0
                    assert region["charLength"] >= 0
    return log


def test_sarif_points_at_the_characters_of_the_document(report):
    log = check_sarif(as_sarif(report))
    text = TEXT.document.text
    results = log["runs"][0]["results"]
    assert [result["level"] for result in results] == ["error"] * 3 + ["warning"]
    for result in results:
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert unquote(physical["artifactLocation"]["uri"]) == "a b/é.txt"
        if region := physical.get("region"):
            start = region["charOffset"]
            assert text[start : start + region["charLength"]] == region["snippet"]["text"]


def test_the_text_says_what_where_and_the_quote(report):
    text = as_text(report)
    assert (
        "violation: A body's name begins with Z.\n  Ora Coop <https://w3id.org/sse-graph/id/organization/ora-coop>\n"
        in text
    )
    assert "  skos:altLabel Ora Coop\n  in a b/é.txt, characters 24 to 32\n    “Ora Coop”\n" in text
    assert text.splitlines()[-1].startswith("3 violations, 1 warning (")


def test_control_characters_reach_no_terminal():
    violation = Violation(
        "s\x1b", "f\x1b", "m\x1b[31m\n\u202e", "info", "p\x1b", "v\x1b", "n\x1b", Where("d\x1b", 0, 1, "q\x1b")
    )
    text = as_text(Report(True, (violation,), 1))
    assert all(line.isprintable() for line in text.splitlines())
    assert text.splitlines()[-1] == "conforms, 1 info (1 statements checked)"


def test_a_report_is_written_by_its_ending(report, tmp_path):
    for name, text in (("r.sarif", as_sarif(report)), ("r.json", as_json(report)), ("R.SARIF", as_sarif(report))):
        write_report(report, tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8") == text
    with pytest.raises(InputError, match=r"a report ends in \.sarif or \.json"):
        write_report(report, tmp_path / "r.pdf")


def test_the_command_has_its_exit_codes_and_several_shapes(cli, folder, soft, hard, tmp_path):
    code, out, _ = cli("validate", "--graph", folder, "--shapes", soft)
    assert code == 0
    assert "conforms, 1 warning (" in out
    assert cli("validate", "--graph", folder, "--shapes", soft, "--strict")[0] == 1
    assert cli("validate", "--graph", folder, "--shapes", soft, "--with-ours")[0] == 0
    assert cli("validate", "--graph", folder, "--strict")[0] == 0
    code, out, err = cli(
        "validate", "--graph", folder, "--shapes", soft, "--shapes", hard, "--report", tmp_path / "r.sarif"
    )
    assert code == 1
    assert "3 violations, 1 warning (" in out
    assert err == f"{tmp_path / 'r.sarif'} written\n"
    check_sarif((tmp_path / "r.sarif").read_text(encoding="utf-8"))
    code, out, err = cli("validate", "--graph", folder, "--report", tmp_path / "r.pdf")
    assert (code, out) == (2, "")
