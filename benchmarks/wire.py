"""A page of the app as a browser talks to it: over a websocket, in Streamlit's own messages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

#: A browser forgets a message that so many runs of its page have not shown.
_AGE = 2


class Server:
    """A Streamlit server of its own; to be used in a ``with``."""

    def __init__(self, script: Path, folder: Path, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
        quiet = ["--server.headless=true", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
        self._process = subprocess.Popen(
            [*command, *quiet, *options], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> Server:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}_stcore/health", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise TimeoutError("the server does not answer")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)

    def processor_time(self) -> float:
        """Seconds that all of its threads have computed, those that ended too."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Reader:
    """Someone who has a page open.

    ``received`` holds the bytes of the last run by what they brought: a component's name, or ``rest``.
    """

    def __init__(self, address: str, page: str = "", query: str = "") -> None:
        stream = f"{address.replace('http', 'ws', 1)}_stcore/stream"
        self._open = ExitStack()
        connection = connect(stream, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
        self._socket = self._open.enter_context(connection)
        self._page, self._query = page, query
        self._fields: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._kept: dict[str, tuple[ForwardMsg, int]] = {}
        self._runs = 0
        self.received: dict[str, int] = {}
        self.run()

    def fill(self, key: str, text: str) -> None:
        """Puts a text into a field, and waits until the page has been run with it."""
        self._values[key] = text
        self.run()

    def run(self) -> None:
        """Has the page run, and waits until it has."""
        self._socket.send(self._asked().SerializeToString())
        self.received = {}
        while True:
            data = self._socket.recv()
            message = ForwardMsg.FromString(bytes(data, "utf8") if isinstance(data, str) else data)
            self._take(message, len(data))
            if message.WhichOneof("type") == "script_finished":
                break
        self._runs += 1
        self._kept = {name: each for name, each in self._kept.items() if self._runs - each[1] <= _AGE}

    def close(self) -> None:
        self._open.close()

    def _asked(self) -> BackMsg:
        asked = BackMsg()
        rerun = asked.rerun_script
        rerun.query_string, rerun.page_name = self._query, self._page
        rerun.cached_message_hashes.extend(self._kept)
        for key, name in self._fields.items():
            state = rerun.widget_states.widgets.add()
            state.id, state.string_value = name, self._values[key]
        return asked

    def _take(self, message: ForwardMsg, size: int) -> None:
        kind = message.WhichOneof("type")
        brought = message
        if kind == "ref_hash":
            brought, _ = self._kept[message.ref_hash]
            self._kept[message.ref_hash] = brought, self._runs
        elif message.metadata.cacheable:
            self._kept[message.hash] = message, self._runs
        name = self._look(brought)
        self.received[name] = self.received.get(name, 0) + size

    def _look(self, message: ForwardMsg) -> str:
        """What a message brings; the fields of a page are kept in mind."""
        element: Any = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "text_input":
            key = element.text_input.id.rpartition("-")[2]
            self._fields[key] = element.text_input.id
            if element.text_input.set_value or key not in self._values:
                self._values[key] = element.text_input.value or element.text_input.default
        return str(element.bidi_component.component_name) if kind == "bidi_component" else "rest"
