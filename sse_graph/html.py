"""What every page of ours shares: one HTML file that a browser opens from disk, offline, and in which no text can run.

Input: templates of this package and values. Output: a page as text, and the file. It does **not** know what is shown.

Texts of documents reach a page in two ways only: as JSON in a block that is no script, shown through ``textContent``,
and as escaped text of the template. The page's own policy allows no script and no style but those whose hash it names.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final

from sse_graph.errors import InputError
from sse_graph.export import write_whole

LANGUAGES: Final = ("en", "fr", "es")

_UNSHOWN: Final = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Control characters and overrides of writing direction: a name with them could make its neighbours read otherwise."""


def shown(text: str) -> str:
    """The text without characters that would change how its neighbours are read; ``?`` when nothing is left."""
    return text.translate(_UNSHOWN) or "?"


def template(name: str) -> str:
    """A file of ``templates/``, the same on every system."""
    text = (resources.files("sse_graph") / "templates" / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def strings(lang: str) -> dict[str, Any]:
    """The words of the pages in one language.

    Raises:
        InputError: the pages do not speak it.
    """
    if lang not in LANGUAGES:
        raise InputError(f"language {lang!r} of the page is none of {', '.join(LANGUAGES)}")
    return {key: texts[lang] for key, texts in json.loads(template("strings.json")).items()}


def render(name: str, *, css: str, scripts: Sequence[str] = (), data: Any = None, **values: Any) -> str:
    """The template ``name`` filled: ``css`` and ``scripts`` as they are and by hash, ``data`` as a JSON block, the
    other ``values`` escaped."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(template(name)).render(
        policy=_policy(scripts, [css]),
        css=Markup(css),  # files of this package and of pyvis, not texts of users
        scripts=[Markup(script) for script in scripts],
        data=Markup(json_block(data)),
        **values,
    )


def json_block(value: Any) -> str:
    """JSON that can stand in a ``<script type="application/json">`` whatever its strings hold, keys sorted."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def write_page(page: str, path: Path | str) -> int:
    """Put the page at ``path``, whole or not at all, and return its size in bytes.

    Raises:
        InputError: the file cannot be written.
    """
    # A text with half a surrogate pair cannot be UTF-8; it is shown as a question mark.
    content = page.encode("utf-8", "replace")
    write_whole(Path(path), content)
    return len(content)


def vis_network() -> str:
    """The minified vis-network of the installed pyvis, the newest it brings, without the link to its source map.

    Raises:
        InputError: that pyvis has none, or one that cannot stand inside a page.
    """
    folders = sorted(
        (folder for folder in (resources.files("pyvis") / "lib").iterdir() if folder.name.startswith("vis-")),
        key=lambda folder: [int(part) for part in folder.name.removeprefix("vis-").split(".") if part.isdigit()],
    )
    files = [file for folder in reversed(folders) for file in folder.iterdir() if file.name == "vis-network.min.js"]
    if not files:
        raise InputError("the installed pyvis brings no vis-network.min.js; install pyvis 0.3.2 or newer again")
    lines = files[0].read_text(encoding="utf-8").replace("\r\n", "\n").split("\n")
    text = "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL"))
    if "</script" in text.lower() or "<!--" in text:
        raise InputError("the vis-network of the installed pyvis cannot stand inside a page; install pyvis 0.3.2")
    return text


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Source: https://www.w3.org/TR/CSP3/"""

    def hashes(texts: Iterable[str]) -> str:
        digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests) or "'none'"

    return (
        f"default-src 'none'; script-src {hashes(scripts)}; style-src {hashes(styles)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
