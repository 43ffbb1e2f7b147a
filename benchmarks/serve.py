"""Requests a second of `sse-graph serve`, of the Oxigraph server and of rdflib-endpoint on the same store, in turns.

    pip install oxigraph rdflib-endpoint   # in a virtual environment of their own: give its bin folder with --peers
    apt-get install wrk
    python benchmarks/serve.py [--peers DIR] [--documents N] [--rounds N] [--seconds N] [--load SECONDS]

The query asks for the partners of one body (one hop, both directions, with names). Each connection asks for another
body in turn, so a cache of answers helps only where it is named. Trust ratios: a busy machine slows all alike.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pyoxigraph as ox

from sse_graph.lines import graphs_of
from sse_graph.store import building, open_store, write_store
from sse_graph.vocab import BASE, DCTERMS, RDF, SKOS, SSE

BODIES_A_DOCUMENT, PARTNERS = 20, 11
QUERY = """PREFIX sse: <https://w3id.org/sse-graph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?partner ?name WHERE {{
  {{ <{iri}> sse:partnerOf ?partner }} UNION {{ ?partner sse:partnerOf <{iri}> }} ?partner skos:prefLabel ?name }}"""
SCRIPT = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local n = 0
function request()
  n = n % #paths + 1
  return wrk.format("GET", paths[n], { ["Accept"] = "application/sparql-results+json" })
end
function done(summary, latency)
  io.write(string.format('{"requests": %d, "us": %d, "bad": %d, "lost": %d, "p50": %d, "p99": %d}\\n', summary.requests,
    summary.duration, summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write +
    summary.errors.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


def make(folder: Path, documents: int) -> list[str]:
    """A store of that many documents; the IRIs of its bodies."""
    chance = random.Random(7)
    count = documents * BODIES_A_DOCUMENT // 4
    bodies = [f"{BASE}id/organization/body-{number}" for number in range(count)]

    def quads():
        node = ox.NamedNode
        corpus = node(f"{BASE}graph/corpus")
        for number, iri in enumerate(bodies):
            yield ox.Quad(node(iri), node(SKOS.prefLabel), ox.Literal(f"Body {number}", language="en"), corpus)
        for number in range(documents):
            graph = node(f"{BASE}doc/text-{number}")
            yield ox.Quad(graph, node(RDF.type), node(SSE.Document), graph)
            yield ox.Quad(graph, node(DCTERMS.identifier), ox.Literal(f"text-{number}.txt"), graph)
            for iri in chance.sample(bodies, BODIES_A_DOCUMENT):
                yield ox.Quad(graph, node(SSE.mentions), node(iri), graph)
                yield ox.Quad(node(iri), node(RDF.type), node(SSE.Organization), graph)
                yield ox.Quad(node(iri), node(SKOS.altLabel), ox.Literal(iri.rpartition("/")[2]), graph)
                for other in chance.sample(bodies, 3):
                    yield ox.Quad(node(iri), node(SSE.partnerOf), node(other), graph)

    with building(folder):
        write_store(folder, graphs_of(quads()), BASE)
    return bodies


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Server:
    """One server over the store, until it is ended."""

    def __init__(self, name: str, path: str, command: list[str], port: int) -> None:
        self.name, self.path, self.url = name, path, f"http://127.0.0.1:{port}"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, **quiet)
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                self.ask("ASK {}")
                return
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"{name} did not start: {' '.join(command)}")

    def address(self, query: str) -> str:
        return f"{self.path}?{urllib.parse.urlencode({'query': query})}"

    def ask(self, query: str) -> dict:
        request = urllib.request.Request(
            self.url + self.address(query), headers={"Accept": "application/sparql-results+json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def processes(self) -> list[int]:
        """The server and its workers."""
        pids = [self.process.pid]
        for pid in pids:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            pids += [int(child) for child in children.read_text().split()] if children.exists() else []
        return pids

    def in_memory(self) -> bool:
        """Whether all its processes come from one that has the graph in memory."""
        others = [Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0") for pid in self.processes()[1:]]
        return bool(others) and all(line.endswith(b"\x001") for line in others)

    def spent(self) -> float:
        """Seconds of processor time so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.processes()]
        return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")

    def load(self, queries: list[str], connections: int, seconds: int) -> dict:
        before = self.spent()
        with tempfile.TemporaryDirectory() as folder:
            paths, script = Path(folder, "paths"), Path(folder, "script.lua")
            paths.write_text("\n".join(map(self.address, queries)), encoding="utf-8")
            script.write_text(SCRIPT, encoding="utf-8")
            ended = subprocess.run(
                ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), self.url],
                env={**os.environ, "PATHS": str(paths)}, capture_output=True, text=True, check=True,
            )  # fmt: skip
        found = json.loads(ended.stdout.splitlines()[-1])
        cpu = (self.spent() - before) / max(found["requests"], 1) * 1e6
        return {**found, "rate": found["requests"] / found["us"] * 1e6, "cpu": cpu}

    def memory(self) -> float:
        """MiB that the server and its workers hold for themselves (PSS)."""
        total = 0
        for pid in self.processes():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def ours(folder: Path, *options: str, name: str) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "sse_graph.cli", "serve", "--graph", str(folder), "--port", str(port), "--no-log"]
    server = Server(name, "/sparql", [*command, *options], port)
    end = time.monotonic() + 300
    while not server.in_memory() and time.monotonic() < end:  # it answers from the disk until it has read it
        time.sleep(0.5)
    return server


def peers(folder: Path, where: Path) -> list[Server]:
    store = str(folder / json.loads((folder / "sse-graph.json").read_text())["store"])
    found = []
    oxigraph = where / "oxigraph"
    port = free_port()
    copy = folder / "for-oxigraph"
    open_store(folder).backup(str(copy))
    bind = ["--location", str(copy), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    found.append(Server("oxigraph serve-read-only", "/query", [str(oxigraph), "serve-read-only", *bind], port))
    port = free_port()
    program = f"""
import rdflib, uvicorn, oxrdflib, pyoxigraph
from rdflib_endpoint import SparqlEndpoint
store = pyoxigraph.Store.read_only({store!r})
data = rdflib.Dataset(store=oxrdflib.OxigraphStore(store=store), default_union=True)
uvicorn.run(SparqlEndpoint(graph=data, path="/sparql"), port={port}, log_level="error")
"""
    found.append(Server("rdflib-endpoint (oxrdflib)", "/sparql", [str(where / "python"), "-c", program], port))
    return found


def compare(servers: list[Server], queries: list[str], rounds: int, seconds: int) -> None:
    for server in servers[1:]:  # the same answers, or it is no comparison
        for query in queries[:3]:
            rows = [sorted(map(str, s.ask(query)["results"]["bindings"])) for s in (servers[0], server)]
            assert rows[0] == rows[1], server.name
    results: dict[str, list[dict]] = {server.name: [] for server in servers}
    for server in servers:
        server.load(queries, 8, 2)
    for number in range(rounds):
        for server in servers if number % 2 == 0 else reversed(servers):
            results[server.name].append(server.load(queries, 8, seconds))
    print(f"{'server':32} {'req/s':>8} {'cpu µs':>7} {'p50 ms':>7} {'p99 ms':>7} {'bad':>4}  first ÷ this, by round")
    first = results[servers[0].name]
    for name, found in results.items():
        middle = {key: statistics.median(one[key] for one in found) for key in ("rate", "cpu", "p50", "p99")}
        ratios = sorted(own["rate"] / max(one["rate"], 0.1) for own, one in zip(first, found, strict=True))
        bad = sum(one["bad"] + one["lost"] for one in found)
        p50, p99 = middle["p50"] / 1000, middle["p99"] / 1000
        print(
            f"{name:32} {middle['rate']:8.0f} {middle['cpu']:7.0f} {p50:7.2f} {p99:7.2f} {bad:4}  "
            f"×{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        )


def endure(folder: Path, queries: list[str], seconds: int) -> None:
    """64 clients at once: errors, and memory after a tenth of the time against memory at the end."""
    server = ours(folder, name="serve")
    server.load(queries, 64, max(seconds // 10, 5))
    before = server.memory()
    found = server.load(queries, 64, seconds)
    after = server.memory()
    print(
        f"64 clients, {seconds} s: {found['requests']} answers ({found['rate']:.0f}/s), {found['bad'] + found['lost']} "
        f"errors, p99 {found['p99'] / 1000:.0f} ms, memory {before:.0f} → {after:.0f} MiB ({after / before - 1:+.1%})"
    )
    print(f"ended with code {server.end()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, default=Path(sys.executable).parent)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--load", type=int, default=60)
    chosen = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "kg")
        bodies = make(folder, chosen.documents)
        queries = [QUERY.format(iri=iri) for iri in bodies[:500]]
        print(f"{len(open_store(folder)):,} quads; {len(queries)} queries, 8 connections, {os.cpu_count()} cores")
        servers = [
            ours(folder, "--cache", "0", name="sse-graph serve, without cache"),
            ours(folder, name="sse-graph serve"),
            *peers(folder, chosen.peers),
        ]
        print(len(servers[0].ask(queries[0])["results"]["bindings"]), "rows in the first answer")
        try:
            compare(servers, queries, chosen.rounds, chosen.seconds)
        finally:
            for server in servers:
                server.end()
        if chosen.load:
            endure(folder, queries, chosen.load)


if __name__ == "__main__":
    main()
