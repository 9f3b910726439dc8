"""What a function needs around it: SageMaker, the response bucket, its environment, and events."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from bench.bucket import Bucket
from local.sagemaker import SageMakerEmulator
from support.account import ACCOUNT, REGION, team
from support.events import RESOURCE_TYPE, stack_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bench.functions import Function
    from support.events import Properties, RequestType

MEMORY_MEGABYTES: Final = 256
PROPERTIES: Final[Mapping[str, Any]] = team(WorkteamName="signs", Tags=[{"Key": "project", "Value": "roads"}])


class World:
    """The emulator and the bucket, for one function after the other."""

    def __init__(self, emulator: SageMakerEmulator, bucket: Bucket) -> None:
        self.control = emulator.control
        self._emulator = emulator
        self._bucket = bucket
        self._stack_id = stack_id("Stack", ACCOUNT, REGION)

    def environment(self, function: Function) -> dict[str, str]:
        """Return the environment that Lambda would give, and what points it here.

        The code's folder can't be written to, as on Lambda: what it imports from there is compiled at every start.
        """
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "en_US.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            "AWS_SESSION_TOKEN": "not-a-token",
            "AWS_LAMBDA_FUNCTION_NAME": "function",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(MEMORY_MEGABYTES),
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/function",
            "AWS_LAMBDA_LOG_STREAM_NAME": "2026/01/01/[$LATEST]0",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_LAMBDA_LOG_LEVEL": "INFO",
            "_HANDLER": function.handler,
            "TIMED_HANDLER": function.timed_handler,
            "LAMBDA_TASK_ROOT": str(function.asset),
            "AWS_ENDPOINT_URL_SAGEMAKER": self._emulator.url,
            "RESPONSE_URL_HOSTS": self._bucket.host,
            "SSL_CERT_FILE": str(self._bucket.certificates),
            **function.environment,
        }

    def event(
        self,
        kind: RequestType,
        properties: Properties = PROPERTIES,
        *,
        physical_id: str | None = None,
        old_properties: Properties | None = None,
    ) -> dict[str, Any]:
        """Write an event."""
        event = {
            "RequestType": kind,
            "ServiceToken": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:function",
            "ResponseURL": self._bucket.url(),
            "StackId": self._stack_id,
            "RequestId": str(uuid.uuid4()),
            "LogicalResourceId": "Team",
            "PhysicalResourceId": physical_id,
            "ResourceType": RESOURCE_TYPE,
            "ResourceProperties": properties,
            "OldResourceProperties": old_properties,
        }
        return {name: value for name, value in event.items() if value is not None}

    def answer(self) -> dict[str, Any]:
        """Return the last answer.

        Raises
        ------
        RuntimeError
            It does not say SUCCESS, so that what was measured is not what should have been.
        """
        answer = dict(json.loads(self._bucket.last))
        if answer["Status"] != "SUCCESS":
            raise RuntimeError(f"expected SUCCESS, received {answer}")
        return answer


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Start a world."""
    with SageMakerEmulator() as emulator, Bucket(folder) as bucket:
        yield World(emulator, bucket)
