"""The errors a caller can meet; the command line prints their message as one line and exits with code 2.

SSEGraphError
 ├─ InputError       a file, folder, text or option that cannot be used
 ├─ OntologyError    ontology/, an authority file or thesaurus that is not as it must be
 ├─ StoreError       a graph folder or server that cannot be opened, read or written
 └─ QueryError       a query that cannot be parsed or run

A message says what is wrong, where, and what to do.
"""


class SSEGraphError(Exception):
    """Base of all errors that a user can mend."""


class InputError(SSEGraphError):
    """A file, folder, text or option that cannot be used."""


class OntologyError(SSEGraphError):
    """``ontology/``, an authority file or a thesaurus that is not as it must be."""


class StoreError(SSEGraphError):
    """A graph folder or server that cannot be opened, read or written."""


class QueryError(SSEGraphError):
    """A query that cannot be parsed or run. ``excerpt``: the line of the query and a mark under the place, if known."""

    def __init__(self, message: str, excerpt: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.excerpt = excerpt
