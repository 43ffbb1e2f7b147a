"""What a check of a graph found, for people and for programs: text, JSON and SARIF.

Input: a ``Report``. Output: text. It does **not** check anything. Source: SARIF 2.1.0 (OASIS Standard, 2020): one
rule a shape, one result a finding, its region in characters of the text that was read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sse_graph import __version__
from sse_graph.errors import InputError
from sse_graph.export import write_whole
from sse_graph.validate import Report, Violation
from sse_graph.vocab import PREFIXES

ENDINGS: Final = (".sarif", ".json")
_LEVELS: Final = {"violation": "error", "warning": "warning", "info": "note"}
_LONGEST_QUOTE: Final = 160


def as_text(report: Report) -> str:
    """The report for people: of each finding what is wrong, with which thing, and where it stands."""
    lines = [line for violation in report.violations for line in _told(violation)]
    counts = {name: sum(v.severity == name for v in report.violations) for name in _LEVELS}
    parts = [_count(number, name) for name, number in counts.items() if number]
    verdict = ", ".join(parts) if not report.conforms else ", ".join(["conforms", *parts])
    return "\n".join([*lines, f"{verdict} ({report.statements} statements checked)"]) + "\n"


def _count(number: int, severity: str) -> str:
    return f"{number} {severity}{'s' * (number != 1 and severity != 'info')}"


def _told(violation: Violation) -> Iterable[str]:
    thing = f"{violation.name} <{violation.focus}>" if violation.name else violation.focus
    yield f"{violation.severity}: {_line(violation.message)}"
    yield f"  {_line(thing)}"
    if violation.path or violation.value:
        yield f"  {_line(_short(violation.path))} {_line(_short(violation.value))}".rstrip()
    where = violation.where
    if where:
        place = f", characters {where.start} to {where.end}" if where.start >= 0 else ""
        yield f"  in {_line(where.document)}{place}"
        if where.quote:
            cut = where.quote if len(where.quote) <= _LONGEST_QUOTE else where.quote[: _LONGEST_QUOTE - 1] + "…"
            yield f"    “{_line(cut)}”"
    yield f"  shape {_line(_short(violation.shape))}"


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _short(iri: str) -> str:
    return next((f"{n}:{iri.removeprefix(s)}" for n, s in PREFIXES.items() if iri.startswith(s) and iri != s), iri)


def as_json(report: Report) -> str:
    """The report as JSON, one object a finding."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n"


def as_sarif(report: Report) -> str:
    """The report in SARIF 2.1.0. Artifacts are the documents by their identifiers, relative to the root ``SOURCES``."""
    shapes = sorted({violation.shape for violation in report.violations})
    messages = {violation.shape: violation.message for violation in reversed(report.violations)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "sse-graph validate",
                "version": __version__,
                "rules": [{"id": shape, "shortDescription": {"text": messages[shape] or shape}} for shape in shapes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SOURCES": {"description": {"text": "The folder that the documents were read from."}}},
        "results": [_result(violation, shapes.index(violation.shape)) for violation in report.violations],
        "properties": {"statements": report.statements},
    }
    return (
        json.dumps(
            {
                "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
                "version": "2.1.0",
                "runs": [run],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def _result(violation: Violation, rule: int) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": violation.focus}]}
    if violation.name:
        location["logicalLocations"][0]["name"] = violation.name
    where = violation.where
    if where:
        artifact = {"uri": quote(where.document, safe="/"), "uriBaseId": "SOURCES"}
        location["physicalLocation"] = {"artifactLocation": artifact}
        if where.start >= 0:
            region: dict[str, Any] = {"charOffset": where.start, "charLength": where.end - where.start}
            if where.quote:
                region["snippet"] = {"text": where.quote}
            location["physicalLocation"]["region"] = region
    result: dict[str, Any] = {
        "ruleId": violation.shape,
        "ruleIndex": rule,
        "level": _LEVELS[violation.severity],
        "message": {"text": violation.message or violation.shape},
        "locations": [location],
    }
    properties = {key: text for key, text in (("path", violation.path), ("value", violation.value)) if text}
    return result | ({"properties": properties} if properties else {})


def write_report(report: Report, path: Path) -> None:
    """Write the report to ``path``, as SARIF or JSON by its ending.

    Raises:
        InputError: the ending is neither, or the file cannot be written.
    """
    check_ending(path)
    write_whole(path, (as_sarif if path.suffix.lower() == ".sarif" else as_json)(report).encode())


def check_ending(path: Path) -> None:
    """Nothing, when a report can be written in the format of that ending.

    Raises:
        InputError: it cannot.
    """
    if path.suffix.lower() not in ENDINGS:
        raise InputError(f"{path}: a report ends in {' or '.join(ENDINGS)}")
