"""Web pages: HTML files.

Input: the bytes of a page. Output: a ``Document`` of its main part: headings, paragraphs, lists, tables and the names
that stand only in pictures (logos of partners). It does **not** run scripts or fetch anything. What is left out as
furniture is said in ``furniture.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from sse_graph.errors import InputError
from sse_graph.read.decode import clean, decoded
from sse_graph.read.furniture import GONE, judge
from sse_graph.read.limits import LIMITS, Limits
from sse_graph.read.markup import find_parts
from sse_graph.read.pagedata import page_data
from sse_graph.read.parts import Part, make_document
from sse_graph.records import Document

_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_XML_CHARSET: Final = re.compile(rb"""\A\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.-]+)""")
_DEEPEST: Final = 2_000
_KEPT: Final = "html|head|body|title|meta|link|script|style"
_BLOCK: Final = re.compile(
    rf"</?(?!(?:{_KEPT}|a|abbr|b|cite|em|font|i|small|span|strong|sub|sup|u)\b)[a-z][^<>]*>", re.I
)
_INLINE: Final = re.compile(r"</?(?:a|abbr|b|cite|em|font|i|small|span|strong|sub|sup|u)\b[^<>]*>", re.I)
_LITTLE: Final = 0.5
"""If less than this share of the text's characters remains, the text of the page stands in what looks like furniture;
then only what surely is furniture is left out."""
_ENOUGH: Final = 300
"""Characters of text below which a page has no furniture to speak of to be compared with."""


def read_html(data: bytes, name: str, where: str, limits: Limits = LIMITS, charset: str = "") -> Document:
    """The document that a page is; ``charset``: its encoding, if that is told elsewhere.

    Raises:
        InputError: there is no text in it.
    """
    root, warnings = parse(data, where, charset)
    told = page_data(root)
    parts = list(main_parts(root))
    _choose_title(parts, told.title)
    return make_document(
        parts,
        data,
        name,
        where,
        title=next((" ".join(part.text.split()) for part in parts if part.kind == "title"), told.title),
        language=told.language,
        metadata=told.metadata,
        warnings=warnings,
        limits=limits,
    )


def parse(data: bytes, where: str, charset: str = "") -> tuple[Any, list[str]]:
    """The root of a page, and doubts about its encoding.

    Raises:
        InputError: there is no element in it.
    """
    stated = _XML_CHARSET.match(data) or _CHARSET.search(data[:4096])
    text, warnings = decoded(data, where, charset or (stated[1].decode("ascii") if stated else ""))
    text, dropped = clean(text.replace("\f", " "))
    if dropped:
        warnings.append(f"{dropped} control character(s) were removed")
    root = _tree(text)
    if root is not None and _is_deep(root):
        root = _tree(_INLINE.sub("", _BLOCK.sub("<p>", text)))
        warnings.append(f"its elements are nested deeper than {_DEEPEST}; it was read without its layout")
    if root is None:
        raise InputError(f"{where}: there is no text in it; leave the file out")
    return root, warnings


def _tree(text: str) -> Any:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, recover=True
    )
    parser.feed(text.encode("utf-8", "replace"))
    try:
        return parser.close()
    except etree.XMLSyntaxError:  # there is not one element in it
        return None


def _is_deep(root: Any) -> bool:
    """Whether elements are nested so deeply that the parser passes over what is deeper (2,048 in libxml2)."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return True
    return False


def _choose_title(parts: list[Part], told: str) -> None:
    """Make a heading the title: the one that the head of the page tells too, else the first of level 1, else that."""
    headings = [part for part in parts if part.kind == "heading"]
    known = [part for part in headings if part.text and part.text.casefold() in told.casefold()]
    highest = [part for part in headings if part.level == 1]
    best = next((part for part in known if part.level == 1), None) or next(iter(highest or known), None)
    if best:
        best.kind = "title"
    elif told:
        parts.insert(0, Part("title", told))


def main_parts(root: Any) -> Iterator[Part]:
    """What the page says, in its order."""
    body = root.find("body") if root.tag == "html" else root
    if body is None:
        body = root
    start = _main(body)
    parts = list(find_parts(start, lambda element: judge(element, start is not body)))
    said = _letters(parts)
    whole = sum(len(text.strip()) for text in _texts(body))
    if said < _LITTLE * whole and said < _ENOUGH:
        parts = list(find_parts(body, lambda element: "drop" if element.tag == "nav" else ""))
    yield from parts


def _letters(parts: list[Part]) -> int:
    return sum(len(part.text) for part in parts)


def _texts(element: Any) -> Iterator[str]:
    """The pieces of text in an element, without those of scripts and forms; not by recursion: pages nest deeply."""
    skipped = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if skipped is None and node.tag in GONE:
                skipped = node
            if skipped is None and node.text:
                yield node.text
        else:
            if skipped is node:
                skipped = None
            if skipped is None and node.tail and node is not element:
                yield node.tail


def _main(body: Any) -> Any:
    """The element that holds the main part of the page: the only one that is marked so, else the body."""
    marked = [*body.iter("main")] or [*body.xpath(".//*[@role='main']")]
    if len(marked) == 1:
        inside = sum(len(text.strip()) for text in _texts(marked[0]))
        if inside >= min(_ENOUGH, 0.2 * sum(len(text.strip()) for text in _texts(body))):
            return marked[0]
    return body
