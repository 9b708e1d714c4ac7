"""The running app without a browser: a visitor who speaks Streamlit's protocol over its websocket.

A visitor sees every element that the app sends, and may say of any widget what no browser would.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from pyarrow import ipc
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

ROOT = Path(__file__).parents[2]
#: Seconds that a run of a page may take on a busy machine.
PATIENCE = 60.0


@contextmanager
def serving(*options: str, log: int = subprocess.DEVNULL) -> Iterator[str]:
    """The app on a free port of its own; yields where it answers, as ``127.0.0.1:8501``.

    Args:
        options: further ones of ``streamlit run``.
        log: a file's descriptor that the server's log goes to.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    host, _, port = address.partition(":")
    quiet = ["--server.headless=true", f"--server.address={host}", "--server.fileWatcherType=none"]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *quiet, *options],
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )
    try:
        _wait_for(f"http://{address}/_stcore/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the app ended before it answered"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


class Visitor:
    """One session of the app, opened on a page.

    Args:
        address: where the app answers.
        page: its path; empty for the home page.
        query: the rest of the address.
        states: what is said of widgets before any was seen, as after a server's restart.
    """

    def __init__(
        self, address: str, page: str = "", query: str = "lang=en", states: Sequence[WidgetState] = ()
    ) -> None:
        self._address, self._page, self._query = address, page, query
        self._messages: dict[str, ForwardMsg] = {}
        self._said: dict[str, WidgetState] = {}
        self._places: dict[tuple[int, ...], tuple[Element, str]] = {}
        self._script = ""
        self.session = ""
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(f"ws://{address}/_stcore/stream", max_size=None, open_timeout=PATIENCE)
        )
        self.say(*states)

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    # --- what the visitor says ---

    def say(self, *states: WidgetState, fragment: str = "") -> Visitor:
        """Sends states of widgets, and waits until the page has answered.

        Args:
            fragment: the part of the page that is to run; the whole of it where it is left out.
        """
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.fragment_id = self._query, fragment
        asked.page_name, asked.page_script_hash = ("", self._script) if self._script else (self._page, "")
        said = self._said | {state.id: state for state in states}
        asked.widget_states.widgets.extend(said.values())
        asked.context_info.locale = "en-US"
        self._socket.send(message.SerializeToString())
        self._listen()
        # Of a widget that is gone a browser says nothing more.
        self._said = {each: state for each, state in self._said.items() if each in self.widgets}
        return self

    def set(self, key: str, **value: Any) -> Visitor:
        """Gives the widget of a key a value, as ``set("run.lr", string_value="0.02")``."""
        state = WidgetState(id=self.id_of(key), **value)
        if "trigger_value" not in value:
            # A browser says again what every widget was set to.
            self._said[state.id] = state
        return self.say(state)

    def press(self, key: str) -> Visitor:
        """Presses a button."""
        return self.set(key, trigger_value=True)

    def bring(self, key: str, *files: UploadedFileInfo) -> Visitor:
        """Gives an uploader files."""
        return self.set(key, file_uploader_state_value=FileUploaderState(uploaded_file_info=files))

    def trigger(self, key: str, event: str, value: Any) -> Visitor:
        """Has a component send an event."""
        return self.say(triggered(self.id_of(key), [event], json.dumps(value)))

    def upload(self, name: str, content: bytes) -> UploadedFileInfo:
        """Puts a file where the uploader puts it; what a browser then says of it."""
        message = BackMsg()
        asked = message.file_urls_request
        asked.request_id, asked.session_id = "upload", self.session
        asked.file_names.append(name)
        self._socket.send(message.SerializeToString())
        while (answer := self._received()).WhichOneof("type") != "file_urls_response":
            pass
        (urls,) = answer.file_urls_response.file_urls
        self._put(urls.upload_url, name, content)
        return UploadedFileInfo(name=name, size=len(content), file_id=urls.file_id, file_urls=urls)

    def _put(self, path: str, name: str, content: bytes) -> None:
        head = f'--part\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        request = urllib.request.Request(
            f"http://{self._address}{path}",
            data=head.encode() + content + b"\r\n--part--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=part"},
            method="PUT",
        )
        with urllib.request.urlopen(request, timeout=PATIENCE):
            pass

    # --- what the visitor sees ---

    @property
    def elements(self) -> list[Element]:
        """What stands on the page."""
        return [element for element, _ in self._places.values()]

    @property
    def widgets(self) -> dict[str, str]:
        """The ids of the widgets on the page, each with the kind of its element."""
        found = {}
        for element in self.elements:
            kind = element.WhichOneof("type")
            identity = getattr(getattr(element, kind), "id", "") if kind else ""
            if identity:
                found[identity] = str(kind)
        return found

    def id_of(self, key: str) -> str:
        """The id of the widget with a key."""
        return next(each for each in self.widgets if _key(each) == key)

    @property
    def errors(self) -> list[str]:
        """What Streamlit says of errors on the page."""
        return [each.exception.message for each in self.elements if each.WhichOneof("type") == "exception"]

    @property
    def alerts(self) -> list[str]:
        """What the page says in boxes."""
        return [each.alert.body for each in self.elements if each.WhichOneof("type") == "alert"]

    @property
    def stage(self) -> dict[str, Any]:
        """The document that the stage was sent."""
        (sent,) = self.components("samplewise_document")
        return sent

    def table(self, key: str) -> dict[str, list[Any]]:
        """The columns of the table with a key, as it was sent."""
        (sent,) = [
            each.dataframe
            for each in self.elements
            if each.WhichOneof("type") == "dataframe" and each.dataframe.id == self.id_of(key)
        ]
        columns: dict[str, list[Any]] = ipc.open_stream(sent.arrow_data.data).read_all().to_pydict()
        return columns

    def key_of(self, beginning: str) -> str:
        """The key of the one widget whose key begins so."""
        (found,) = {each for each in map(_key, self.widgets) if each.startswith(beginning)}
        return found

    def components(self, name: str) -> list[dict[str, Any]]:
        """The documents that the components of a name were sent as bytes."""
        found = [each.bidi_component for each in self.elements if each.WhichOneof("type") == "bidi_component"]
        return [_document(each.bytes) for each in found if each.component_name == name]

    def fragments(self) -> dict[str, str]:
        """The ids of the widgets that stand in fragments, each with that of its fragment."""
        return {
            getattr(element, str(element.WhichOneof("type"))).id: fragment
            for element, fragment in self._places.values()
            if fragment and hasattr(getattr(element, str(element.WhichOneof("type"))), "id")
        }

    def _listen(self) -> None:
        """Takes in what is sent until the page has run; what an earlier run has left is gone then."""
        began = False
        while True:
            message = self._received()
            kind = message.WhichOneof("type")
            if kind == "new_session":
                began = True
                self.session = message.new_session.initialize.session_id
                if not message.metadata.run.fragment_ids:
                    self._places.clear()
            elif kind == "navigation":
                self._script = message.navigation.page_script_hash
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                place = tuple(message.metadata.delta_path)
                self._places[place] = (message.delta.new_element, message.delta.fragment_id)
            elif kind == "script_finished" and began:
                return

    def _received(self) -> ForwardMsg:
        data = self._socket.recv(timeout=PATIENCE)
        message = ForwardMsg()
        message.ParseFromString(data if isinstance(data, bytes) else data.encode())
        if message.WhichOneof("type") == "ref_hash":
            metadata = message.metadata
            message = self._messages[message.ref_hash]
            message.metadata.CopyFrom(metadata)
        elif message.hash:
            self._messages[message.hash] = message
        return message


def _key(identity: str) -> str:
    return identity.split("-", maxsplit=2)[-1]


def triggered(identity: str, events: Sequence[Any], value: str) -> WidgetState:
    """What a browser sends of a component's events, all with one value.

    Args:
        value: as JSON, or as what looks like it.
    """
    sent = ", ".join(f'{{"event": {json.dumps(event)}, "value": {value}}}' for event in events)
    return WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{identity}__events", json_trigger_value=f"[{sent}]")


def _document(message: bytes) -> Mapping[str, Any]:
    size = int.from_bytes(message[:4], "little")
    document: dict[str, Any] = json.loads(message[4 : 4 + size])
    return document
