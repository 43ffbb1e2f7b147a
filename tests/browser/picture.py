"""The README's picture: the network page of a graph, with its best joined thing chosen, as Chromium shows it.

.venv/bin/python tests/browser/picture.py kg docs/partners.png
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from chromium import Chrome, started

from sse_graph.store import open_store
from sse_graph.view import write_view


def main(graph: Path, out: Path) -> None:
    """Write the picture, 1400 px wide, and make it small where pngquant or optipng is there."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "partners.html"
        write_view(open_store(graph), page)
        driver = started(Path(folder) / "profile")
        try:
            chrome = Chrome(driver, Path(folder))
            chrome.open(page, size=(1400, 860))
            chrome.keys("#network", "n")
            chrome.js("document.activeElement.blur()")
            driver.save_screenshot(str(out))
        finally:
            driver.quit()
    if shutil.which("pngquant"):
        subprocess.run(["pngquant", "--force", "--strip", "--output", str(out), "128", str(out)], check=True)
    if shutil.which("optipng"):
        subprocess.run(["optipng", "-quiet", "-o4", str(out)], check=True)
    print(f"{out} ({out.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
