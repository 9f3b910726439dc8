"""CloudFormation's response bucket, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

HOST: Final = "127.0.0.1:9"


class Inbox:
    """Keeps what is put to the URLs that it issued."""

    def __init__(self) -> None:
        self._bodies: dict[str, list[bytes]] = {}

    def issue(self, stack_id: str, logical_id: str, request_id: str) -> str:
        """Make a response URL."""
        url = f"http://{HOST}/{request_id}"
        self._bodies[url] = []
        return url

    def put(self, url: str, body: bytes) -> int:
        """Take an answer."""
        self._bodies[url].append(body)
        return 200

    def stored(self, url: str) -> list[bytes]:
        """Give the answers; CloudFormation acts on the first."""
        return list(self._bodies[url])

    def wait_for(self, url: str, _timeout: float, _given_up: Callable[[], bool]) -> bytes | None:
        """Give the answer that is there when every delivery of the event is over."""
        return next(iter(self._bodies[url]), None)
