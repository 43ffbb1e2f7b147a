"""What a user may have meant: misspelled prefixes, terms, words and functions; the place of a syntax error.

Input: a ``Prepared`` query, the engine's message, a graph. Output: texts for people. It does **not** change a query:
a hint is never more than a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from sse_graph import vocab
from sse_graph.query.text import Prepared, without_quoted
from sse_graph.readable import Readable
from sse_graph.vocab import PREFIXES, SSE

_PREFIXED: Final = re.compile(r"(?<![\w?$:.-])([A-Za-z][\w.-]*|):([\w.%-]*[\w%-])")
_USED_PREFIX: Final = re.compile(r"(?<![\w?$:.-])([A-Za-z][\w.-]*):")
_IRI: Final = re.compile(r"<([^<>\"{}|^`\\\s]+)>")
_ALIASES: Final = {"dc": "dcterms", "dct": "dcterms", "geo": "wgs84", "sdo": "schema", "its": "itsrdf"}
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE")
# Source: SPARQL 1.1 Query Language, section 17.4 and 11.5, and the words that may stand before a parenthesis
_WORDS: Final = """
    ABS AND AS AVG BIND BNODE BOUND BY CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY DISTINCT ENCODE_FOR_URI
    EXISTS FILTER FLOOR GROUP_CONCAT HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG
    LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOT NOW ON OR ORDER RAND REGEX REPLACE ROUND SAMETERM SAMPLE
    SECONDS SELECT SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS
    STRUUID SUBSTR SUM TIMEZONE TRIPLE TZ UCASE URI UUID VALUES WHERE YEAR ASC DESC REDUCED MINUS OPTIONAL UNION
    GRAPH ADJUST SUBJECT PREDICATE OBJECT ISTRIPLE
"""
_FUNCTIONS: Final = frozenset(_WORDS.split())
_NEAR_ENOUGH: Final = 70
_MOST_TERMS: Final = 12
_LONGEST_MESSAGE: Final = 160
_EXCERPT: Final = 72


def near(word: str, words: Iterable[str], limit: int = 3) -> list[str]:
    """Those of ``words`` that are spelled like ``word``, in any case, nearest first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        word, sorted(words), scorer=fuzz.ratio, processor=str.lower, limit=limit, score_cutoff=_NEAR_ENOUGH
    )
    return [match[0] for match in found]


def explained(message: str, prepared: Prepared) -> tuple[str, tuple[str, ...]]:
    """An engine's message about a query that it cannot parse: what is wrong and where in the user's own text, and that
    line with a mark under the place.
    """
    bare = without_quoted(prepared.text)
    known = prepared.prefixes.keys()
    unknown = next((name for name in _USED_PREFIX.findall(bare) if name not in known), None)
    if unknown is not None:
        return _about_prefix(unknown), _excerpt(prepared.text, *_place_of(f"{unknown}:", prepared.text))
    flat = re.sub(r"\[[^\]]*\],? ?", "", " ".join(message.split())).rstrip(", ")  # classes of characters help nobody
    place = re.search(r"(?:error at )?(\d+):(\d+)", flat)
    excerpt: tuple[str, ...] = ()
    if place:
        line, column = int(place[1]), int(place[2])
        column -= prepared.shift if line == 1 else 0
        flat = f"{flat[: place.start()]}line {line} column {column}{flat[place.end() :]}"
        excerpt = _excerpt(prepared.text, line, column)
    flat = re.sub(r": expected$", ": this cannot stand here", flat.replace("expected one of", "expected"))
    short = flat if len(flat) <= _LONGEST_MESSAGE else flat[: _LONGEST_MESSAGE - 1] + "…"
    hint = _about_words(bare)
    return f"the query cannot be run: {short}{hint}; see https://www.w3.org/TR/sparql11-query/", excerpt


def _about_prefix(name: str) -> str:
    candidates = [_ALIASES[name.lower()]] if name.lower() in _ALIASES else near(name, PREFIXES)
    meant = f"; did you mean {' or '.join(f'{prefix}:' for prefix in candidates)}?" if candidates else ""
    return f"the prefix {name}: is not declared; declare it, or use one of {', '.join(sorted(PREFIXES))}{meant}"


def _about_words(bare: str) -> str:
    first = re.search(r"[A-Za-z]+", bare)
    if first and first[0].upper() not in _FORMS and (meant := near(first[0], _FORMS, 1)):
        return f"; did you mean {meant[0]}?"
    for word in re.findall(r"(?<![\w?$:.@-])([A-Za-z]\w+)\s*\(", bare):
        if word.upper() not in _FUNCTIONS and (meant := near(word, _FUNCTIONS, 1)):
            return f"; there is no function {word}, did you mean {meant[0]}?"
    return ""


def _place_of(part: str, text: str) -> tuple[int, int]:
    found = re.search(rf"(?<![\w?$:.-]){re.escape(part)}", text)
    at = found.start() if found else 0
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _excerpt(text: str, line: int, column: int) -> tuple[str, ...]:
    """The line of ``text``, cut to a window round the column (both from 1), and a caret under it."""
    lines = text.split("\n")
    if not 0 < line <= len(lines) or not 0 < column <= len(lines[line - 1]) + 1:
        return ()
    shown = "".join(c if c.isprintable() else " " for c in lines[line - 1])
    start = max(0, column - 1 - _EXCERPT // 2) if len(shown) > _EXCERPT else 0
    before, after = "…" if start else "", "…" if start + _EXCERPT < len(shown) else ""
    return (
        f"{before}{shown[start : start + _EXCERPT]}{after}",
        " " * (len(before) + column - 1 - start) + "^",
    )


def hints(prepared: Prepared, graph: Readable) -> tuple[str, ...]:
    """Why the answer may be empty: terms of the query that the ontology does not have or the graph does not use.

    Terms of other vocabularies are told only when the graph has no statement with them; a query about them is sound.
    """
    found = [
        f"{name}: is <{iri}> in this query, and <{PREFIXES[name]}> in the graph"
        for name, iri in prepared.own.items()
        if name in PREFIXES and iri != PREFIXES[name]
    ]
    for iri in list(dict.fromkeys(_terms(prepared)))[:_MOST_TERMS]:
        space, local = _split(iri)
        known = [term.removeprefix(PREFIXES[space]) for term in _known(space)]
        meant = near(local, set(known) - {local})
        question = f"; did you mean {' or '.join(f'{space}:{term}' for term in meant)}?" if meant else ""
        if space == "sse" and iri not in SSE:
            found.append(f"sse:{local} is no term of the ontology{question}")
        elif not _used(graph, iri):
            found.append(f"no statement of this graph uses {space}:{local}{'' if local in known else question}")
    return tuple(found)


def _terms(prepared: Prepared) -> Iterator[str]:
    """The IRIs of the query that lie in a namespace of the project's prefixes."""
    prefixes = prepared.prefixes
    declared = set(prefixes.values())
    for name, local in _PREFIXED.findall(without_quoted(prepared.text)):
        if name in prefixes:
            iri = prefixes[name] + local
            if _split(iri)[0]:
                yield iri
    for iri in _IRI.findall(prepared.text):
        if iri not in declared and _split(iri)[0]:
            yield iri


def _split(iri: str) -> tuple[str, str]:
    for name, space in PREFIXES.items():
        if iri.startswith(space) and re.fullmatch(r"[\w-]+", iri[len(space) :]) and name != "xsd":
            return name, iri[len(space) :]
    return "", ""


def _known(space: str) -> list[str]:
    found = getattr(vocab, space.upper(), None)
    return list(found) if isinstance(found, vocab.Namespace) else []


def _used(graph: Readable, iri: str) -> bool:
    term = f"<{iri}>"
    patterns = f"{{ ?s {term} ?o }} UNION {{ ?s a {term} }} UNION {{ ?s ?p {term} }}"
    found = graph.query(f"ASK {{ {patterns} UNION {{ GRAPH ?g {{ {patterns} }} }} }}", use_default_graph_as_union=True)
    return isinstance(found, ox.QueryBoolean) and bool(found)
