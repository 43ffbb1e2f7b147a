"""Chromium without a window, and what a test asks of a page in it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools import unavailable

SIZE = (1400, 900)


def started(profile: Path) -> Any:
    """A headless Chromium with a fresh profile, driven by Selenium."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    program, server = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not server:
        unavailable("Chromium (chromium and chromium-driver)")
    options = Options()
    options.binary_location = program
    for flag in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(server))


class Chrome:
    """One browser; ``open`` starts a page afresh, ``asked`` and ``complaints`` are since then."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver, self.folder = driver, folder

    def open(self, path: Path, fragment: str = "", size: tuple[int, int] = SIZE, dark: bool = False) -> Chrome:
        """A page from disk, when its picture is drawn."""
        self.visit(f"{path.as_uri()}{fragment}", size, dark)
        self.wait("return document.documentElement.dataset.ready === 'true' || !document.getElementById('network')")
        return self

    def visit(self, address: str, size: tuple[int, int] = SIZE, dark: bool = False) -> Chrome:
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600},
        )
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        for log in ("performance", "browser"):
            self.driver.get_log(log)
        self.driver.get(address)
        return self

    def js(self, script: str, *values: Any) -> Any:
        return self.driver.execute_script(script, *values)

    def wait(self, script: str, seconds: float = 60.0) -> Any:
        end = time.monotonic() + seconds
        while not (value := self.js(script)):
            assert time.monotonic() < end, f"never became true: {script}"
            time.sleep(0.02)
        return value

    def text(self, selector: str) -> str:
        return str(self.js("return document.querySelector(arguments[0]).innerText", selector))

    def texts(self, selector: str) -> list[str]:
        return list(self.js("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)", selector))

    def click(self, selector: str) -> None:
        self.driver.find_element("css selector", selector).click()

    def click_at(self, x: float, y: float) -> None:
        """Press and release the mouse at a point of the drawing, in its own pixels, and see the card change."""
        left, top = self.js(
            "const r = document.getElementById('network').getBoundingClientRect(); return [r.left, r.top]"
        )
        before, end = self.text("#card"), time.monotonic() + 5
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.driver.execute_cdp_cmd(
                "Input.dispatchMouseEvent",
                {"type": kind, "x": left + x, "y": top + y, "button": "left", "clickCount": 1},
            )
        while self.text("#card") == before:
            assert time.monotonic() < end, f"nothing was chosen at {x}, {y}"
            time.sleep(0.02)

    def keys(self, selector: str, *keys: str) -> None:
        self.driver.find_element("css selector", selector).send_keys(*keys)

    def choose(self, selector: str, text: str) -> None:
        self.js(
            """const select = document.querySelector(arguments[0]);
            select.value = [...select.options].find((o) => o.textContent.startsWith(arguments[1])).value;
            select.dispatchEvent(new Event("change"))""",
            selector,
            text,
        )

    def shown(self) -> dict[str, int]:
        return dict(self.js("return sseGraph.shown()"))

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def asked(self) -> list[str]:
        """What was requested, but the page itself and what stands inside it."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        assert sum(url.startswith("file:") for url in sent) <= 1, sent
        return [url for url in sent if not url.startswith(("file:", "data:", "blob:", "about:"))]

    def quiet(self, server: str = "", allowed: Sequence[str] = ()) -> None:
        """Nothing was asked of the network but of ``server``, nothing complained of but what names one of ``allowed``,
        and no script of a text ran.
        """
        assert [url for url in self.asked() if not server or not url.startswith(f"{server}/")] == []
        assert [line for line in self.complaints() if not any(word in line for word in allowed)] == []
        assert self.js("return window.ran === undefined")

    def saved(self, name: str) -> bytes:
        """The download of that name, when it is complete."""
        path, end = self.folder / name, time.monotonic() + 20
        while not path.exists() or not path.stat().st_size:
            assert time.monotonic() < end, f"{name} was not downloaded"
            time.sleep(0.05)
        time.sleep(0.2)
        content = path.read_bytes()
        path.unlink()
        return content

    def thumbnail(self) -> list[int]:
        """The drawing as 48 × 32 grey values."""
        return list(
            self.js(
                """const from = document.querySelector('#network canvas');
                const to = document.createElement('canvas'); [to.width, to.height] = [48, 32];
                const ctx = to.getContext('2d', { willReadFrequently: true });
                ctx.fillStyle = '#fff'; ctx.fillRect(0, 0, 48, 32);
                ctx.imageSmoothingQuality = 'high'; ctx.drawImage(from, 0, 0, 48, 32);
                const { data } = ctx.getImageData(0, 0, 48, 32); const grey = [];
                for (let i = 0; i < data.length; i += 4)
                  grey.push(Math.round((data[i] + data[i + 1] + data[i + 2]) / 3));
                return grey"""
            )
        )
