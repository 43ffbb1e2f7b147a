"""What a web page says about itself: title, authors, dates, language, address, publisher.

Input: the root of a parsed page. Output: a ``PageData`` record. It does **not** look at the text of the page.
Source: HTML meta names, Dublin Core in HTML, Open Graph, schema.org in JSON-LD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

_META: Final = {
    "creator": ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author"),
    "date": (
        "article:published_time",
        "dcterms.issued",
        "dcterms.date",
        "dc.date.issued",
        "dc.date",
        "date",
        "citation_publication_date",
        "datepublished",
    ),
    "modified": ("article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified"),
    "description": ("dcterms.description", "dc.description", "og:description", "description"),
    "publisher": ("dcterms.publisher", "dc.publisher", "og:site_name", "citation_publisher", "application-name"),
    "license": ("dcterms.license", "dc.rights.license"),
    "source": ("og:url",),
}
"""dcterms local name -> names of meta elements that tell it, the best first."""
_TITLES: Final = ("og:title", "dcterms.title", "dc.title", "twitter:title")
_LINKED: Final = {"headline": "title", "name": "title", "datePublished": "date", "dateModified": "modified"}
_PAGES: Final = frozenset(
    ["Article", "NewsArticle", "BlogPosting", "WebPage", "Report", "Event", "CreativeWork", "AboutPage", "ItemPage"]
)
_ISO_DATE: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?")
_SITE: Final = re.compile(r"\s+[|–—·»•:-]\s+")
_LONGEST: Final = 100_000
"""Characters of JSON-LD that are looked at."""


@dataclass(slots=True)
class PageData:
    """``title``; ``language``: a tag as stated; ``metadata``: dcterms local name -> value."""

    title: str = ""
    language: str = ""
    metadata: dict[str, str] = field(default_factory=dict)


def page_data(root: Any) -> PageData:
    """What the head of the page, and JSON-LD anywhere in it, say about the page."""
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
        value = " ".join((element.get("content") or "").split())
        if key and value:
            meta.setdefault(key, value)
    linked = _linked(root)
    found: dict[str, str] = {}
    for term, names in _META.items():
        value = next((meta[name] for name in names if name in meta), "") or linked.get(term, "")
        if value:
            found[term] = value
    address = next((e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"), "")
    for value in (address, found.pop("source", "")):
        if value and is_address(value.strip()):
            found["source"] = value.strip()
            break
    license_ = next((e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "license"), "")
    if license_ and is_address(license_):
        found["license"] = license_
    if "date" not in found:
        time = next((e.get("datetime") for e in root.iter("time") if e.get("pubdate") is not None), "")
        found["date"] = time or ""
    for term in ("date", "modified"):
        match = _ISO_DATE.fullmatch(found.get(term, ""))
        if match:
            found[term] = match[1]
    if is_address(found.get("creator", "")):  # the address of a profile
        del found["creator"]
    html = root if root.tag == "html" else root.find(".//html")
    language = (
        (html.get("lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang") or "") if html is not None else ""
    )
    return PageData(
        title=next((meta[name] for name in _TITLES if name in meta), "")
        or linked.get("title", "")
        or _title(root, found),
        language=language
        or meta.get("dcterms.language", "")
        or meta.get("dc.language", "")
        or meta.get("og:locale", ""),
        metadata={term: value for term, value in found.items() if value},
    )


def is_address(text: str) -> bool:
    """Whether a string is an absolute http(s) address that an IRI can be."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not re.search(r"[\s<>\"{}|\\^`]", text)


def _title(root: Any, found: dict[str, str]) -> str:
    """The ``<title>``, without the name of the site at its end."""
    element = next(root.iter("title"), None)
    title = " ".join("".join(element.itertext()).split()) if element is not None else ""
    pieces = _SITE.split(title)
    if len(pieces) > 1 and (pieces[-1] == found.get("publisher") or len(pieces[0]) >= len(pieces[-1])):
        return title[: title.rindex(pieces[-1])].rstrip(" |–—·»•:-") if len(pieces) > 1 else title
    return title


def _linked(root: Any) -> dict[str, str]:
    """What JSON-LD says about the page."""
    found: dict[str, str] = {}
    for element in root.iter("script"):
        if (element.get("type") or "").lower() != "application/ld+json" or not element.text:
            continue
        try:
            data = json.loads(element.text[:_LONGEST])
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            kinds = thing.get("@type")
            if not _PAGES.intersection(kinds if isinstance(kinds, list) else [str(kinds)]):
                continue
            for key, term in _LINKED.items():
                if isinstance(thing.get(key), str):
                    found.setdefault(term, " ".join(thing[key].split()))
            for key, term in (("author", "creator"), ("publisher", "publisher")):
                name = _names(thing.get(key))
                if name:
                    found.setdefault(term, name)
    return found


def _things(data: object) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            graph = item.get("@graph")
            yield from (thing for thing in (graph if isinstance(graph, list) else [item]) if isinstance(thing, dict))


def _names(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(filter(None, map(_names, value))))
    name = value.get("name") if isinstance(value, dict) else value
    return " ".join(name.split()) if isinstance(name, str) else ""
