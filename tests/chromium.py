"""A real headless Chromium, spoken to over the DevTools protocol through a pipe: no driver, no port, no library."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
)  # fmt: skip


class Browser:
    """One tab; remembers every request and every message of the console."""

    def __init__(self, writes: int, reads: int) -> None:
        self._out = os.fdopen(writes, "wb", buffering=0)
        self._in = os.fdopen(reads, "rb")
        self._count = 0
        self._session = ""
        self.requests: list[str] = []
        self.messages: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")

    def _read(self) -> dict[str, Any]:
        raw = bytearray()
        while (byte := self._in.read(1)) != b"\0":
            if not byte:
                raise ConnectionError("Chromium ended.")
            raw += byte
        message: dict[str, Any] = json.loads(raw)
        given = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(given["request"]["url"])
            case "Log.entryAdded":
                self.messages.append(given["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.messages.append(json.dumps(given["exceptionDetails"]))
            case "Runtime.consoleAPICalled":
                self.messages.append(json.dumps(given["args"]))
            case "Page.javascriptDialogOpening":
                self.messages.append("dialog: " + given["message"])
        return message

    def _call(self, method: str, **given: Any) -> dict[str, Any]:
        self._count += 1
        call = {"id": self._count, "method": method, "params": given}
        if self._session:
            call["sessionId"] = self._session
        self._out.write(json.dumps(call).encode() + b"\0")
        while (answer := self._read()).get("id") != self._count:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, path: Path, width: int, height: int, phone: bool = False) -> None:
        """Load a file at a size in CSS pixels and wait until the page says that it is ready."""
        self.resize(width, height, phone)
        self._call("Emulation.setTouchEmulationEnabled", enabled=phone)
        self._call("Page.navigate", url=path.as_uri())
        self.wait("document.documentElement && document.documentElement.dataset.ready === 'yes'")

    def resize(self, width: int, height: int, phone: bool = False) -> None:
        """Give the viewport a size in CSS pixels."""
        self._call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, mobile=phone,
            deviceScaleFactor=2 if phone else 1,
        )  # fmt: skip

    def prefer(self, scheme: str) -> None:
        """Let the reader prefer ``light`` or ``dark`` pages."""
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def run(self, script: str) -> Any:
        """Return what an expression, or a promise, comes to."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"]["exception"].get("description", answer))
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until a condition holds, ten seconds at most."""
        tried = f"""new Promise((done, fail) => {{
            const end = performance.now() + 10000;
            (function look() {{
                if ({condition}) done(true);
                else if (performance.now() > end) fail(new Error("waited in vain"));
                else setTimeout(look, 15);
            }})();
        }})"""
        self.run(tried)

    def click(self, x: float, y: float, phone: bool = False) -> None:
        """Click, or tap, a place of the viewport."""
        if phone:
            self._call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
            self._call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
            return
        self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def hover(self, x: float, y: float) -> None:
        """Move the pointer to a place of the viewport."""
        self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def press(self, key: str) -> None:
        """Press and release a key that has a name, such as Enter or Tab."""
        codes = {"Enter": 13, "Tab": 9, " ": 32}
        text = {"Enter": "\r", " ": " "}.get(key, "")
        for kind in ("keyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=codes[key], text=text)

    def picture(self, path: Path, whole: bool = False) -> None:
        """Save what the viewport shows, or the whole page, as PNG."""
        data = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(data))

    def pdf(self, path: Path) -> None:
        """Print the page on A4."""
        data = self._call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, printBackground=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self) -> None:
        """End the browser."""
        self._session = ""
        self._call("Browser.close")
        self._out.close()
        self._in.close()


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """Give a browser with an empty profile in a folder."""
    from_us, our_end = os.pipe()
    their_end, to_us = os.pipe()
    # Chromium reads from 3 and writes to 4, so both ends are first brought out of the way of these numbers.
    reads, writes = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (from_us, to_us))

    def plumb() -> None:
        os.dup2(reads, 3)
        os.dup2(writes, 4)

    process = subprocess.Popen(
        ["chromium", *_FLAGS, f"--user-data-dir={profile}", "about:blank"], preexec_fn=plumb, pass_fds=(3, 4),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for end in (from_us, to_us, reads, writes):
        os.close(end)
    try:
        browser = Browser(our_end, their_end)
        yield browser
        browser.close()
        process.wait(20)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
