"""How the server and its workers talk: a header in JSON, then bytes, over a pipe.

Input and output: ``(header, body)``. It does **not** know what they mean. JSON and not pickle: a worker that a hostile
query has broken cannot make the server run anything.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any, Final

_SIZES: Final = struct.Struct(">II")
Header = dict[str, Any]


def frame(header: Header, body: bytes = b"") -> bytes:
    """One message as bytes."""
    head = json.dumps(header, separators=(",", ":")).encode("ascii")
    return _SIZES.pack(len(head), len(body)) + head + body


def read_frame(stream: IO[bytes]) -> tuple[Header, bytes] | None:
    """The next message of a blocking stream; ``None`` at its end."""
    sizes = stream.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head, body = _SIZES.unpack(sizes)
    return json.loads(stream.read(head)), stream.read(body)


class Unframer:
    """Messages out of pieces of any size, as they come."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def feed(self, data: bytes) -> list[tuple[Header, bytes]]:
        """The messages that ``data`` completes."""
        self._pieces += data
        found = []
        while len(self._pieces) >= _SIZES.size:
            head, body = _SIZES.unpack_from(self._pieces)
            end = _SIZES.size + head + body
            if len(self._pieces) < end:
                break
            middle = _SIZES.size + head
            found.append((json.loads(self._pieces[_SIZES.size : middle]), bytes(self._pieces[middle:end])))
            del self._pieces[:end]
        return found
