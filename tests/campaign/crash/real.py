"""The same kills by SIGKILL: real processes under Lambda's runtime client, boto3 and HTTP."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from campaign.crash.operations import TEAM
from campaign.world.doors import ANSWER, Strike
from local.sagemaker import SageMakerEmulator
from local.sagemaker.service import Dropped
from support.account import ACCOUNT, REGION
from support.cloudformation import Stack
from support.lambda_runtime import LambdaFunction
from support.response_sink import ResponseSink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from campaign.crash.operations import Operation
    from campaign.world.doors import Moment

T = TypeVar("T")


class RealDoors:
    """Counts calls and answers where they arrive, and kills every process of the function at one of them."""

    def __init__(self) -> None:
        self.function: LambdaFunction | None = None
        self.kill: Strike | None = None
        self.labels: list[str] = []
        self._lock = threading.Lock()

    def arm(self, kill: Strike) -> None:
        """Begin to count."""
        self.kill, self.labels = kill, []

    def through(self, label: str, effect: Callable[[], T]) -> T:
        """Let a call or an answer take effect; raises ``Dropped`` where its process is dead by then."""
        with self._lock:
            self.labels.append(label)
            number = len(self.labels)
            self._perhaps(number, "before")
            try:
                return effect()
            finally:
                self._perhaps(number, "after")

    def _perhaps(self, number: int, moment: Moment) -> None:
        if self.kill == Strike(number, moment):
            assert self.function is not None
            self.function.kill()
            raise Dropped


class _Bucket(ResponseSink):
    """The bucket behind a door."""

    def __init__(self, doors: RealDoors) -> None:
        self._doors = doors
        super().__init__()

    def _app(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        try:
            return self._doors.through(ANSWER, lambda: super(_Bucket, self)._app(environ, start_response))
        except Dropped:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError from None


@contextmanager
def _emulator(doors: RealDoors) -> Iterator[SageMakerEmulator]:
    with SageMakerEmulator() as emulator:
        service = emulator._service
        call = service.call
        service.call = lambda operation, place, request: doors.through(  # type: ignore[method-assign]
            operation, lambda: call(operation, place, request)
        )
        yield emulator


class RealWorld:
    """An emulator, a bucket and a function that runs in processes."""

    def __init__(self, emulator: SageMakerEmulator, bucket: ResponseSink, doors: RealDoors) -> None:
        self._emulator = emulator
        self._bucket = bucket
        self._doors = doors

    def play(self, operation: Operation, kill: Strike) -> tuple[str, list[str]]:
        """Play an operation with one kill; returns its status and what went through the doors, in order."""
        assert self._doors.function is not None
        self._emulator.control.reset()
        stack = Stack("Stack", self._doors.function, self._bucket, service_timeout=60.0)
        self._doors.kill = None
        if operation.before is not None:
            stack.deploy({TEAM: operation.before})
        self._doors.arm(kill)
        outcome = stack.delete() if operation.wanted is None else stack.deploy({TEAM: operation.wanted})
        seen = list(self._doors.labels)
        stack.delete()
        return outcome.status, seen


@contextmanager
def real_world(asset: Path) -> Iterator[RealWorld]:
    """Start everything."""
    doors = RealDoors()
    with _emulator(doors) as emulator, _Bucket(doors) as bucket:
        environment = {"AWS_ENDPOINT_URL_SAGEMAKER": emulator.url, "RESPONSE_URL_HOSTS": bucket.host}
        with LambdaFunction(asset, environment, account=ACCOUNT, region=REGION, timeout=60.0) as function:
            doors.function = function
            yield RealWorld(emulator, bucket, doors)
