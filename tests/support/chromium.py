"""Chromium without a window, steered over two pipes by its DevTools protocol."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM: Final = shutil.which("chromium")
_PATIENCE: Final = 30.0


class Chromium:
    """One tab of a Chromium that has nothing set up and asks nothing outside of this machine.

    Parameters
    ----------
    profile
        An empty folder, which takes everything that it writes.
    width, height
        Of the window, in pixels.
    """

    def __init__(self, profile: Path, width: int = 1000, height: int = 800) -> None:
        self._size = width, height
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        command = [
            *(PROGRAM or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE localhost, EXCLUDE 127.0.0.1",),
            *(f"--user-data-dir={profile}", "--remote-debugging-pipe"),
        ]

        def pipes() -> None:
            os.dup2(to_browser, 33)
            os.dup2(from_browser, 34)
            os.dup2(33, 3)
            os.dup2(34, 4)

        self._process = subprocess.Popen(
            command,
            env={"PATH": os.environ["PATH"], "HOME": str(profile)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=pipes,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._left = b""
        self._number = 0
        self._session: str | None = None
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.tell("Page.enable")
        self.resize(width, height)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._read, self._write):
            with suppress(OSError):
                os.close(pipe)

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def resize(self, width: int, height: int) -> None:
        """Make the window as large as a screen."""
        self.tell(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    def open(self, url: str) -> None:
        """Open an address as if it were typed in."""
        self.tell("Page.navigate", url=url)
        self.until(f"document.readyState === 'complete' && location.href !== 'about:blank' && {json.dumps(url)} !== ''")

    def run(self, script: str) -> Any:
        """Run a script on the page and return its value."""
        answer = self.tell("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait until a script's value is true, whichever page is shown meanwhile."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            with suppress(AssertionError):
                if self.run(condition):
                    return
            time.sleep(0.05)
        raise AssertionError(f"{condition} isn't true at {self.run('location.href')}: {self.text()}")

    def fill(self, **values: str) -> None:
        """Fill fields of the page's form by hand and send it, as a button does."""
        for name, value in values.items():
            self.run(f"document.querySelector('[name={name}]').focus()")
            self.tell("Input.insertText", text=value)
        self.click("form button")

    def click(self, selector: str) -> None:
        """Click what is shown there, as a mouse does."""
        box = self.run(
            f"(() => {{ const b = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2] })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.tell("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def text(self) -> str:
        """Return what can be read on the page."""
        return str(self.run("document.body.innerText"))

    def screenshot(self, path: Path) -> None:
        """Save a picture of the page."""
        path.write_bytes(base64.b64decode(self.tell("Page.captureScreenshot")["data"]))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            received = os.read(self._read, 1 << 16)
            assert received, "Chromium ended"
            self._left += received
        message, _, self._left = self._left.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer
