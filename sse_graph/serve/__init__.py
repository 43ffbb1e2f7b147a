"""The graph as a SPARQL endpoint and a web site, on this machine unless told otherwise.

Input: a graph folder and ``Options``. Output: a server that runs until it is stopped. It does **not** build graphs.

The server process speaks HTTP and never opens the store; worker processes do, each for one request at a time, so that a
query that takes too long can be ended and one that breaks the engine breaks nothing else.
"""

from sse_graph.serve.options import LOOPBACK, TOKEN, Options

__all__ = ["LOOPBACK", "TOKEN", "Options", "serve"]


def serve(options: Options) -> None:
    """Serve until SIGINT or SIGTERM; see ``server.serve``."""
    from sse_graph.serve.server import serve as run

    run(options)
