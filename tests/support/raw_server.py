"""Servers on loopback made by hand: for answers that no well-behaved server gives, and for proxies."""

from __future__ import annotations

import os
import re
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

Answer: TypeAlias = "Callable[[socket.socket, str, threading.Event], None]"
"""Answers one request on its connection, whose head is given; the event tells that the server is closed."""


@contextmanager
def raw_server(answer: Answer) -> Iterator[str]:
    """Serve every connection in a thread of its own; yields ``host:port``."""
    closed = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            answer(connection, _head(connection), closed)

    def accept() -> None:
        with suppress(OSError):
            while not closed.is_set():
                threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            closed.set()
            server.shutdown(socket.SHUT_RDWR)
    thread.join(1)


def always(text: str) -> Answer:
    """Answer every request with the same bytes."""
    return lambda connection, _head, _closed: connection.sendall(text.encode())


def drip(start: str, drop: str, every: float = 0.05) -> Answer:
    """Begin an answer and never end it."""

    def answer(connection: socket.socket, _head: str, closed: threading.Event) -> None:
        connection.sendall(start.encode())
        while not closed.wait(every):
            connection.sendall(drop.encode())

    return answer


def forget_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment name no proxy."""
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


class Proxy:
    """Answers absolute requests itself, tunnels CONNECT to loopback, and keeps the heads of all."""

    def __init__(self) -> None:
        self.heads: list[str] = []

    def __call__(self, connection: socket.socket, head: str, _closed: threading.Event) -> None:
        self.heads.append(head)
        method, target, _ = head.split(" ", 2)
        if method != "CONNECT":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            return
        with socket.create_connection(("127.0.0.1", int(target.rpartition(":")[2]))) as other:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pump, args=(other, connection), daemon=True)
            back.start()
            _pump(connection, other)
            back.join(5)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def _head(connection: socket.socket) -> str:
    """Read a request with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0 and (more := connection.recv(65536)):
        missing -= len(more)
    return head.decode("latin-1")
