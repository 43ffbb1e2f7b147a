"""The access log: one line a request on standard error, in which nothing of the request can begin another line.

Input: what was asked and answered. Output: a line like those of the Common Log Format. It does **not** hold bodies,
tokens or cookies.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Final

_LONGEST: Final = 400


def safe(text: str) -> str:
    """``text`` in printable ASCII without quotes and backslashes of its own, cut where it is long."""
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    escaped = cut.encode("ascii", "backslashreplace").decode("ascii")
    return "".join(
        f"\\x{ord(character):02x}" if not " " <= character <= "~" or character == '"' else character
        for character in escaped
    )


def access(client: str, method: str, target: bytes, status: int, size: int, seconds: float, agent: str) -> None:
    """Write one line."""
    when = datetime.now(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    line = f'{safe(client)} - - [{when}] "{safe(method)} {safe(target.decode("latin-1"))}" {status} {size}'
    print(f'{line} {seconds * 1000:.0f}ms "{safe(agent)}"', file=sys.stderr)


def trouble(message: str) -> None:
    """Write a line about a fault of ours."""
    print(f"sse-graph serve: {safe(message)}", file=sys.stderr)
