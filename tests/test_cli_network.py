"""The commands of the network: what they write, what they print, what they refuse."""

from __future__ import annotations

import csv
import io

import pytest


@pytest.fixture
def ask(cli, story_folder):
    """``ask("view", …)`` -> (exit code, stdout, stderr), with the graph of the story."""
    return lambda *arguments: cli(*arguments, "--graph", story_folder)


def test_metrics_are_a_table_in_a_file_or_on_the_screen(ask, tmp_path):
    code, out, _ = ask("network", "--metrics", tmp_path / "metrics.csv")
    assert code == 0
    assert "things" in out
    written = (tmp_path / "metrics.csv").read_bytes().decode("utf-8-sig")
    code, out, _ = ask("network", "--metrics", "-")
    assert out.replace("\r\n", "\n") == written.replace("\r\n", "\n")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert {"Vela Network", "Solidarity Forum"} <= {row["label"] for row in rows}
    assert list(rows[0])[4:] == [
        "degree", "weighted_degree", "betweenness", "eigenvector", "clustering", "component", "community", "broker"
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_the_report_is_written_in_each_language(ask, tmp_path, lang):
    code, out, _ = ask("report", "--out", tmp_path / "report.html", "--lang", lang)
    assert code == 0
    assert out.startswith(str(tmp_path / "report.html"))
    assert f'<html lang="{lang}">' in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_page_takes_selections(ask, tmp_path):
    page = tmp_path / "page.html"
    options = {
        "map": ["--map"],
        "top": ["--top", "2", "--by", "eigenvector"],
        "place": ["--place", "Quito"],
        "concept": ["--concept", "barter"],
        "language": ["--lang", "es"],
        "relation": ["--relation", "partnerOf", "--relation", "organizes"],
        "around": ["--around", "Vela Network", "--hops", "2"],
    }
    for name, arguments in options.items():
        code, out, err = ask("view", "--out", page, *arguments)
        assert (code, err) == (0, ""), name
        assert out.startswith(f"{page}: ")
        assert page.stat().st_size > 400_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["view", "--lang", "xx"], "none of en, fr, es"),
        (["view", "--place", "Atlantis"], "no place in the graph is called 'Atlantis'"),
        (["view", "--top", "3", "--by", "fame"], "none of degree"),
        (["report", "--lang", "xx"], "none of en, fr, es"),
        (["network", "--metrics", "/nowhere/at/all.csv"], "give a file in a folder that exists"),
        (["network", "--metrics", "-", "--relation", "knows"], "'knows' is none of"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(ask, tmp_path, arguments, said):
    out_option = [] if arguments[0] == "network" else ["--out", tmp_path / "page.html"]
    code, out, err = ask(*arguments, *out_option)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
