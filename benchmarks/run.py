"""How fast and how large: ``make bench`` runs every section and writes docs/performance.md.

``--only NAME`` (repeatable) runs some; ``--documents``, ``--quads`` say how large. Figures are medians of runs in turns
where a run is short. Trust ratios, not seconds: both sides of a ratio are taken in one run.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from collections.abc import Callable, Iterable

from measure import ROOT, Row

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
PAGE = ROOT / "docs" / "performance.md"


def sections() -> dict[str, Callable[[argparse.Namespace], Iterable[Row]]]:
    import annotation
    import builds
    import graphs
    import questions
    import startup

    return {
        "start-up": startup.start_up,
        "annotation": annotation.annotation,
        "workers": builds.workers,
        "incremental": builds.incremental,
        "memory": builds.memory,
        "load": graphs.load,
        "export": graphs.export,
        "queries": questions.queries,
    }


def table(rows: Iterable[Row]) -> str:
    lines = ["| what | figure | against | ratio | asked |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        lines.append(f"| {row.what} | {row.figure} | {row.against} | {row.ratio} | {row.asked} |")
        print(lines[-1], file=sys.stderr, flush=True)  # a section may take an hour
    return "\n".join(lines)


def write(name: str, text: str) -> None:
    """Put a section's table into the page, in place of its former one."""
    page = PAGE.read_text(encoding="utf-8")
    place = re.compile(rf"(<!-- {name} -->\n).*?(?=\n\n|\Z)", re.DOTALL)
    if not place.search(page):
        sys.exit(f"{PAGE}: there is no place for {name}")
    PAGE.write_text(place.sub(lambda match: match[1] + text, page).rstrip() + "\n", encoding="utf-8")


def main() -> None:
    known = sections()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=list(known), help="a section; may be repeated")
    parser.add_argument("--documents", type=int, default=1000, help="documents of a build (memory: also a tenth)")
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=int, default=120, help="processor seconds that rdflib has for a question")
    parser.add_argument("--dry", action="store_true", help="print only; docs/performance.md stays")
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    for name in asked.only or known:
        text = table(known[name](asked))
        print(f"\n{name}\n{text}", flush=True)
        if not asked.dry:
            write(name, text)


if __name__ == "__main__":
    main()
