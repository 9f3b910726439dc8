"""The S3 bucket that CloudFormation's pre-signed response URLs point to."""

from __future__ import annotations

import socket
import time
from collections import deque
from dataclasses import dataclass, field
from threading import Condition, Event
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlencode

from werkzeug.wrappers import Request, Response

from support.loopback import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

EXPIRES_SECONDS = 7200
HANG_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong with a request: another status, no answer at all, or none for a long time.

    ``stored`` says that the body was kept although the answer told otherwise or never came.
    """

    status: int | None = None
    hangs: bool = False
    stored: bool = False


def status(code: int, *, stored: bool = False) -> Trouble:
    """Answer with another HTTP status."""
    return Trouble(status=code, stored=stored)


def dropped(*, stored: bool = False) -> Trouble:
    """Close the connection without an answer."""
    return Trouble(stored=stored)


HANG = Trouble(hangs=True)


@dataclass(frozen=True, slots=True)
class Put:
    """One request that reached the bucket."""

    body: bytes
    headers: Mapping[str, str]
    status: int | None
    """What it was answered; None where it was not."""
    stored: bool
    at: float


@dataclass(slots=True)
class _Slot:
    expires_at: float
    puts: list[Put] = field(default_factory=list)


class ResponseSink:
    """Takes PUTs on the URLs that it issued, byte for byte as issued, as S3 would with a signed request.

    Anything else is refused: other methods and URLs, expired ones, a content type (it is not part of the signature),
    a body without a length.
    """

    def __init__(self) -> None:
        self._slots: dict[str, _Slot] = {}
        self._strays: list[str] = []
        self._troubles: deque[Trouble] = deque()
        self._changed = Condition()
        self._closed = Event()
        self._server = LoopbackServer(self._app)

    @property
    def host(self) -> str:
        """The value for ``RESPONSE_URL_HOSTS``."""
        return self._server.host

    @property
    def strays(self) -> list[str]:
        """Requests to something that was never issued, as ``METHOD target``."""
        return list(self._strays)

    def issue(self, stack_id: str, logical_id: str, request_id: str, *, issued_at: float | None = None) -> str:
        """Make a response URL, valid for two hours from ``issued_at`` (seconds since the epoch; default now)."""
        issued_at = time.time() if issued_at is None else issued_at
        key = f"{stack_id}|{logical_id}|{request_id}"
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(issued_at)),
            "X-Amz-SignedHeaders": "host",
            "X-Amz-Expires": str(EXPIRES_SECONDS),
            "X-Amz-Credential": "000000000000/cloudformation/s3/aws4_request",
            "X-Amz-Signature": f"signature-of-{request_id}",
        }
        target = f"/{quote(key, safe='/')}?{urlencode(query, safe='')}"
        self._slots[target] = _Slot(issued_at + EXPIRES_SECONDS)
        return f"http://{self.host}{target}"

    def puts(self, url: str) -> list[Put]:
        """Give every request that reached a URL, in order."""
        return list(self._slots[self._target(url)].puts)

    def stored(self, url: str) -> list[bytes]:
        """Give the bodies that were kept; CloudFormation acts on the first."""
        return [put.body for put in self.puts(url) if put.stored]

    def wait_for(self, url: str, timeout: float, given_up: Callable[[], bool] = lambda: False) -> bytes | None:
        """Wait for the first body that is kept, until the time is over or ``given_up`` says that none will come."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not self.stored(url) and not given_up() and time.monotonic() < deadline:
                self._changed.wait(0.02)
        return next(iter(self.stored(url)), None)

    def trouble(self, *troubles: Trouble, times: int = 1) -> None:
        """Let the next requests meet these troubles, each of them ``times`` times."""
        self._troubles.extend(trouble for trouble in troubles for _ in range(times))

    def clear_troubles(self) -> None:
        """Work again."""
        self._troubles.clear()

    def close(self) -> None:
        """Stop, and let hanging requests go."""
        self._closed.set()
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _target(self, url: str) -> str:
        return url.removeprefix(f"http://{self.host}")

    def _app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        target = environ["RAW_URI"]
        body = request.get_data()
        slot = self._slots.get(target)
        if slot is None or request.method != "PUT":
            self._strays.append(f"{request.method} {target}")
            return Response(status=403)(environ, start_response)
        trouble = self._troubles.popleft() if self._troubles else None
        refusal = _refusal(request, slot)
        code = refusal or (200 if trouble is None else trouble.status)
        kept = refusal is None and (trouble is None or trouble.stored)
        with self._changed:
            slot.puts.append(Put(body, dict(request.headers), code, kept, time.monotonic()))
            self._changed.notify_all()
        if code is not None:
            return Response(status=code)(environ, start_response)
        if trouble is not None and trouble.hangs:
            self._closed.wait(HANG_SECONDS)
        return _drop_connection(environ)


def _refusal(request: Request, slot: _Slot) -> int | None:
    if time.time() > slot.expires_at or request.headers.get("Content-Type"):
        return 403
    return 411 if request.content_length is None else None


def _drop_connection(environ: dict[str, Any]) -> Iterable[bytes]:
    connection: socket.socket = environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError
