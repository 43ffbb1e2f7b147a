"""The served pages in a real browser: with and without scripts, for people who cannot see them, with hostile names."""

from __future__ import annotations

import time
from urllib.parse import quote, urlencode

import pytest
from annotated import STORY, write_graph
from chromium import started
from serving import served
from test_access import violations
from test_serve_hostile import HOSTILE

pytestmark = pytest.mark.browser

VELA = "/page/organization/vela-network"
COUNTS = (
    f"/query?{urlencode({'query': 'SELECT ?c (COUNT(?x) AS ?n) { GRAPH ?g { ?x a ?c } } GROUP BY ?c ORDER BY ?c'})}"
)
PAGES = {
    "home": "/",
    "search": "/search?q=e",
    "documents": "/documents",
    "document": "/doc/2026-forum",
    "thing": VELA,
    "editor": "/query",
    "answer": COUNTS,
    "parameters": "/query?name=evidence-for-a-pair",
    "error": f"/query?query={quote('SELEC')}",
    "missing": "/nowhere",
}


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    folder = write_graph(tmp_path_factory.mktemp("web") / "kg", [*STORY, HOSTILE])
    with served(folder, "--no-log") as server:
        yield server


def go(chrome, web, path, *, size=(1280, 900), dark=False):
    return chrome.visit(web.url + path, size, dark)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_violation_of_wcag_a_and_aa(chrome, axe, web, name, dark):
    go(chrome, web, PAGES[name], dark=dark)
    assert violations(chrome, axe) == []
    chrome.quiet(web.url, ("status of 400", "status of 404"))


@pytest.mark.parametrize("name", ["home", "thing", "document", "answer"])
def test_no_violation_on_a_phone(chrome, axe, web, name):
    go(chrome, web, PAGES[name], size=(390, 800))
    assert violations(chrome, axe) == []
    assert chrome.js("return document.documentElement.scrollWidth <= innerWidth")


def test_no_violation_on_the_network(chrome, axe, web):
    go(chrome, web, "/network")
    chrome.wait("return document.documentElement.dataset.ready === 'true'")
    assert violations(chrome, axe) == []
    chrome.quiet(web.url)


@pytest.mark.model
def test_no_violation_on_a_text_with_its_mentions(chrome, axe, seeds_folder):
    with served(seeds_folder, "--no-log") as server:
        page = go(chrome, server, "/documents")
        page.click("td ~ td, tbody a")
        for dark in (False, True):
            go(page, server, chrome.js("return location.pathname"), dark=dark)
            assert page.js("return document.querySelectorAll('.mention').length") > 20
            assert violations(page, axe) == []
        quote_ = page.js("return document.querySelector('.fact blockquote a').getAttribute('href')")
        page.click(".fact blockquote a")
        assert page.js("return document.getElementById(decodeURIComponent(arguments[0]).slice(1)) !== null", quote_)
        mention = page.js("return document.querySelector('.mention').innerText")
        page.click(".mention")
        assert "/page/" in page.js("return location.pathname")
        assert mention.split()[0].casefold() in page.text("main").casefold()
        page.quiet(server.url)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A Chromium that runs no scripts of pages."""
    driver = started(tmp_path_factory.mktemp("plain"))
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield driver
    driver.quit()


@pytest.mark.parametrize("browser", ["with scripts", "without"])
def test_from_a_name_to_the_words_that_say_so(request, web, browser):
    driver = request.getfixturevalue("plain") if browser == "without" else request.getfixturevalue("chrome").driver

    def find(selector):
        return driver.find_element("css selector", selector)

    driver.get(f"{web.url}/?lang=fr")
    find("#q").send_keys("reseau vela\n")
    wait(lambda: "/search" in driver.current_url)
    assert "lang=fr" in driver.current_url
    find(".found a").click()
    wait(lambda: "/page/organization/vela-network" in driver.current_url)
    assert "Réseau Vela" in find("h1").text
    assert "parmi ses membres" in find("main").text
    find(".star a").click()
    wait(lambda: "vela-network" not in driver.current_url)
    find(".fact .soft a").click()
    wait(lambda: "/doc/" in driver.current_url)
    assert "Texte" in find("main").text


@pytest.mark.parametrize("browser", ["with scripts", "without"])
def test_a_question_is_chosen_filled_in_and_answered(request, web, browser):
    driver = request.getfixturevalue("plain") if browser == "without" else request.getfixturevalue("chrome").driver

    def find(selector):
        return driver.find_element("css selector", selector)

    driver.get(f"{web.url}/query")
    find("#name").send_keys("Who is a partner of")
    find(".named button").click()
    wait(lambda: "name=partners-of" in driver.current_url)
    find("#p-name").send_keys("VN\n")
    wait(lambda: "p.name=VN" in driver.current_url)
    assert "Ora Coop" in find(".rows").text
    assert "1" in find("main [role=status]").text
    find("#query").clear()
    find("#query").send_keys("SELECT (COUNT(*) AS ?n) { ?d a sse:Document }")
    find("#editor button").click()
    wait(lambda: "COUNT" in driver.current_url)
    assert find(".rows tbody").text == "4"


def wait(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_editor_completes(chrome, web):
    from selenium.webdriver.common.keys import Keys

    go(chrome, web, "/query")
    field = chrome.driver.find_element("css selector", "#query")
    field.clear()
    field.send_keys("SELECT ?body { ?body sse:memb")
    assert chrome.texts("#complete li") == ["sse:memberOf"]
    assert chrome.js("return arguments[0].getAttribute('aria-activedescendant')", field) == "complete-0"
    field.send_keys(Keys.ENTER)
    field.send_keys(" ?bo")
    assert chrome.texts("#complete li") == ["?body"]
    field.send_keys(Keys.ESCAPE)
    assert chrome.texts("#complete li:not([hidden] *)") == [] or chrome.js(
        "return document.getElementById('complete').hidden"
    )
    field.send_keys("x } ord")
    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.TAB)
    assert field.get_attribute("value") == "SELECT ?body { ?body sse:memberOf ?box } ORDER"
    field.send_keys(" BY ?body")
    field.send_keys(Keys.ESCAPE)
    field.send_keys(Keys.CONTROL, Keys.ENTER)
    wait(lambda: "query=" in chrome.driver.current_url)
    assert "ora-coop" in chrome.text(".rows")
    chrome.quiet(web.url)


def test_a_download(chrome, web):
    go(chrome, web, COUNTS)
    chrome.driver.find_element("link text", "CSV").click()
    assert chrome.saved("answer.csv").startswith(b"c,n\r\n")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/documents",
        "/search?class=Organization",
        "/search?class=Event",
        "/network",
        "/doc/x-img-src-x-onerror-alert-1",
    ],
)
def test_hostile_names_run_nothing(chrome, web, path):
    go(chrome, web, path)
    if path == "/network":
        chrome.wait("return document.documentElement.dataset.ready === 'true'")
    else:
        for link in chrome.js("return [...document.querySelectorAll('main a')].map((a) => a.getAttribute('href'))"):
            assert link.startswith(("/", "?", "#", "http://", "https://")), link
    chrome.quiet(web.url)


def test_the_browser_is_led_from_an_iri_to_the_page(chrome, web):
    go(chrome, web, "/id/organization/vela-network")
    assert chrome.js("return location.pathname") == VELA
    assert chrome.text("h1") == "Vela Network"
