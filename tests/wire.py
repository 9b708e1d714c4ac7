"""The running app without a browser: a server, and a visitor who speaks Streamlit's protocol to it.

A visitor sees every element that the app sends, and may say of any widget what no browser would. The tests
and the benchmarks use it alike.
"""

from __future__ import annotations

import ast
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from pyarrow import ipc
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

ROOT = Path(__file__).parents[1]
#: Seconds that a run of a page may take on a busy machine.
PATIENCE = 60.0
#: A browser forgets a message that so many runs of its page have not shown.
_AGE = 20
#: Runs a server with a thread that answers each line of its input, an expression, with its value.
_ASKED = """
import sys, threading
from streamlit.web import cli

names = {}

def answer():
    for line in sys.stdin:
        print("=", repr(eval(line, names)), flush=True)

threading.Thread(target=answer, daemon=True).start()
sys.argv[0] = "streamlit"
cli.main()
"""


class Server:
    """A process of the app, on a port that it keeps when it is started again.

    Args:
        options: further ones of ``streamlit run``.
        script: what is run.
        folder: where it is run.
        asked: whether it is to answer ``ask`` and ``run``.
        log: a file or descriptor that the server's log goes to.
        how: goes to ``Popen``, as ``env``.
    """

    def __init__(
        self,
        *options: str,
        script: str = "app.py",
        folder: Path = ROOT,
        asked: bool = False,
        log: int | IO[bytes] = subprocess.DEVNULL,
        **how: Any,
    ) -> None:
        self.port = free_port()
        begin = ["-c", _ASKED] if asked else ["-m", "streamlit"]
        quiet = ["--server.headless=true", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
        port = f"--server.port={self.port}"
        self._command = [sys.executable, *begin, "run", script, port, *quiet, *options]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE} if asked else {}
        self._how = {"cwd": folder, "stdout": log, "stderr": log} | pipes | how

    @property
    def address(self) -> str:
        """Where it answers, as ``127.0.0.1:8501``."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}/"

    # --- its life ---

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        self._process = subprocess.Popen(self._command, **self._how)

        def answers() -> bool:
            assert self._process.poll() is None, "the server ended before it answered"
            with urllib.request.urlopen(f"{self.url}_stcore/health", timeout=5):
                return True

        patient(answers)

    def stop(self) -> None:
        """Ends it as a reader would, and waits until it has ended."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=20)
        self.kill()

    def kill(self) -> None:
        """Ends it in the middle of whatever it does."""
        self._process.kill()
        # Its pipes are closed, too.
        self._process.communicate()

    # --- what is seen of it from outside ---

    @property
    def seconds(self) -> float:
        """The processor time that all its threads have taken, those that ended too."""
        fields = self._proc("stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self, what: str) -> float:
        """``VmRSS``, the memory that it holds, or ``VmHWM``, the most that it has held."""
        lines = self._proc("status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))

    def forget_peak(self) -> None:
        """From now on ``VmHWM`` is of what comes."""
        self._proc("clear_refs").write_text("5")

    def _proc(self, name: str) -> Path:
        return Path(f"/proc/{self._process.pid}/{name}")

    def ask(self, expression: str) -> Any:
        """The value of an expression in the process."""
        self._process.stdin.write(f"{expression}\n".encode())
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith(b"= "):
                return ast.literal_eval(line[2:].decode())
        raise AssertionError("the server has ended")

    def run(self, code: str) -> None:
        """Runs code in the process; its names are there for ``ask``."""
        self.ask(f"exec({code!r})")


@contextmanager
def serving(*options: str, **how: Any) -> Iterator[Server]:
    """A server that runs to the end of the block; see ``Server`` for what it is given."""
    server = Server(*options, **how)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def patient(ask: Callable[[], Any]) -> Any:
    """The first answer that is neither an error of the network nor false."""
    for _ in range(3000):
        with suppress(OSError):
            if answer := ask():
                return answer
        time.sleep(0.1)
    raise TimeoutError


class Visitor:
    """One session of the app, opened on a page.

    ``received`` holds the bytes of the last run of the page by what they brought: a component's name, or
    ``rest``.

    Args:
        address: where the app answers, as ``127.0.0.1:8501``.
        page: its path; empty for the home page.
        query: the rest of the address.
        states: what is said of widgets before any was seen, as after a server's restart.
        session: the one that is taken up again; a new one where it is left out.
        language: the browser's.
        patience: seconds that a run of the page may take.
    """

    def __init__(
        self,
        address: str,
        page: str = "",
        query: str = "lang=en",
        states: Sequence[WidgetState] = (),
        *,
        session: str = "",
        language: str = "en-US",
        patience: float = PATIENCE,
    ) -> None:
        self._address, self._page, self._query = address, page, query
        self._language, self._patience = language, patience
        self._messages: dict[str, tuple[ForwardMsg, int]] = {}
        self._said: dict[str, WidgetState] = {}
        self._places: dict[tuple[int, ...], tuple[Element, str]] = {}
        self._script, self._runs, self._began = "", 0, False
        self.session = ""
        self.received: dict[str, int] = {}
        # What a browser calls protocols: the second is for what an app that has users knows of its own.
        protocols = ["streamlit", "unused", session] if session else ["streamlit"]
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(
                f"ws://{address}/_stcore/stream",
                subprotocols=protocols,
                max_size=None,
                # Who does not listen can close all the same.
                max_queue=None,
                open_timeout=patience,
            )
        )
        self.say(*states)

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the page, whatever it is doing."""
        self._open.close()

    # --- what the visitor says ---

    def say(self, *states: WidgetState, fragment: str = "") -> Visitor:
        """Sends states of widgets, and waits until the page has answered.

        Args:
            fragment: the part of the page that is to run; the whole of it where it is left out.
        """
        return self.begin(*states, fragment=fragment).listen()

    def go(self, page: str, query: str = "") -> Visitor:
        """Follows a link to another page in the same session."""
        self._page, self._query, self._script, self._said = page, query, "", {}
        return self.say()

    def begin(self, *states: WidgetState, fragment: str = "") -> Visitor:
        """Sends states of widgets, and does not wait for an answer."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.fragment_id = self._query, fragment
        asked.page_name, asked.page_script_hash = ("", self._script) if self._script else (self._page, "")
        asked.cached_message_hashes.extend(self._messages)
        said = self._said | {state.id: state for state in states}
        asked.widget_states.widgets.extend(said.values())
        asked.context_info.locale = self._language
        self._began, self.received = False, {}
        self._socket.send(message.SerializeToString())
        return self

    def state(self, key: str, **value: Any) -> WidgetState:
        """What a browser says of the widget of a key, as ``state("run.lr", string_value="0.02")``."""
        state = WidgetState(id=self.id_of(key), **value)
        if "trigger_value" not in value:
            # A browser says again what every widget was set to.
            self._said[state.id] = state
        return state

    def set(self, key: str, **value: Any) -> Visitor:
        """Gives the widget of a key a value, and waits until the page has answered."""
        return self.say(self.state(key, **value))

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
        while (answer := self._received(PATIENCE)[0]).WhichOneof("type") != "file_urls_response":
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

    @property
    def keys(self) -> list[str]:
        """The keys of the widgets on the page."""
        return [_key(each) for each in self.widgets]

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
        (found,) = {each for each in self.keys if each.startswith(beginning)}
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

    def listen(self, until: Callable[[Visitor], object] = lambda page: False) -> Visitor:
        """Takes in what is sent until the page has run, or until what is wanted of it is there.

        What an earlier run has left is gone with the beginning of a run.
        """
        end = time.monotonic() + self._patience
        while not until(self):
            message, size = self._received(end - time.monotonic())
            name = self._take(message)
            self.received[name] = self.received.get(name, 0) + size
            if message.WhichOneof("type") == "script_finished" and self._has_run(message):
                break
        return self

    def _has_run(self, message: ForwardMsg) -> bool:
        """Whether it is the run that was asked for last that has ended, and not one that made room for it."""
        if not self._began or message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        self._runs += 1
        self._messages = {k: each for k, each in self._messages.items() if self._runs - each[1] <= _AGE}
        # Of a widget that is gone a browser says nothing more.
        self._said = {each: state for each, state in self._said.items() if each in self.widgets}
        return True

    def _take(self, message: ForwardMsg) -> str:
        """Takes a message in, and names what it brought."""
        kind = message.WhichOneof("type")
        element = message.delta.new_element
        if kind == "new_session":
            self._begin_run(message)
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._places[tuple(message.metadata.delta_path)] = (element, message.delta.fragment_id)
        return element.bidi_component.component_name or "rest"

    def _begin_run(self, message: ForwardMsg) -> None:
        self._began = True
        self.session = message.new_session.initialize.session_id
        if not message.metadata.run.fragment_ids:
            self._places.clear()

    def _received(self, patience: float) -> tuple[ForwardMsg, int]:
        """The next message and its size; one that refers to an earlier one is that with its own place."""
        data = self._socket.recv(timeout=max(patience, 0.0))
        message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        if message.WhichOneof("type") == "ref_hash":
            metadata = message.metadata
            name = message.ref_hash
            message = ForwardMsg.FromString(self._messages[name][0].SerializeToString())
            message.metadata.CopyFrom(metadata)
            self._messages[name] = message, self._runs
        elif message.metadata.cacheable:
            self._messages[message.hash] = message, self._runs
        return message, len(data)


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
