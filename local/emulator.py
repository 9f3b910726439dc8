"""ministack with what it lacks, and the door in front: ``python -m local.emulator``, set by variables.

Some of what it emulates listens on every address or asks other hosts, whatever it is set to. Nothing of this process
does: the interpreter refuses.
"""

from __future__ import annotations

import errno
import importlib
import ipaddress
import os
import sys
import tempfile
from typing import Any, Final
from urllib.parse import urlsplit

from local import cognito, scheduler
from local.cloudformation import Ministack, own_types, register
from local.door import guarded

_WATCHED: Final = frozenset({"socket.bind", "socket.connect", "socket.sendto", "socket.sendmsg"})


def stay_on_loopback() -> None:
    """Let this process, from now on, listen on loopback addresses alone and reach nothing else."""
    sys.addaudithook(_refuse_outside)


def _refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _WATCHED:
        address = arguments[1]
        outside = isinstance(address, tuple) and not _is_loopback(address[0])
    else:
        outside = event == "socket.getaddrinfo" and bool(arguments[0]) and not _is_loopback(arguments[0])
    if outside:
        raise PermissionError(errno.EACCES, "the local cloud stays on this machine")


def _is_loopback(host: str | bytes) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def main() -> None:
    """Serve until SIGTERM, with everything that is written below ``TMPDIR``."""
    os.chdir(tempfile.gettempdir())
    stay_on_loopback()
    ministack: Any = importlib.import_module("ministack.app")
    sagemaker_url = os.environ["AWS_ENDPOINT_URL_SAGEMAKER"]
    parts = Ministack()
    register(parts, own_types(parts, sagemaker_url))
    cognito.put_right(parts.cognito, parts.provisioners)
    scheduler.put_right(parts.eventbridge)
    ministack.app = guarded(ministack.app, int(os.environ["GATEWAY_PORT"]), urlsplit(sagemaker_url).port or 0)
    ministack.main()


if __name__ == "__main__":
    main()
