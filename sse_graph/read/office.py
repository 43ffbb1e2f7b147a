"""What the readers of office files share: an archive that is looked at before it is unpacked, and XML without traps.

Input: the bytes of a ZIP archive. Output: its parts. It does **not** know what they mean.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Any, Final

from lxml import etree

from sse_graph.errors import InputError
from sse_graph.read.limits import Limits

_FACTOR: Final = 4
"""How many times larger than one document's limit the unpacked parts may be together: pictures are packed already."""
_OLD: Final = b"\xd0\xcf\x11\xe0"
"""What an OLE file begins with: an encrypted DOCX is one."""


def open_package(data: bytes, where: str, limits: Limits) -> zipfile.ZipFile:
    """The archive that an office file is.

    Raises:
        InputError: it is encrypted, broken, or unpacks to more than the limits allow.
    """
    if data.startswith(_OLD):
        raise InputError(f"{where}: encrypted, or an old office document; save it without a password as DOCX or ODT")
    try:
        package = zipfile.ZipFile(BytesIO(data))
        infos = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise InputError(f"{where}: broken, or cut off ({error}); open and save it anew") from error
    size = sum(info.file_size for info in infos)
    if len(infos) > limits.members or size > _FACTOR * limits.bytes:
        raise InputError(f"{where}: it unpacks to {size // 1_000_000} MB: a zip bomb, or too large; leave it out")
    if any(info.flag_bits & 1 for info in infos):
        raise InputError(f"{where}: encrypted; save it without a password first")
    return package


def read_part(package: zipfile.ZipFile, name: str, where: str) -> bytes | None:
    """A part of the package; ``None`` if it has none of that name.

    Raises:
        InputError: it is damaged.
    """
    try:
        return package.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise InputError(f"{where}: {name} in it is damaged ({error}); open and save it anew") from error


def parse_xml(data: bytes, where: str) -> Any:
    """The root of an XML document; entities are not expanded, nothing is fetched.

    Raises:
        InputError: it is not well-formed, or nested deeper than 256 elements.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{where}: damaged inside ({' '.join(str(error).split())[:120]}); save it anew") from error
