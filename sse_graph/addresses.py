"""Files at addresses (``s3://bucket/folder``, ``gs://…``, ``hdfs://…``, ``file://…``) as sources, by fsspec.

Input: addresses. Output: ``Source`` records whose path opens the address. It does **not** read documents (``read/``).
The extra ``[cluster]`` brings fsspec; a protocol may need a package of its own (``s3fs``, ``gcsfs``), which is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import IO, Any, cast

from sse_graph.errors import InputError
from sse_graph.read import Skip, Source, is_read, unread

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_address(source: str) -> bool:
    """Whether ``source`` is an address rather than a path of this machine."""
    return bool(_ADDRESS.match(source))


@dataclass(frozen=True)
class RemoteFile:
    """What a reader needs of a path. It may be sent to another process, which opens it by itself."""

    address: str

    def __str__(self) -> str:
        return self.address

    def open(self, mode: str = "rb") -> IO[bytes]:
        system, path = _opened(self.address)
        return cast("IO[bytes]", system.open(path, mode))

    def read_bytes(self) -> bytes:
        with self.open() as file:
            return file.read()

    def stat(self) -> SimpleNamespace:
        system, path = _opened(self.address)
        return SimpleNamespace(st_size=int(system.size(path) or 0))


def find_remote(
    addresses: Iterable[str], on_skip: Skip = lambda path, why: None, on_other: Skip = lambda path, why: None
) -> list[Source]:
    """The files at ``addresses`` and below, named by their path below it, sorted by name.

    Raises:
        InputError: there is nothing at an address, or it cannot be opened.
    """
    found: dict[str, Source] = {}
    for address in addresses:
        system, root = _opened(address)
        try:
            folder = bool(system.isdir(root))
            paths = sorted(system.find(root)) if folder else [root]
            if not folder and not system.exists(root):
                raise FileNotFoundError(2, "no such file or folder")
        except OSError as error:
            raise InputError(f"{address}: {error.strerror or error}; check the address and your rights") from error
        for path in paths:
            name = str(PurePosixPath(path).relative_to(root)) if folder else PurePosixPath(path).name
            if any(part.startswith(".") for part in PurePosixPath(name).parts):
                continue
            shown = system.unstrip_protocol(path)
            if folder and not is_read(name):
                tell = on_skip if unread(name) else on_other
                tell(shown, unread(name) or f"files that end in {PurePosixPath(name).suffix} are not read")
            else:
                _add(found, Source(name, cast(Path, RemoteFile(shown)), asked=not folder))
    return [source for _, source in sorted(found.items())]


def join(local: Iterable[Source], remote: Iterable[Source]) -> list[Source]:
    """Both, sorted by name.

    Raises:
        InputError: two files have one name.
    """
    found: dict[str, Source] = {}
    for source in (*local, *remote):
        _add(found, source)
    return [source for _, source in sorted(found.items())]


def _add(found: dict[str, Source], source: Source) -> None:
    other = found.setdefault(source.name, source)
    if str(other.path) != str(source.path):
        raise InputError(f"{other.path} and {source.path} would both be {source.name}; give the folder above them")


def _opened(address: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError as error:
        raise InputError(f"{address}: the extra is missing; pip install 'sse-graph[cluster]'") from error
    try:
        system, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise InputError(f"{address}: {error}") from error
    return system, str(path)
