"""The function as Lambda runs it for CloudFormation: delivered, killed, delivered again."""

from __future__ import annotations

import json
import os
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast
from unittest import mock

from campaign.crash.clock import Clock, ClockEvent, EvenChance
from campaign.crash.doors import ANSWER
from campaign.crash.inbox import HOST
from campaign.crash.process import Process
from workteam_provider import wiring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from campaign.crash.doors import Doors
    from campaign.crash.inbox import Inbox
    from campaign.crash.process import End
    from campaign.crash.service import Client

_MODULES_WITH_A_CLOCK: Final = ("deadline", "lifecycle", "patience", "response", "workteams")


@dataclass(frozen=True, slots=True)
class Outside:
    """What one run's processes find outside: the service's client and the bucket behind their doors."""

    client: Client
    inbox: Inbox
    doors: Doors
    seconds: float
    """The function's time-out."""


@dataclass(slots=True)
class Delivery:
    """An event and how each of its deliveries ended."""

    event: dict[str, Any]
    ends: list[End] = field(default_factory=list)
    late: list[End] = field(default_factory=list)


class CrashingFunction:
    """Runs every delivery in a process of its own; a killed one is delivered again ``retries`` times.

    ``on_event`` is called before an event's first delivery.
    """

    arn: Final = "arn:aws:lambda:eu-west-1:123456789012:function:WorkteamProvider"

    def __init__(self, outside: Outside, retries: int, on_event: Callable[[dict[str, Any]], None]) -> None:
        self._outside = outside
        self._retries = retries
        self._on_event = on_event
        self._processes: list[Process] = []
        self.deliveries: list[Delivery] = []

    def invoke_async(self, event: dict[str, Any]) -> Future[list[End]]:
        """Deliver an event until a delivery lives to its end or the retries are over."""
        self._on_event(event)
        delivery = Delivery(event)
        self.deliveries.append(delivery)
        tries = 1 if self._outside.doors.mute else 1 + self._retries
        while len(delivery.ends) < tries and delivery.ends[-1:] != ["returned"]:
            delivery.ends.append(self._run(event))
        future: Future[list[End]] = Future()
        future.set_result(delivery.ends)
        return future

    def redeliver_killed(self) -> None:
        """Deliver what never got to its end once more, however late that is."""
        for delivery in self.deliveries:
            if delivery.ends[-1] != "returned":
                delivery.late.append(self._run(delivery.event))

    def bury(self) -> None:
        """End what is left of killed processes."""
        for process in self._processes:
            process.bury()

    def _run(self, event: dict[str, Any]) -> End:
        process = Process(self._outside)
        self._processes.append(process)
        self._outside.doors.begin(event["RequestType"])
        context = SimpleNamespace(
            aws_request_id="2d1f-invocation", get_remaining_time_in_millis=lambda: self._outside.seconds * 1000
        )
        return process.run(lambda: wiring.handler(json.loads(json.dumps(event)), cast("wiring.Context", context)))


@contextmanager
def function_between_doors() -> Iterator[None]:
    """Let the function's modules find their client, bucket, clock and chance in the process that they run in."""
    with ExitStack() as stack:

        def replace(target: str, value: object) -> None:
            stack.enter_context(mock.patch(f"workteam_provider.{target}", value))

        for name in _MODULES_WITH_A_CLOCK:
            replace(f"{name}.time", Clock)
        replace("deadline.threading", SimpleNamespace(Event=ClockEvent))
        replace("patience.random", EvenChance)
        replace("wiring.sagemaker", lambda: _outside().client)
        replace("response._put", _put)
        replace("log._LOGGER", SimpleNamespace(log=lambda *_, **__: None))
        stack.enter_context(mock.patch.dict(os.environ, {"RESPONSE_URL_HOSTS": HOST}))
        yield


def _put(url: str, body: bytes, _timeout: float) -> int:
    outside = _outside()
    return outside.doors.through(ANSWER, lambda: outside.inbox.put(url, body))


def _outside() -> Outside:
    return cast("Outside", Process.current().world)
