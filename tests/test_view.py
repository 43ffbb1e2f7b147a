"""The page as a file: the same bytes, nothing from elsewhere, no text of a document as markup, every word in three
languages."""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pyoxigraph as ox
import pytest
from network_stores import Story, forum

from sse_graph.errors import InputError
from sse_graph.html import LANGUAGES, json_block, shown, strings, template, vis_network
from sse_graph.partners import partner_network
from sse_graph.records import SIGNATURES
from sse_graph.report import render_report, write_report
from sse_graph.view import render_view, write_view
from sse_graph.view.model import DASHES
from sse_graph.view.page import SCRIPT, script
from sse_graph.view.worldmap import coordinates, place_on_map, project

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "network": lambda store: render_view(store)[0],
    "map": lambda store: render_view(store, as_map=True)[0],
    "report": render_report,
}


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])


def own(page: str) -> str:
    """The page without the drawing library, the data and the style."""
    for pattern in (re.escape(vis_network()), r'<script type="application/json".*?</script>', r"<style>.*?</style>"):
        page = re.sub(pattern, "", page, flags=re.S)
    return page


@pytest.mark.parametrize("kind", PAGES)
def test_the_same_graph_is_the_same_bytes_whatever_its_order(kind):
    store = forum().store
    turned = ox.Store()
    for quad in sorted(store, key=str, reverse=True):
        turned.add(quad)
    assert PAGES[kind](turned) == PAGES[kind](store)


def test_no_hash_seed_changes_a_byte(tmp_path):
    program = (
        "import sys, hashlib; sys.path.insert(0, 'tests'); from network_stores import forum;"
        "from sse_graph.view import render_view; from sse_graph.report import render_report; s = forum().store;"
        "from sse_graph.partners import metrics_csv, partner_network;"
        "pages = [render_view(s)[0], render_view(s, as_map=True)[0], render_report(s)];"
        "pages.append(metrics_csv(partner_network(s)));"
        "print(*(hashlib.sha256(page.encode()).hexdigest() for page in pages))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(found) == 1
    assert len(found.pop().split()) == 4


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_names_no_other_host_to_load_from(kind):
    page = PAGES[kind](forum().store)
    assert re.findall(r"""(?:src|href|action|srcset|poster)\s*=\s*["']?(?!data:,)[^"'> ]+""", own(page)) == []
    assert not re.search(r"@import|url\(", re.search(r"<style>(.*?)</style>", page, re.S)[1])
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|importScripts|eval|Function)\s*\(", script())
    assert "innerHTML" not in script()
    assert "default-src &#39;none&#39;" in page


def test_the_policy_names_the_hash_of_each_script_and_style():
    import base64
    import hashlib

    page = render_view(forum().store)[0]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)[1].replace("&#39;", "'")
    parts = re.findall(r"<script>(.*?)</script>", page, re.S) + re.findall(r"<style>(.*?)</style>", page, re.S)
    assert len(parts) == 3
    for part in parts:
        assert f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy


def test_the_drawing_library_is_that_of_the_installed_pyvis():
    page = render_view(forum().store)[0]
    installed = (resources.files("pyvis") / "lib" / "vis-9.1.2" / "vis-network.min.js").read_text(encoding="utf-8")
    assert installed.split("\n")[-2][:2000] in page
    assert "@license" in page  # its licence stands with it
    assert "sourceMappingURL" not in page


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "<!--", "]]>", "&amp;", "\u2028", "'\"\\"],
)
def test_a_json_block_cannot_end_early(text):
    block = json_block({"k": [text]})
    assert not re.search(r"[<>&\u2028\u2029]", block)
    assert json.loads(block) == {"k": [text]}


def test_characters_that_turn_the_writing_direction_are_not_shown():
    assert shown("a\u202eb\u2066c\x00d") == "abcd"
    assert shown("\u202e") == "?"


def test_a_title_of_the_users_is_text():
    page = render_view(forum().store, title="</title><script>alert(1)</script>")[0]
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_half_a_surrogate_pair_is_written_as_a_question_mark(tmp_path):
    write_view(forum().store, tmp_path / "page.html", title="half \ud83d pair")
    assert "half ? pair" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"lang": "xx"}, "language 'xx' of the page is none of en, fr, es"),
        ({"relations": ["knows"]}, "relation 'knows' is none of"),
        ({"relations": []}, "no relation to draw"),
        ({"around": "Nobody"}, "called 'Nobody'"),
        ({"by": "fame", "top": 2}, "measure 'fame' is none of"),
    ],
    ids=["language", "relation", "none", "name", "measure"],
)
def test_a_bad_choice_is_refused_and_the_old_page_stays(tmp_path, options, said):
    path = tmp_path / "page.html"
    path.write_text("old")
    with pytest.raises(InputError, match=said):
        write_view(forum().store, path, **options)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", [write_view, write_report])
def test_a_folder_that_is_not_there_is_told(tmp_path, write):
    with pytest.raises(InputError, match="give a file in a folder that exists"):
        write(forum().store, tmp_path / "nowhere" / "page.html")


def test_the_summary_counts_what_is_drawn(tmp_path):
    summary = write_view(forum().store, tmp_path / "page.html")
    assert (summary.nodes, summary.edges, summary.isolated, summary.documents) == (19, 24, 3, 2)
    assert summary.size == (tmp_path / "page.html").stat().st_size


def test_an_empty_graph_says_so():
    story = Story()
    story.document("page", "Page")
    page, picture = render_view(story.store)
    assert (picture.nodes, picture.edges) == (0, 0)
    assert "The documents read (1) state no relation" in page
    assert "Nothing of this kind in the graph." in render_report(story.store)


def test_facts_that_are_not_drawn_are_told_on_cards():
    data = data_of(render_view(forum().store)[0])
    told = [data["relations"][row[2]]["key"] for row in data["facts"][data["drawn"] :]]
    assert sorted(told) == ["affiliatedWith", "locatedIn", "promotes"]


def test_marks_are_in_the_units_of_scripts():
    story = Story()
    page = story.document("page", "Page")
    one, other = story.thing("organization/one", "One"), story.thing("organization/two", "Two")
    story.fact(page, one, "partnerOf", other, "🤝🏽 One and Two")
    data = data_of(render_view(story.store)[0])
    ((quote, _, _, *marks),) = data["facts"][0][3]
    text = data["quotes"][quote][3].encode("utf-16-le")
    assert [text[2 * marks[i] : 2 * marks[i + 1]].decode("utf-16-le") for i in (0, 3)] == ["One", "Two"]


def test_a_quote_knows_its_page(tmp_path):
    from annotated import PAGED, write_graph

    from sse_graph.store import open_store

    data = data_of(render_view(open_store(write_graph(tmp_path / "kg", [PAGED])))[0])
    assert [quote[1:] for quote in data["quotes"]] == [[0, 15, "Vela joins Ora.", 1]]


def test_every_word_is_said_in_every_language():
    every = json.loads(template("strings.json"))
    for key, texts in every.items():
        assert texts.keys() == set(LANGUAGES), key
        fields = {
            lang: sorted(str(field) for _, field, *_ in string.Formatter().parse(str(text)) if field)
            for lang, text in texts.items()
        }
        assert fields["en"] == fields["fr"] == fields["es"], key
    assert len(every) > 150


def test_the_page_uses_no_word_that_is_not_there_and_keeps_none_that_is_not_used():
    words = strings("en")
    code = script() + template("network.html") + template("report.html")
    used = set(re.findall(r"\b[Tt]\.(\w+)", code))
    assert used <= words.keys()
    python = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "sse_graph").rglob("*.py"))
    built = ("class_", "n_", "report_", *SIGNATURES)
    unused = [key for key in words if key not in used and f'"{key}"' not in python and not key.startswith(built)]
    assert unused == []
    for relation in SIGNATURES:
        assert {relation, f"{relation}_inverse", f"{relation}_means"} <= words.keys()
    assert DASHES.keys() == SIGNATURES.keys()


def test_every_part_of_the_script_is_used():
    folder = resources.files("sse_graph") / "templates" / "network"
    assert sorted(f"{name}.js" for name in SCRIPT) == sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_runs_the_queries_that_it_shows(lang):
    store = forum().store
    page = render_report(store, lang=lang)
    queries = re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code>", page, re.S)
    assert len(queries) == 11
    from html import unescape

    from sse_graph.partners.read import select

    for query in queries:
        list(select(store, unescape(query)))
    assert f'<html lang="{lang}">' in page


def test_the_report_counts_as_python_does():
    store = forum().store
    graph = partner_network(store)
    page = render_report(store)
    assert f"<strong>{len([i for i in graph if graph.nodes[i]['main_class'] == 'Organization'])}</strong>" in page
    partner_in = sum(1 for *_, key in graph.edges(keys=True) if key == "partnerIn")
    assert re.search(rf">partner in</th>\s*<td class=\"number\">{partner_in}<", page)


def test_the_map_has_the_equator_and_the_poles_where_they_are():
    assert project(0, 0) == (0, 0)
    x, y = project(0, 180)
    assert (round(x), round(y)) == (1137, 0)
    assert project(90, 0)[1] < 0 < project(-90, 0)[1]


@pytest.mark.parametrize(
    ("data", "near"),
    [
        ({"coordinates": (45.07, 7.69)}, (45.07, 7.69)),
        ({"address": ("Brussels", "Belgium")}, (50.85, 4.35)),
        ({"anchors": ("https://sws.geonames.org/3658394/",)}, (-1.4, -78.4)),
        ({"anchors": ("Nowhere", "Senegal")}, (14.4, -14.5)),
        ({"anchors": ("France",)}, (46.6, 2.4)),
        ({}, None),
    ],
    ids=["own", "seat", "country-iri", "country-name", "largest-piece", "unknown"],
)
def test_a_thing_is_put_where_it_is_known_to_be(data, near):
    found = coordinates({"coordinates": None, "address": ("", ""), "anchors": ()} | data)
    assert found == (pytest.approx(near, abs=1.5) if near else None)


def test_things_at_one_place_stand_beside_each_other():
    graph = partner_network(forum().store)
    iris = [iri for iri in graph if graph.nodes[iri]["main_class"] == "Place"]
    sizes = dict.fromkeys(iris, 8.0)
    for iri in iris:
        graph.nodes[iri]["coordinates"] = (10.0, 10.0)
    world = place_on_map(graph, iris, sizes)
    points = list(world.points.values())
    assert len(points) == len(iris) >= 7
    assert min((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for i, a in enumerate(points) for b in points[:i]) >= 14**2
    assert world.outlines.count("M") > 200
    longest = max(
        abs(int(a[0]) - int(b[0]))
        for ring in world.outlines.split("M")[1:]
        for a, b in zip(*(lambda p: (p, p[1:]))([q.split() for q in ring.rstrip("Z").split("L")]), strict=False)
    )
    assert longest < 250, "an outline runs across the map"
