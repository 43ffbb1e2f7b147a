"""Every command as a user runs it: what it prints where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from annotated import write_graph

from sse_graph.cli import app

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands)


@pytest.fixture
def ask(cli, story_folder):
    """The same with the graph of the story."""
    return lambda *arguments: cli(*arguments, "--graph", story_folder)


def refused(result: tuple[int, str, str], *parts: str) -> None:
    """One line on stderr, nothing on stdout, exit code 2."""
    code, out, err = result
    assert (code, out) == (2, "")
    assert err.startswith("sse-graph: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    for part in parts:
        assert part in err


def test_there_are_the_commands_of_the_design():
    assert {"build", "query", "export", "view", "validate", "explain", "info", "evaluate"} <= set(COMMANDS)


def test_help_and_version(cli):
    code, out, err = cli("--help")
    assert (code, err) == (0, "")
    assert all(command in out for command in COMMANDS)
    code, out, _ = cli("--version")
    assert (code, out.split()[0]) == (0, "sse-graph")
    assert cli("frobnicate")[0] == 2
    assert cli("query", "--frobnicate")[0] == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_for_itself_and_each_option(cli, command):
    code, out, _ = cli(command, "--help")
    assert code == 0
    options = [line.strip() for line in out.splitlines() if line.strip().startswith("--")]
    assert options
    assert len(out.splitlines()) >= 6


def test_query_prints_its_answer_in_each_form(ask):
    code, out, err = ask("query", "who-supports")
    assert (code, err) == (0, "")
    assert "Lago Fund" in out
    (row,) = csv.DictReader(io.StringIO(ask("query", "who-supports", "--format", "csv")[1]))
    assert row == {"supporter": "Lago Fund", "supported": "Vela Network"}
    assert json.loads(ask("query", "who-supports", "--format", "json")[1])["results"]["bindings"]
    assert "sse:memberOf" in ask("query", "CONSTRUCT WHERE { ?a sse:memberOf ?b }", "--format", "turtle")[1]
    assert ask("query", "members-of", "--with", "name=VN")[1].splitlines()[-1] == "1 row"


def test_query_lists_the_named_questions(cli):
    code, out, _ = cli("query", "--list")
    assert code == 0
    assert len(out.splitlines()) >= 12
    assert "partners-of" in out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        pytest.param(["nobody-of"], "no named query 'nobody-of'", id="unknown-name"),
        pytest.param(["partners-of"], "--with name=", id="parameter-missing"),
        pytest.param(["partners-of", "--with", "name"], "NAME=VALUE", id="parameter-without-value"),
        pytest.param(
            ["ASK {}", "--format", "pdf"], "there are table, csv, tsv, json, xml, markdown, turtle", id="form"
        ),
        pytest.param([""], "the query is empty", id="empty"),
        pytest.param(["CLEAR ALL"], "updates are refused", id="update"),
        pytest.param(["gone.rq"], "gone.rq", id="no-file"),
    ],
)
def test_query_refuses_what_it_cannot_ask(ask, arguments, part):
    refused(ask("query", *arguments), part)


@pytest.mark.parametrize(
    "command",
    [["query", "ASK {}"], ["export", "x.ttl"], ["view"], ["validate"], ["explain", "VN"], ["info"]],
    ids=lambda command: command[0],
)
def test_no_graph_is_one_clear_error(cli, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    refused(cli(*command), "no graph at kg; run `sse-graph build SOURCES")
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg" / "thesis.odt").write_text("mine", encoding="utf-8")
    refused(cli(*command), "kg is not a graph folder")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["kg", "thesis.odt"]


def test_export_writes_a_file_and_says_so(ask, tmp_path):
    code, out, _ = ask("export", tmp_path / "graph.ttl")
    assert code == 0
    assert out.startswith(f"{tmp_path / 'graph.ttl'} (")
    with_all = tmp_path / "all.trig"
    assert ask("export", with_all, "--with-vocabularies")[0] == 0
    assert with_all.stat().st_size > 0


def test_export_refuses_an_unknown_ending_and_a_missing_folder(ask, tmp_path):
    refused(ask("export", tmp_path / "graph.docx"), "no format for .docx", ".ttl")
    refused(ask("export", tmp_path / "gone" / "graph.ttl"), "No such file or directory")
    assert not list(tmp_path.iterdir())


def test_view_writes_a_page_and_says_what_is_in_it(ask, tmp_path):
    code, out, _ = ask("view", "--out", tmp_path / "page.html")
    assert code == 0
    assert "3 documents" in out or "documents" in out
    assert "Vela Network" in (tmp_path / "page.html").read_text(encoding="utf-8")
    refused(ask("view", "--out", tmp_path / "page.html", "--around", "Nobody"), "Nobody")


def test_validate_says_yes_with_0_and_no_with_1(ask, tmp_path):
    code, out, _ = ask("validate")
    assert code == 0
    assert out.startswith("conforms (")
    strict = tmp_path / "strict.ttl"
    strict.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sse: <https://w3id.org/sse-graph/ontology#> .\n"
        "<https://e.org/s> a sh:NodeShape ; sh:targetClass sse:Document ;\n"
        "  sh:property [ sh:path sse:sha256 ; sh:maxCount 0 ; sh:message 'no hash' ] .",
        encoding="utf-8",
    )
    code, out, _ = ask("validate", "--shapes", strict)
    assert code == 1
    assert "3 violations" in out
    assert "no hash" in out
    refused(ask("validate", "--shapes", tmp_path / "gone.ttl"), "gone.ttl")


def test_explain_prints_facts_with_quotes(ask):
    code, out, _ = ask("explain", "réseau vela")
    assert code == 0
    assert out.startswith(
        "Vela Network: Organization (Network)\n  https://w3id.org/sse-graph/id/organization/vela-network"
    )
    assert "  Lago Fund — supports → Vela Network\n      “VN thanks the Lago Fund" in out
    refused(ask("explain", "Vella Network"), "did you mean Vela Network")


def test_info_prints_numbers(ask):
    code, out, _ = ask("info")
    assert code == 0
    assert out.startswith("3 documents, ")
    assert "relations: partnerOf 1, memberOf 1" in out


def test_control_characters_of_a_text_never_reach_the_terminal(cli, tmp_path):
    from annotated import annotation

    name = "Vela\x1b[31m\u202eNet"
    folder = write_graph(tmp_path / "kg", [annotation("a\x1b.txt", f"[{name}](o1) and [Ora](o2)", "o1 partnerOf o2")])
    for command in (["explain", "Ora"], ["query", "SELECT ?l { ?x skos:prefLabel ?l }"], ["info"]):
        code, out, err = cli(*command, "--graph", folder)
        assert code == 0
        assert "\x1b" not in out + err
        assert "\u202e" not in out + err


# what follows runs the pipeline


@pytest.fixture
def texts(tmp_path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.txt").write_text("The Lago Seed Union is based in Nairobi, Kenya.\n", encoding="utf-8")
    return folder


@pytest.mark.model
def test_build_reads_files_folders_and_stdin(cli, texts, tmp_path, monkeypatch):
    code, out, err = cli("build", texts, "--graph", tmp_path / "kg")
    assert code == 0, err
    assert out.startswith("1 documents (0 unchanged), ")
    code, out, _ = cli("build", texts / "one.txt", "--graph", tmp_path / "kg")
    assert out.startswith("1 documents (1 unchanged), ")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Ada Reed leads the Lago Seed Union.")))
    code, out, _ = cli("build", "-", texts, "--graph", tmp_path / "kg")
    assert (code, out[:11]) == (0, "2 documents")
    assert cli("explain", "Lago Seed Union", "--graph", tmp_path / "kg")[0] == 0


@pytest.mark.model
def test_build_refuses_what_it_cannot_read_and_loses_nothing(cli, texts, tmp_path, monkeypatch):
    folder = tmp_path / "kg"
    assert cli("build", texts, "--graph", folder)[0] == 0
    before = cli("export", tmp_path / "before.nq", "--graph", folder)
    empty, binary = tmp_path / "empty", tmp_path / "binary.txt"
    empty.mkdir()
    binary.write_bytes(bytes(range(256)) * 20)
    (tmp_path / "blank.txt").write_text(" \n", encoding="utf-8")
    for source, part in (
        (tmp_path / "gone", "no such file or folder"),
        (empty, "no text to read in this folder"),
        (binary, "binary.txt"),
        (tmp_path / "blank.txt", "blank.txt"),
    ):
        refused(cli("build", source, "--graph", folder), part)
    refused(cli("build", texts, "--graph", folder, "--base", "kg"), "--base 'kg' cannot name things")
    refused(cli("build", texts, "--graph", folder, "--vocabulary", tmp_path / "gone.ttl"), "gone.ttl")
    refused(cli("build", texts, "--graph", folder, "--pipeline", "no_such_pipeline"), "no_such_pipeline")
    refused(cli("build", texts, "--graph", texts), "is not a graph folder (it holds one.txt)")
    refused(cli("build", texts, "--graph", texts / "one.txt"), "is a file")
    assert cli("export", tmp_path / "after.nq", "--graph", folder)[0] == before[0] == 0
    assert (tmp_path / "before.nq").read_bytes() == (tmp_path / "after.nq").read_bytes()


@pytest.mark.model
def test_build_leaves_out_a_bad_file_among_good_ones_and_says_so(cli, texts, tmp_path):
    (texts / "bad.txt").write_bytes(bytes(range(256)) * 20)
    (texts / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    code, out, err = cli("build", texts, "--graph", tmp_path / "kg")
    assert (code, out[:11]) == (3, "1 documents")
    assert "left out" in err
    assert "bad.txt" in err
    assert "passed over 1 file(s) that are no documents: .jpg 1" in err
    (texts / "bad.txt").unlink()
    assert cli("build", texts, "--graph", tmp_path / "kg")[0] == 0


@pytest.mark.model
def test_build_reads_a_list_of_paths(cli, texts, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(str(texts / "one.txt").encode())))
    code, out, _ = cli("build", "--paths-from", "-", "--graph", tmp_path / "kg")
    assert (code, out[:11]) == (0, "1 documents")


def test_build_refuses_limits_and_lists_that_are_none(cli, texts, tmp_path):
    refused(cli("build", "--graph", tmp_path / "kg"), "nothing to read")
    refused(cli("build", "-", "--paths-from", "-", "--graph", tmp_path / "kg"), "standard input cannot be")
    refused(cli("build", "--paths-from", tmp_path / "gone", "--graph", tmp_path / "kg"), "cannot be read")
    for option in ("--max-document-mb", "--timeout"):
        assert cli("build", texts, option, "-1", "--graph", tmp_path / "kg")[0] == 2


def test_build_refuses_an_unreadable_file(cli, texts, tmp_path, monkeypatch):
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything, and tests may be run by root
    refused(cli("build", texts / "one.txt", "--graph", tmp_path / "kg"), "one.txt", "check its permissions")
    assert not (tmp_path / "kg").exists()


@pytest.mark.model
def test_evaluate_prints_a_table_and_answers_a_floor(cli, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "one.md").write_text(
        "---\nid: one\nlang: en\ngenre: news\n---\n"
        "The [Lago Seed Union](o1) is based in [Nairobi](p1), [Kenya](p2).\n---\no1 locatedIn p1\n",
        encoding="utf-8",
    )
    code, out, _ = cli("evaluate", corpus, "--errors")
    assert code == 0
    assert "Organization" in out
    from sse_graph.evaluate import corpus_hash

    floor = tmp_path / "floors.json"
    for least, wanted in ((0.0, 0), (1.01, 1)):
        floor.write_text(
            json.dumps({"corpus": corpus_hash(corpus), "floors": {"en": {"entities": least}}}), encoding="utf-8"
        )
        code, out, _ = cli("evaluate", corpus, "--floor", floor)
        assert code == wanted
    assert "en entities: F1" in out
    (tmp_path / "empty").mkdir()
    refused(cli("evaluate", tmp_path / "empty"), "no annotated text")


@pytest.mark.model
def test_an_interrupted_build_says_what_is_kept_and_the_former_graph_stays(cli, texts, tmp_path, monkeypatch):
    folder = tmp_path / "kg"
    assert cli("build", texts, "--graph", folder)[0] == 0
    (texts / "two.txt").write_text("The Ora Cooperative is based in Quito, Ecuador.\n", encoding="utf-8")

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sse_graph.build.resolve", interrupt)
    code, out, err = cli("build", texts, "--graph", folder)
    assert (code, out) == (130, "")
    assert "interrupted; what was annotated is kept, the former graph is untouched" in err
    assert cli("info", "--graph", folder)[1].startswith("1 documents, ")
    monkeypatch.undo()
    monkeypatch.setattr(sys, "argv", [])
    assert cli("build", texts, "--graph", folder)[1].startswith("2 documents (2 unchanged), ")


def test_a_reader_that_stops_early_is_no_error(story_folder):
    command = f"{sys.executable} -m sse_graph.cli query 'SELECT * {{ ?s ?p ?o }}' --graph '{story_folder}' | head -n 1"
    ended = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") == 1
