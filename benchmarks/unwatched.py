"""Chromium as a reader has it: told where to go and asked what it shows, but with nobody listening to it.

What Playwright and developers' tools turn on to hear of errors has V8 compile again what stands around each
one that is thrown, even where it is caught. Plotly throws some: 0.7 s that no reader waits for.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

#: As headless Chromium is started elsewhere in these benchmarks.
OPTIONS = ("--headless", "--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-gpu")


class Unwatched:
    """Talks to a browser's own end of the protocol of developers' tools, without listening to scripts."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)

    def send(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """What the browser answers."""
        number = next(self._numbers)
        to = {"sessionId": session} if session else {}
        self._connection.send(json.dumps({"id": number, "method": method, "params": params, **to}))
        while (message := json.loads(self._connection.recv())).get("id") != number:
            pass
        return dict(message["result"])

    @contextmanager
    def profile(self) -> Iterator[str]:
        """The name of a profile with empty caches, which lasts to the end of the block."""
        name = self.send("Target.createBrowserContext")["browserContextId"]
        yield name
        self.send("Target.disposeBrowserContext", browserContextId=name)

    def asked(self, profile: str, address: str, before: str, question: str) -> Any:
        """What a page in a window of 1366 × 768 answers as soon as that is neither false nor nothing.

        Args:
            profile: of which the window is one.
            address: where it goes.
            before: a script that runs before the page's own.
            question: an expression, asked over and over.
        """
        target = self.send("Target.createTarget", url="about:blank", browserContextId=profile)
        session = self.send("Target.attachToTarget", flatten=True, **target)["sessionId"]
        size = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", session, **size)
        self.send("Page.enable", session)
        self.send("Page.addScriptToEvaluateOnNewDocument", session, source=before)
        self.send("Page.navigate", session, url=address)
        while not (answer := self._value(session, question)):
            time.sleep(0.03)
        self.send("Target.closeTarget", **target)
        return answer

    def _value(self, session: str, expression: str) -> Any:
        answered = self.send("Runtime.evaluate", session, expression=expression, returnByValue=True)
        return answered["result"].get("value")


@contextmanager
def unwatched() -> Iterator[Unwatched]:
    """A browser that runs to the end of the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [
            str(shutil.which("chromium")),
            *OPTIONS,
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
        ]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with connect(_address(Path(folder)), max_size=None) as connection:
                yield Unwatched(connection)
        finally:
            process.kill()
            process.wait()


def _address(folder: Path) -> str:
    """Where a browser listens: it writes that into its folder once it does."""
    port = folder / "DevToolsActivePort"
    while not port.exists() or len(lines := port.read_text(encoding="utf-8").split("\n")) < 2:
        time.sleep(0.05)
    return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
