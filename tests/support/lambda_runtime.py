"""Plays AWS Lambda for one function: processes started when needed, kept warm, killed when their time is up."""

from __future__ import annotations

import copy
import os
import time
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Self

from support.sandbox import Invocation, Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HANDLER: Final = "workteam_provider.handler.handler"
RUNTIME_PACKAGES: Final = "LAMBDA_RUNTIME_PACKAGES"
"""Names an environment variable with a folder of packages, another boto3 for one, that functions find before ours."""

ASYNC_RETRIES: Final = 2
"""How often Lambda repeats an event whose asynchronous invocation ended in an error or a time-out."""


class LambdaFunction:
    """A function: its code in ``asset``, its own environment variables, its time-out in seconds.

    ``account`` is also the access key of the function's credentials: the SageMaker emulator takes it as the account.
    """

    def __init__(
        self,
        asset: Path,
        environment: Mapping[str, str] | None = None,
        *,
        handler: str = HANDLER,
        name: str = "WorkteamProvider",
        account: str = "123456789012",
        region: str = "eu-west-1",
        timeout: float = 30.0,
        concurrency: int = 8,
        retry_waits: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        self.arn = f"arn:aws:lambda:{region}:{account}:function:{name}"
        self._closed = False
        self.timeout = timeout
        self._asset = asset
        self._handler = handler
        self._environment = {**_given_by_lambda(asset, handler, name, account, region), **(environment or {})}
        self._retry_waits = retry_waits
        self._executor = ThreadPoolExecutor(concurrency, thread_name_prefix=name)
        self._lock = Lock()
        self._idle: list[Sandbox] = []
        self._busy: list[Sandbox] = []

    def invoke(self, event: Any, *, timeout: float | None = None, request_id: str | None = None) -> Invocation:
        """Invoke synchronously: once, on a warm process where one is idle."""
        sandbox = self._acquire()
        try:
            return sandbox.invoke(event, request_id or str(uuid.uuid4()), self.arn, timeout or self.timeout)
        finally:
            self._release(sandbox)

    def invoke_async(self, event: Any) -> Future[list[Invocation]]:
        """Invoke as CloudFormation does: repeated under the same request id after an error, a crash or a time-out."""
        return self._executor.submit(self._attempts, event)

    def limited_to(self, timeout: float) -> LambdaFunction:
        """Give the same function, its processes too, with a shorter time-out."""
        limited = copy.copy(self)
        limited.timeout = timeout
        return limited

    def kill(self) -> None:
        """Kill every process, idle or at work; the next event starts a cold one."""
        with self._lock:
            for sandbox in self._busy:
                sandbox.kill()
            idle = self._idle.copy()
            self._idle.clear()
        for sandbox in idle:
            sandbox.close()

    @property
    def processes(self) -> int:
        """How many processes there are."""
        with self._lock:
            return len(self._idle) + len(self._busy)

    def close(self) -> None:
        """Kill every process and wait for the invocations that this ends."""
        self._retry_waits = (-1.0, -1.0)
        self._closed = True
        self.kill()
        self._executor.shutdown(cancel_futures=True)
        self.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _attempts(self, event: Any) -> list[Invocation]:
        request_id = str(uuid.uuid4())
        invocations = [self.invoke(event, request_id=request_id)]
        for retry in range(ASYNC_RETRIES):
            wait = self._retry_waits[retry]
            if invocations[-1].succeeded or wait < 0:
                break
            time.sleep(wait)
            invocations.append(self.invoke(event, request_id=request_id))
        return invocations

    def _acquire(self) -> Sandbox:
        with self._lock:
            sandbox = self._idle.pop() if self._idle else Sandbox(self._asset, self._handler, self._environment)
            self._busy.append(sandbox)
        if self._closed:
            sandbox.kill()
        return sandbox

    def _release(self, sandbox: Sandbox) -> None:
        with self._lock:
            self._busy.remove(sandbox)
            if sandbox.alive:
                self._idle.append(sandbox)
                return
        sandbox.close()


def _given_by_lambda(asset: Path, handler: str, name: str, account: str, region: str) -> dict[str, str]:
    packages = os.environ.get(RUNTIME_PACKAGES)
    return {
        **({"PYTHONPATH": packages} if packages else {}),
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "_HANDLER": handler,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": f"2026/01/01/[$LATEST]{uuid.uuid4().hex}",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_LEVEL": "INFO",
        "LAMBDA_TASK_ROOT": str(asset),
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "not-a-secret",
        "AWS_SESSION_TOKEN": "not-a-token",
    }
