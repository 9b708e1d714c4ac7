"""A cable between a browser and the server that can be cut."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Cable:
    """Carries what a browser and the server say to each other, until it is cut.

    A cut is what a laptop sees that falls asleep: the server's ends close, the browser's stay open, and
    what is sent into them is lost; once it is mended, they close too.
    """

    def __init__(self, server: int) -> None:
        self.server = server
        self.is_cut = False
        self.browsers: list[socket.socket] = []
        self.servers: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        _close(self.servers)

    def mend(self) -> None:
        self.is_cut = False
        _close(self.browsers)

    def close(self) -> None:
        self.listener.close()
        self.cut()
        self.mend()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self.listener.accept()
                self.browsers.append(browser)
                if self.is_cut:
                    continue
                try:
                    server = socket.create_connection(("127.0.0.1", self.server))
                except OSError:
                    _close([browser])
                    continue
                self.servers.append(server)
                for ends in ((browser, server), (server, browser)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if not self.is_cut:
                    target.sendall(data)
        if not self.is_cut:
            _close([target])


def _close(ends: list[socket.socket]) -> None:
    for end in [*ends]:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
    ends.clear()
