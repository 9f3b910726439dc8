"""The answer to CloudFormation: built within its limits, delivered once."""

from __future__ import annotations

import functools
import json
import logging
import ssl
import time
from typing import TYPE_CHECKING, Any, Final

import urllib3

from workteam_provider.bounded import run_bounded
from workteam_provider.errors import DeliveryError
from workteam_provider.log import decided
from workteam_provider.patience import pauses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workteam_provider.events import Event

SUCCESS: Final = "SUCCESS"
FAILED: Final = "FAILED"

_LARGEST_BODY: Final = 4096
_LARGEST_DATA: Final = 1536
_LONGEST_REASON: Final = 1024
_LONGEST_ESCAPE: Final = 6
_LONGEST_TRY_SECONDS: Final = 10.0
_RESERVE_SECONDS: Final = 0.3
_REFUSALS_TAKEN: Final = 2
_PASSING_STATUSES: Final = frozenset({408, 425, 429})


class Reply:
    """The one answer to one event.

    The first call of `send` answers, every later one does nothing.

    Parameters
    ----------
    event : Event
        Whose ids and response URL the answer carries.
    invocation_id : str
        Lambda's request id, put behind every reason so that the log can be found.
    end_of_function : float
        When Lambda stops the function, on the monotonic clock.
    """

    def __init__(self, event: Event, invocation_id: str, end_of_function: float) -> None:
        self._event: Final = event
        self._invocation_id: Final = invocation_id
        self._end: Final = end_of_function - _RESERVE_SECONDS
        self._taken = False
        self.undelivered: DeliveryError | None = None

    def send(self, status: str, physical_id: str, *, reason: str = "", data: Mapping[str, Any] | None = None) -> None:
        """Answer, unless the event has its answer; what can't be delivered is kept in ``undelivered``."""
        if self._taken:
            return
        self._taken = True
        reason = f"{reason} (request {self._invocation_id})" if status == FAILED else ""
        try:
            body = build(self._event, status, physical_id, reason, data or {})
            deliver(self._event.response_url, body, until=self._end)
        except Exception as error:  # noqa: BLE001
            self.undelivered = error if isinstance(error, DeliveryError) else DeliveryError(type(error).__name__)
            decided("the answer could not be delivered", level=logging.ERROR, outcome=str(self.undelivered))
        else:
            decided("answered", status=status)


def build(event: Event, status: str, physical_id: str, reason: str, data: Mapping[str, Any]) -> bytes:
    """Build a body of at most 4096 bytes; a reason too long loses its middle, data that JSON can't carry fails."""
    obstacle = _obstacle(data)
    if obstacle is not None:
        status, reason, data = FAILED, f"the attributes {obstacle}", {}
    answer = {
        "Status": status,
        "PhysicalResourceId": physical_id,
        "StackId": event.stack_id,
        "RequestId": event.request_id,
        "LogicalResourceId": event.logical_resource_id,
        "NoEcho": False,
        "Data": data,
    }
    room = _LONGEST_REASON
    while True:
        body = _encode({**answer, "Reason": shorten(reason, room)})
        excess = len(body) - _LARGEST_BODY
        if excess <= 0 or room == 0:
            return body
        room = max(0, room - excess // _LONGEST_ESCAPE - 1)


def _obstacle(data: Mapping[str, Any]) -> str | None:
    try:
        size = len(json.dumps(data, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        return f"can't be written as JSON: {type(error).__name__}"
    return f"take {size} bytes, more than an answer holds" if size > _LARGEST_DATA else None


def shorten(text: str, longest: int) -> str:
    """Cut text to ``longest`` characters in its middle: the start says what happened, the end where to look."""
    if len(text) <= longest:
        return text
    tail = min(64, longest // 4)
    return f"{text[: max(0, longest - tail - 5)]} ... {text[len(text) - tail :]}"[:longest]


def deliver(url: str, body: bytes, *, until: float, put: Callable[[str, bytes, float], int] | None = None) -> None:
    """Put the body to the pre-signed URL, again and again where that may help, until the given time.

    Raises
    ------
    DeliveryError
        The URL was refused twice, or time ran out.
    """
    put = put or _put
    refusals, last = 0, "no try was made"
    for pause in pauses(first=0.5):
        remaining = until - time.monotonic()
        if remaining <= 0:
            raise DeliveryError(last)
        outcome = run_bounded(functools.partial(put, url, body, min(remaining, _LONGEST_TRY_SECONDS)), remaining)
        if not outcome.done():
            raise DeliveryError("no answer in time")
        if (error := outcome.exception()) is not None:
            last = type(error).__name__
        else:
            status = outcome.result()
            if 200 <= status < 300:
                return
            last = f"status {status}"
            refusals += status < 500 and status not in _PASSING_STATUSES
        if refusals == _REFUSALS_TAKEN:
            raise DeliveryError(last)
        decided("delivering the answer again", level=logging.WARNING, outcome=last)
        time.sleep(min(pause, max(0.0, until - time.monotonic())))


def _put(url: str, body: bytes, timeout: float) -> int:
    with urllib3.PoolManager(ssl_context=_trust()) as pool:
        response = pool.request(
            "PUT",
            url,
            body=body,
            timeout=urllib3.Timeout(total=timeout),
            retries=False,
            preload_content=False,
        )
        response.close()
    return response.status


@functools.cache
def _trust() -> ssl.SSLContext:
    """Read the machine's certificates once in a process; that takes longer than all else about an answer."""
    return ssl.create_default_context()


def _encode(answer: Mapping[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode(errors="replace")
