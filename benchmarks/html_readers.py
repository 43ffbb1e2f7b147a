"""Our reader of web pages against trafilatura, on the pages in ``tests/data/pages``.

Output: a table: of the lines that a page says (``+`` in its ``.txt``) how many are found, of its furniture (``-``) how
many are left out. Needs ``pip install trafilatura``, which nothing else does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sse_graph.read.formats import read_bytes

PAGES = Path(__file__).resolve().parent.parent / "tests" / "data" / "pages"


def ours(page: Path) -> str:
    return read_bytes(page.read_bytes(), page.name, page.name)[0].text


def trafilatura(page: Path, **options: bool) -> str:
    from trafilatura import extract

    return extract(page.read_bytes(), include_comments=False, include_tables=True, include_images=True, **options) or ""


READERS: dict[str, Callable[[Path], str]] = {
    "sse_graph": ours,
    "trafilatura": trafilatura,
    "trafilatura, favor_recall": lambda page: trafilatura(page, favor_recall=True),
}


def main() -> None:
    pages = sorted(PAGES.glob("*.html"))
    print("| reader | lines found | furniture left out | ms a page |\n| --- | --- | --- | --- |")
    misses: list[str] = []
    for name, read in READERS.items():
        counts = {"+": [0, 0], "-": [0, 0]}
        read(pages[0])
        started = time.perf_counter()
        texts = {page: " ".join(read(page).split()) for page in pages}
        spent = (time.perf_counter() - started) / len(pages)
        for page, text in texts.items():
            for line in page.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
                sign, wanted = line[0], line[2:]
                right = (wanted in text) == (sign == "+")
                counts[sign][0] += right
                counts[sign][1] += 1
                if not right and name == "sse_graph":
                    misses.append(f"{page.name}: {line}")
        found, left = (f"{right} of {all_}" for right, all_ in counts.values())
        print(f"| {name} | {found} | {left} | {spent * 1000:.1f} |")
    print(*misses, sep="\n")


if __name__ == "__main__":
    main()
