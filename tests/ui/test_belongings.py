"""What is kept of a reader's own numbers leaves with the reader: over a real connection."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.ui.opened import ROOT

#: The app, with a thread that answers each line of its input with what it holds of a reader's numbers: how
#: many sessions keep results, and how many runs and traces are anywhere in its memory. At ``end`` the time of
#: all sessions whose pages were closed is over.
SERVER = """
import gc, sys, threading
from streamlit.web import cli
from sgd_core import Run, Trace
from sgd_ui.frame import belongings

belongings._GRACE = float(sys.argv.pop(1))

def is_own(each):
    # Rescaled samples of a preset are no reader's, though they have no preset's name.
    run = each.run if isinstance(each, Trace) else each
    return isinstance(run, Run) and run.x == (1.25, 2.5, 3.75)

def answer():
    for line in sys.stdin:
        for due in [*belongings._ending.values()] * (line == "end\\n"):
            due._run()
        results = sum(isinstance(each, belongings.Own) and bool(each.values) for each in gc.get_objects())
        print(results, sum(map(is_own, gc.get_objects())), flush=True)

threading.Thread(target=answer, daemon=True).start()
sys.argv[0] = "streamlit"
cli.main()
"""
OWN = "x=1.25,2.5,3.75&y=2,4,6.5&epochs=7"


class Server:
    """A process of the app."""

    def __init__(self, grace: float) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = ["--server.headless=true", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
        command = [sys.executable, "-c", SERVER, str(grace), "run", "app.py", f"--server.port={self.port}"]
        self.open = ExitStack()
        self.process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def held(self, line: str = "") -> tuple[int, int]:
        """How many sessions keep results, and how many runs and traces on own numbers are in memory."""
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.strip() and all(part.isdigit() for part in line.split()):
                results, own = map(int, line.split())
                return results, own
        raise AssertionError("the server has ended")

    def visit(self, query: str, token: str = "") -> tuple[ClientConnection, str]:
        """Opens a view and waits until it is there; the connection, and the session's name."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        protocols = ["streamlit", "unused", token] if token else ["streamlit"]
        page = patient(
            lambda: self.open.enter_context(connect(address, subprotocols=protocols, max_size=None))
        )
        message = BackMsg()
        message.rerun_script.query_string = query
        page.send(message.SerializeToString())
        name = ""
        while True:
            got = ForwardMsg.FromString(page.recv(timeout=120))
            name = got.new_session.initialize.session_id or name
            if got.WhichOneof("type") == "script_finished":
                return page, name


def patient(ask: Callable[[], Any]) -> Any:
    """The first answer that is neither an error of the network nor false."""
    for _ in range(600):
        try:
            answer = ask()
        except OSError:
            answer = None
        if answer:
            return answer
        time.sleep(0.1)
    raise TimeoutError


@pytest.fixture
def serve() -> Iterator[Callable[[float], Server]]:
    servers: list[Server] = []

    def start(grace: float) -> Server:
        servers.append(Server(grace))
        return servers[-1]

    yield start
    for server in servers:
        server.open.close()
        server.process.kill()
        server.process.communicate()


def test_results_of_own_numbers_leave_when_the_page_is_closed(serve: Callable[[float], Server]) -> None:
    server = serve(3600)
    page, _ = server.visit(OWN)
    assert server.held()[0] == 1
    page.close()
    assert patient(lambda: server.held()[0] == 0)


def test_nothing_of_own_numbers_is_left_when_the_session_has_ended(serve: Callable[[float], Server]) -> None:
    server = serve(0.5)
    page, _ = server.visit(OWN)
    assert server.held()[1] > 0
    page.close()
    assert patient(lambda: server.held() == (0, 0))


def test_a_session_that_is_taken_up_again_goes_on(serve: Callable[[float], Server]) -> None:
    server = serve(3600)
    page, name = server.visit(OWN)
    page.close()
    assert patient(lambda: server.held()[0] == 0)
    page, again = server.visit(OWN, name)
    assert again == name and server.held()[0] == 1
    assert server.held("end")[0] == 1
    page.close()
    assert patient(lambda: server.held()[0] == 0)
