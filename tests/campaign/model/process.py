"""Execution environments of the function inside this process: each has its own copy of every module."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import sys
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import botocore.endpoint
import botocore.loaders
import botocore.session
import urllib3

from campaign.model.account import ACCOUNT, REGION, Account
from campaign.model.bucket import Bucket, VirtualPool
from campaign.model.world import (
    Group,
    KilledError,
    Task,
    VirtualDatetime,
    VirtualEvent,
    VirtualThread,
    VirtualTime,
    World,
    current_task,
    virtual_wait,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from botocore.awsrequest import AWSResponse

_OWN: Final = ("workteam_provider", "crhelper")
_TIMED: Final = ("deadline", "lifecycle", "patience", "response", "workteams")
ENVIRONMENT: Final = {
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": ACCOUNT,
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    "AWS_SESSION_TOKEN": "not-a-token",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What the code of one invocation reaches: its account and the bucket of its answers."""

    account: Account
    bucket: Bucket
    journal: list[str] = field(default_factory=list)
    """Every call and every answer in order, as it started."""


@dataclass(frozen=True, slots=True)
class Context:
    """Lambda's context object."""

    world: World
    aws_request_id: str
    end: float

    def get_remaining_time_in_millis(self) -> int:
        return int((self.end - self.world.now) * 1000)


class AccountSession(botocore.session.Session):
    """Makes clients that reach the account of their world."""

    def create_client(self, *arguments: Any, **named: Any) -> Any:
        client: Any = super().create_client(*arguments, **named)
        client.meta.events.register("before-send.sagemaker", _reach_account)
        return client


class Process:
    """Freshly imported modules; what they keep, they keep until the process is thrown away."""

    def __init__(self) -> None:
        self.group: Final = Group()
        self.modules: Final = _import_afresh()
        for name in _TIMED:
            if hasattr(self.modules[name], "time"):
                self.modules[name].time = VirtualTime  # type: ignore[attr-defined]
        _replace(self.modules["deadline"], threading=SimpleNamespace(Event=VirtualEvent))
        _replace(self.modules["bounded"], threading=SimpleNamespace(Thread=VirtualThread), wait=virtual_wait)
        _replace(self.modules["response"], urllib3=SimpleNamespace(PoolManager=VirtualPool, Timeout=urllib3.Timeout))
        _replace(self.modules["response_url"], datetime=VirtualDatetime)
        _replace(self.modules["client"], Session=AccountSession)
        self.modules["client"].sagemaker.cache_clear()

    def start(self, event: Any, context: Context, scope: Scope) -> Task:
        """Let the handler take an event."""
        return context.world.spawn(
            lambda: self.modules["wiring"].handler(event, context),
            self.group,
            scope,
        )


@contextlib.contextmanager
def virtual_sdk() -> Iterator[None]:
    """Let the SDK live by virtual time, and parse its data files once for all processes."""
    with (
        mock.patch.object(botocore.endpoint, "time", VirtualTime),
        mock.patch.object(botocore.loaders.JSONFileLoader, "_load_file", _load_once),
        mock.patch.object(botocore.loaders.Loader, "list_available_services", _list_once),
        mock.patch.dict(os.environ, ENVIRONMENT),
    ):
        os.environ.pop("RESPONSE_URL_HOSTS", None)
        yield


_list_on_disk = botocore.loaders.Loader.list_available_services


@functools.cache
def _listed(search_paths: tuple[str, ...], type_name: str) -> Any:
    loader: Any = botocore.loaders.Loader(include_default_search_paths=False)
    loader._search_paths = list(search_paths)
    return _list_on_disk(loader, type_name)


def _list_once(loader: Any, type_name: str) -> Any:
    return _listed(tuple(loader.search_paths), type_name)


_file_loader: Any = botocore.loaders.JSONFileLoader
_load_from_disk = _file_loader._load_file


@functools.cache
def _parsed(path: str, open_method: Any) -> Any:
    return _load_from_disk(_file_loader(), path, open_method)


def _load_once(_: object, path: str, open_method: Any) -> Any:
    return _parsed(path, open_method)


def _import_afresh() -> dict[str, ModuleType]:
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] in _OWN}
    try:
        importlib.import_module("workteam_provider.wiring")
        fresh = {name: module for name, module in sys.modules.items() if name.split(".")[0] in _OWN}
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] in _OWN]:
            del sys.modules[name]
        sys.modules.update(kept)
    return {name.removeprefix("workteam_provider."): module for name, module in fresh.items()}


def _replace(module: ModuleType, **attributes: object) -> None:
    for name, value in attributes.items():
        assert hasattr(module, name), f"{module.__name__} has no {name} any more"
        setattr(module, name, value)


def _reach_account(request: Any, **_: object) -> AWSResponse:
    task = current_task()
    if task is None:
        raise KilledError
    answer: AWSResponse = task.scope.account.connect(request)
    task.require_alive()
    return answer
