"""A handler around another one, named by ``TIMED_HANDLER``, that returns how long its event took beside its calls.

Laid out in a function's asset; knows nothing of the rest of the bench, and of the function only the libraries by which
it calls SageMaker and delivers its answer.
"""

from __future__ import annotations

import functools
import importlib
import os
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from botocore.client import BaseClient
from urllib3 import HTTPConnectionPool, HTTPResponse, PoolManager

if TYPE_CHECKING:
    from collections.abc import Callable

CALL: Final = "call"
DELIVERY: Final = "delivery"

_taken: list[tuple[str, float, float]] = []
_thread = threading.local()
"""Says whether it is in a call or a delivery; what these use in their turn is part of them."""


def _taken_out(kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        if getattr(_thread, "busy", False):
            return function(*arguments, **named)
        _thread.busy = True
        cpu, started = time.process_time(), time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            _taken.append((kind, time.perf_counter() - started, time.process_time() - cpu))
            _thread.busy = False

    return timed


def _take_out(kind: str, owner: Any, name: str) -> None:
    setattr(owner, name, _taken_out(kind, getattr(owner, name)))


_module, _, _name = os.environ["TIMED_HANDLER"].rpartition(".")
_handler = getattr(importlib.import_module(_module), _name)
_take_out(CALL, BaseClient, "_make_api_call")
for _owner, _methods in (
    (PoolManager, ("__init__", "request", "urlopen", "__exit__")),
    (HTTPConnectionPool, ("urlopen",)),
    (HTTPResponse, ("close",)),
):
    for _method in _methods:
        _take_out(DELIVERY, _owner, _method)
_take_out(DELIVERY, importlib.import_module("crhelper.resource_helper").CfnResource, "_send")


def handler(event: dict[str, Any], context: Any) -> dict[str, float]:
    """Handle the event and return its seconds."""
    _taken.clear()
    cpu, started = time.process_time(), time.perf_counter()
    _handler(event, context)
    elapsed, cpu = time.perf_counter() - started, time.process_time() - cpu
    kinds, seconds, cpu_seconds = zip(*_taken, strict=True) if _taken else ((), (), ())
    if set(kinds) != {CALL, DELIVERY}:
        raise RuntimeError(f"expected calls and a delivery to take out, found {kinds}")
    return {
        "own_seconds": elapsed - sum(seconds),
        "own_cpu_seconds": cpu - sum(cpu_seconds),
        "cpu_seconds": cpu,
    }
