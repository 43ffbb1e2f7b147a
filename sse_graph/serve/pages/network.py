"""The page of the partner network: the one that ``sse-graph view`` writes, in the site's language."""

from __future__ import annotations

from sse_graph.errors import InputError
from sse_graph.serve.answers import RefusedError, Reply
from sse_graph.serve.media import HTML
from sse_graph.serve.pages.render import View, number


def network(view: View) -> Reply:
    """The network around ``around``, of ``place`` and ``concept``, the ``top`` by ``by``, or on a ``map``.

    Raises:
        RefusedError: a name or measure is unknown (404).
    """
    from sse_graph.view import render_view

    values = view.values
    try:
        page, _ = render_view(
            view.store,
            around=values["around"] or None,
            hops=number(values["hops"], 1, 10),
            place=values["place"] or None,
            concept=values["concept"] or None,
            top=number(values["top"], 1) if values["top"] else None,
            by=values["by"] or "degree",
            as_map=values["map"] in {"1", "true"},
            lang=view.lang,
        )
    except InputError as error:
        raise RefusedError(404, str(error)) from error
    # the page brings its own policy, which names its scripts by hash
    headers = {"Content-Security-Policy": "frame-ancestors 'none'"}
    return Reply(200, HTML.content_type, page.encode("utf-8", "replace"), headers)
