"""Where the files that ship with the package are: the ontology folder, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from sse_graph.errors import OntologyError

_PACKAGE = Path(__file__).resolve().parent


def ontology_path(*parts: str) -> Path:
    """The path of a file or folder of ``ontology/``.

    Raises:
        OntologyError: there is no such file.
    """
    for folder in (_PACKAGE / "ontology", _PACKAGE.parent / "ontology"):
        if folder.is_dir():
            path = folder.joinpath(*parts)
            if path.exists():
                return path
            raise OntologyError(f"{path} is missing; reinstall sse_graph")
    raise OntologyError(f"the ontology folder is missing beside {_PACKAGE}; reinstall sse_graph")
