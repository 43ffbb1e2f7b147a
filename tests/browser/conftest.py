"""A headless Chromium that opens pages from disk and tells what they asked the network for and complained about."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Chrome, started
from network_stores import forum
from tools import unavailable

from sse_graph.view import write_view

AXE = "axe-core@4.14.1"


@pytest.fixture(scope="session")
def chrome(tmp_path_factory) -> Iterator[Chrome]:
    driver = started(tmp_path_factory.mktemp("chromium"))
    folder = tmp_path_factory.mktemp("downloads")
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    yield Chrome(driver, folder)
    driver.quit()


@pytest.fixture(scope="session")
def forum_page(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "forum.html"
    write_view(forum().store, path)
    return path


@pytest.fixture(scope="session")
def seeds_page(tmp_path_factory, seeds) -> Path:
    path = tmp_path_factory.mktemp("pages") / "seeds.html"
    write_view(seeds, path)
    return path


@pytest.fixture(scope="session")
def axe(tmp_path_factory) -> str:
    """The script of axe-core, from npm."""
    folder = tmp_path_factory.mktemp("axe")
    npm = shutil.which("npm")
    if not npm:
        unavailable("npm, which brings axe-core")
    packed = subprocess.run([npm, "pack", "--silent", AXE], cwd=folder, capture_output=True, text=True, check=False)
    if packed.returncode:
        unavailable(f"{AXE} from npm ({packed.stderr.strip()[-200:]})")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode("utf-8")
