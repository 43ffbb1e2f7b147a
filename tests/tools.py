"""Programs that a test drives and a machine may lack."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

PEAK = """
import resource

def peak():
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
"""
"""``peak()`` for a program of its own: kilobytes it had at most. Linux counts in ``ru_maxrss`` what the process that
started it had, and a test's has language pipelines.
"""


def unavailable(what: str) -> NoReturn:
    """Skip the test that needs ``what``; where everything must be there (``CI=true``), fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must have it (see .ci/run)", pytrace=False)
    pytest.skip(f"{what} is missing")
