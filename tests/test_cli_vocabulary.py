"""``vocabulary check``, ``build --vocabulary`` and ``export --profile`` as a user runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sse_graph.build import build
from sse_graph.cli import app
from sse_graph.query import run as ask
from sse_graph.resources import ontology_path
from sse_graph.store import open_store

ROOT = Path(__file__).resolve().parent.parent
HEAD = """@prefix : <https://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix gr: <http://purl.org/goodrelations/v1#> .
@prefix ess: <https://dev.lod.coop/essglobal/2.1/vocab/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
"""
INITIATIVE = """:100 a ess:SSEInitiative ; gr:name "Velavento Wind Co-operative" ; ess:hasAddress :address .
:address a ess:Address ; vcard:locality "Oxford" ; vcard:country-name "United Kingdom" .
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sse_graph.cli", *arguments], capture_output=True, encoding="utf-8", check=False
    )


def test_a_sound_file_exits_0_and_says_what_it_holds(tmp_path):
    (tmp_path / "own.ttl").write_text(HEAD + INITIATIVE, encoding="utf-8")
    ended = run("vocabulary", "check", str(tmp_path / "own.ttl"))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "sound: Organization 1; names by language: none 1; 0 errors, 0 notes\n"


def test_a_broken_file_exits_1_and_names_file_line_and_condition(tmp_path):
    body = ':a a skos:Concept ; skos:prefLabel "a\\u001b[31m"@en , "b"@en .'
    (tmp_path / "own.ttl").write_text(HEAD + body, encoding="utf-8")
    ended = run("vocabulary", "check", str(tmp_path / "own.ttl"))
    assert ended.returncode == 1
    assert f"{tmp_path}/own.ttl:6: error (S14): <https://example.org/a>: has 2 skos:prefLabel in en" in ended.stdout
    assert "\x1b" not in ended.stdout


def test_a_file_that_is_not_there_exits_2_with_one_line(tmp_path):
    ended = run("vocabulary", "check", str(tmp_path / "gone.ttl"))
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)


def test_every_command_of_a_group_is_in_the_readme_and_has_help():
    for group in app.registered_groups:
        for command in group.typer_instance.registered_commands:
            assert command.callback.__doc__[0].isupper()
            assert f"| `{group.name} {command.callback.__name__} " in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.model
def test_bodies_and_concepts_of_a_user_are_found_with_their_iris_and_seats(tmp_path):
    from sse_graph.annotate.pipeline import Settings

    (tmp_path / "own.ttl").write_text(HEAD + INITIATIVE, encoding="utf-8")
    (tmp_path / "words.ttl").write_text(
        HEAD + ':c a skos:Concept ; skos:prefLabel "wind sharing"@en , "eòlica compartida"@ca .', encoding="utf-8"
    )
    (tmp_path / "text.txt").write_text(
        "The Velavento Wind Co-operative promotes wind sharing.\n\nIt met in Cambridge last May.\n", encoding="utf-8"
    )
    settings = Settings(vocabularies=(tmp_path / "own.ttl", tmp_path / "words.ttl"))
    build([str(tmp_path / "text.txt")], tmp_path / "kg", settings=settings)
    store = open_store(tmp_path / "kg")
    named = {row[0].value for row in ask(store, "SELECT ?x { GRAPH ?g { ?g sse:mentions ?x } }").rows}
    assert {"https://example.org/100", "https://example.org/c"} <= named
    seats = ask(store, "SELECT ?c { <https://example.org/100> sse:seatCity ?c }").rows
    assert [row[0].value for row in seats] == ["Oxford"]
    (place,) = ask(store, "SELECT ?m { ?p a sse:Place ; skos:altLabel 'Cambridge'@en ; skos:exactMatch ?m }").rows
    assert place[0].value == "https://sws.geonames.org/2653941/"


@pytest.mark.model
def test_the_profile_of_the_seeds_is_written_and_read_back(seeds_folder, tmp_path):
    for ending in ("ttl", "csv"):
        ended = run("export", str(tmp_path / f"out.{ending}"), "--graph", str(seeds_folder), "--profile", "essglobal")
        assert ended.returncode == 0, ended.stderr
    ended = run("vocabulary", "check", str(tmp_path / "out.ttl"))
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.splitlines()[-1].startswith("sound: Organization ")
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) >= 5
    ended = run("export", str(tmp_path / "out.gexf"), "--graph", str(seeds_folder), "--profile", "essglobal")
    assert (ended.returncode, ended.stdout) == (2, "")


def test_the_sectors_of_essglobal_point_to_concepts_of_the_thesaurus():
    ended = run("vocabulary", "check", str(ontology_path("essglobal.ttl")))
    assert ended.returncode == 0, ended.stdout
