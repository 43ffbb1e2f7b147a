"""ZIP archives.

Input: an open archive. Output: the bytes of its members, and those of archives and tables in it. It does **not** write
anything to disk: a member's path is a name, never a place. Nothing is unpacked before its stated size is looked at, and
never more than that.
"""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from sse_graph.errors import InputError
from sse_graph.read.containers import Member, Opening, members
from sse_graph.read.formats import CONTAINERS, format_of, is_read, unread
from sse_graph.read.sources import printable

_SMALL: Final = 10_000_000
"""Bytes up to which any ratio between unpacked and packed size is harmless."""
_ENCRYPTED: Final = 0x1
_SYMLINK: Final = 0o120000
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)
"""What ``zipfile`` raises on archives that are cut off, damaged or packed in ways that it does not know."""


def archive_members(file: BinaryIO, opening: Opening) -> Iterator[Member]:
    """The members that are documents, in the order of their names; the members of archives and tables in it with them.

    Raises:
        InputError: it is no ZIP archive, is damaged, or lies deeper in others than the limits allow.
    """
    limits = opening.limits
    if opening.depth >= limits.depth:
        raise InputError(f"{opening.shown}: more than {limits.depth} archives in one another; unpack them first")
    try:
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
    except _BROKEN as error:
        raise InputError(f"{opening.shown}: broken or no ZIP archive ({_told(error)}); pack it anew") from error
    if len(infos) > limits.members:
        raise InputError(f"{opening.shown}: {len(infos)} files are more than the limit of {limits.members}; split it")
    if all(_is_folder(info) for info in infos):
        raise InputError(f"{opening.shown}: there is nothing in it; leave it out")
    seen: set[str] = set()
    total = 0
    for info in sorted(infos, key=lambda info: info.filename):
        name = _name(info)
        shown = f"{opening.shown}/{name}"
        hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        if _is_folder(info) or hidden or not name:
            continue
        if not is_read(name):
            why = unread(name)
            tell = opening.on_skip if why else opening.on_other
            tell(shown, why or f"files that end in {PurePosixPath(name).suffix} are not read")
            continue
        total += info.file_size
        why = _refused(info, limits.ratio, total > limits.unpacked) or limits.too_large(info.file_size)
        if name in seen:
            why = "the archive holds two files of this name; the first was read"
        seen.add(name)
        if why:
            opening.on_skip(shown, why)
            continue
        try:
            data = archive.read(info)
        except _BROKEN as error:
            opening.on_skip(shown, f"damaged in the archive ({_told(error)}); pack it anew")
            continue
        form = format_of(name, data[:4096])
        inside = f"{opening.name}/{name}"
        if form not in CONTAINERS:
            yield Member(inside, shown, data, form)
            continue
        try:
            deeper = replace(opening, name=inside, shown=shown, depth=opening.depth + 1)
            yield from members(BytesIO(data), form, deeper)
        except InputError as error:
            opening.on_skip(shown, str(error).removeprefix(f"{shown}: "))


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith("/")  # ``is_dir`` of Python 3.11 fails on a member without a name


def _refused(info: zipfile.ZipInfo, ratio: int, full: bool) -> str:
    """Why a member is not unpacked; ``""`` if it is."""
    if info.flag_bits & _ENCRYPTED:
        return "encrypted; unpack it with its password first"
    if info.file_size > _SMALL and info.file_size > ratio * max(1, info.compress_size):
        return f"{info.file_size} bytes packed into {info.compress_size}: this looks like a zip bomb"
    if full:
        return "the archive unpacks to more than the limit; split it"
    if info.external_attr >> 16 & 0o170000 == _SYMLINK:
        return "a link to another file"
    return ""


def _name(info: zipfile.ZipInfo) -> str:
    """The member's path, without anything that leads out of the archive."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        # names of old packers: ``zipfile`` takes them for CP437, though most are UTF-8 without the flag for it
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    parts = [part.strip() for part in name.replace("\\", "/").split("/")]
    kept = [part for part in parts if part not in ("", ".", "..")]
    path = unicodedata.normalize("NFC", printable("/".join(kept)))
    return path


def _told(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
