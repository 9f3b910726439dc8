"""Execution environments of the function inside this process: each has its own copy of every module."""

from __future__ import annotations

import builtins
import contextlib
import functools
import gc
import json
import logging
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from unittest import mock

import botocore.loaders
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from campaign.world.doors import ANSWER
from campaign.world.scheduler import CLOCK, FOREVER, Life, World, current_task, living
from local.sagemaker.errors import ServiceError
from support.account import ACCOUNT, REGION
from support.fake_sagemaker import client_error
from workteam_provider.contract import LOGGER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from campaign.world.account import Account
    from campaign.world.bucket import Bucket
    from campaign.world.doors import Doors

FUNCTION_ARN: Final = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:provider"
_OWN: Final = ("workteam_provider", "crhelper")
_ENVIRONMENT: Final = {
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": ACCOUNT,
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    "AWS_SESSION_TOKEN": "not-a-token",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


class Scope(Life):
    """One delivery of an event at work: what its code reaches, and in ``journal`` all that it did."""

    def __init__(
        self, account: Account, bucket: Bucket, seconds: float, doors: Doors | None = None, request_type: str = ""
    ) -> None:
        super().__init__(account.world.now + seconds)
        self.account: Final = account
        self.bucket: Final = bucket
        self.request_type: Final = request_type
        self.process: Process
        self.journal: Final[list[str]] = []
        self._doors: Final = doors

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Call the service."""
        self.journal.append(operation)
        answer: dict[str, Any] = self._through(
            operation, request, lambda: self.account.answer(operation, request, self)
        )
        return answer

    def put(self, url: str, body: bytes, timeout: float) -> int:
        """Answer CloudFormation."""
        self.journal.append(f"PUT {body.decode(errors='replace')}")
        status: int = self._through(ANSWER, {}, lambda: self.bucket.put(url, body, timeout))
        return status

    def _through(self, label: str, request: dict[str, Any], effect: Callable[[], Any]) -> Any:
        came_back = effect() if self._doors is None else self._doors.through(self, label, request, effect)
        living()
        return came_back


@dataclass(frozen=True, slots=True)
class Context:
    """Lambda's context object."""

    world: World
    end: float
    aws_request_id: str
    invoked_function_arn: str = FUNCTION_ARN

    def get_remaining_time_in_millis(self) -> int:
        return int((self.end - self.world.now) * 1000)


class Process:
    """Freshly imported modules; what they keep, they keep until the process is thrown away.

    Parameters
    ----------
    quick
        Whether calls go out without the SDK, which takes most of a call's time, and crhelper sets no
        log levels.
    """

    def __init__(self, *, quick: bool = False) -> None:
        self.importing = False
        self._modules: dict[str, ModuleType] = {}
        self._handler: Final = self.module("handler").handler
        _replace(self.module("protocol.clock"), **CLOCK)
        deliver = self.module("handler").deliver
        _replace(self.module("handler"), deliver=functools.partial(deliver, put=_put))
        if quick:
            _replace(self.module("workteam.workteams"), sagemaker=QuickClient)
            _replace(self.module("sign_in.workforces"), sagemaker=QuickClient)
            _replace(self.module("sign_in.app_clients"), cognito=QuickClient)
            _replace(self.module("watch.groups"), cognito=QuickClient)
            _replace(self.module("watch.template"), cloudformation=QuickClient, scheduler=QuickClient)
            _replace(self._modules["crhelper.log_helper"], setup=lambda *_, **__: None)
        else:
            _replace(self.module("client"), Session=AccountSession)
            self.module("client").sagemaker.cache_clear()
        gc.unfreeze()  # the handler freezes what it imports, for the life of a process

    def module(self, name: str) -> Any:
        """Import one of the function's modules."""
        return self.imported(f"workteam_provider.{name}", ("__name__",))

    def imported(self, name: str, parts: Sequence[str]) -> ModuleType:
        """Import a module of this process's own, as ``from name import parts`` does."""
        if name in self._modules and all(hasattr(self._modules[name], part) for part in parts):
            return self._modules[name]
        others = _take_out()
        sys.modules.update(self._modules)
        self.importing = True
        try:
            return _import(name, None, None, parts)
        finally:
            self.importing = False
            self._modules = _take_out()
            sys.modules.update(others)

    def handle(self, event: Any, request_id: str, scope: Scope) -> Any:
        """Handle an event, as a task of the scope's world; returns what the handler does."""
        task = living()
        task.life, scope.process = scope, self
        try:
            return self._handler(event, Context(task.world, scope.end, request_id))
        finally:
            task.life, task.end = Life(), FOREVER


class QuickClient:
    """What the function uses of the SDK's client."""

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        operation = "".join(word.capitalize() for word in method.split("_"))

        def call(**request: Any) -> dict[str, Any]:
            try:
                return _scope().call(operation, request)
            except ServiceError as error:
                raise client_error(operation, error.code, error.message, error.status) from None

        return call


class AccountSession(botocore.session.Session):
    """Makes clients of the SDK that reach the account of their world; others where the service speaks no JSON."""

    def create_client(self, service_name: str, *arguments: Any, **named: Any) -> Any:
        if service_name not in {"sagemaker", "cognito-idp"}:
            return QuickClient()
        client: Any = super().create_client(service_name, *arguments, **named)
        client.meta.events.register(f"before-send.{service_name}", _send)
        return client


def _send(request: Any, **_: object) -> AWSResponse:
    operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
    status = 200
    try:
        body = _scope().call(operation, json.loads(request.body))
    except ServiceError as error:
        status, body = error.status, {"__type": error.code, "message": error.message}
    headers = HTTPHeaders.from_dict({"x-amzn-RequestId": "5f1d7a52-6a6a-4b6e-9b3e-000000000000"})
    return AWSResponse(request.url, status, headers, _Body(json.dumps(body).encode()))


class _Body(NamedTuple):
    content: bytes

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.content


def _put(url: str, body: bytes, timeout: float) -> int:
    return _scope().put(url, body, timeout)


@contextlib.contextmanager
def lambda_environment(*, silent: bool = False) -> Iterator[None]:
    """Give the function what Lambda gives it, and let the SDK parse its data files once for all processes."""
    loader: Any = botocore.loaders.JSONFileLoader
    load = functools.cache(functools.partial(loader._load_file, loader()))
    with (
        mock.patch.object(loader, "_load_file", lambda _, *path: load(*path)),
        mock.patch.dict(os.environ, _ENVIRONMENT),
        mock.patch.object(builtins, "__import__", _import_for_process),
        mock.patch.object(logging.getLogger(LOGGER), "disabled", silent),
    ):
        os.environ.pop("RESPONSE_URL_HOSTS", None)
        yield


def _scope() -> Scope:
    scope = living().life
    assert isinstance(scope, Scope)
    return scope


_import: Final = builtins.__import__


def _import_for_process(name: str, *given: Any, **named: Any) -> ModuleType:
    """Import for the process that runs, where it asks for a module of the function's while it handles an event."""
    parts = given[2] if len(given) > 2 else named.get("fromlist")
    task = current_task()
    life = None if task is None else task.life
    if not parts or not isinstance(life, Scope) or life.process.importing or name.partition(".")[0] not in _OWN:
        return _import(name, *given, **named)
    return life.process.imported(name, parts)


def _take_out() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name.split(".")[0] in _OWN]
    return {name: sys.modules.pop(name) for name in names}


def _replace(module: ModuleType, **attributes: object) -> None:
    for name, value in attributes.items():
        assert hasattr(module, name), f"{module.__name__} has no {name} any more"
        setattr(module, name, value)
