"""Fuzzing of the readers: sample documents of every format, damaged at random, must be read or refused, never worse.

Input: ``--seconds``, ``--seed``, ``--out FOLDER`` for what was found. Output: one line a finding (crash, error of our
own, broken promise, slow document) and a count at the end; ends with 1 if there are findings. Each child process reads
a few hundred documents; the document at hand is written down first, so that a crash of a library leaves it behind.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

SLOW = 10.0
"""Seconds of one document's processor time."""
BATCH = 300
INTERESTING = (
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\n---\n", b"%PDF-1.7", b"PK\x03\x04",
    b"<table><tr><td>", b"</p>", b"<ul><li>", b"<!--", b"&#0;", b"&#x110000;", b"]]>", b"endobj", b"/Kids",
    b"9" * 12, b"-1", b"\r", b"\x0c", b" | ", b": ", b"* ", b'"', b"\\ud800", b"[[[[", b"{",
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"=?utf-8?q?=ff?=", "•\u202e".encode(),
)  # fmt: skip


def seeds() -> dict[str, bytes]:
    import samples

    return {
        "a.txt": f"{samples.EN}\n\nMembers\n\n- Ora\n- Lago\n\n# Partners\n\nName | City\nOra | Quito\n".encode(),
        "a.html": samples.HTML.encode(),
        "b.html": (ROOT / "tests/data/pages/event-wordpress.html").read_bytes(),
        "c.html": (ROOT / "tests/data/pages/about-tables.html").read_bytes(),
        "a.pdf": samples.pdf_story(columns=2, pages=2),
        "b.pdf": samples.pdf_lines(
            [[(72, 700, samples.EN), (72, 680, "1."), (100, 680, "item")], []], pageCompression=0
        ),
        "a.docx": samples.docx(),
        "a.odt": samples.odt(),
        "a.eml": samples.mail(
            html=samples.HTML, attachments=[("a.odt", samples.odt()), ("b.txt", b"The network of Ora.")]
        ),
        "a.csv": b"title,text,date\nOne," + samples.EN.encode() + b",2020-01-01\nTwo," + samples.FR.encode() + b",\n",
        "a.jsonl": samples.json_lines(
            {"text": samples.EN, "author": ["A", {"name": "B"}]}, {"body": samples.FR, "id": 7}
        ),
        "a.zip": samples.archive(
            {"a.txt": samples.EN.encode(), "in/b.html": samples.HTML.encode(), "c.csv": b"a,b\nx,y\n"}
        ),
    }


def damaged(data: bytes, chance: random.Random) -> bytes:
    """``data`` with a few changes: bytes flipped, pieces cut out, doubled, moved or put in."""
    body = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 30))):
        at = chance.randrange(len(body) + 1)
        end = min(len(body), at + chance.choice((1, 2, 8, 64, 500)))
        match chance.randrange(7):
            case 0 if body:
                body[at % len(body)] ^= 1 << chance.randrange(8)
            case 1:
                del body[at:end]
            case 2:
                body[at:at] = body[at:end] * chance.choice((1, 2, 50))
            case 3:
                body[at:at] = chance.choice(INTERESTING)
            case 4:
                piece = bytes(body[at:end])
                del body[at:end]
                there = chance.randrange(len(body) + 1)
                body[there:there] = piece
            case 5:
                body[at:end] = chance.randbytes(end - at)
            case _ if chance.random() < 0.2:
                del body[at:]
    return bytes(body[:2_000_000])


def inside(data: bytes, chance: random.Random) -> bytes:
    """An office file with one of its parts damaged, and packed again: else nothing but the archive is ever tried."""
    import zipfile
    from io import BytesIO

    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        victim = chance.choice([name for name in package.namelist() if name.endswith((".xml", ".txt", ".html"))])
        for name in package.namelist():
            part = package.read(name)
            copy.writestr(name, damaged(part, chance) if name == victim else part)
    return out.getvalue()


def verdict(name: str, data: bytes) -> str:
    """What is wrong with how a document is read; ``""`` if nothing is."""
    from sse_graph.errors import InputError
    from sse_graph.read.containers import Opening, members
    from sse_graph.read.formats import CONTAINERS, format_of, read_bytes
    from sse_graph.read.limits import LIMITS

    form = format_of(name, data[:4096])
    found = []
    started = time.process_time()
    try:
        if form in CONTAINERS:
            from io import BytesIO

            opening = Opening(name, name, LIMITS, lambda path, why: None, lambda path, why: None)
            for member in members(BytesIO(data), form, opening):
                try:
                    found += read_bytes(member.data, member.name, member.shown, LIMITS, member.form)
                except InputError as error:
                    ours(error)
        else:
            found += read_bytes(data, name, name, LIMITS, form)
    except InputError as error:
        fault = ours(error)
        if fault:
            return fault
    except Exception:
        return traceback.format_exc(limit=-3)
    if time.process_time() - started > SLOW:
        return f"slow: {time.process_time() - started:.0f} s"
    for document in found:
        text = document.text
        if not unicodedata.is_normalized("NFC", text) or "\r" in text or "\0" in text or "\f" in text:
            return "the text is not as promised"
        text.encode()
        if any(not text[block.start : block.end].strip() for block in document.blocks):
            return "a block without text"
        if document.pages and document.pages[-1] > len(text):
            return "a page behind the text"
    return ""


def ours(error: Exception) -> str:
    """The trace of an error that was caught to protect the others, if it was raised by a mistake of our own."""
    cause = error.__cause__
    if not isinstance(
        cause, (TypeError, AttributeError, IndexError, KeyError, NameError, ZeroDivisionError, AssertionError)
    ):
        return ""
    last = traceback.extract_tb(cause.__traceback__)[-1]
    return "".join(traceback.format_exception(cause, limit=-3)) if "sse_graph" in last.filename else ""


def worker(seed: int, out: Path) -> None:
    chance = random.Random(seed)
    samples = seeds()
    for number in range(BATCH):
        name = chance.choice(sorted(samples))
        data = samples[name]
        deep: Callable[[bytes, random.Random], bytes] = inside if name.endswith((".docx", ".odt")) else damaged
        data = deep(data, chance) if chance.random() < 0.8 else damaged(data, chance)
        (out / f"at-hand-{seed}-{name}").write_bytes(data)
        fault = verdict(name, data)
        print(name, flush=True)
        if fault:
            kept = out / f"found-{seed}-{number}-{name}"
            kept.write_bytes(data)
            print(f"FOUND {kept.name}: {fault}", flush=True)
        (out / f"at-hand-{seed}-{name}").unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--worker", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.worker:
        worker(options.seed, options.out)
        return 0
    started, seed, findings = time.monotonic(), options.seed, 0
    counts: Counter[str] = Counter()
    while time.monotonic() - started < options.seconds:
        command = [sys.executable, __file__, "--worker", "--seed", str(seed), "--out", str(options.out)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3600)
        for line in ended.stdout.splitlines():
            if line.startswith("a.") or line.startswith(("b.", "c.")):
                counts[line] += 1
            else:
                findings += line.startswith("FOUND")
                print(line, flush=True)
        if ended.returncode:
            findings += 1
            print(f"FOUND crash with {ended.returncode} (seed {seed}): {ended.stderr[-500:]}", flush=True)
        seed += 1
    spent = time.monotonic() - started
    print(f"{counts.total()} documents in {spent:.0f} s: {dict(sorted(counts.items()))}; {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
