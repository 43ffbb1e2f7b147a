"""What all pages need: the words of a language, addresses of things, names, queries, the frame of a page.

Input: a store and values. Output: HTML from the templates of ``templates/serve``. It does **not** know single pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from sse_graph.html import json_block, shown, strings, template
from sse_graph.query import bound
from sse_graph.serve.answers import RefusedError, Reply
from sse_graph.serve.media import HTML
from sse_graph.serve.static import STATIC
from sse_graph.vocab import PREFIXES

_HEAD: Final = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
_SAFE: Final = "/:@!$&'()*+,;=-._~"
_BATCH: Final = 500


@dataclass(frozen=True)
class View:
    """One request for a page. ``asked``: whether the address says the language, so that links keep it; ``here``: the
    parameters of the address without the language."""

    store: ox.Store
    folder: Path
    base: str
    lang: str
    asked: bool
    here: str
    values: dict[str, str]

    def select(self, query: str, **values: str | ox.NamedNode) -> Iterator[tuple[Any, ...]]:
        """Rows of a SELECT with the project's prefixes over the union of all graphs; ``values`` take the place of its
        variables."""
        terms = {key: value if isinstance(value, ox.NamedNode) else ox.Literal(value) for key, value in values.items()}
        found = self.store.query(_HEAD + bound(query, terms), use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        for row in found:
            yield tuple(row)

    def link(self, iri: str) -> str:
        """Where this server shows what has that IRI; the IRI itself when the graph says nothing of it; "" when that is
        no address."""
        own = iri.removeprefix(self.base)
        if own != iri and own.startswith("id/"):
            return self.with_lang(f"/page/{quote(own.removeprefix('id/'), safe=_SAFE)}")
        if own != iri and own.startswith("doc/"):
            address, _, fragment = own.partition("#")
            return self.with_lang(f"/{quote(address, safe=_SAFE)}") + (
                f"#{quote(fragment, safe=_SAFE)}" * bool(fragment)
            )
        if any(self.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)):
            return self.to("/resource", iri=iri)
        return iri if iri.startswith(("https://", "http://")) else ""

    def to(self, path: str, **values: str) -> str:
        """An address of this server with parameters, in the language of the page."""
        pairs = {key: value for key, value in values.items() if value}
        return self.with_lang(f"{path}?{urlencode(pairs)}" if pairs else path)

    def with_lang(self, address: str) -> str:
        """``address`` with the language, when the address of this page says it too."""
        if not self.asked:
            return address
        return f"{address}{'&' if '?' in address else '?'}lang={self.lang}"

    def names(self, iris: Iterable[str]) -> dict[str, str]:
        """The name of each thing in the language of the page, else in English, else the first there is."""
        wanted = sorted(set(iris))
        best: dict[str, tuple[tuple[int, str, str], str]] = {}
        for start in range(0, len(wanted), _BATCH):
            nodes = " ".join(str(ox.NamedNode(iri)) for iri in wanted[start : start + _BATCH])
            query = (
                f"SELECT ?x ?n ?kind WHERE {{ VALUES ?x {{ {nodes} }} "
                "{ ?x skos:prefLabel ?n BIND (0 AS ?kind) } UNION { ?x rdfs:label ?n BIND (1 AS ?kind) } "
                "UNION { ?x dcterms:title ?n BIND (1 AS ?kind) } }"
            )
            for thing, name, kind in self.select(query):
                tag = name.language or ""
                rank = (int(kind.value) * 3 + {self.lang: 0, "en": 1}.get(tag, 2), tag, name.value)
                if thing.value not in best or rank < best[thing.value][0]:
                    best[thing.value] = rank, name.value
        return {iri: shown(best[iri][1]) if iri in best else short(iri) for iri in wanted}

    @property
    def words(self) -> dict[str, Any]:
        """The words of the page."""
        return words(self.lang)


@lru_cache(maxsize=8)
def words(lang: str) -> dict[str, Any]:
    """The words of all pages in one language."""
    own = json.loads(template("serve/strings.json"))
    return strings(lang) | {key: texts[lang] for key, texts in own.items()}


def short(iri: str) -> str:
    """An IRI as people read it: with a known prefix, or its last part."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and len(iri) > len(start) and "/" not in iri[len(start) :]:
            return shown(f"{prefix}:{iri[len(start) :]}")
    return shown(iri)


@cache
def _environment() -> Any:
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    names = ("layout", "home", "search", "documents", "document", "thing", "editor", "macros")
    loader = DictLoader({f"{name}.html": template(f"serve/{name}.html") for name in names})
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["shown"] = shown
    environment.filters["block"] = lambda value: Markup(json_block(value))
    return environment


def rendered(view: View, template_name: str, /, *, status: int = 200, **values: Any) -> Reply:
    """The page as a reply."""
    text = (
        _environment()
        .get_template(f"{template_name}.html")
        .render(
            t=view.words,
            lang=view.lang,
            view=view,
            asked=view.asked,
            seals={key: file.seal for key, file in STATIC.items()},
            **values,
        )
    )
    return Reply(status, HTML.content_type, text.encode("utf-8", "replace"))


def number(text: str, least: int = 1, most: int = 100_000) -> int:
    """A whole number of an address; ``least`` where there is none.

    Raises:
        RefusedError: it is none, or out of bounds (400).
    """
    if not text:
        return least
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most or len(text) > 9:
        raise RefusedError(400, f"{text[:20]!r} is no number from {least} to {most}")
    return int(text)
