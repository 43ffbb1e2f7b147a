"""The named questions of ``ontology/queries``, and what a user may give as a query.

Input: the ``.rq`` files, whose comments give title and parameters. Output: ``NamedQuery`` records and query texts. It
does **not** run anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from sse_graph.errors import QueryError
from sse_graph.resources import ontology_path

_HEADER: Final = re.compile(r"^#\s*(title|parameter):\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question of ``ontology/queries``: its name, its title, its parameters (name, meaning, default or "") and its
    text.
    """

    name: str
    title: str
    parameters: tuple[tuple[str, str, str], ...]
    text: str


def named_queries() -> tuple[NamedQuery, ...]:
    """The named questions, sorted by name."""
    return tuple(_named(path) for path in sorted(ontology_path("queries").glob("*.rq")))


def _named(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    title, parameters = "", []
    for kind, value in _HEADER.findall(text):
        if kind == "title":
            title = value
        else:
            name, _, meaning = value.partition(" ")
            default = re.search(r"\[(.*)\]$", meaning)
            parameters.append((name, re.sub(r"\s*\[.*\]$", "", meaning), default[1] if default else ""))
    return NamedQuery(path.stem, title, tuple(parameters), text)


def named_query(name: str) -> NamedQuery:
    """The named question of that name.

    Raises:
        QueryError: there is none; near names are given.
    """
    files = {path.stem: path for path in ontology_path("queries").glob("*.rq")}
    if name not in files:
        near = get_close_matches(name, files, n=3) or sorted(files)
        raise QueryError(f"no named query {name!r}; did you mean {', '.join(near)}?")
    return _named(files[name])


def text_of(query: str, given: dict[str, str]) -> str:
    """The SPARQL of ``query``: a text, the path of a file that ends in ``.rq`` or ``.sparql``, or the name of a named
    question, whose defaults are added to ``given``.

    Raises:
        QueryError: no such question or file, a parameter missing, or nothing given.
    """
    if re.fullmatch(r"[a-z][a-z0-9-]*", query):
        question = named_query(query)
        for name, meaning, default in question.parameters:
            if name not in given and not default:
                raise QueryError(f"{query} needs {name}={meaning!r}; add `--with {name}=…`")
            given.setdefault(name, default)
        return question.text
    if "\n" not in query and len(query) < 1000 and query.endswith((".rq", ".sparql")):
        try:
            return Path(query).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise QueryError(f"{query}: {error}; give a SPARQL text, a readable file or a named query") from error
    if not query.strip():
        raise QueryError("the query is empty; give a SPARQL text, a file that ends in .rq, or a named query")
    return query
