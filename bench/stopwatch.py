"""A handler around another one, named by ``TIMED_HANDLER``, that returns how long its event took beside its calls.

Laid out in a function's asset; knows nothing of the rest of the bench.
"""

from __future__ import annotations

import functools
import importlib
import os
import time
from typing import TYPE_CHECKING, Any

from botocore.client import BaseClient

if TYPE_CHECKING:
    from collections.abc import Callable

_calls: list[tuple[float, float]] = []


def _taken_out(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        cpu, started = time.process_time(), time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            _calls.append((time.perf_counter() - started, time.process_time() - cpu))

    return timed


def _take_out(owner: Any, name: str) -> None:
    setattr(owner, name, _taken_out(getattr(owner, name)))


_module, _, _name = os.environ["TIMED_HANDLER"].rpartition(".")
_handler = getattr(importlib.import_module(_module), _name)
_take_out(BaseClient, "_make_api_call")
if _module.startswith("workteam_provider"):
    _take_out(importlib.import_module("workteam_provider.response"), "_put")
else:
    _take_out(importlib.import_module("crhelper.resource_helper").CfnResource, "_send")


def handler(event: dict[str, Any], context: Any) -> dict[str, float]:
    """Handle the event and return its seconds."""
    _calls.clear()
    cpu, started = time.process_time(), time.perf_counter()
    _handler(event, context)
    elapsed, cpu = time.perf_counter() - started, time.process_time() - cpu
    in_calls, cpu_in_calls = (sum(taken) for taken in zip(*_calls, strict=True))
    return {"own_seconds": elapsed - in_calls, "own_cpu_seconds": cpu - cpu_in_calls, "cpu_seconds": cpu}
