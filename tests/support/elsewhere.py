"""A server that nothing is meant to reach, and what reached it."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from local.ports import listening

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def elsewhere() -> Iterator[tuple[str, list[bytes]]]:
    """Listen, and give the address with a list of what is sent to it."""
    received: list[bytes] = []

    def accept(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                received.append(connection.recv(1000))

    with listening(0) as listener:
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", received
        listener.shutdown(socket.SHUT_RDWR)
