"""The page in a real browser: what one sees, finds, chooses, filters, saves and links to."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET

import pytest

from sse_graph.partners import partner_network

pytestmark = pytest.mark.browser

VALLEY = "event/valley-forum"
AUCC = "organization/alder-union"


def midpoint(chrome, one, other, share=0.5):
    a, b = (chrome.js("return sseGraph.pointOf(arguments[0])", key) for key in (one, other))
    return a["x"] + (b["x"] - a["x"]) * share, a["y"] + (b["y"] - a["y"]) * share


def test_it_opens_from_disk_without_a_request_or_a_complaint(chrome, forum_page):
    chrome.open(forum_page)
    assert chrome.shown() == {
        "nodes": 19, "edges": 24, "joint": 0, "labels": 19, "drawn": 19, "lines": 24, "groups": 0
    }  # fmt: skip
    assert "12 organizations" not in chrome.text(".intro")
    assert "24 relations that 2 documents state (2019 to 2021)" in chrome.text(".intro")
    chrome.quiet()


@pytest.mark.parametrize("size", [(1400, 900), (1100, 700), (390, 800)], ids=["wide", "small", "phone"])
def test_labels_are_inside_the_picture_and_do_not_touch(chrome, forum_page, size):
    chrome.open(forum_page, size=size)
    labels = chrome.js("return sseGraph.labels")
    wide, high = chrome.js("const b = document.getElementById('network'); return [b.clientWidth, b.clientHeight]")
    assert len(labels) == 19 or size[0] < 600
    for i, a in enumerate(labels):
        assert a[0] >= -2
        assert a[2] <= wide + 2
        assert a[3] <= high + 2
        assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in labels[:i])
    assert chrome.js("return document.documentElement.scrollWidth <= window.innerWidth")


def test_search_finds_names_and_aliases_by_keyboard(chrome, forum_page):
    chrome.open(forum_page)
    chrome.keys("#search", "aucc")
    assert chrome.texts("#found li")[0].startswith("Alder Union of Credit Cooperatives")
    assert "also called AUCC" in chrome.text("#found li")
    chrome.keys("#search", "\ue007")  # Enter
    assert chrome.text("#card h2") == "Alder Union of Credit Cooperatives"
    assert "ORGANIZES (1)" in chrome.text("#card")
    chrome.js("document.getElementById('search').value = ''")
    chrome.keys("#search", "co", "\ue015", "\ue015")  # two arrows down
    assert chrome.js("return document.querySelector('#found [aria-selected=true]').id") == "found-2"
    chrome.keys("#search", "\ue00c")  # Escape
    assert chrome.js("return document.getElementById('found').hidden")
    chrome.keys("#search", "zzzz")
    assert chrome.text("#found-none") == "No name contains this."


def test_a_click_on_a_line_shows_the_sentence_with_both_names(chrome, forum_page):
    chrome.open(forum_page)
    chrome.click_at(*midpoint(chrome, "organization/cedar-asia", "organization/cedar", 0.4))
    assert chrome.text("#card blockquote") == "CEDAR Asia is the regional branch of CEDAR."
    assert chrome.text("#card mark.s") == "CEDAR Asia"
    assert chrome.text("#card mark.o") == "CEDAR"
    said = chrome.text("#card figcaption")
    assert "Concept note on the River School course" in said
    assert "confidence 90 %" in said
    assert "branch-of" in said


def test_a_click_on_a_body_shows_its_card_and_a_click_beside_closes_it(chrome, forum_page):
    chrome.open(forum_page)
    point = chrome.js("return sseGraph.pointOf(arguments[0])", VALLEY)
    chrome.click_at(point["x"], point["y"])
    card = chrome.text("#card")
    assert "ORGANIZED BY (1)" in card
    assert "HAS PARTNER (13)" in card
    assert "LOCATED IN (1)" in card
    assert "Valley Forum on Solidarity Finance" in chrome.text("#card h2")
    chrome.click_at(3, 3)
    assert "Choose a body or a line" in chrome.text("#card")


@pytest.mark.parametrize(
    ("act", "edges"),
    [
        (("click", "#relations input[value=partnerIn]"), 10),
        (("click", "#classes input[value=Place]"), 14),
        (("choose", "#theme", "solidarity finance"), 4),
        (("choose", "#kind", "Network"), 2),
        (("choose", "#document", "Concept note"), 6),
    ],
    ids=["relation", "class", "theme", "kind", "document"],
)
def test_each_filter_narrows_the_picture_and_goes_into_the_link(chrome, forum_page, act, edges):
    chrome.open(forum_page)
    getattr(chrome, act[0])(*act[1:])
    assert chrome.shown()["edges"] == edges
    assert f"{edges} relations shown" in chrome.text("#shown")
    fragment = chrome.js("return location.hash")
    chrome.open(forum_page, fragment)
    assert chrome.shown()["edges"] == edges
    chrome.click("#reset")
    assert chrome.shown()["edges"] == 24
    assert chrome.js("return location.hash") == ""


def test_confidence_filter(chrome, forum_page):
    chrome.open(forum_page, "#confidence=90")
    assert chrome.text("#confidence-value") == "90 %"
    assert 0 < chrome.shown()["edges"] < 24
    chrome.js("const r = document.getElementById('confidence'); r.value = 100; r.dispatchEvent(new Event('input'))")
    assert chrome.shown()["edges"] == 0
    assert chrome.text("#nothing") == "Nothing matches these filters."


def test_a_permalink_opens_the_same_selection(chrome, forum_page):
    chrome.open(forum_page)
    chrome.js(f"sseGraph.selectEdge('{AUCC}', 'organizes', '{VALLEY}')")
    fragment = chrome.js("return location.hash")
    chrome.open(forum_page, fragment)
    assert "organizes the Valley Forum" in chrome.text("#card blockquote")
    chrome.open(forum_page, f"#node={VALLEY}")
    assert chrome.text("#card h2") == "Valley Forum on Solidarity Finance"
    for nonsense in ("#node=%E0%A4%A", "#edge=a,b", "#group=99&open=x&joint=,&confidence=NaN", "#%00<script>"):
        chrome.open(forum_page, nonsense)
        assert chrome.shown()["edges"] == 24
    assert chrome.complaints() == []


def test_joint_participation_is_off_until_asked_for_and_says_what_it_is(chrome, forum_page):
    chrome.open(forum_page)
    assert chrome.shown()["joint"] == 0
    chrome.click("#joint input")
    shown = chrome.shown()
    assert shown["joint"] == 22
    assert shown["edges"] == 24
    chrome.js(f"sseGraph.selectNode('{AUCC}')")
    assert "No document says that they are partners." in chrome.text("#card")
    pair = "organization/alder-union,organization/birch"
    chrome.open(forum_page, f"#joint={pair.replace('/', '%2F')}")
    card = chrome.text("#card")
    assert "took part in the same events as" in card
    assert "1 EVENT" in card
    assert len(chrome.texts("#card .events .why")) == 2
    chrome.click("#card .events .why")
    assert "organizes the Valley Forum" in chrome.text("#card blockquote")
    chrome.open(forum_page, "#with=joint&view=table")
    assert "Computed, not stated: in the same events (22)" in chrome.texts("caption")[1]


def test_the_network_is_walked_by_keyboard(chrome, forum_page):
    chrome.open(forum_page)
    chrome.keys("#network", "n")
    assert chrome.text("#card h2") == "Valley Forum on Solidarity Finance"
    chrome.keys("#network", "n", "p", "\ue007")
    assert chrome.js("return document.activeElement.id") == "card"
    chrome.keys("#card", "\ue00c")
    assert chrome.js("return document.activeElement.id") == "network"
    before = chrome.js("return sseGraph.scale()")
    chrome.keys("#network", "+")
    assert chrome.js("return sseGraph.scale()") > before
    chrome.keys("#network", "\ue012", "0")
    assert chrome.js("return sseGraph.scale()") == pytest.approx(before)


def test_everything_that_acts_is_reached_by_tab(chrome, forum_page):
    chrome.open(forum_page)
    chrome.js("document.getElementById('search').focus()")
    reached = set()
    for _ in range(60):
        chrome.keys(":focus", "\ue004")
        reached.add(chrome.js("return document.activeElement.id"))
        if chrome.js("return document.activeElement === document.body"):
            break
    assert {"theme", "kind", "document", "confidence", "reset", "network", "png", "svg", "csv", "card"} <= reached


def test_the_table_holds_the_same(chrome, forum_page):
    chrome.open(forum_page)
    chrome.click("#show-table")
    assert len(chrome.texts("#table tbody tr")) == 24
    chrome.click("#table tbody tr .why")
    assert chrome.texts("#card blockquote")
    chrome.click("#relations input[value=partnerIn]")
    assert len(chrome.texts("#table tbody tr")) == 10


def test_downloads_hold_what_is_shown(chrome, forum_page):
    chrome.open(forum_page)
    chrome.click("#relations input[value=partnerIn]")
    chrome.click("#csv")
    rows = list(csv.DictReader(io.StringIO(chrome.saved("network.csv").decode("utf-8-sig"))))
    assert {row["relation"] for row in rows} == {
        "memberOf",
        "organizes",
        "partOf",
        "partnerOf",
        "participatesIn",
        "supports",
    }
    assert any(row["quote"] == "CEDAR Asia is the regional branch of CEDAR." for row in rows)
    chrome.click("#png")
    png = chrome.saved("network.png")
    assert png.startswith(b"\x89PNG")
    assert len(png) > 10_000
    chrome.click("#svg")
    tree = ET.fromstring(chrome.saved("network.svg"))
    words = " ".join(element.text or "" for element in tree.iter() if element.tag.endswith("}text"))
    assert "Ginkgo Leading Group" in words
    assert sum(element.tag.endswith("}line") for element in tree.iter()) == 10
    chrome.quiet()


def test_the_print_has_the_picture_as_lines_and_the_whole_table(chrome, forum_page):
    chrome.open(forum_page)
    assert len(chrome.driver.execute_cdp_cmd("Page.printToPDF", {})["data"]) > 20_000
    chrome.js("window.dispatchEvent(new Event('beforeprint'))")
    assert chrome.js("return document.querySelectorAll('#paper svg line').length") == 24
    assert chrome.js("return document.querySelectorAll('#table tbody tr').length") == 24
    chrome.js("window.dispatchEvent(new Event('afterprint'))")
    assert chrome.js("return document.querySelectorAll('#paper svg').length") == 0
    assert chrome.complaints() == []


def test_a_choice_on_a_phone_brings_its_card_into_sight(chrome, forum_page):
    chrome.open(forum_page, size=(390, 800))
    point = chrome.js("return sseGraph.pointOf(arguments[0])", VALLEY)
    chrome.click_at(point["x"], point["y"])
    assert chrome.wait("return document.querySelector('#card h2').getBoundingClientRect().top < innerHeight", 5)


def test_it_is_readable_in_the_dark(chrome, forum_page):
    ground = chrome.open(forum_page, dark=True).js("return getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", ground)[:3])) < 150


@pytest.mark.model
def test_the_seeds_page_answers_by_clicking_alone(chrome, seeds_page, seeds):
    """Who organized the Habitat III side event, who partnered in it, which sentence says so.

    The card is compared with the graph; how good the graph is, other tests measure.
    """
    graph = partner_network(seeds)
    event = next(iri for iri in graph if "Key Sector" in graph.nodes[iri]["label"])
    partners = [graph.nodes[iri]["label"] for iri, _, key in graph.in_edges(event, keys=True) if key == "partnerIn"]
    assert len(partners) >= 10
    chrome.open(seeds_page)
    point = chrome.js(
        "const b = JSON.parse(document.getElementById('data').textContent).bodies"
        ".find((row) => row[1].includes('Key Sector')); return sseGraph.pointOf(b[0])"
    )
    chrome.click_at(point["x"], point["y"])
    card = chrome.text("#card")
    assert "ORGANIZED BY (2)" in card
    assert "International Leading Group on Social and Solidarity Economy" in card
    assert f"HAS PARTNER ({len(partners)})" in card
    assert all(name in card for name in partners)
    chrome.click("#card .why")
    assert chrome.texts("#card mark.s")
    assert chrome.text("#card blockquote")
    chrome.quiet()


@pytest.mark.model
def test_search_on_the_seeds_page_finds_ripess(chrome, seeds_page):
    chrome.open(seeds_page)
    chrome.keys("#search", "RIPESS")
    assert any("RIPESS" in text for text in chrome.texts("#found li"))
    chrome.keys("#search", "\ue007")
    assert "RIPESS" in chrome.text("#card")
    chrome.quiet()
