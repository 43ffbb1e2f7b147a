"""A query made ready to be sent: parameters bound, prefixes put before it, what is not allowed refused.

Input: what a user gave. Output: a ``Prepared`` text. It does **not** parse SPARQL (the engine does) or run it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from sse_graph.errors import QueryError
from sse_graph.query.named import text_of
from sse_graph.vocab import PREFIXES

_UPDATE: Final = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b(?=[\s<{])", re.IGNORECASE)
_QUOTED: Final = re.compile(
    r'"""(?:.|\n)*?"""|\'\'\'(?:.|\n)*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*'
)
_PREFIX: Final = re.compile(r"\bPREFIX\s+([\w.-]*)\s*:\s*<([^<>\"{}|^`\\\s]*)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """``text``: the user's, parameters bound; ``sent``: the same with the project's prefixes on its first line, which
    take ``shift`` characters; ``union``: it names no default graph of its own; ``own``: the prefixes that it declares.
    """

    text: str
    sent: str
    shift: int
    union: bool
    own: Mapping[str, str]

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes in force."""
        return {name: iri for name, iri in PREFIXES.items() if name not in self.own} | dict(self.own)


def prepare(query: str, parameters: Mapping[str, str] | None = None) -> Prepared:
    """``query`` made ready; ``parameters`` take the place of its variables of that name, as escaped literals.

    Raises:
        QueryError: no such question, a parameter missing or unknown, an update, or a call to another server.
    """
    given = dict(parameters or {})
    text = text_of(query, given)
    bare = without_quoted(text)
    if re.search(r"\bSERVICE\b", bare, re.IGNORECASE):
        raise QueryError("SERVICE is refused: a query of this graph calls no other server; load its data instead")
    if not re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", bare, re.IGNORECASE) and _UPDATE.search(bare):
        raise QueryError(
            "updates are refused: the graph is made by `sse-graph build`; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    unknown = sorted(name for name in given if not re.search(rf"[?$]{re.escape(name)}\b", bare))
    if unknown:
        raise QueryError(f"the query has no variable ?{unknown[0]}; its parameters must name variables")
    text = bound(text, {name: ox.Literal(value) for name, value in given.items()})
    own = dict(_PREFIX.findall(_comments_gone(text)))
    # the prefixes stand on the query's first line, so that the line numbers of errors are those of the user's text
    declared = {name.lower() for name in own}
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items() if name not in declared)
    union = not re.search(r"(?<![?$\w])FROM\b", bare, re.IGNORECASE)
    return Prepared(text, head + text, len(head), union, own)


def without_quoted(text: str) -> str:
    """``text`` with a blank for each string, IRI and comment."""
    return _QUOTED.sub(" ", text)


def _comments_gone(text: str) -> str:
    return _QUOTED.sub(lambda match: match[0] if match[0].startswith("<") else " ", text)


def bound(text: str, values: Mapping[str, ox.Literal | ox.NamedNode]) -> str:
    """``text`` with its variables of those names replaced by the terms, as SPARQL writes them: nothing in a value can
    end its literal. Strings, IRIs and comments of the text stay as they are. (Oxigraph's own substitution wants them
    projected.)"""
    if not values:
        return text
    variable = re.compile(r"[?$](" + "|".join(map(re.escape, sorted(values, key=len, reverse=True))) + r")(?!\w)")
    out, at = [], 0
    for quoted in _QUOTED.finditer(text):
        out += [variable.sub(lambda match: str(values[match[1]]), text[at : quoted.start()]), quoted[0]]
        at = quoted.end()
    return "".join(out) + variable.sub(lambda match: str(values[match[1]]), text[at:])
