"""Doubtful pairs: found, best first, as a table to edit, and answered on a terminal."""

from __future__ import annotations

import csv
import os
import pty
import subprocess
import sys

import pytest
from annotated import annotation, write_graph

from sse_graph.decisions import Line, read_decisions, read_lines
from sse_graph.errors import InputError
from sse_graph.resolve import resolve
from sse_graph.review import decide, doubtful, table
from sse_graph.store import open_store

TEXTS = (
    annotation(
        "a.txt",
        "[Vela Growers Seed Network](o1) supports [Lago Fund](o2). The [Fundo Lago](o3) sings.",
        "o1 supports o2",
    ),
    annotation("b.txt", "[Vela Growers Seeds Networks](o1) meets [Lago Fund Vivo](o2). [VGSN](o3) too."),
    annotation(
        "c.txt", "[Vela Northern Growers Network](o1), [Vela Southern Growers Network](o2), [=Cmd Vela Ora](o3)"
    ),
    annotation("d.txt", "[Grammeen Bank](o1) and [=Cmd Vela Oro](o2)"),
    annotation("e.txt", "[Grameen Bank](o1)"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_graph(tmp_path_factory.mktemp("review") / "kg", TEXTS)


@pytest.fixture(scope="module")
def doubts(folder):
    return doubtful(open_store(folder))


def pair(doubts, *names):
    return [doubt for doubt in doubts if {doubt.name, doubt.other} == set(names)]


def test_doubtful_pairs_come_best_first_with_reasons_and_quotes(doubts):
    assert [doubt.score for doubt in doubts] == sorted((doubt.score for doubt in doubts), reverse=True)
    (fund,) = pair(doubts, "Lago Fund", "Lago Fund Vivo")
    assert (fund.together, fund.reason) == (False, "one name begins with the other")
    quotes = {fund.quote, fund.other_quote}
    assert any(quote.startswith("a.txt: ") and "supports Lago Fund" in quote for quote in quotes)
    (bank,) = pair(doubts, "Grameen Bank", "Grammeen Bank")
    assert bank.together
    assert "misspelling" in bank.reason
    assert {doubt.name for doubt in doubts if "initials" in doubt.reason} == {"Vela Growers Seeds Networks"}


def test_what_never_may_differ_is_no_doubt(doubts):
    assert not pair(doubts, "Vela Northern Growers Network", "Vela Southern Growers Network")


def test_what_was_decided_is_not_asked_again(folder, doubts):
    first = doubts[0]
    rest = doubtful(open_store(folder), [Line("x:2", "separate", first.other.upper(), first.name)])
    assert not pair(rest, first.name, first.other)
    assert len(rest) == len(doubts) - 1
    assert doubtful(open_store(folder), limit=1) == doubts[:1]


def test_the_table_is_a_decisions_file_once_it_is_edited(tmp_path, doubts):
    written = table(doubts)
    rows = list(csv.DictReader(written.splitlines()))
    assert len(rows) == len(doubts)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]
    path = tmp_path / "decisions.csv"
    path.write_text(written, encoding="utf-8-sig")
    assert read_lines(path) == []
    path.write_text(written.replace("\r\n,", "\r\nmerge,"), encoding="utf-8-sig")
    lines = read_lines(path)
    assert [(line.name, line.other) for line in lines] == [(doubt.name, doubt.other) for doubt in doubts]
    merged = resolve(TEXTS, decisions=read_decisions([path]))
    assert [thing for thing in merged if {("Lago Fund", "en"), ("Lago Fund Vivo", "en")} <= set(thing.names)]


def test_a_decision_is_added_to_what_is_there(tmp_path, doubts):
    path = tmp_path / "decisions.csv"
    decide(path, "merge", doubts[0])
    with pytest.raises(InputError, match=r"decisions\.csv:3 separates .*decisions\.csv:2"):
        decide(path, "separate", doubts[0])
    assert [line.decision for line in read_lines(path)] == ["merge"]
    path.write_bytes(b"decision;name;other;note\r\nreject;Ora;;mine")
    decide(path, "separate", doubts[0])
    assert path.read_bytes().startswith(b"decision;name;other;note\r\nreject;Ora;;mine\r\nseparate;")
    assert [(line.decision, line.name) for line in read_lines(path)] == [
        ("reject", "Ora"),
        ("separate", doubts[0].name),
    ]


def command(folder, *arguments) -> list[str]:
    return [sys.executable, "-m", "sse_graph.cli", "review", "--graph", str(folder), *map(str, arguments)]


def test_nothing_is_asked_without_a_terminal(folder, tmp_path, doubts):
    path = tmp_path / "decisions.csv"
    ended = subprocess.run(
        command(folder, "--decisions", path), input="m\nm\n", capture_output=True, text=True, check=True
    )
    assert "[m]erge" not in ended.stdout
    assert ended.stdout.count("= ") >= len(doubts)
    assert not path.exists()
    written = tmp_path / "table.csv"
    ended = subprocess.run(command(folder, "--table", written), capture_output=True, text=True, check=True)
    assert ended.stdout == f"{len(doubts)} pairs in {written}\n"
    assert written.read_text(encoding="utf-8-sig").replace("\r\n", "\n") == table(doubts).replace("\r\n", "\n")


def test_answers_on_a_terminal_are_kept(folder, tmp_path, doubts):
    path = tmp_path / "decisions.csv"
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        command(folder, "--decisions", path), stdin=end, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    os.close(end)
    os.write(terminal, b"what\nmerge\nk\ns\nq\n")
    out, error = process.communicate(timeout=240)
    os.close(terminal)
    assert process.returncode == 0, error
    assert f"2 decisions added to {path}" in out
    assert [(line.decision, line.name) for line in read_lines(path)] == [
        ("merge", doubts[0].name),
        ("separate", doubts[2].name),
    ]


def test_a_bad_decisions_file_is_one_line_and_exit_code_2(folder, tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text("decision,name,other\nmerge,A,B\nseparate,A,B\n", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "sse_graph.cli", "build", str(tmp_path), "--graph", str(tmp_path / "kg")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "decisions.csv:2" in ended.stderr
    assert "decisions.csv:3" in ended.stderr
    assert ended.stderr.count("\n") == 1
