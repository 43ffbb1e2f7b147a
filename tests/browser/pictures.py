"""Pictures as they were looked at and found good: small and grey, within what fonts and drivers change.

``UPDATE_PICTURES=1`` writes them anew: look at the page first.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "pictures"
MEAN, MOST = 4.0, 12
"""Grey levels that the picture may differ by on average, and the percentage of its points that may differ by 40."""


def same_picture(found: list[int], name: str) -> None:
    """Fail unless ``found`` is the kept picture ``name``, within the limits above."""
    path = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_PICTURES"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found, separators=(",", ":")) + "\n")
    golden = json.loads(path.read_text())
    differences = [abs(a - b) for a, b in zip(found, golden, strict=True)]
    assert len(differences) == 48 * 32
    assert sum(differences) / len(differences) <= MEAN
    assert sum(d > 40 for d in differences) * 100 <= MOST * len(differences)
    assert max(golden) - min(golden) > 40, "an empty picture proves nothing"
