"""Ports on 127.0.0.1."""

from __future__ import annotations

import socket
from typing import Final

_HIGHEST: Final = 65535


def listening(port: int) -> socket.socket:
    """Return a socket that listens on a port of 127.0.0.1; 0 takes any free one.

    Raises
    ------
    OSError
        If something else listens there.
    ValueError
        If no port has this number.
    """
    if not 0 <= port <= _HIGHEST:
        raise ValueError(f"`port`: expected 0 to {_HIGHEST}, received {port}")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise OSError(
            f"`port`: expected a free one, received {port}, where 127.0.0.1 can't be listened on ({error.strerror}); "
            "stop what listens there or leave the port out"
        ) from error
    return listener


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with listening(0) as listener:
        port: int = listener.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Tell whether nothing listens on a port now."""
    try:
        listening(port).close()
    except OSError:
        return False
    return True
