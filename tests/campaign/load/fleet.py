"""Many concurrent processes of the function, each ready for its event."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Self

from support.account import ACCOUNT, REGION
from support.lambda_runtime import LambdaFunction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from support.sandbox import Invocation

TIMEOUT_SECONDS: Final = 300.0


class Fleet:
    """One function with a process for each of its resources, as Lambda has where all are worked on at once."""

    def __init__(self, asset: Path, environment: Mapping[str, str], logical_ids: list[str]) -> None:
        self._processes = ExitStack()
        self._of = {
            logical_id: self._processes.enter_context(
                LambdaFunction(
                    asset, environment, account=ACCOUNT, region=REGION, timeout=TIMEOUT_SECONDS, concurrency=1
                )
            )
            for logical_id in logical_ids
        }
        self.arn: Final = next(iter(self._of.values())).arn

    def start(self) -> None:
        """Start every process, one after the other: Lambda gives each a processor of its own, this machine does not."""
        for function in self._of.values():
            function.invoke({"RequestType": "none"})

    def invoke_async(self, event: Any) -> Future[list[Invocation]]:
        """Invoke the process of the event's resource."""
        return self._of[event["LogicalResourceId"]].invoke_async(event)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._processes.close()
