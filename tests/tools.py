"""Programs that a test drives and a machine may lack."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def unavailable(what: str) -> NoReturn:
    """Skip the test that needs ``what``; where everything must be there (``CI=true``), fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must have it (see .ci/run)", pytrace=False)
    pytest.skip(f"{what} is missing")
